from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "ortaq.kernel.limits"
    label = "limits"
