from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "ortaq.procedures.publication"
    label = "publication"

    def ready(self) -> None:
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.procedures.publication.permissions import KEEPERS

        register(Item(label=_("Duties to publish"), url_name="publication:index", order=25, place="footer"))
        register(
            Item(
                label=_("To be published"),
                url_name="publication:work",
                order=70,
                place="office",
                roles=frozenset(KEEPERS),
            )
        )
