from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ortaq.kernel.notices"
    label = "notices"
