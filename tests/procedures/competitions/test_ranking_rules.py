"""Points, ties, the lottery and the line of the budget: hand-counted cases, and properties for any competition."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.procedures.competitions.rules.ranking import (
    Allotment,
    Candidate,
    Cut,
    Mark,
    Outcome,
    Place,
    Scale,
    Tie,
    allot,
    lot,
    official_points,
    ranking,
    undecided,
)

NEED = Scale("need", Decimal(2), Decimal(0), Decimal(5))
PLAN = Scale("plan", Decimal(1), Decimal(0), Decimal(5))
SCALES = (NEED, PLAN)
NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)


def mark(application: str, reviewer: str, criterion: str, value: str | int | None) -> Mark:
    return Mark(application, reviewer, criterion, None if value is None else Decimal(value))


def candidate(application: str, requested: int = 100, **more: object) -> Candidate:
    return Candidate(application, Decimal(requested), **{"submitted_at": NOON, **more})  # type: ignore[arg-type]


def test_points_are_weighted_means_and_a_missing_mark_changes_no_mean() -> None:
    marks = [
        mark("A", "x", "need", 4), mark("A", "y", "need", 5), mark("A", "x", "plan", 3), mark("A", "y", "plan", None),
    ]  # fmt: skip
    found = official_points(SCALES, marks, ["A"])["A"]
    assert found.by_criterion == {"need": Fraction(9, 2), "plan": Fraction(3)}
    assert found.total == 2 * Fraction(9, 2) + 3
    assert (found.readings, found.missing, found.spread) == (2, 1, Decimal(1))


def test_an_application_with_a_criterion_that_nobody_marked_is_not_ranked_and_not_zero() -> None:
    points = official_points(SCALES, [mark("A", "x", "need", 4), mark("A", "x", "plan", None)], ["A", "B"])
    assert points["A"].total is None
    assert points["B"].total is None and points["B"].readings == 0
    places = ranking(points, [candidate("A"), candidate("B")], [])
    assert [place.rank for place in places] == [None, None]
    assert {each.outcome for each in allot(places, [candidate("A"), candidate("B")], Decimal(1000), Cut.SKIP)} == {
        Outcome.UNRANKED
    }


def test_a_size_band_may_weigh_the_criteria_differently() -> None:
    marks = [mark(each, "x", code, 4) for each in ("A", "B") for code in ("need", "plan")]
    points = official_points(SCALES, marks, ["A", "B"], weights={"B": {"need": Decimal("0.5")}})
    assert (points["A"].total, points["B"].total) == (12, 6)


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ([mark("A", "x", "need", 6)], "outside"),
        ([mark("A", "x", "beauty", 1)], "unknown"),
        ([mark("A", "x", "need", 1), mark("A", "x", "need", 1)], "twice"),
    ],
)
def test_marks_that_cannot_be_are_refused(marks: list[Mark], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        official_points(SCALES, marks, ["A"])


def points_of(totals: dict[str, int], need: dict[str, int] | None = None) -> dict[str, object]:
    marks = []
    for each, total in totals.items():
        first = (need or {}).get(each, 0)
        marks += [mark(each, "x", "need", first), mark(each, "x", "plan", total - 2 * first)]
    return official_points((NEED, Scale("plan", Decimal(1), Decimal(-99), Decimal(99))), marks, totals)  # type: ignore[return-value]


def test_ties_are_parted_in_the_order_of_the_call_and_the_place_says_by_what() -> None:
    points = points_of({"A": 9, "B": 9, "C": 9, "D": 9, "E": 8}, need={"A": 1, "B": 2, "C": 1, "D": 1})
    candidates = [
        candidate("A", 300), candidate("B", 900), candidate("C", 200), candidate("D", 300), candidate("E"),
    ]  # fmt: skip
    places = ranking(points, candidates, ["need", Tie.SMALLER_REQUEST, Tie.LOTTERY], seed="2026-03-02")  # type: ignore[arg-type]
    first, second = sorted("AD", key=lambda each: lot("2026-03-02", each))
    assert [place.application for place in places] == ["B", "C", first, second, "E"]
    assert [place.parted_by for place in places] == ["", "need", "smaller_request", "lottery", ""]
    assert [place.rank for place in places] == [1, 2, 3, 4, 5]


def test_what_nothing_parts_shares_a_rank_and_the_line_through_it_is_left_to_the_commission() -> None:
    candidates = [candidate(each) for each in "ABC"]
    places = ranking(points_of({"A": 9, "B": 8, "C": 8}), candidates, [])  # type: ignore[arg-type]
    assert [place.rank for place in places] == [1, 2, 2]
    given_out = allot(places, candidates, Decimal(200), Cut.STOP)
    assert [each.outcome for each in given_out] == [Outcome.WINNER, Outcome.WINNER, Outcome.RESERVE]
    assert undecided(places, given_out) == ["B", "C"]
    assert undecided(places, allot(places, candidates, Decimal(300), Cut.STOP)) == []


def test_a_lottery_needs_a_seed_that_was_published() -> None:
    with pytest.raises(ValueError, match="seed"):
        ranking({}, [], [Tie.LOTTERY])


def outcomes(found: list[Allotment]) -> dict[str, tuple[Outcome, Decimal]]:
    return {each.application: (each.outcome, each.amount) for each in found}


PLACES = [Place(each, rank, Fraction(10 - rank), True) for rank, each in enumerate("ABCD", 1)]
ASKED = [candidate("A", 50), candidate("B", 70), candidate("C", 30), candidate("D", 20)]


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (Cut.STOP, {"A": 50, "B": 0, "C": 0, "D": 0}),
        (Cut.SKIP, {"A": 50, "B": 0, "C": 30, "D": 20}),
        (Cut.REDUCE, {"A": 50, "B": 50, "C": 0, "D": 0}),
    ],
)
def test_the_three_rules_of_the_line(cut: Cut, expected: dict[str, int]) -> None:
    found = allot(PLACES, ASKED, Decimal(100), cut)
    assert {each.application: int(each.amount) for each in found} == expected


def test_an_offer_below_the_smallest_amount_is_not_made() -> None:
    found = outcomes(allot(PLACES, ASKED, Decimal(100), Cut.REDUCE, smallest=Decimal(51)))
    assert found["B"] == (Outcome.RESERVE, Decimal(0))


def test_below_the_threshold_nothing_is_paid_and_the_next_goes_on() -> None:
    places = [PLACES[0], Place("B", 2, Fraction(1), False), *PLACES[2:]]
    found = outcomes(allot(places, ASKED, Decimal(100), Cut.STOP))
    assert found["B"] == (Outcome.BELOW, Decimal(0))
    assert found["C"][0] is Outcome.WINNER


def test_quotas_are_filled_first_and_what_they_leave_is_common_again() -> None:
    asked = [
        candidate("A", 50),
        candidate("B", 50),
        candidate("C", 30, group="rural"),
        candidate("D", 20, group="rural"),
    ]
    found = allot(PLACES, asked, Decimal(100), Cut.SKIP, quotas={"rural": Decimal(40)})
    assert {each.application: (int(each.amount), each.from_quota) for each in found} == {
        "A": (50, False), "B": (0, False), "C": (30, True), "D": (20, False),
    }  # fmt: skip


@st.composite
def competitions(draw: st.DrawFn) -> tuple[list[Mark], list[Candidate], Decimal]:
    names = [f"AN-{n}" for n in range(draw(st.integers(1, 7)))]
    values = st.one_of(st.none(), st.integers(0, 5).map(Decimal))
    marks = [Mark(each, who, scale.code, draw(values)) for each in names for who in "xy" for scale in SCALES]
    candidates = [
        candidate(each, draw(st.integers(1, 60)), threshold=Decimal(draw(st.integers(0, 8)))) for each in names
    ]
    return marks, candidates, Decimal(draw(st.integers(0, 150)))


@given(competitions(), st.randoms(use_true_random=False), st.sampled_from(list(Cut)))
def test_the_result_does_not_depend_on_the_order_of_the_input(found: object, random: object, cut: Cut) -> None:
    marks, candidates, budget = found  # type: ignore[misc]
    names = [each.application for each in candidates]

    def result() -> list[Allotment]:
        points = official_points(SCALES, marks, names)
        places = ranking(points, candidates, ["need", Tie.SMALLER_REQUEST, Tie.LOTTERY], seed="s")
        return allot(places, candidates, budget, cut)

    before = result()
    random.shuffle(marks)  # type: ignore[attr-defined]
    random.shuffle(candidates)  # type: ignore[attr-defined]
    random.shuffle(names)  # type: ignore[attr-defined]
    assert result() == before


@given(competitions(), st.sampled_from(list(Cut)))
def test_no_tenge_is_given_twice_and_nobody_gets_more_than_asked(found: object, cut: Cut) -> None:
    marks, candidates, budget = found  # type: ignore[misc]
    points = official_points(SCALES, marks, [each.application for each in candidates])
    places = ranking(points, candidates, [Tie.LOTTERY], seed="s")
    given_out = allot(places, candidates, budget, cut)
    asked = {each.application: each.requested for each in candidates}
    assert sum(each.amount for each in given_out) <= budget
    assert len(given_out) == len(candidates)
    for each in given_out:
        assert each.amount <= asked[each.application]
        assert (each.amount == asked[each.application]) == (each.outcome is Outcome.WINNER)
        passes = next(place.passes for place in places if place.application == each.application)
        assert passes or not each.amount
