"""Public figures of money: plan beside fact, who receives, how concentrated it is. Pure.

Every figure carries its base. What isn't known stays out of the base and is counted apart; nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ortaq.kernel.money.rules import Share
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow

BREAKDOWNS = ("level", "body", "territory", "sphere", "supplier")
ZERO = Decimal(0)
FULL = Decimal(10_000)
"""The index of concentration when one recipient has everything."""


@dataclass(frozen=True, slots=True)
class Group:
    """Plan beside fact of one part. ``projects``: agreements; ``lines``: lines of the plan."""

    key: str
    planned: Decimal
    agreed: Decimal
    paid: Decimal
    lines: int
    projects: int

    @property
    def agreed_share(self) -> Share | None:
        """What of the plan is agreed; None without a plan."""
        return Share(self.agreed, self.planned) if self.planned > 0 else None

    @property
    def paid_share(self) -> Share | None:
        """What of the agreed money is paid; None while nothing is agreed."""
        return Share(self.paid, self.agreed) if self.agreed > 0 else None


def plan_to_fact(rows: Iterable[ProjectRow], by: str) -> list[Group]:
    """Planned, agreed and paid by one of ``BREAKDOWNS``, the largest plan first.

    By supplier only lines with an agreement count, and none has a plan of its own. Raises ValueError for another word.
    """
    if by not in BREAKDOWNS:
        raise ValueError(f"not a breakdown: {by!r}")
    held: dict[str, list[ProjectRow]] = defaultdict(list)
    for row in rows:
        key = row.supplier_id if by == "supplier" else str(getattr(row, by))
        if by != "supplier" or key:
            held[key].append(row)
    found = [_group(key, several, planned=by != "supplier") for key, several in held.items()]
    return sorted(found, key=lambda each: (-each.planned, -each.agreed, each.key))


def total(rows: Sequence[ProjectRow]) -> Group:
    """All rows together."""
    return _group("", rows, planned=True)


def _group(key: str, rows: Sequence[ProjectRow], *, planned: bool) -> Group:
    return Group(
        key,
        sum((row.planned for row in rows), ZERO) if planned else ZERO,
        sum((row.agreed or ZERO for row in rows), ZERO),
        sum((row.paid or ZERO for row in rows), ZERO),
        len({row.number for row in rows}),
        sum(row.agreed is not None for row in rows),
    )


def concentration(rows: Iterable[ProjectRow]) -> Decimal | None:
    """Herfindahl-Hirschman index of agreed money by supplier, 0 to 10,000; None while nothing is agreed.

    10,000: one supplier has everything; 10,000/n: n suppliers have the same.
    """
    amounts = [each.agreed for each in plan_to_fact(rows, "supplier") if each.agreed > 0]
    base = sum(amounts, ZERO)
    return sum(((amount / base) ** 2 for amount in amounts), ZERO) * FULL if base else None


@dataclass(frozen=True, slots=True)
class Recipients:
    """How many suppliers had an agreement in an earlier year, and how many are new."""

    new: int
    again: int

    @property
    def again_share(self) -> Share | None:
        """Those who come again, of all; None without any."""
        every = self.new + self.again
        return Share(Decimal(self.again), Decimal(every)) if every else None


def recipients(rows: Iterable[ProjectRow], earlier: frozenset[str]) -> Recipients:
    """Suppliers of *rows*; *earlier*: identifiers of those of all years before."""
    now = {row.supplier_id for row in rows if row.supplier_id}
    return Recipients(len(now - earlier), len(now & earlier))


def rural_share(rows: Iterable[ProjectRow], rural: frozenset[str], whole: frozenset[str]) -> Share | None:
    """Planned money that works in rural districts, of all that works in one place; None without any.

    *rural*: short names of districts; *whole*: territories (the region) whose projects work everywhere: left out.
    """
    placed = [row for row in rows if row.territory and row.territory not in whole]
    base = sum((row.planned for row in placed), ZERO)
    part = sum((row.planned for row in placed if row.territory in rural), ZERO)
    return Share(part, base) if base > 0 else None


def late_starts(rows: Iterable[ProjectRow]) -> tuple[int, int]:
    """Agreements of the plan's year that begin after its first quarter, and all that have a first day. Ortaq's measure."""
    started = [row.starts_on for row in rows if row.starts_on and row.starts_on.year == row.year]
    return sum(day > date(day.year, 3, 31) for day in started), len(started)


def per_inhabitant(amount: Decimal, people: int) -> Decimal:
    """Tenge for each inhabitant, to the tiyn. Raises ValueError for a place where nobody lives."""
    if people < 1:
        raise ValueError(f"{people} inhabitants")
    return (amount / people).quantize(Decimal("0.01"))
