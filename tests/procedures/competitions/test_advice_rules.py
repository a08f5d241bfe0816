"""What stands beside the official points: reviewers' severity, how far they agree, and who reads what."""

import math
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.procedures.competitions.rules.alpha import Measure, agreement
from ortaq.procedures.competitions.rules.assigning import NotEnoughReviewers, draw
from ortaq.procedures.competitions.rules.severity import Reading, beside, correct, within_noise

CLASSIC = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
"""Four observers and twelve units: the example of Krippendorff's "Computing Krippendorff's alpha-reliability" (2011)."""


def table(text: str) -> list[list[Decimal | None]]:
    rows = [[None if cell == "." else Decimal(cell) for cell in line.split()] for line in text.split("\n") if line]
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("measure", "expected"), [(Measure.NOMINAL, 0.7434), (Measure.ORDINAL, 0.8154), (Measure.INTERVAL, 0.8491)]
)
def test_alpha_of_the_classic_table(measure: Measure, expected: float) -> None:
    found = agreement(table(CLASSIC), measure)
    assert found.alpha is not None
    assert math.isclose(found.alpha, expected, abs_tol=0.00005)


def test_where_all_marks_are_the_same_alpha_is_not_computable_and_never_one() -> None:
    found = agreement([[Decimal(5), Decimal(5)], [Decimal(5), Decimal(5), None]])
    assert found.alpha is None
    assert (found.pairs, found.within_one) == (2, Fraction(1))
    assert agreement([[Decimal(5), None], []]).pairs == 0


def test_complete_agreement_is_one_and_systematic_disagreement_is_below_nothing() -> None:
    assert agreement([[Decimal(1), Decimal(1)], [Decimal(4), Decimal(4)]]).alpha == 1
    low = agreement([[Decimal(1), Decimal(4)], [Decimal(4), Decimal(1)]])
    assert low.alpha is not None and low.alpha < 0
    assert low.within_one == 0


def readings(random: Random, severity: float) -> tuple[dict[str, float], dict[str, float], list[Reading]]:
    truth = {f"A{n:02}": random.uniform(40, 90) for n in range(60)}
    people = {f"R{n}": random.gauss(0, severity) for n in range(8)}
    rows = [
        Reading(each, who, Fraction(value + people[who] + random.gauss(0, 3)))
        for each, value in truth.items()
        for who in random.sample(sorted(people), 3)
    ]
    return truth, people, rows


def order(values: dict[str, float]) -> list[str]:
    return sorted(values, key=lambda each: -values[each])


def test_strict_reviewers_are_found_and_the_corrected_order_is_nearer_the_truth() -> None:
    better = 0
    for seed in range(10):
        truth, people, rows = readings(Random(seed), severity=12)
        found = correct(rows)
        sums: dict[str, list[float]] = {}
        for row in rows:
            sums.setdefault(row.application, []).append(float(row.points))
        raw = {each: math.fsum(values) / len(values) for each, values in sums.items()}
        best = set(order(truth)[:15])
        better += len(best & set(order(dict(found.corrected))[:15])) - len(best & set(order(raw)[:15]))
        assert found.connected
        assert found.noise is not None and 2 < found.noise < 4.5
        mean = sum(people.values()) / len(people)
        for who, value in people.items():
            assert abs(found.severity[who] - (value - mean)) < 5
    assert better > 10, "over ten competitions more of the true best fifteen are found"


def test_where_everybody_reads_everything_severity_changes_no_rank() -> None:
    rows = [
        Reading(each, who, Fraction(p + s))
        for each, p in zip("ABC", (9, 7, 5), strict=True)
        for who, s in (("x", 0), ("y", -4))
    ]
    found = correct(rows)
    assert order(dict(found.corrected)) == ["A", "B", "C"]
    assert [each.discuss for each in beside({"A": 1, "B": 2, "C": 3}, found, line=2)] == [False] * 3


def test_a_rank_that_crosses_the_line_is_to_be_discussed() -> None:
    rows = [
        Reading("A", "mild", Fraction(80)), Reading("B", "mild", Fraction(78)), Reading("C", "strict", Fraction(70)),
        Reading("D", "mild", Fraction(60)), Reading("D", "strict", Fraction(40)), Reading("E", "mild", Fraction(62)),
        Reading("E", "strict", Fraction(41)),
    ]  # fmt: skip
    found = beside({"A": 1, "B": 2, "C": 3, "E": 4, "D": 5}, correct(rows), line=2)
    assert {each.application: (each.corrected, each.discuss) for each in found}["C"] == (1, True)


def test_panels_without_a_common_application_are_said_to_be_so() -> None:
    apart = [Reading("A", "x", Fraction(9)), Reading("B", "y", Fraction(5))]
    assert not correct(apart).connected
    assert correct([*apart, Reading("A", "y", Fraction(8))]).connected
    assert correct([]).corrected == {}


def test_who_stands_near_the_line_by_chance() -> None:
    assert within_noise({"A": 80, "B": 71, "C": 60}, {"A": 3, "B": 3, "C": 3}, line=70, noise=8) == ["B"]


@given(st.randoms(use_true_random=False), st.integers(1, 9), st.integers(2, 6), st.integers(1, 3))
def test_every_application_is_read_as_often_as_asked_never_against_a_conflict_and_evenly(
    random: Random, many: int, people: int, times: int
) -> None:
    applications = [f"AN-{n}" for n in range(many)]
    reviewers = [f"R{n}" for n in range(people)]
    conflicts = {(each, who) for each in applications for who in reviewers if random.random() < 0.2}
    try:
        found = draw(applications, reviewers, times, conflicts, "seed")
    except NotEnoughReviewers as error:
        for each in error.applications:
            assert people - sum(one == each for one, _ in conflicts) < times
        return
    for each in applications:
        assert len(found.by_application[each]) == times
        assert not conflicts & {(each, who) for who in found.by_application[each]}
    assert sum(found.loads.values()) == many * times
    if not conflicts:
        assert max(found.loads.values()) - min(found.loads.values()) <= 1
    shuffled = random.sample(applications, many), random.sample(reviewers, people)
    assert draw(*shuffled, times, conflicts, "seed") == found


def test_after_a_recusal_only_the_empty_place_is_drawn_anew() -> None:
    before = draw(["A", "B", "C"], ["x", "y", "z", "w"], 2, [], "s")
    gone = before.by_application["A"][0]
    after = draw(["A", "B", "C"], ["x", "y", "z", "w"], 2, [("A", gone)], "s", kept=before.by_application)
    assert gone not in after.by_application["A"] and before.by_application["A"][1] in after.by_application["A"]
    assert after.by_application["B"] == before.by_application["B"]
    assert after.by_application["C"] == before.by_application["C"]


def test_one_with_few_free_reviewers_is_served_by_passing_readings_on() -> None:
    conflicts = [(each, "y") for each in "ABC"] + [(each, "z") for each in "AB"]
    found = draw(["A", "B", "C", "D"], ["x", "y", "z"], 1, conflicts, "s")
    assert found.by_application["A"] == ("x",) and found.by_application["B"] == ("x",)
    assert found.loads == {"x": 2, "y": 1, "z": 1}


def test_another_seed_draws_otherwise() -> None:
    names = [f"AN-{n}" for n in range(12)]
    people = [f"R{n}" for n in range(6)]
    assert draw(names, people, 2, [], "one") != draw(names, people, 2, [], "two")
