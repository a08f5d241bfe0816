from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "ortaq.systems.budget"
    label = "budget"

    def ready(self) -> None:
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.systems.budget.permissions import OFFICE

        register(
            Item(label=_("Budget"), url_name="budget:index", order=30),
            Item(label=_("Figures"), url_name="budget:office", order=60, place="office", roles=OFFICE),
        )
