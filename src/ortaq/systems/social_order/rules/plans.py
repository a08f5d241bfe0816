"""Sums and shares of a plan: computed from its lines, never typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import Share

LEVELS = {
    "region": Text("Облыстық деңгей", "Областной уровень", "Regional level"),
    "city": Text("Қала", "Город", "City"),
    "district": Text("Аудандар", "Районы", "Districts"),
}
LONGEST_YEARS = 3
"""A social project lasts up to three years (Law No 36 of 12.04.2005, article 1)."""
CHANGED = (
    "title_kk",
    "title_ru",
    "title_en",
    "sphere",
    "territory",
    "projects",
    "amount",
    "funding",
    "until",
    "shares",
)
"""What a change of an approved line may touch."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Money, projects and lines of one group of a plan."""

    amount: Decimal = Decimal("0.00")
    projects: int = 0
    lines: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.amount + other.amount, self.projects + other.projects, self.lines + other.lines)


def added(sums: Iterable[Sum]) -> Sum:
    """The sum of sums."""
    total = Sum()
    for each in sums:
        total += each
    return total


def grouped(rows: Iterable[tuple[str, Sum]]) -> dict[str, Sum]:
    """Sums by key, the largest first; equal ones in the order in which they came."""
    found: dict[str, Sum] = {}
    for key, each in rows:
        found[key] = found.get(key, Sum()) + each
    return dict(sorted(found.items(), key=lambda item: -item[1].amount))


def share_of(part: Sum, whole: Sum) -> Share | None:
    """The share of money, with its base; None where the base is nothing."""
    return Share(part.amount, whole.amount) if whole.amount > 0 else None


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """What differs, as text: field, before, after."""
    return {
        name: (str(before.get(name, "")), str(value))
        for name, value in after.items()
        if str(before.get(name, "")) != str(value)
    }


FUNDING = {
    "regional": Text("облыстық бюджет", "областной бюджет", "regional budget"),
    "local": Text("ауданның (қаланың) бюджеті", "бюджет района (города)", "district or city budget"),
    "republican": Text("республикалық бюджет", "республиканский бюджет", "republican budget"),
    "other": Text("басқа көз", "иной источник", "another source"),
}
"""Where the money of a line comes from."""
