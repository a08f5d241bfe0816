"""The monthly calculation index (MCI, АЕК, МРП) by date: sums in the law on the social order are multiples of it. Pure.

Each value is set by the law on the republican budget of its years; the article of each was read in its text. In 2022 there
were two from 1 April on: 3,180 tenge for benefits and other social payments alone (art. 9 as amended by Law No 121-VII of
12.05.2022), and 3,063 for everything else. Awards and grants to organisations are no social payments.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Index(NamedTuple):
    """From which day on, how many tenge; the article that sets it."""

    first: date
    tenge: Decimal
    source: str


def _law(years: str, number: str, article: str) -> str:
    return f"Law on the republican budget for {years}, No {number}, art. {article}"


_2020 = "276-VI of 04.12.2019"

MCI: tuple[Index, ...] = (
    Index(date(2017, 1, 1), Decimal(2269), _law("2017–2019", "25-VI of 29.11.2016", "7(4)")),
    Index(date(2018, 1, 1), Decimal(2405), _law("2018–2020", "113-VI of 30.11.2017", "8(4)")),
    Index(date(2019, 1, 1), Decimal(2525), _law("2019–2021", "197-VI of 30.11.2018", "8(4)")),
    Index(date(2020, 1, 1), Decimal(2651), _law("2020–2022", _2020, "7(4)")),
    Index(
        date(2020, 4, 1), Decimal(2778),
        _law("2020–2022", _2020, "7, part two, (3), as amended by Law No 372-VI of 03.11.2020"),
    ),
    Index(date(2021, 1, 1), Decimal(2917), _law("2021–2023", "379-VI of 02.12.2020", "9(4)")),
    Index(date(2022, 1, 1), Decimal(3063), _law("2022–2024", "77-VII of 02.12.2021", "9(4)")),
    Index(date(2023, 1, 1), Decimal(3450), _law("2023–2025", "163-VII of 01.12.2022", "8(4)")),
    Index(date(2024, 1, 1), Decimal(3692), _law("2024–2026", "43-VIII of 05.12.2023", "9(4)")),
    Index(date(2025, 1, 1), Decimal(3932), _law("2025–2027", "141-VIII of 04.12.2024", "9(4)")),
    Index(date(2026, 1, 1), Decimal(4325), _law("2026–2028", "239-VIII of 08.12.2025", "7(4)")),
)  # fmt: skip


def mci_on(day: date) -> Decimal:
    """The index on *day*, in tenge; after the last known year the last known value holds until it is added here.

    Raises ValueError for a day before 2017.
    """
    found = [each.tenge for each in MCI if each.first <= day]
    if not found:
        raise ValueError(f"no monthly calculation index is known for {day}")
    return found[-1]
