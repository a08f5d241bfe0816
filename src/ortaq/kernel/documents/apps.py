from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ortaq.kernel.documents"
    label = "documents"
