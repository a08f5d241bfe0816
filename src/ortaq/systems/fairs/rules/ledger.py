"""The ledger of a business's social responsibility: every figure is computed from signed memoranda, none is typed. Pure.

Definitions, as the page prints them:

- *promised*: what memoranda in force, fulfilled or ended early promise; of matching money what is owed by now, or was given;
- *fulfilled*: what the NGO has confirmed with evidence;
- *overdue*: promised by a day that is over, and not confirmed; of memoranda that are in force;
- *dropped*: promised by memoranda that were ended early, and not confirmed.

Money is added to money and hours to hours; things are counted in lines, since desks and kilograms don't add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ortaq.kernel.money.rules import Share
from ortaq.systems.fairs.rules import GOODS, HOURS, MONEY, ZERO

K = TypeVar("K")


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


def account_of(entries: Iterable[Entry], today: date) -> Account:
    """The account of some entries on a day."""
    rows = list(entries)

    def sums(kind: str) -> Sums:
        found = [row for row in rows if row.kind == kind]
        return Sums(
            sum((row.promised for row in found), ZERO),
            sum((row.confirmed for row in found), ZERO),
            sum((row.overdue(today) for row in found), ZERO),
            sum((row.dropped for row in found), ZERO),
            len(found),
        )

    things = [row for row in rows if row.kind == GOODS]
    goods = Sums(
        Decimal(len(things)),
        Decimal(sum(1 for row in things if not row.left)),
        Decimal(sum(1 for row in things if row.overdue(today))),
        Decimal(sum(1 for row in things if row.dropped)),
        len(things),
    )
    return Account(sums(MONEY), sums(HOURS), goods, len({row.memorandum for row in rows}))


def grouped(entries: Iterable[Entry], by: Callable[[Entry], K], today: date) -> list[tuple[K, Account]]:
    """The entries in groups, each with its account, in the order of the keys."""
    groups: dict[K, list[Entry]] = {}
    for row in entries:
        groups.setdefault(by(row), []).append(row)
    return [(key, account_of(rows, today)) for key, rows in sorted(groups.items(), key=lambda item: str(item[0]))]
