"""Sums, spread, missing marks, plan and fact: by hand and by Hypothesis."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.systems.social_order.rules import CRITERIA, Measured, fulfilment, tally

MARKS = st.dictionaries(st.sampled_from(sorted(CRITERIA)), st.one_of(st.none(), st.integers(0, 5)))


def test_the_form_of_three_experts_adds_up_to_sixty_nine_of_seventy_five() -> None:
    experts = [dict.fromkeys(CRITERIA, 5) for _ in range(3)]
    for expert, code in ((0, "plan"), (1, "plan"), (0, "result"), (1, "result"), (0, "continuing"), (1, "continuing")):
        experts[expert][code] = 4
    found = tally(experts)
    assert [row.total for row in found.rows] == [15, 13, 13, 13, 15]
    assert (found.total, found.most, found.missing, found.within_one) == (69, 75, 0, 1)


@given(st.lists(MARKS, max_size=6))
def test_a_missing_mark_is_never_zero(experts: list[dict[str, int | None]]) -> None:
    found = tally(experts)
    given_marks = [mark for expert in experts for mark in expert.values() if mark is not None]
    assert found.total == sum(given_marks) and found.most == 5 * len(given_marks)
    assert found.missing == 5 * len(experts) - len(given_marks)
    for row in found.rows:
        assert row.mean is None or min(row.given) <= row.mean <= max(row.given)
    more = tally([*experts, {}])  # somebody who gave nothing changes no sum and no mean
    assert [row.mean for row in more.rows] == [row.mean for row in found.rows] and more.missing == found.missing + 5
    assert found.within_one is None or 0 <= found.within_one <= 1


@pytest.mark.parametrize("points", [-1, 6])
def test_points_beyond_the_scale_are_refused(points: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        tally([{"plan": points}])


@given(st.lists(st.tuples(st.integers(0, 100), st.one_of(st.none(), st.integers(0, 500))), max_size=6))
def test_indicators_are_capped_and_the_missing_ones_named(rows: list[tuple[int, int | None]]) -> None:
    measured = [
        Measured(str(number), "адам", Decimal(plan), None if fact is None else Decimal(fact))
        for number, (plan, fact) in enumerate(rows)
    ]
    found = fulfilment(measured)
    assert all(0 <= share <= Fraction(6, 5) for share in found.shares)
    assert len(found.shares) + len(found.missing) == len(rows)
    named = [str(number) for number, (plan, fact) in enumerate(rows) if not plan or fact is None]
    assert list(found.missing) == named and (found.mean is None) == (not found.shares)


def test_plan_and_fact_by_hand() -> None:
    found = fulfilment(
        [
            Measured("a", "", Decimal(60), Decimal(30)),
            Measured("b", "", Decimal(10), Decimal(40)),
            Measured("c", "", Decimal(10), None),
        ]
    )
    assert found.shares == (Fraction(1, 2), Fraction(6, 5)) and found.mean == Fraction(17, 20)
    assert found.missing == ("c",)
