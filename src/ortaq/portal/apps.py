from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "ortaq.portal"
    label = "portal"

    def ready(self) -> None:
        from ortaq.kernel.parties.roles import OFFICE_ROLES
        from ortaq.kernel.web.navigation import Group, Item, register, register_groups

        register_groups(
            Group(
                _("The social order"),
                (
                    "social_order:topics",
                    "social_order:plan",
                    "competitions:list",
                    "social_order:projects",
                    "social_order:evaluations",
                ),
                order=40,
            ),
            Group(_("To vote"), ("ballots:list", "fairs:index"), order=45),
            Group(
                _("The social order"),
                (
                    "social_order:topic_work",
                    "social_order:plans_office",
                    "social_order:council_work",
                    "competitions:office",
                    "competitions:reviews",
                    "competitions:commissions",
                    "social_order:agreement_work",
                    "social_order:evaluation_work",
                    "social_order:evaluation_seats",
                    "surveys:office",
                    "surveys:phone",
                ),
                order=40,
                place="office",
            ),
            Group(
                _("Fairs and votes"),
                ("fairs:office", "fairs:office_events", "fairs:office_sponsors", "ballots:office"),
                order=50,
                place="office",
            ),
            Group(
                _("Figures and data"),
                ("budget:office", "publication:work", "opendata:office", "interchange:mine"),
                order=60,
                place="office",
            ),
            Group(_("Set up"), ("reception:templates", "account_roles"), order=70, place="office"),
        )
        register(Item(label=_("Search"), url_name="portal:search", order=90))
        register(Item(label=_("My page"), url_name="portal:me", order=5, place="account"))
        register(Item(label=_("Help"), url_name="portal:help_index", order=10, place="footer"))
        register(Item(label=_("Accessibility"), url_name="portal:accessibility", order=20, place="footer"))
        register(Item(label=_("What data we keep"), url_name="portal:privacy", order=30, place="footer"))
        register(Item(label=_("Open data"), url_name="portal:data", order=40, place="footer"))
        register(Item(label=_("Notices"), url_name="notices:inbox", order=20, place="account"))
        register(Item(label=_("My account"), url_name="account_profile", order=30, place="account"))
        register(
            Item(
                label=_("Undelivered notices"),
                url_name="notices:undelivered",
                order=80,
                place="office",
                roles=frozenset({"coordinator", "auditor"}),
            )
        )
        register(
            Item(
                label=_("Roles"),
                url_name="account_roles",
                order=70,
                place="office",
                roles=frozenset({"coordinator", "head"}),
            )
        )
        register(Item(label=_("Log"), url_name="portal:log", order=90, place="office", roles=frozenset({"auditor"})))
        register(
            Item(label=_("Tables as files"), url_name="interchange:mine", order=85, place="office", roles=OFFICE_ROLES),
            Item(
                label=_("Exports of personal data"),
                url_name="interchange:log",
                order=86,
                place="office",
                roles=frozenset({"auditor"}),
            ),
        )
        register(Item(label=_("Business calendar"), url_name="clocks:calendar", order=60, place="footer"))
        register(Item(label=_("Digest of the log"), url_name="portal:digest", place="footer", order=50))
