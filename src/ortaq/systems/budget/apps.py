from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "ortaq.systems.budget"
    label = "budget"
