from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "ortaq.kernel.language"
    label = "language"
