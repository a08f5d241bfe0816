from django.apps import AppConfig


class SocialOrderConfig(AppConfig):
    name = "ortaq.systems.social_order"
    label = "social_order"
