"""Who may change the business calendar."""

from ortaq.kernel.parties.roles import COORDINATOR
from ortaq.kernel.parties.rules import Actor


def may_change_calendar(by: Actor) -> bool:
    """The region's coordinator keeps the calendar; everybody may read it."""
    return by.holds(COORDINATOR.code)
