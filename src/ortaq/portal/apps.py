from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "ortaq.portal"
    label = "portal"

    def ready(self) -> None:
        from ortaq.kernel.web.navigation import Item, register

        register(Item(label=_("Digest of the log"), url_name="portal:digest", place="footer", order=50))
