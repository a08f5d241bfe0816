from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "ortaq.systems.reception"
    label = "reception"

    def ready(self) -> None:
        from ortaq.kernel.accounts.registry import register_holdings, register_unsent
        from ortaq.kernel.documents.registry import declare_access
        from ortaq.kernel.interchange.registry import declare_export
        from ortaq.kernel.lifecycle.registry import declare
        from ortaq.kernel.notices.registry import declare_words
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.systems.reception.actions.drafting import drop_drafts_of
        from ortaq.systems.reception.exports import WORK_LIST
        from ortaq.systems.reception.kinds import APPEAL_KIND, COMPLAINT_KIND
        from ortaq.systems.reception.notices import join_words, pin_words
        from ortaq.systems.reception.permissions import OFFICE, may_read_document
        from ortaq.systems.reception.queries.holdings import holdings_of
        from ortaq.systems.reception.views.proof import proved_reader

        declare(APPEAL_KIND)
        declare(COMPLAINT_KIND)
        declare_access("appeal", may_read_document, reader=proved_reader)
        declare_words("appeal", {"ask_pin": pin_words, "ask_join": join_words})
        declare_export(WORK_LIST)
        register_holdings("appeals", holdings_of)
        register_unsent("appeals", drop_drafts_of)
        register(Item(label=_("Write an appeal"), url_name="reception:start", order=10))
        register(Item(label=_("Appeals and answers"), url_name="reception:list", order=20))
        register(Item(label=_("Where is my appeal?"), url_name="reception:status", order=30))
        register(Item(label=_("Figures on appeals"), url_name="reception:statistics", order=20, place="footer"))
        register(Item(label=_("My appeals"), url_name="reception:mine", order=10, place="account"))
        desk = {
            "work": (_("Work list"), OFFICE),
            "enter": (_("Enter an appeal"), ("operator", "registrar")),
            "complaints": (_("Complaints"), ("registrar", "head")),
            "templates": (_("Answer templates"), ("head", "executor")),
            "moderation": (_("Publication"), ("moderator",)),
        }
        for order, (name, (label, roles)) in enumerate(desk.items(), start=10):
            register(
                Item(label=label, url_name=f"reception:{name}", order=order, place="office", roles=frozenset(roles))
            )
