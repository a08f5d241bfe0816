from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "ortaq.kernel.keys"
    label = "keys"
