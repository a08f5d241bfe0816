from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FairsConfig(AppConfig):
    name = "ortaq.systems.fairs"
    label = "fairs"

    def ready(self) -> None:
        from ortaq.kernel.accounts.registry import register_holdings
        from ortaq.kernel.documents.registry import declare_access
        from ortaq.kernel.lifecycle.registry import declare
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.systems.fairs.kinds import (
            FAIR_KIND,
            MEMORANDUM_KIND,
            OCCASION_KIND,
            PLEDGE_KIND,
            PROJECT_KIND,
            SPONSOR_KIND,
            TALK_REQUEST_KIND,
        )
        from ortaq.systems.fairs.permissions import ORGANISERS, may_read_document
        from ortaq.systems.fairs.queries.holdings import holdings_of

        for kind in (
            FAIR_KIND,
            PROJECT_KIND,
            OCCASION_KIND,
            SPONSOR_KIND,
            PLEDGE_KIND,
            TALK_REQUEST_KIND,
            MEMORANDUM_KIND,
        ):
            declare(kind)
        declare_access("memorandum", may_read_document)
        register_holdings("fairs", holdings_of)
        register(
            Item(label=_("Fairs"), url_name="fairs:index", order=46),
            Item(
                label=_("My projects at fairs"),
                url_name="fairs:mine",
                order=14,
                place="account",
                roles=frozenset({"representative"}),
            ),
            Item(
                label=_("Help that I give or get"),
                url_name="fairs:pledges",
                order=15,
                place="account",
                roles=frozenset({"representative"}),
            ),
            Item(label=_("Become a sponsor"), url_name="fairs:profiles", order=16, place="account"),
            Item(
                label=_("Sponsors to be checked"),
                url_name="fairs:office_sponsors",
                order=56,
                place="office",
                roles=frozenset({"coordinator"}),
            ),
            Item(
                label=_("Events"), url_name="fairs:office_events", order=57, place="office", roles=frozenset(ORGANISERS)
            ),
            Item(label=_("Fairs"), url_name="fairs:office", order=55, place="office", roles=frozenset(ORGANISERS)),
        )
