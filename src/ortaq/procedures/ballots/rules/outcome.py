"""What a count says: the winners, and for every project step by step why it won or lost.

Small: a few numbers per project, whatever the number of voters. Amounts and shares are exact.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ortaq.procedures.ballots.rules.election import Election, Number
from ortaq.procedures.ballots.rules.specification import Rule
from ortaq.procedures.ballots.rules.support import Barrier, Support


class Phase(StrEnum):
    """In which part of the rule a project was chosen."""

    GREEDY = "greedy"
    EQUAL_SHARES = "equal-shares"
    FILL = "fill"
    """With the money left after equal shares, down the list."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Equal shares: how a project was paid.

    *price*: what each of the *full* payers gave (where marks weigh: per unit of weight). The *partial* payers had
    less and gave all of it, *partial_money* together. *support*: effective support, the cost divided by the price
    (as many voters paying in full would carry it).
    """

    price: Fraction
    full: int
    partial: int
    partial_money: Fraction
    support: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One project chosen. *spent*: money spent after it. *tied*: others that stood equal, decided by the tie rule."""

    project: int
    phase: Phase
    score: Number
    spent: Fraction
    payment: Payment | None = None
    tied: tuple[int, ...] = ()


class Reason(StrEnum):
    """Why a project won or lost."""

    WON = "won"
    BARRED = "barred"
    """It doesn't take part: see the barrier."""
    NOT_ENOUGH_LEFT = "not-enough-left"
    """At its turn less money was left than it costs."""
    AFTER_STOP = "after-stop"
    """The count had stopped at a project before it that didn't fit."""
    SUPPORTERS_SHORT = "supporters-short"
    """Its supporters together have less left than it costs."""
    OUTVOTED = "outvoted"
    """Equal shares had chosen it, but more voters gain by the winners of the plain list."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word on one project.

    *step*: index of the winning step. *had*: money that was there for it when it lost (left in the budget, or in its
    supporters' purses). *stopped_by*: the project at which the count stopped.
    """

    project: int
    reason: Reason
    step: int | None = None
    had: Fraction | None = None
    barrier: Barrier | None = None
    stopped_by: int | None = None

    @property
    def won(self) -> bool:
        """Is the project funded?"""
        return self.reason is Reason.WON


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison of equal shares with the plain list: voters who gain by each, and the projects each chose."""

    prefer_shares: int
    prefer_list: int
    shares: tuple[int, ...]
    greedy: tuple[int, ...]

    @property
    def greedy_taken(self) -> bool:
        """Did the plain list win?"""
        return self.prefer_list > self.prefer_shares


@dataclass(frozen=True, slots=True)
class Purses:
    """Equal shares: each voter's money at the start and in the run that decided, and how many runs there were."""

    start: Fraction
    final: Fraction
    runs: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole result of a count. Verdicts stand in the order of the election's projects, steps in that of choice."""

    rule: Rule
    election: Election
    support: Support
    steps: tuple[Step, ...]
    verdicts: tuple[Verdict, ...]
    purses: Purses | None = None
    compared: Compared | None = None

    @property
    def winners(self) -> tuple[str, ...]:
        """Identifiers of the funded projects in the order in which they were chosen."""
        return tuple(self.election.projects[step.project].id for step in self.steps)

    @property
    def spent(self) -> Fraction:
        """What the winners cost together."""
        return self.steps[-1].spent if self.steps else Fraction(0)

    @property
    def represented(self) -> int:
        """How many voters gave a mark (or points above zero) to at least one funded project."""
        won = {step.project for step in self.steps}
        return sum(
            times
            for ballot, times in self.election.ballots.items()
            if not won.isdisjoint(ballot.projects)
            and (
                not ballot.points
                or any(points > 0 for place, points in zip(ballot.projects, ballot.points, strict=True) if place in won)
            )
        )
