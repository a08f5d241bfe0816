from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetitionsConfig(AppConfig):
    name = "ortaq.procedures.competitions"
    label = "competitions"

    def ready(self) -> None:
        from ortaq.kernel.accounts.registry import register_holdings
        from ortaq.kernel.documents.registry import declare_access
        from ortaq.kernel.lifecycle.registry import declare
        from ortaq.kernel.notices.registry import declare_enclosures
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.procedures.competitions.kinds import APPLICATION_KIND, CALL_KIND
        from ortaq.procedures.competitions.notices import TOLD, letter_with
        from ortaq.procedures.competitions.permissions import may_read_call_document, may_read_document
        from ortaq.procedures.competitions.queries.applications import holdings_of
        from ortaq.procedures.competitions.registry import CONTEST, SMALL_GRANT, declare_profile

        register_holdings("competitions", holdings_of)
        declare(CALL_KIND)
        declare(APPLICATION_KIND)
        declare_enclosures("application", TOLD, letter_with)
        declare_access("call", may_read_call_document)
        declare_access("application", may_read_document)
        declare_profile(CONTEST)
        declare_profile(SMALL_GRANT)
        register(Item(label=_("Competitions"), url_name="competitions:list", order=40))
        register(
            Item(
                label=_("My applications"),
                url_name="competitions:mine",
                order=12,
                place="account",
                roles=frozenset({"representative"}),
            )
        )
        desk = {
            "office": (_("Competitions of my body"), {"customer", "secretary"}),
            "reviews": (_("To be scored"), {"expert"}),
            "commissions": (_("My commissions"), {"commission"}),
        }
        for order, (name, (label, roles)) in enumerate(desk.items(), start=50):
            register(
                Item(label=label, url_name=f"competitions:{name}", order=order, place="office", roles=frozenset(roles))
            )
