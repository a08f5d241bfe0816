from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "ortaq.kernel.events"
    label = "events"
