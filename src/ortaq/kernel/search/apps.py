from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ortaq.kernel.search"
    label = "search"
