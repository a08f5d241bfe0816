from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "ortaq.kernel.parties"
    label = "parties"
