"""Every reason for winning or losing, with numbers that were worked out by hand; ties; numbers too large for floats."""

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from ortaq.kernel.language.rules import LANGUAGES
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.election import Ballot, Election, Kind, Project, gathered
from ortaq.procedures.ballots.rules.explanation import explained
from ortaq.procedures.ballots.rules.outcome import Outcome, Phase, Reason
from ortaq.procedures.ballots.rules.specification import BadRule, Comparison, Marks, Tie
from ortaq.procedures.ballots.rules.trace import exact, trace
from ortaq.procedures.ballots.rules.wording import number


def projects(**costs: int) -> list[Project]:
    return [Project(name, Fraction(cost)) for name, cost in costs.items()]


def approvals(budget: int, costs: dict[str, int], *ballots: str) -> Election:
    return gathered(Kind.APPROVAL, budget, projects(**costs), [ballot.split() for ballot in ballots])


def words(outcome: Outcome, name: str, language: str = "en") -> str:
    place = next(at for at, project in enumerate(outcome.election.projects) if project.id == name)
    return explained(outcome, place).in_language(language)


def reason(outcome: Outcome, name: str) -> Reason:
    return next(v.reason for v in outcome.verdicts if outcome.election.projects[v.project].id == name)


LIST = approvals(
    1000, {"a": 600, "b": 500, "c": 300, "d": 1200, "e": 10}, "a b", "a b", "a b c", "a c", "a", "b c", "d", "a b"
)


def test_the_list_passes_over_what_does_not_fit() -> None:
    outcome = count(LIST, RULES["greedy-skip"])
    assert outcome.winners == ("a", "c")
    assert words(outcome, "a") == "Votes: 6. Funded as number 1 down the list. It costs 600; after it, 400 of the budget was left."  # fmt: skip
    assert words(outcome, "b") == "Votes: 5. At its turn 400 of the budget was left, and it costs 500: 100 short."
    assert words(outcome, "d") == "It didn't take part: it costs 1,200, and the whole budget is 1,000."
    assert words(outcome, "e") == "It didn't take part: votes 0, needed 1."
    assert words(outcome, "d", "kk").startswith("Қатыспады: құны 1\N{NO-BREAK SPACE}200")


def test_the_list_stops_where_the_money_stops() -> None:
    outcome = count(LIST, RULES["greedy-stop"])
    assert outcome.winners == ("a",)
    assert reason(outcome, "b") is Reason.NOT_ENOUGH_LEFT
    assert words(outcome, "c") == "Votes: 3. The count had stopped before it, at b, which the money left didn't cover."


def test_thresholds_say_what_they_need() -> None:
    outcome = count(LIST, replace(RULES["greedy-skip"], min_percent=Fraction(50)))
    assert words(outcome, "c") == "It didn't take part: 37.5 % of the voters marked it, 50 % are needed."
    by_cost = count(LIST, replace(RULES["greedy-skip"], min_cost_share=Fraction(2)))
    assert words(by_cost, "c") == "It didn't take part: votes 3, needed 4.8."
    by_points = count(LIST, replace(RULES["points-skip"], min_points=Fraction(4)))
    assert words(by_points, "c") == "Points: 3. It didn't take part: it has 3 points and needs 4."


# Four voters have 25 each. The three of "a" pay 20 each (60); the two of "b" then have 5 + 25 for a cost of 28.
SHARES = approvals(100, {"a": 60, "b": 28, "c": 50}, "a", "a", "a b", "b c")


def test_equal_shares_say_who_paid_what() -> None:
    outcome = count(SHARES, RULES["equal-shares"])
    assert outcome.winners == ("a", "b")
    assert words(outcome, "a") == (
        "Votes: 3. Bought as number 1: its supporters had the money together. Paid in full: 3, 20 each. "
        "Effective support: 3. It costs 60; after it, 40 of the budget was left."
    )
    assert words(outcome, "b") == (
        "Votes: 2. Bought as number 2: its supporters had the money together. Paid in full: 1, 23 each. "
        "Gave what they had left: 1, 5 together. Effective support: 1.22. It costs 28; after it, 12 of the budget was left."
    )
    assert words(outcome, "c") == "Votes: 1. Its supporters had 2 left together, and it costs 50: 48 short."
    assert outcome.represented == 4


