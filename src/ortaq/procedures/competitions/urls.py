"""Addresses of competitions, under /kk/, /ru/ and /en/."""

from django.urls import path

from ortaq.procedures.competitions.views import applications, calls

app_name = "competitions"
urlpatterns = [
    path("", calls.index, name="list"),
    path("applications/", applications.mine, name="mine"),
    path("applications/<str:number>/", applications.detail, name="application"),
    path("applications/<str:number>/steps/<slug:code>/", applications.step, name="step"),
    path("applications/<str:number>/save/<slug:code>/", applications.save, name="save"),
    path("applications/<str:number>/attach/<slug:code>/", applications.attach, name="attach"),
    path("applications/<str:number>/detach/<int:document_id>/", applications.detach, name="detach"),
    path("applications/<str:number>/submit/", applications.submit, name="submit"),
    path("applications/<str:number>/withdraw/", applications.withdraw, name="withdraw"),
    path("applications/<str:number>/receipt.pdf", applications.receipt, name="receipt"),
    path("<str:number>/", calls.detail, name="call"),
    path("<str:number>/ask/", calls.ask, name="ask"),
    path("<str:number>/apply/", calls.apply, name="apply"),
]
