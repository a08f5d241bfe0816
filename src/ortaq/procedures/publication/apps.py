from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "ortaq.procedures.publication"
    label = "publication"
