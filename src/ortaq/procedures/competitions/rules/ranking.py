"""Official points, their order, and how far the money goes.

What counts is what the reviewers wrote: the mean of the marks on each criterion, weighted. A mark that is missing is
missing: it is left out of the mean and counted, never taken for zero. Everything is exact (fractions); the order
doesn't depend on the order of the input.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """One criterion as it is counted: marks from ``low`` to ``high``, and how much a point of it weighs."""

    code: str
    weight: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """What one reviewer gave one application on one criterion; ``value`` is None when they gave none."""

    application: str
    reviewer: str
    criterion: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Points:
    """The official points of one application.

    ``total`` is None when a criterion has no mark at all: such an application can't be ranked, and is shown so.
    ``missing``: how many marks its reviewers left out. ``spread``: the widest distance between two reviewers' marks
    on one criterion.
    """

    application: str
    total: Fraction | None
    by_criterion: Mapping[str, Fraction | None]
    readings: int
    missing: int
    spread: Decimal


def official_points(
    scales: Sequence[Scale],
    marks: Iterable[Mark],
    applications: Iterable[str],
    weights: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> dict[str, Points]:
    """The official points of every one of *applications*, those without a mark included.

    ``weights``: for applications whose size band has weights of its own, by application and criterion.

    Raises ValueError on a mark outside its scale, on an unknown criterion, and on two marks of one reviewer for the
    same criterion of one application.
    """
    by_code = {scale.code: scale for scale in scales}
    given: dict[str, dict[str, dict[str, Decimal | None]]] = {each: {} for each in applications}
    for mark in marks:
        if mark.application not in given:
            continue
        scale = by_code.get(mark.criterion)
        if scale is None:
            raise ValueError(f"unknown criterion {mark.criterion!r}")
        if mark.value is not None and not scale.low <= mark.value <= scale.high:
            raise ValueError(f"{mark.criterion}: {mark.value} is outside {scale.low}–{scale.high}")
        column = given[mark.application].setdefault(mark.criterion, {})
        if mark.reviewer in column:
            raise ValueError(f"{mark.reviewer} marked {mark.application} twice on {mark.criterion}")
        column[mark.reviewer] = mark.value
    own = weights or {}
    return {each: _points(each, scales, given[each], own.get(each, {})) for each in sorted(given)}


def _points(
    application: str,
    scales: Sequence[Scale],
    given: Mapping[str, Mapping[str, Decimal | None]],
    weights: Mapping[str, Decimal],
) -> Points:
    means: dict[str, Fraction | None] = {}
    readers = {reviewer for column in given.values() for reviewer in column}
    total: Fraction | None = Fraction(0)
    missing, spread = 0, Decimal(0)
    for scale in scales:
        column = given.get(scale.code, {})
        values = [value for value in column.values() if value is not None]
        missing += len(readers) - len(values)
        means[scale.code] = Fraction(sum(values)) / len(values) if values else None
        if values:
            spread = max(spread, max(values) - min(values))
        mean = means[scale.code]
        weight = Fraction(weights.get(scale.code, scale.weight))
        total = None if total is None or mean is None else total + weight * mean
    return Points(application, total, means, len(readers), missing, spread)


class Tie(StrEnum):
    """How equal points are parted, in the order that the call fixes; a criterion's code parts them too."""

    SMALLER_REQUEST = "smaller_request"
    EARLIER = "earlier"
    LOTTERY = "lottery"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What ranking needs of an application beside its points. ``requested`` in tenge.

    ``threshold``: the points that its size band asks for. ``group``: the quota that it may be paid from, "" for none.
    """

    application: str
    requested: Decimal
    submitted_at: datetime
    threshold: Decimal = Decimal(0)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the ranking. ``rank`` is None for what can't be ranked; applications that nothing parts share one.

    ``parted_by``: which tie rule put it under an application of equal points ("" when points alone did).
    """

    application: str
    rank: int | None
    points: Fraction | None
    passes: bool
    parted_by: str = ""


def ranking(
    points: Mapping[str, Points], candidates: Iterable[Candidate], ties: Sequence[str], seed: str = ""
) -> list[Place]:
    """The applications in the order of their official points, equal ones parted by *ties*.

    ``ties``: codes of criteria (more points first) and of :class:`Tie`. ``seed``: the public seed of the lottery,
    drawn and written down before the scores were known.

    Raises ValueError for a lottery without a seed.
    """
    if Tie.LOTTERY in ties and not seed:
        raise ValueError("a lottery needs a public seed")
    known = {candidate.application: candidate for candidate in candidates}
    ranked = [each for each in known if points[each].total is not None]
    keys = {each: _keys(points[each], known[each], ties, seed) for each in ranked}
    order = sorted(ranked, key=lambda each: (keys[each], each))
    places: list[Place] = []
    for position, each in enumerate(order, 1):
        total = points[each].total
        rank, parted_by = position, ""
        if position > 1:
            above = order[position - 2]
            if keys[each] == keys[above]:
                rank = places[-1].rank or position
            elif points[above].total == total:
                parted_by = next(
                    name for name, a, b in zip(ties, keys[each][1:], keys[above][1:], strict=True) if a != b
                )
        passes = total is not None and total >= Fraction(known[each].threshold)
        places.append(Place(each, rank, total, passes, parted_by))
    rest = sorted(each for each in known if points[each].total is None)
    return places + [Place(each, None, None, False) for each in rest]


