from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "ortaq.kernel.clocks"
    label = "clocks"