def test_what_is_left_goes_down_the_list() -> None:
    election = approvals(100, {"a": 60, "b": 40}, "a", "a", "a", "b")
    outcome = count(election, RULES["equal-shares-greedy"])
    assert [step.phase for step in outcome.steps] == [Phase.EQUAL_SHARES, Phase.FILL]
    assert words(outcome, "b") == "Votes: 1. Funded as number 2, with the money that was left. It costs 40; after it, 0 of the budget was left."  # fmt: skip


def test_the_list_is_taken_when_more_voters_gain_by_it() -> None:
    # Each buys the cheap project of its own first; then the three can't pay the big one together any more.
    outcome = count(
        approvals(30, {"big": 30, "x": 2, "y": 2, "z": 2}, "big x", "big y", "big z"),
        replace(RULES["equal-shares-cardinality"], comparison=Comparison.MONEY),
    )
    assert outcome.winners == ("big",)
    assert outcome.compared is not None
    assert (outcome.compared.prefer_shares, outcome.compared.prefer_list) == (0, 3)
    assert reason(outcome, "x") is Reason.OUTVOTED
    assert "more voters gain" in words(outcome, "x")


TIED = approvals(10, {"p1": 10, "p2": 10, "p10": 10}, "p1", "p2", "p10")


@pytest.mark.parametrize("name", ["greedy-skip", "equal-shares-greedy"])
def test_ties_are_broken_by_number_by_the_drawn_order_or_by_the_drawn_seed(name: str) -> None:
    assert count(TIED, RULES[name]).winners == ("p1",)
    assert count(TIED, replace(RULES[name], lot=("p10", "p2", "p1"))).winners == ("p10",)
    drawn = min(("p1", "p2", "p10"), key=lambda project: hashlib.sha256(f"s:{project}".encode()).hexdigest())
    assert count(TIED, replace(RULES[name], lot_seed="s")).winners == (drawn,)


def test_ties_are_told() -> None:
    outcome = count(TIED, replace(RULES["greedy-skip"], lot=("p10", "p2", "p1")))
    assert "It stood equal with p2, p1; the rule for ties decided." in words(outcome, "p10")
    shared = approvals(20, {"p1": 10, "p2": 10, "p3": 9}, "p1", "p2", "p1 p2 p3")
    steps = count(shared, replace(RULES["equal-shares"], ties=(Tie.CHEAPER,))).steps
    assert steps[0].tied == (1,)


def test_numbers_are_compared_as_numbers_and_no_lot_may_miss_a_project() -> None:
    assert count(approvals(5, {"p10": 5, "p9": 5}, "p9", "p10"), RULES["greedy-skip"]).winners == ("p9",)
    with pytest.raises(BadRule, match="p2"):
        count(TIED, replace(RULES["greedy-skip"], lot=("p1", "p10")))


def test_a_hair_s_breadth_decides_where_floats_see_a_tie() -> None:
    big = 10**40
    election = gathered(
        Kind.APPROVAL, 4 * big, projects(a=2 * big + 1, b=2 * big, c=2 * big - 1), [["a", "b", "c"], ["a", "b", "c"]]
    )
    assert count(election, RULES["equal-shares-cardinality"]).winners == ("c", "b")
    outcome = count(election, replace(RULES["equal-shares-cardinality"], ties=(Tie.MORE_VOTES,)))
    assert outcome.winners == ("c", "b")
    assert all(not step.tied for step in outcome.steps)
    huge = replace(election, budget=Fraction(10**400), ballots={Ballot((0, 1, 2)): 10**30})
    assert set(count(huge, RULES["equal-shares"]).winners) == {"a", "b", "c"}


def test_nobody_voted() -> None:
    for name, rule in RULES.items():
        outcome = count(gathered(Kind.APPROVAL, 10, projects(a=1), []), rule)
        assert outcome.winners == (), name
        assert trace(outcome)["spent"] == 0


