from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "ortaq.procedures.surveys"
    label = "surveys"

    def ready(self) -> None:
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.procedures.surveys.permissions import PHONES, TYPISTS

        register(Item(label=_("Answer a survey"), url_name="surveys:start", order=24, place="footer"))
        desk = {"office": (_("Surveys"), TYPISTS), "phone": (_("Survey by phone"), PHONES)}
        for order, (name, (label, roles)) in enumerate(desk.items(), start=60):
            register(Item(label=label, url_name=f"surveys:{name}", order=order, place="office", roles=frozenset(roles)))
