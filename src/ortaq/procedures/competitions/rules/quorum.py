"""May a commission decide, and what has it decided? Pure.

How many make a quorum is named by each call before it is announced (Ortaq: not set by a law that was read).
"""

from collections.abc import Iterable
from dataclasses import dataclass

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"


def needed(members: int, percent: int) -> int:
    """How many of *members* must be present for a quorum of *percent* per cent, at least one."""
    return max(1, -(-members * percent // 100))


def is_quorate(present: int, members: int, percent: int) -> bool:
    """Are *present* of *members* voting members enough?"""
    return members > 0 and present >= needed(members, percent)


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on one question among ``present`` members; who was present and said nothing abstained."""

    present: int
    yes: int
    no: int

    @property
    def abstained(self) -> int:
        """Present without a yes or a no."""
        return self.present - self.yes - self.no

    @property
    def is_adopted(self) -> bool:
        """More than half of those present said yes."""
        return self.yes * 2 > self.present


def tally(present: int, choices: Iterable[str]) -> Tally:
    """Counts *choices* ("for", "against", "abstain") of *present* members. Raises ValueError for more votes than members."""
    cast = list(choices)
    if len(cast) > present:
        raise ValueError("more votes than members present")
    return Tally(present, cast.count(FOR), cast.count(AGAINST))
