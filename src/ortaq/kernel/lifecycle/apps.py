from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "ortaq.kernel.lifecycle"
    label = "lifecycle"
