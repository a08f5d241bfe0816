from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "ortaq.procedures.competitions"
    label = "competitions"