def test_blank_ballots_make_purses_smaller_only_if_the_rule_says_so() -> None:
    election = approvals(30, {"a": 15}, "a", "", "")
    assert count(election, RULES["equal-shares"]).winners == ()
    assert count(election, replace(RULES["equal-shares"], blank_counts=False)).winners == ("a",)


def test_nobody_is_represented_by_a_project_given_nothing() -> None:
    election = gathered(Kind.CUMULATIVE, 20, projects(a=12, b=9), [{"a": 3, "b": 0}, {"a": 0, "b": 1}, {"b": 2}])
    outcome = count(election, RULES["points-skip"])
    assert outcome.winners == ("b",)
    assert outcome.represented == 2


def test_points_weigh_in_equal_shares() -> None:
    # 12 for 3 + 1 points: 3 per point; the first pays 9, the second 3 of a purse of 10.
    election = gathered(Kind.CUMULATIVE, 20, projects(a=12), [{"a": 3}, {"a": 1}])
    outcome = count(election, RULES["equal-shares-points"])
    payment = outcome.steps[0].payment
    assert payment is not None
    assert (payment.price, payment.full, payment.partial) == (3, 2, 0)
    assert "3 for each point" in words(outcome, "a")


def test_what_can_not_be_counted_is_refused() -> None:
    ranked = gathered(Kind.ORDINAL, 5, projects(a=1), [["a"]])
    with pytest.raises(BadRule, match="rank_points"):
        count(ranked, RULES["points-skip"])
    scored = gathered(Kind.SCORING, 5, projects(a=1), [{"a": 1}], default_score=1)
    with pytest.raises(BadRule, match="don't mention"):
        count(scored, RULES["equal-shares"])


@pytest.mark.parametrize(
    ("budget", "costs", "ballots", "words"),
    [
        (0, {"a": 1}, {}, "budget"),
        (1, {"a": 0}, {}, "cost"),
        (1, {"": 1}, {}, "identifier"),
        (1, {"a": 1}, {Ballot((0,)): 0}, "at least once"),
        (1, {"a": 1}, {Ballot((1,)): 1}, "isn't there"),
        (1, {"a": 1}, {Ballot((0, 0)): 1}, "twice"),
        (1, {"a": 1}, {Ballot((0,), (1,)): 1}, "points"),
    ],
)
def test_an_election_that_can_not_be_is_refused(
    budget: int, costs: dict[str, int], ballots: dict[Ballot, int], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Election(Kind.APPROVAL, Fraction(budget), tuple(projects(**costs)), ballots)


def test_the_trace_of_five_hundred_projects_is_small_and_complete() -> None:
    costs = {f"p{at}": 50 + at % 37 for at in range(500)}
    ballots = [f"p{at % 500} p{at * 7 % 500} p{at * 13 % 500}".split() for at in range(3000)]
    election = gathered(Kind.APPROVAL, 15_000, projects(**costs), [set(ballot) for ballot in ballots])
    said = trace(count(election, RULES["equal-shares-add1-greedy"]))
    assert len(json.dumps(said, ensure_ascii=False).encode()) < 1_000_000
    assert len(said["projects"]) == 500
    assert {row["project"] for row in said["projects"] if row["won"]} == set(said["winners"])
    assert said["steps"][-1]["spent"] == said["spent"] <= said["budget"]
    assert all(row["words"][language] for row in said["projects"] for language in LANGUAGES)


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert number(Fraction(12345675, 10), "en") == "1,234,567.5"
    assert number(Fraction(12345675, 10), "kk").replace("\N{NO-BREAK SPACE}", "_") == "1_234_567,5"
    assert [number(Fraction(value), "en") for value in ("1/3", "2/3", "0.005", "-0.005", "-1/1000", "2.10")] == ["0.33", "0.67", "0.01", "-0.01", "0", "2.1"]  # fmt: skip
    assert [exact(Fraction(value)) for value in ("3", "1/4", "-5/2", "1/3", "1/1000")] == [3, "0.25", "-2.5", "1/3", "0.001"]  # fmt: skip


def test_marks_without_points_are_one_point_each() -> None:
    assert count(LIST, RULES["points-skip"]).winners == count(LIST, RULES["greedy-skip"]).winners
    assert count(LIST, RULES["points-skip"]).rule.marks is Marks.POINTS
