from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "ortaq.procedures.surveys"
    label = "surveys"
