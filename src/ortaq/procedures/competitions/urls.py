"""Addresses of competitions, under /kk/, /ru/ and /en/."""

from django.urls import path

from ortaq.procedures.competitions.views import (
    applications,
    calls,
    drafting,
    protocols,
    results,
    reviewing,
    secretary,
    steps,
)

app_name = "competitions"
urlpatterns = [
    path("", calls.index, name="list"),
    path("applications/", applications.mine, name="mine"),
    path("applications/<str:number>/", applications.detail, name="application"),
    path("applications/<str:number>/steps/<slug:code>/", steps.step, name="step"),
    path("applications/<str:number>/save/<slug:code>/", steps.save, name="save"),
    path("applications/<str:number>/attach/<slug:code>/", steps.attach, name="attach"),
    path("applications/<str:number>/detach/<int:document_id>/", steps.detach, name="detach"),
    path("applications/<str:number>/submit/", applications.submit, name="submit"),
    path("applications/<str:number>/withdraw/", applications.withdraw, name="withdraw"),
    path("applications/<str:number>/receipt.pdf", applications.receipt, name="receipt"),
    path("applications/<str:number>/letter.pdf", applications.letter, name="letter"),
    path("applications/<str:number>/complain/", results.complain, name="complain"),
    path("applications/<str:number>/decline/", results.refuse, name="refuse"),
    path("reviews/", reviewing.mine, name="reviews"),
    path("reviews/<int:review_id>/", reviewing.detail, name="review"),
    path("reviews/<int:review_id>/declare/", reviewing.declare, name="declare"),
    path("reviews/<int:review_id>/marks/", reviewing.marks, name="marks"),
    path("commission/", results.commissions, name="commissions"),
    path("commission/<str:number>/", results.commission, name="commission"),
    path("commission/<str:number>/vote/", results.vote, name="vote"),
    path("office/", drafting.index, name="office"),
    path("office/new/", drafting.new, name="new"),
    path("office/criteria/", drafting.criteria, name="criteria"),
    path("office/registers/", drafting.registers, name="registers"),
    path("office/applications/<str:number>/", secretary.application, name="office_application"),
    path("office/<str:number>/", secretary.board, name="board"),
    path("office/<str:number>/edit/", drafting.edit, name="edit"),
    path("office/<str:number>/questions/<int:question_id>/", secretary.answer, name="answer"),
    path("office/<str:number>/complaints/<int:objection_id>/", secretary.decide_complaint, name="decide_complaint"),
    path("office/<str:number>/reviews/<int:review_id>/release/", secretary.release, name="release"),
    path("office/<str:number>/deeds/<slug:code>/", secretary.act, name="deed"),
    path("<str:number>/", calls.detail, name="call"),
    path("<str:number>/results/", results.detail, name="results"),
    path("<str:number>/protocol-<slug:language>.pdf", protocols.pdf, name="protocol"),
    path("<str:number>/ask/", calls.ask, name="ask"),
    path("<str:number>/apply/", calls.apply, name="apply"),
]
