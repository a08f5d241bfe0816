"""The monthly calculation index (MCI, АЕК, МРП) by date: sums in the law on the social order are multiples of it. Pure.

Each value is set by the law on the republican budget of its year; 2020 was raised from 1 April. No text of these laws
was read here: ``confirmed`` says where else the value was met. An operator compares them with adilet.zan.kz.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Index(NamedTuple):
    """From which day on, how many tenge; the law that sets it, and by what the value was confirmed ("": by nothing)."""

    first: date
    tenge: Decimal
    source: str
    confirmed: str


def _law(years: str) -> str:
    return f"Law on the republican budget for {years}"


_PROGRAMS = "published payroll programs use it; they name no law"

MCI: tuple[Index, ...] = (
    Index(
        date(2017, 1, 1), Decimal(2269), _law("2017–2019"),
        "the awards of 2017, of 2,000 indices each, were reported as about 4.5 million tenge",
    ),
    Index(date(2018, 1, 1), Decimal(2405), _law("2018–2020"), ""),
    Index(date(2019, 1, 1), Decimal(2525), _law("2019–2021"), ""),
    Index(date(2020, 1, 1), Decimal(2651), _law("2020–2022"), ""),
    Index(date(2020, 4, 1), Decimal(2778), "Decree on the specified republican budget for 2020", ""),
    Index(date(2021, 1, 1), Decimal(2917), _law("2021–2023"), ""),
    Index(date(2022, 1, 1), Decimal(3063), _law("2022–2024"), ""),
    Index(date(2023, 1, 1), Decimal(3450), _law("2023–2025"), ""),
    Index(date(2024, 1, 1), Decimal(3692), _law("2024–2026"), _PROGRAMS),
    Index(date(2025, 1, 1), Decimal(3932), _law("2025–2027"), _PROGRAMS),
    Index(
        date(2026, 1, 1), Decimal(4325), f"{_law('2026–2028')}, No 239-VIII of 08.12.2025, art. 7",
        "two published tax programs name this law and this value",
    ),
)  # fmt: skip


def mci_on(day: date) -> Decimal:
    """The index on *day*, in tenge; after the last known year the last known value holds until it is added here.

    Raises ValueError for a day before 2017.
    """
    found = [each.tenge for each in MCI if each.first <= day]
    if not found:
        raise ValueError(f"no monthly calculation index is known for {day}")
    return found[-1]
