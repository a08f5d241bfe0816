"""An independent implementation finds the same winners: pabutools (GPL, for tests only).

Run where it is installed; the definitions in ``test_definitions.py`` don't need it.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.election import Election, Kind, Project, gathered
from ortaq.procedures.ballots.rules.specification import Completion, Marks, Method, Rule, Utility

pabutools = pytest.importorskip("pabutools", reason="pabutools isn't installed: it stands in the development lock")

from pabutools.election import (  # noqa: E402
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    CardinalProfile,
    Instance,
    satisfaction,
)
from pabutools.election import Project as TheirProject  # noqa: E402
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares  # noqa: E402
from pabutools.tiebreaking import TieBreakingRule  # noqa: E402


@st.composite
def elections(draw: st.DrawFn, kind: Kind) -> Election:
    """Elections in which every project has a vote and fits the budget: there the two engines mean the same."""
    budget = draw(st.integers(4, 40))
    names = [f"p{number}" for number in range(draw(st.integers(2, 7)))]
    projects = [Project(name, Fraction(draw(st.integers(1, budget)))) for name in names]
    marks = st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)
    chosen = [[name] for name in names] + draw(st.lists(marks, max_size=12))
    if kind is Kind.SCORING:
        return gathered(
            kind, budget, projects, [{name: draw(st.integers(1, 5)) for name in ballot} for ballot in chosen]
        )
    return gathered(kind, budget, projects, chosen)


def theirs(election: Election) -> tuple[Any, Any]:
    """The same election as pabutools has it."""
    projects = [TheirProject(project.id, cost=project.cost.numerator) for project in election.projects]
    instance = Instance(projects, budget_limit=election.budget.numerator)
    ballots: list[Any] = []
    for ballot, times in election.ballots.items():
        for _ in range(times):
            if election.kind is Kind.SCORING:
                pairs = zip(ballot.projects, ballot.points, strict=True)
                ballots.append(CardinalBallot({projects[place]: points for place, points in pairs}))
            else:
                ballots.append(ApprovalBallot(projects[place] for place in ballot.projects))
    profile = CardinalProfile(ballots) if election.kind is Kind.SCORING else ApprovalProfile(ballots)
    return instance, profile


BY_NAME = TieBreakingRule(lambda instance, profile, project: int(project.name[1:]))


def names(found: Any) -> set[str]:
    return {project.name for project in found}


@settings(max_examples=60, deadline=None)
@given(elections(Kind.APPROVAL))
def test_the_plain_list(election: Election) -> None:
    instance, profile = theirs(election)
    found = greedy_utilitarian_welfare(
        instance, profile, sat_class=satisfaction.Cost_Sat, tie_breaking=BY_NAME
    )  # satisfaction by cost, per cost: the number of votes
    assert names(found) == set(count(election, Rule(Method.GREEDY_SKIP, ties=())).winners)


@settings(max_examples=80, deadline=None)
@given(elections(Kind.APPROVAL), st.sampled_from(Utility))
def test_equal_shares(election: Election, utility: Utility) -> None:
    instance, profile = theirs(election)
    sat = satisfaction.Cost_Sat if utility is Utility.COST else satisfaction.Cardinality_Sat
    found = method_of_equal_shares(instance, profile.as_multiprofile(), sat_class=sat, tie_breaking=BY_NAME)
    rule = Rule(Method.EQUAL_SHARES, utility=utility, ties=())
    assert names(found) == set(count(election, rule).winners)


@settings(max_examples=60, deadline=None)
@given(elections(Kind.APPROVAL), st.integers(1, 3))
def test_equal_shares_with_larger_purses(election: Election, increment: int) -> None:
    instance, profile = theirs(election)
    found = method_of_equal_shares(
        instance,
        profile.as_multiprofile(),
        sat_class=satisfaction.Cost_Sat,
        tie_breaking=BY_NAME,
        voter_budget_increment=increment,
    )
    rule = Rule(
        Method.EQUAL_SHARES,
        ties=(),
        completion=Completion.ADD1,
        increment=Fraction(increment),
        stop_when_exhausted=True,
    )
    assert names(found) == set(count(election, rule).winners)


@settings(max_examples=60, deadline=None)
@given(elections(Kind.SCORING))
def test_equal_shares_by_points(election: Election) -> None:
    instance, profile = theirs(election)
    found = method_of_equal_shares(
        instance, profile, sat_class=satisfaction.Additive_Cardinal_Sat, tie_breaking=BY_NAME
    )
    rule = Rule(Method.EQUAL_SHARES, Marks.POINTS, utility=Utility.CARDINALITY, ties=())
    assert names(found) == set(count(election, rule).winners)
    assert count(election, replace(rule, marks=Marks.VOTES)).spent <= election.budget
