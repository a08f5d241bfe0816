from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ortaq.kernel.accounts"
    label = "accounts"
