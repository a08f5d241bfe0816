"""A body's plan as a file, as such files really come: where the head is, which column is what, what each row says."""

from ortaq.systems.social_order.rules.tables.headings import (
    MEANINGS,
    UNITS,
    Head,
    guessed_roles,
    guessed_unit,
    head_of,
    is_total,
    signature,
)
from ortaq.systems.social_order.rules.tables.reading import (
    Choices,
    Lookup,
    PlanProblem,
    ReadLine,
    SheetReading,
    TotalCheck,
    read_sheet,
    sought,
)

__all__ = [
    "MEANINGS",
    "UNITS",
    "Choices",
    "Head",
    "Lookup",
    "PlanProblem",
    "ReadLine",
    "SheetReading",
    "TotalCheck",
    "guessed_roles",
    "guessed_unit",
    "head_of",
    "is_total",
    "read_sheet",
    "signature",
    "sought",
]
