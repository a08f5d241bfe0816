"""The ledger of a business's social responsibility: every figure is computed from signed memoranda, none is typed. Pure.

Definitions, as the page prints them:

- *promised*: what memoranda in force, fulfilled or ended early promise; of matching money what is owed by now, or was given;
- *fulfilled*: what the NGO has confirmed with evidence;
- *overdue*: promised by a day that is over, and not confirmed; of memoranda that are in force;
- *dropped*: promised by memoranda that were ended early, and not confirmed.

Money is added to money and hours to hours; things are counted in lines, since desks and kilograms don't add up.
``queries.ledger.accounts`` adds them up in the database, whatever their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ortaq.kernel.money.rules import Share
from ortaq.systems.fairs.rules import ZERO


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of one memorandum. Amounts in the unit of the need."""

    memorandum: str
    project: str
    title: str
    sponsor_id: int
    ngo_id: int
    year: int
    territory_id: int | None
    sphere: str
    kind: str
    unit: str
    promised: Decimal
    confirmed: Decimal
    due_on: date
    in_force: bool
    ended: bool
    is_demo: bool

    @property
    def left(self) -> Decimal:
        """Promised and not confirmed."""
        return max(ZERO, self.promised - self.confirmed)

    def overdue(self, today: date) -> Decimal:
        """How much of it is overdue on a day."""
        return self.left if self.in_force and self.due_on < today else ZERO

    @property
    def dropped(self) -> Decimal:
        """How much of it will never come."""
        return self.left if self.ended else ZERO


@dataclass(frozen=True, slots=True)
class Sums:
    """Promised, fulfilled, overdue, dropped of one kind; ``lines``: how many entries they come from."""

    promised: Decimal = ZERO
    fulfilled: Decimal = ZERO
    overdue: Decimal = ZERO
    dropped: Decimal = ZERO
    lines: int = 0

    @property
    def share(self) -> Share | None:
        """The fulfilled part of what was promised; None where nothing is."""
        return Share(self.fulfilled, self.promised) if self.promised else None


@dataclass(frozen=True, slots=True)
class Account:
    """All of one business, or of one group: money in tenge, hours, things in lines."""

    money: Sums
    hours: Sums
    goods: Sums
    memoranda: int

    @property
    def is_empty(self) -> bool:
        """Is there nothing in it?"""
        return not self.memoranda

    @property
    def promises_something(self) -> bool:
        """Is anything promised? Matching money isn't, while nobody else has given."""
        return any(each.promised for each in (self.money, self.hours, self.goods))
