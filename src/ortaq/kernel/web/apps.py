from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ortaq.kernel.web"
    label = "web"