def _keys(
    points: Points, candidate: Candidate, ties: Sequence[str], seed: str
) -> tuple[Fraction | str | datetime, ...]:
    """What an application is sorted by: smaller is better."""
    keys: list[Fraction | str | datetime] = [-(points.total or Fraction(0))]
    for name in ties:
        if name == Tie.SMALLER_REQUEST:
            keys.append(Fraction(candidate.requested))
        elif name == Tie.EARLIER:
            keys.append(candidate.submitted_at)
        elif name == Tie.LOTTERY:
            keys.append(lot(seed, candidate.application))
        else:
            keys.append(-(points.by_criterion[name] or Fraction(0)))
    return tuple(keys)


def lot(seed: str, application: str) -> str:
    """The lot of one application: SHA-256 of the public seed and its number. The smallest wins; anybody can check."""
    return hashlib.sha256(f"{seed}:{application}".encode()).hexdigest()


class Cut(StrEnum):
    """What happens at the first application that the money doesn't reach. Fixed in the call."""

    STOP = "stop"
    SKIP = "skip"
    REDUCE = "reduce"


class Outcome(StrEnum):
    """What the ranking and the money give an application, before the commission decides."""

    WINNER = "winner"
    REDUCED = "reduced"
    RESERVE = "reserve"
    BELOW = "below_threshold"
    UNRANKED = "unranked"


@dataclass(frozen=True, slots=True)
class Allotment:
    """What an application gets: its outcome, the amount in tenge, and whether a quota paid it."""

    application: str
    outcome: Outcome
    amount: Decimal
    from_quota: bool = False


def allot(
    places: Sequence[Place],
    candidates: Iterable[Candidate],
    budget: Decimal,
    cut: Cut,
    quotas: Mapping[str, Decimal] | None = None,
    smallest: Decimal = Decimal(1),
) -> list[Allotment]:
    """Walks down the ranking and gives out the money: quotas first, then the common list.

    ``quotas``: tenge set aside by group; what a quota doesn't use goes back into the common money. ``smallest``: the
    least amount that may be offered when a request is reduced.

    Who shares a rank with others stands or falls by the order of ``places``; :func:`undecided` tells where the line
    runs through equals.
    """
    known = {candidate.application: candidate for candidate in candidates}
    given: dict[str, Allotment] = {}
    left = budget
    for group, reserved in sorted((quotas or {}).items()):
        own = [place for place in places if known[place.application].group == group]
        paid = _walk(own, known, min(reserved, left), Cut.SKIP, smallest, from_quota=True)
        given |= paid
        left -= sum((each.amount for each in paid.values()), Decimal(0))
    common = [place for place in places if place.application not in given]
    given |= _walk(common, known, left, cut, smallest, from_quota=False)
    return [given.get(place.application) or _unpaid(place) for place in places]


def _walk(
    places: Sequence[Place],
    known: Mapping[str, Candidate],
    money: Decimal,
    cut: Cut,
    smallest: Decimal,
    *,
    from_quota: bool,
) -> dict[str, Allotment]:
    paid: dict[str, Allotment] = {}
    for place in places:
        if not place.passes:
            continue
        wanted = known[place.application].requested
        if wanted <= money:
            paid[place.application] = Allotment(place.application, Outcome.WINNER, wanted, from_quota)
            money -= wanted
            continue
        if cut is Cut.SKIP:
            continue
        if cut is Cut.REDUCE and money >= smallest:
            paid[place.application] = Allotment(place.application, Outcome.REDUCED, money, from_quota)
        break
    return paid


def _unpaid(place: Place) -> Allotment:
    if place.rank is None:
        return Allotment(place.application, Outcome.UNRANKED, Decimal(0))
    return Allotment(place.application, Outcome.RESERVE if place.passes else Outcome.BELOW, Decimal(0))


def undecided(places: Sequence[Place], allotments: Sequence[Allotment]) -> list[str]:
    """The applications of one rank of which some get money and others not: the commission has to part them."""
    outcomes = {each.application: each.outcome for each in allotments}
    by_rank: dict[int, list[str]] = {}
    for place in places:
        if place.rank is not None:
            by_rank.setdefault(place.rank, []).append(place.application)
    return [each for group in by_rank.values() if len({outcomes[one] for one in group}) > 1 for each in sorted(group)]
