from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "ortaq.systems.reception"
    label = "reception"
