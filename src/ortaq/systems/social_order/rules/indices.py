"""The monthly calculation index (MCI, АЕК, МРП) by date: sums in the law on the social order are multiples of it. Pure.

Each value is set by the law on the republican budget of its year; 2020 was raised from 1 April.
"""

from datetime import date
from decimal import Decimal

MCI: tuple[tuple[date, Decimal], ...] = (
    (date(2017, 1, 1), Decimal(2269)),
    (date(2018, 1, 1), Decimal(2405)),
    (date(2019, 1, 1), Decimal(2525)),
    (date(2020, 1, 1), Decimal(2651)),
    (date(2020, 4, 1), Decimal(2778)),
    (date(2021, 1, 1), Decimal(2917)),
    (date(2022, 1, 1), Decimal(3063)),
    (date(2023, 1, 1), Decimal(3450)),
    (date(2024, 1, 1), Decimal(3692)),
    (date(2025, 1, 1), Decimal(3932)),
    (date(2026, 1, 1), Decimal(4325)),
)
"""From which day on, how many tenge."""


def mci_on(day: date) -> Decimal:
    """The index on *day*, in tenge; after the last known year the last known value holds until it is added here.

    Raises ValueError for a day before 2017.
    """
    found = [value for first, value in MCI if first <= day]
    if not found:
        raise ValueError(f"no monthly calculation index is known for {day}")
    return found[-1]
