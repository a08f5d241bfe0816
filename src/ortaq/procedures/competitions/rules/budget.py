"""The budget of an application: typed lines, sums in exact tenge, and caps on types of spending. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import TIYN, Share

LINE_TYPES: dict[str, Text] = {
    "pay": Text("Еңбекақы және салықтар", "Оплата труда и налоги", "Pay and taxes"),
    "services": Text("Қызметтер", "Услуги", "Services"),
    "rent": Text("Жалға алу", "Аренда", "Rent"),
    "materials": Text("Материалдар", "Материалы", "Materials"),
    "travel": Text("Іссапар және көлік", "Командировки и транспорт", "Travel and transport"),
    "equipment": Text("Жабдық", "Оборудование", "Equipment"),
    "institutional": Text(
        "Ұйымды институционалдық дамыту", "Институциональное развитие организации", "Institutional development"
    ),
    "other": Text("Өзге шығыстар", "Прочие расходы", "Other spending"),
}
"""The types of budget lines. Institutional development is named by Law No 36, art. 6-1; the others are the platform's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget: ``quantity`` units at ``price`` tenge, of which the applicant bears ``own`` tenge."""

    type: str
    quantity: Decimal
    price: Decimal
    own: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """What it costs in all: quantity × price, rounded half up to a tiyn."""
        return (self.quantity * self.price).quantize(TIYN, rounding=ROUND_HALF_UP)

    @property
    def requested(self) -> Decimal:
        """What is asked for: the total without the own contribution."""
        return self.total - self.own


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a budget in tenge."""

    total: Decimal
    own: Decimal
    requested: Decimal
    by_type: Mapping[str, Decimal]
    """Requested, by type of line."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A cap that a budget breaks: the type's share of what is requested, and the cap in per cent of it."""

    type: str
    share: Share
    most_percent: Decimal
    most: Decimal
    """The most that the type may take of this request, in tenge (rounded down to a tiyn)."""


def totals(lines: Iterable[Line]) -> Totals:
    """The sums of *lines*; of no lines, zeros."""
    total = own = Decimal(0)
    by_type: dict[str, Decimal] = {}
    for line in lines:
        total += line.total
        own += line.own
        by_type[line.type] = by_type.get(line.type, Decimal(0)) + line.requested
    return Totals(total, own, total - own, by_type)


def cap_breaches(sums: Totals, caps: Mapping[str, Decimal]) -> list[Breach]:
    """The caps (type → per cent of the requested sum) that a budget breaks, exactly at the cap being allowed.

    Norm: Law No 36 of 12.04.2005, art. 6-1: institutional development at most 10 % of short- and medium-term grants,
    5 % of long-term ones; a call may cap other types too.
    """
    found = []
    for code, percent in caps.items():
        part = sums.by_type.get(code, Decimal(0))
        if sums.requested > 0 and part * 100 > percent * sums.requested:
            most = (sums.requested * percent / 100).quantize(TIYN, rounding=ROUND_DOWN)
            found.append(Breach(code, Share(part, sums.requested), percent, most))
    return found
