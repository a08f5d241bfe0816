"""How far reviewers agree: Krippendorff's alpha, and the share of pairs that lie within one point.

Source: K. Krippendorff, Content Analysis (2004), chapter 11: coincidences of values within units, with any number of
reviewers and missing marks. Exact: fractions until the end.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Measure(StrEnum):
    """What a distance between two marks is: the same or not, their order, or their difference."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far marks agree. ``alpha`` is None when it can't be computed: no pair, or no two different marks.

    1 is complete agreement, 0 what chance gives, below 0 systematic disagreement. ``pairs``: comparable pairs of
    marks; ``within_one``: the share of them that differ by one point at most. Near the top of a scale alpha is low
    although marks are close: the two are read together.
    """

    alpha: Fraction | None
    pairs: int
    within_one: Fraction | None


GOOD, TENTATIVE = Fraction(8, 10), Fraction(667, 1000)
"""At or above: agreement that conclusions can rest on; tentative ones. Below: look at the criterion's wording."""


def agreement(units: Iterable[Sequence[Decimal | None]], measure: Measure = Measure.ORDINAL) -> Agreement:
    """Agreement over *units*: for each application the marks that its reviewers gave on one criterion.

    None is a missing mark; a unit with fewer than two marks tells nothing and is left out.
    """
    coincidences: Counter[tuple[Decimal, Decimal]] = Counter()
    weights: dict[tuple[Decimal, Decimal], Fraction] = {}
    pairs = close = 0
    for unit in units:
        counts = Counter(value for value in unit if value is not None)
        size = sum(counts.values())
        if size < 2:
            continue
        for one, many in counts.items():
            for other, others in counts.items():
                found = many * (others - (one == other))
                if found:
                    weights[one, other] = weights.get((one, other), Fraction(0)) + Fraction(found, size - 1)
                    coincidences[one, other] += found
                    close += found if abs(one - other) <= 1 else 0
                    pairs += found
    if not pairs:
        return Agreement(None, 0, None)
    within = Fraction(close, pairs)
    values = sorted({one for one, _ in weights})
    totals = {one: sum((weights.get((one, other), Fraction(0)) for other in values), Fraction(0)) for one in values}
    distance = _distance(measure, values, totals)
    observed = sum((weight * distance(*pair) for pair, weight in weights.items()), Fraction(0))
    expected = sum(
        (totals[one] * totals[other] * distance(one, other) for one in values for other in values), Fraction(0)
    )
    if not expected:
        return Agreement(None, pairs // 2, within)
    everything = sum(totals.values(), Fraction(0))
    return Agreement(1 - (everything - 1) * observed / expected, pairs // 2, within)


def _distance(
    measure: Measure, values: Sequence[Decimal], totals: dict[Decimal, Fraction]
) -> Callable[[Decimal, Decimal], Fraction]:
    if measure is Measure.NOMINAL:
        return lambda one, other: Fraction(one != other)
    if measure is Measure.INTERVAL:
        return lambda one, other: (Fraction(one) - Fraction(other)) ** 2
    middle, sofar = {}, Fraction(0)
    for value in values:
        middle[value] = sofar + totals[value] / 2
        sofar += totals[value]
    return lambda one, other: (middle[one] - middle[other]) ** 2
