"""Is this project paid for twice? Overlap in time and likeness of texts, as hints for a person who decides. Pure.

The likeness itself is ``kernel.search.rules.likeness``.
"""

from datetime import date

SAME_TEXT = 0.8
"""Texts alike beyond this are shown to the office (Ortaq: own threshold)."""

Period = tuple[date | None, date | None]
"""First and last day, both included; None where it isn't known."""


def overlap(first: Period, second: Period) -> bool:
    """Do two periods share a day? An end that isn't known counts as open."""
    return not (
        (first[1] is not None and second[0] is not None and first[1] < second[0])
        or (second[1] is not None and first[0] is not None and second[1] < first[0])
    )
