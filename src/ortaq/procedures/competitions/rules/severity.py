"""How strict each reviewer is, and the points as they would stand with equally strict ones.

Advice beside the official points, never instead of them: the law wants the commission's points. The additive model
``points = application + reviewer`` with a ridge on the reviewers, solved by least squares. Floating point is enough
here: nothing is decided by it. The result doesn't depend on the order of the readings.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

RIDGE = 1.0
"""As if every reviewer had also read one application with no severity at all: who read little is corrected little."""
NEAR = 3
"""How many ranks from the line count as near it, and how many ranks' change is worth a discussion."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The points that one reviewer gave one application in all."""

    application: str
    reviewer: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Correction:
    """The additive model fitted to the readings.

    ``severity``: points by which a reviewer marks higher (+) or lower (−) than the others would. ``noise``: standard
    deviation of what the model doesn't explain, None when there is nothing left to estimate it from. ``connected``:
    False when groups of reviewers have no application in common, so that they can't be compared.
    """

    corrected: Mapping[str, float]
    severity: Mapping[str, float]
    noise: float | None
    connected: bool

    @property
    def strict(self) -> list[str]:
        """Reviewers whose severity lies more than one standard deviation from the mean of all."""
        values = list(self.severity.values())
        if len(values) < 3:
            return []
        mean = math.fsum(values) / len(values)
        deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
        return sorted(who for who, value in self.severity.items() if deviation and abs(value - mean) > deviation)


def correct(readings: Iterable[Reading], ridge: float = RIDGE) -> Correction:
    """Fits the model. Applications are free, reviewers are shrunk towards none; no reading, no correction.

    The applications are eliminated first, then the reviewers' severities are found by conjugate gradients: 2,000
    applications with five readings each take a small part of a second.
    """
    rows = sorted((each.application, each.reviewer, float(each.points)) for each in readings)
    applications = sorted({row[0] for row in rows})
    reviewers = sorted({row[1] for row in rows})
    place = {who: number for number, who in enumerate(reviewers)}
    read_by: dict[str, list[tuple[int, float]]] = {each: [] for each in applications}
    for application, reviewer, points in rows:
        read_by[application].append((place[reviewer], points))
    panels = [read_by[each] for each in applications]
    means = [math.fsum(points for _, points in panel) / len(panel) for panel in panels]
    target = [0.0] * len(reviewers)
    for panel, mean in zip(panels, means, strict=True):
        for who, points in panel:
            target[who] += points - mean

    def apply(severity: Sequence[float]) -> list[float]:
        result = [ridge * value for value in severity]
        for panel in panels:
            mean = math.fsum(severity[who] for who, _ in panel) / len(panel)
            for who, _ in panel:
                result[who] += severity[who] - mean
        return result

    severity = _solved(apply, target)
    corrected = {
        application: mean - math.fsum(severity[who] for who, _ in panel) / len(panel)
        for application, panel, mean in zip(applications, panels, means, strict=True)
    }
    left = [
        points - corrected[application] - severity[who]
        for application, panel in zip(applications, panels, strict=True)
        for who, points in panel
    ]
    freedom = len(left) - len(applications) - len(reviewers) + 1
    noise = math.sqrt(math.fsum(value * value for value in left) / freedom) if freedom > 0 else None
    return Correction(corrected, dict(zip(reviewers, severity, strict=True)), noise, _connected(panels, len(reviewers)))


def _solved(apply: Callable[[Sequence[float]], list[float]], target: Sequence[float]) -> list[float]:
    """Conjugate gradients for a symmetric positive definite matrix that is given by what it does to a vector."""
    size = len(target)
    found = [0.0] * size
    rest = list(target)
    direction = list(rest)
    square = math.fsum(value * value for value in rest)
    goal = 1e-20 * max(square, 1e-30)
    for _ in range(10 * size + 10):
        if square <= goal:
            break
        image = apply(direction)
        step = square / math.fsum(a * b for a, b in zip(direction, image, strict=True))
        found = [a + step * b for a, b in zip(found, direction, strict=True)]
        rest = [a - step * b for a, b in zip(rest, image, strict=True)]
        after = math.fsum(value * value for value in rest)
        direction = [a + after / square * b for a, b in zip(rest, direction, strict=True)]
        square = after
    return found


def _connected(panels: Sequence[Sequence[tuple[int, float]]], reviewers: int) -> bool:
    root = list(range(reviewers))

    def top(who: int) -> int:
        while root[who] != who:
            root[who] = root[root[who]]
            who = root[who]
        return who

    for panel in panels:
        for who, _ in panel[1:]:
            root[top(who)] = top(panel[0][0])
    return len({top(who) for who in range(reviewers)}) <= 1


@dataclass(frozen=True, slots=True)
class Beside:
    """The corrected rank of an application beside its official one, and whether the commission should talk of it."""

    application: str
    official: int
    corrected: int
    points: float
    near_line: bool
    discuss: bool


def beside(official: Mapping[str, int], correction: Correction, line: int) -> list[Beside]:
    """The corrected ranks beside the *official* ones. ``line``: the last rank that the money reaches.

    To be discussed, and the discussion to be written into the protocol: a change of three ranks or more near the line,
    or one that crosses it.
    """
    order = sorted(official, key=lambda each: (-correction.corrected[each], official[each], each))
    found = []
    for rank, each in enumerate(order, 1):
        was = official[each]
        near = min(abs(was - line), abs(rank - line)) <= NEAR
        crosses = (was <= line) != (rank <= line)
        found.append(
            Beside(each, was, rank, correction.corrected[each], near, crosses or (near and abs(was - rank) >= NEAR))
        )
    return sorted(found, key=lambda each: (each.official, each.application))


def within_noise(points: Mapping[str, float], readings: Mapping[str, int], line: float, noise: float) -> list[str]:
    """The applications so near the points of the *line* that chance may have put them on their side of it.

    Within 1.96 standard errors of their mean: a band to be talked of, not a rule.
    """
    return sorted(
        each
        for each, value in points.items()
        if readings[each] and abs(value - line) <= 1.96 * noise / math.sqrt(readings[each])
    )
