"""Who may read the whole log."""

from ortaq.kernel.parties.roles import AUDITOR
from ortaq.kernel.parties.rules import Actor


def may_read_log(actor: Actor) -> bool:
    """The auditor alone reads all events, changes of rights and readings: numbers and codes, no content of records."""
    return actor.holds(AUDITOR.code)
