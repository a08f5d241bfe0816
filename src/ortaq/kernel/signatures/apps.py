from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "ortaq.kernel.signatures"
    label = "signatures"
