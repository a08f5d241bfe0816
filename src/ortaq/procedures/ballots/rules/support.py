"""How much support each project has, whether it takes part, and who goes first when two stand equal."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ortaq.procedures.ballots.rules.election import Ballot, Election, Kind, Number
from ortaq.procedures.ballots.rules.specification import BadRule, Marks, Rule, Tie

_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Support:
    """The tally, by place in the election's list of projects.

    *votes*: ballots that mark a project. *scores*: what the rule goes by: the same, or the sum of points.
    *voters*: ballots that count as voters.
    """

    voters: int
    votes: tuple[int, ...]
    scores: tuple[Number, ...]


def marked(ballot: Ballot, kind: Kind, rule: Rule) -> Iterator[tuple[int, Number]]:
    """What *ballot* gives to whom under *rule*: project and weight. Points of zero or less are no mark for votes."""
    if rule.marks is Marks.VOTES:
        if kind.has_points:
            yield from ((place, 1) for place, points in zip(ballot.projects, ballot.points, strict=True) if points > 0)
        else:
            yield from ((place, 1) for place in ballot.projects)
    elif kind.has_points:
        yield from zip(ballot.projects, ballot.points, strict=True)
    elif kind is Kind.ORDINAL:
        yield from zip(ballot.projects, rule.rank_points, strict=False)
    else:
        yield from ((place, 1) for place in ballot.projects)


def tallied(election: Election, rule: Rule) -> Support:
    """Counts the votes and, when the rule goes by points, the points.

    Raises BadRule when a ranking is to be counted by points and the rule gives none to the ranks.
    """
    if election.kind is Kind.ORDINAL and rule.marks is Marks.POINTS and not rule.rank_points:
        raise BadRule("To count rankings by points, the rule needs rank_points.")
    count = len(election.projects)
    votes = [0] * count
    scores: list[Number] = [0] * count
    blank = 0
    by_points = rule.marks is Marks.POINTS
    has_points = election.kind.has_points
    for ballot, times in election.ballots.items():
        if not ballot.projects:
            blank += times
        elif not has_points:
            for place in ballot.projects:
                votes[place] += times
        else:
            for place, points in zip(ballot.projects, ballot.points, strict=True):
                if points > 0:
                    votes[place] += times
        if by_points:
            for place, weight in marked(ballot, election.kind, rule):
                scores[place] += weight * times
    if by_points and election.default_score:
        for place, silent in enumerate(_silent(election)):
            scores[place] += election.default_score * silent
    voters = election.voters - (0 if rule.blank_counts else blank)
    return Support(voters, tuple(votes), tuple(scores if by_points else votes))


def _silent(election: Election) -> list[int]:
    """How many ballots don't mention each project."""
    silent = [election.voters] * len(election.projects)
    for ballot, times in election.ballots.items():
        for place in ballot.projects:
            silent[place] -= times
    return silent


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why a project doesn't take part: which of the rule's fields, what it asks for and what the project has."""

    field: str
    needed: Number
    had: Number


def barrier(election: Election, rule: Rule, support: Support, place: int) -> Barrier | None:
    """What keeps the project at *place* out, or None when it takes part."""
    cost = election.projects[place].cost
    votes = support.votes[place]
    if place in election.withdrawn:
        return Barrier("withdrawn", 0, 0)
    if cost > election.budget:
        return Barrier("budget", election.budget, cost)
    if votes < rule.min_votes:
        return Barrier("min_votes", rule.min_votes, votes)
    if votes * 100 < rule.min_percent * support.voters:
        return Barrier("min_percent", rule.min_percent, Fraction(votes * 100, support.voters))
    if support.scores[place] < rule.min_points:
        return Barrier("min_points", rule.min_points, support.scores[place])
    needed = rule.min_cost_share * cost / election.budget * support.voters
    if votes < needed:
        return Barrier("min_cost_share", needed, votes)
    return None


def tie_order(election: Election, rule: Rule, support: Support) -> tuple[int, ...]:
    """For each project its rank (0 first) among equals: by the rule's *ties*, then by lot. A strict order.

    Raises BadRule when the drawn order doesn't name each of the election's projects; what it names beside them was
    withdrawn.
    """
    names = [project.id for project in election.projects]
    if rule.lot and not set(names) <= set(rule.lot):
        wrong = ", ".join(sorted(set(names) - set(rule.lot))[:10])
        raise BadRule(f"The drawn order must name each project once. Missing: {wrong}.")
    drawn = {name: rank for rank, name in enumerate(rule.lot)}

    def lot(name: str) -> tuple[object, ...]:
        if drawn:
            return (drawn[name],)
        if rule.lot_seed:
            return (hashlib.sha256(f"{rule.lot_seed}:{name}".encode()).digest(), name)
        parts = _DIGITS.split(name)
        return ([(int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts)], name)

    def key(place: int) -> tuple[object, ...]:
        weighed = {Tie.CHEAPER: election.projects[place].cost, Tie.MORE_VOTES: -support.votes[place]}
        return *(weighed[tie] for tie in rule.ties), lot(names[place])

    ranks = [0] * len(names)
    for rank, place in enumerate(sorted(range(len(names)), key=key)):
        ranks[place] = rank
    return tuple(ranks)
