"""What is counted: projects with their costs, the money, and the ballots, equal ones together.

Nothing here knows who voted. A ballot is what was marked; how many ballots are alike is all that a count needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Kind(StrEnum):
    """What a voter puts on the ballot. The values are those of the field's file format (``vote_type``)."""

    APPROVAL = "approval"
    """Any number of projects within the limits, all alike."""
    CHOOSE_ONE = "choose-1"
    """One project."""
    ORDINAL = "ordinal"
    """A ranking, the best first."""
    CUMULATIVE = "cumulative"
    """Points out of a fixed sum, shared among projects."""
    SCORING = "scoring"
    """A score for each project, independent of the others."""

    @property
    def has_points(self) -> bool:
        """Does the voter write numbers beside the projects?"""
        return self in {Kind.CUMULATIVE, Kind.SCORING}


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be voted for. *cost* is in the election's currency, exact, above zero."""

    id: str
    cost: Fraction
    name: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("A project needs an identifier.")
        if self.cost <= 0:
            raise ValueError(f"Project {self.id}: the cost must be above zero.")


Number = int | Fraction
"""An exact number. Whole ones are kept as ``int``, which counts faster."""


class Ballot(NamedTuple):
    """What is marked on a ballot: places in the election's list of projects and, if the kind has them, the points.

    Rankings keep their order; every other kind is sorted by place, so that ballots that mean the same are equal.
    """

    projects: tuple[int, ...]
    points: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Election:
    """A vote that is over: everything that its winners depend on, but the rule.

    *ballots* maps each ballot to how many voters cast it; blank ballots are among them. *default_score* is what a
    scoring ballot gives to a project that it doesn't mention. *withdrawn*: places of projects that take no part by a
    decision made while people voted; no ballot marks them any more.
    """

    kind: Kind
    budget: Fraction
    projects: tuple[Project, ...]
    ballots: Mapping[Ballot, int]
    default_score: Fraction = Fraction(0)
    withdrawn: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.budget <= 0:
            raise ValueError("The budget must be above zero.")
        known: set[str] = set()
        for project in self.projects:
            if project.id in known:
                raise ValueError(f"There are two projects {project.id}.")
            known.add(project.id)
        count = len(self.projects)
        for ballot, times in self.ballots.items():
            if times <= 0:
                raise ValueError("A ballot must be cast at least once.")
            if not self.withdrawn.isdisjoint(ballot.projects):
                raise ValueError("A ballot marks a project that was withdrawn.")
            if ballot.projects and not 0 <= min(ballot.projects) <= max(ballot.projects) < count:
                raise ValueError("A ballot marks a project that isn't there.")
            if len(set(ballot.projects)) != len(ballot.projects):
                raise ValueError("A project is marked twice on one ballot.")
            if len(ballot.points) != (len(ballot.projects) if self.kind.has_points else 0):
                raise ValueError("A ballot has points for each project if its kind has points, or else none.")

    @property
    def voters(self) -> int:
        """How many ballots were cast, blank ones too."""
        return sum(self.ballots.values())


def whole(number: Number) -> Number:
    """*number* as ``int`` when it is whole."""
    return number.numerator if number.denominator == 1 else number


def gathered(
    kind: Kind,
    budget: Number,
    projects: Iterable[Project],
    ballots: Iterable[Iterable[str] | Mapping[str, Number]],
    default_score: Number = 0,
) -> Election:
    """An election from ballots one by one: each names projects by identifier, or maps them to points.

    Raises ValueError when a ballot names an unknown project or one twice, or has no points where the kind needs them.
    """
    listed = tuple(projects)
    places = {project.id: place for place, project in enumerate(listed)}
    counted: dict[Ballot, int] = {}
    for marks in ballots:
        try:
            if kind.has_points:
                if not isinstance(marks, Mapping):
                    raise ValueError("Ballots of this kind map projects to points.")
                pairs = sorted((places[name], whole(points)) for name, points in marks.items())
                ballot = Ballot(tuple(place for place, _ in pairs), tuple(points for _, points in pairs))
            else:
                found = tuple(places[name] for name in marks)
                ballot = Ballot(found if kind is Kind.ORDINAL else tuple(sorted(found)))
        except KeyError as error:
            raise ValueError(f"A ballot names the unknown project {error.args[0]!r}.") from error
        counted[ballot] = counted.get(ballot, 0) + 1
    return Election(kind, Fraction(budget), listed, counted, Fraction(default_score))
