from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "ortaq.kernel.records"
    label = "records"
