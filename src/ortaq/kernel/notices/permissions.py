"""Who may see what was told to whom."""

from ortaq.kernel.parties.roles import AUDITOR, COORDINATOR
from ortaq.kernel.parties.rules import Actor


def may_see_undelivered(actor: Actor) -> bool:
    """The region coordinator and the auditor see which notices couldn't be delivered (numbers, never addresses)."""
    return actor.holds(COORDINATOR.code) or actor.holds(AUDITOR.code)


def may_try_again(actor: Actor) -> bool:
    """The region coordinator may have them sent again; the auditor changes nothing."""
    return actor.holds(COORDINATOR.code)
