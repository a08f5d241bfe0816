"""Down the list from most support, as long as the money lasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ortaq.procedures.ballots.rules.election import Election
from ortaq.procedures.ballots.rules.outcome import Phase, Step
from ortaq.procedures.ballots.rules.support import Support


@dataclass(frozen=True, slots=True)
class Walk:
    """The way down the list: what was chosen; what didn't fit, and the money that was left then; where it stopped."""

    steps: tuple[Step, ...]
    left: dict[int, Fraction]
    stopped_by: int | None


def walk(
    election: Election,
    support: Support,
    order: tuple[int, ...],
    running: Iterable[int],
    *,
    stops: bool,
    phase: Phase = Phase.GREEDY,
    spent: Fraction = Fraction(0),
) -> Walk:
    """Chooses among the projects *running*, most support first, equals by *order*.

    *stops*: at the first project that doesn't fit the walk ends; else it is passed over. *spent* is gone already.
    """
    listed = sorted(running, key=lambda place: (-support.scores[place], order[place]))
    steps: list[Step] = []
    left: dict[int, Fraction] = {}
    for at, place in enumerate(listed):
        cost = election.projects[place].cost
        rest = election.budget - spent
        if cost > rest:
            left[place] = rest
            if stops:
                return Walk(tuple(steps), left, place)
            continue
        spent += cost
        score = support.scores[place]
        tied = tuple(other for other in listed[at + 1 :] if support.scores[other] == score)
        steps.append(Step(place, phase, score, spent, tied=tied))
    return Walk(tuple(steps), left, None)
