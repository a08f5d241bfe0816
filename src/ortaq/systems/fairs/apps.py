from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FairsConfig(AppConfig):
    name = "ortaq.systems.fairs"
    label = "fairs"

    def ready(self) -> None:
        from ortaq.kernel.lifecycle.registry import declare
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.systems.fairs.kinds import FAIR_KIND, PROJECT_KIND
        from ortaq.systems.fairs.permissions import ORGANISERS

        declare(FAIR_KIND)
        declare(PROJECT_KIND)
        register(
            Item(label=_("Fairs"), url_name="fairs:index", order=46),
            Item(
                label=_("My projects at fairs"),
                url_name="fairs:mine",
                order=14,
                place="account",
                roles=frozenset({"representative"}),
            ),
            Item(label=_("Fairs"), url_name="fairs:office", order=55, place="office", roles=frozenset(ORGANISERS)),
        )
