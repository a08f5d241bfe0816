"""What a share of answers says of everybody who was served.

Where the number of recipients is known, the interval is exact for drawing without putting back (hypergeometric): every
number of satisfied recipients that the answers don't contradict. Where it isn't known, Wilson's interval (E. B.
Wilson, 1927). The normal approximation is never used: 20 of 20 would give 100–100 %.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

LEVEL = Fraction(95, 100)
_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: for the level of 95 %."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share between ``low`` and ``high`` (0 to 1, both included). ``method``: "exact" or "wilson"."""

    low: Fraction
    high: Fraction
    method: str


def interval(satisfied: int, answers: int, recipients: int | None) -> Interval | None:
    """The interval of 95 % for the share of satisfied recipients; None without an answer.

    Raises ValueError for numbers that can't be: more satisfied than answers, more answers than recipients.
    """
    if not 0 <= satisfied <= answers or (recipients is not None and answers > recipients):
        raise ValueError(f"{satisfied} of {answers} of {recipients}")
    if not answers:
        return None
    return _wilson(satisfied, answers) if recipients is None else _exact(satisfied, answers, recipients)


def _exact(satisfied: int, answers: int, recipients: int) -> Interval:
    """Every number of satisfied among *recipients* under which these answers are no rarer than 2.5 % on either side."""
    lowest, highest = satisfied, recipients - (answers - satisfied)
    low = _first(lowest, highest, lambda true: _at_least(satisfied, answers, true, recipients))
    unhappy = answers - satisfied
    high = recipients - _first(
        unhappy, recipients - satisfied, lambda true: _at_least(unhappy, answers, true, recipients)
    )
    return Interval(Fraction(low, recipients), Fraction(high, recipients), "exact")


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from *low* to *high* for which *holds*; it holds for *high* and, once it does, for more."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_least(found: int, answers: int, true: int, recipients: int) -> bool:
    """Is it likelier than 2.5 % to find *found* or more among *answers*, when *true* of *recipients* are so?"""
    least, most = max(found, answers - (recipients - true)), min(answers, true)
    term = math.comb(true, least) * math.comb(recipients - true, answers - least)
    total = 0
    for count in range(least, most + 1):
        total += term
        term = (
            term * (true - count) * (answers - count) // ((count + 1) * (recipients - true - answers + count + 1))
            if count < most
            else 0
        )
    return Fraction(total, math.comb(recipients, answers)) > (1 - LEVEL) / 2


def _wilson(satisfied: int, answers: int) -> Interval:
    share = satisfied / answers
    bottom = 1 + _Z**2 / answers
    middle = (share + _Z**2 / (2 * answers)) / bottom
    half = _Z * math.sqrt(share * (1 - share) / answers + _Z**2 / (4 * answers**2)) / bottom
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(
        Fraction(0) if not satisfied else Fraction(low),
        Fraction(1) if satisfied == answers else Fraction(high),
        "wilson",
    )


def answers_needed(recipients: int, margin: Fraction = Fraction(10, 100)) -> int:
    """How many of *recipients* have to answer, so that a share is known to ± *margin* in the worst case (95 %)."""
    unbounded = Fraction(_Z) ** 2 / 4 / margin**2
    return min(recipients, math.ceil(unbounded / (1 + (unbounded - 1) / recipients))) if recipients else 0
