from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "ortaq.kernel.interchange"
    label = "interchange"
