from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "ortaq.portal"
    label = "portal"

    def ready(self) -> None:
        from ortaq.kernel.web.navigation import Item, register

        register(Item(label=_("Notices"), url_name="notices:inbox", order=20, place="account"))
        register(Item(label=_("My account"), url_name="account_profile", order=30, place="account"))
        register(Item(label=_("Undelivered notices"), url_name="notices:undelivered", order=80, place="office", roles=frozenset({"coordinator", "auditor"})))
        register(Item(label=_("Business calendar"), url_name="clocks:calendar", order=60, place="footer"))
        register(Item(label=_("Digest of the log"), url_name="portal:digest", place="footer", order=50))
