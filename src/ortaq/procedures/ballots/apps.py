from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "ortaq.procedures.ballots"
    label = "ballots"

    def ready(self) -> None:
        from ortaq.kernel.accounts.registry import register_holdings
        from ortaq.kernel.lifecycle.registry import declare
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.procedures.ballots.actions.box import settle_rights
        from ortaq.procedures.ballots.kinds import ELECTION_KIND
        from ortaq.procedures.ballots.permissions import SERVERS
        from ortaq.procedures.ballots.queries.voting import rolls_of

        declare(ELECTION_KIND)
        register_holdings("votes", rolls_of)
        post_migrate.connect(settle_rights, sender=self)
        register(Item(label=_("Votes on projects"), url_name="ballots:list", order=45))
        register(Item(label=_("Votes of my body"), url_name="ballots:office", order=55, place="office", roles=SERVERS))
