"""Addresses of evaluations."""

from django.urls import path

from ortaq.systems.social_order.views import evaluating, evaluation

evaluation_patterns = [
    path("evaluations/", evaluation.index, name="evaluations"),
    path("evaluations/<str:number>/", evaluation.detail, name="evaluation"),
    path("evaluations/<str:number>/form.<slug:kind>", evaluation.paper, name="evaluation_paper"),
    path("office/evaluations/", evaluating.work, name="evaluation_work"),
    path("office/evaluations/new/<str:number>/", evaluating.schedule, name="evaluation_new"),
    path("office/evaluations/<str:number>/", evaluating.case, name="evaluation_case"),
    path("office/evaluations/<str:number>/form.<slug:kind>", evaluating.paper, name="evaluation_office_paper"),
    path("office/evaluations/<str:number>/<slug:code>/", evaluating.act, name="evaluation_deed"),
    path("office/scoring/", evaluating.seats, name="evaluation_seats"),
    path("office/scoring/<str:number>/", evaluating.score, name="evaluation_score"),
]
