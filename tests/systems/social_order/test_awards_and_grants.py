"""Awards and grants by Law No 36, art. 6-1 and 6-3: terms, bans, sums, equal shares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.systems.social_order.rules import awards, grants
from ortaq.systems.social_order.rules.indices import MCI, mci_on

FINE = {"sphere": "youth", "other_spheres": (), "received": (), "on": date(2026, 9, 1), "year": 2026}


def test_an_award_is_applied_for_by_the_first_of_september() -> None:
    assert awards.application_problems(**FINE) == []
    late = awards.application_problems(**{**FINE, "on": date(2026, 9, 2)})
    assert len(late) == 1 and "1 сентября" in late[0].ru


def test_one_organisation_applies_in_one_sphere_only() -> None:
    assert awards.application_problems(**{**FINE, "other_spheres": ("youth",)}) == []
    assert len(awards.application_problems(**{**FINE, "other_spheres": ("culture",)})) == 1


@pytest.mark.parametrize(
    ("received", "on", "banned"),
    [
        (date(2023, 11, 10), date(2026, 9, 1), True),
        (date(2023, 9, 1), date(2026, 8, 31), True),
        (date(2023, 9, 1), date(2026, 9, 1), False),
        (date(2020, 2, 29), date(2023, 2, 28), True),
        (date(2020, 2, 29), date(2023, 3, 1), False),
        (date(2027, 1, 1), date(2026, 9, 1), False),
    ],
)
def test_an_award_bars_another_for_three_years(received: date, on: date, banned: bool) -> None:
    assert awards.is_banned([received], on) is banned
    assert bool(awards.application_problems(**{**FINE, "on": on, "year": on.year, "received": [received]})) is banned


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.integers(min_value=1, max_value=60))
def test_winners_of_a_sphere_share_equally_and_nothing_is_lost(money: Decimal, winners: int) -> None:
    parts = awards.shares(money, winners)
    assert sum(parts) == money and max(parts) - min(parts) <= Decimal("0.01")


def test_an_award_of_2017_was_two_thousand_indices() -> None:
    assert awards.is_enough(Decimal(4_538_000), mci_on(date(2017, 12, 1)))
    assert not awards.is_enough(Decimal("4537999.99"), mci_on(date(2017, 12, 1)))
    with pytest.raises(ValueError, match="winner"):
        awards.shares(Decimal(1), 0)


def test_the_index_of_a_day_is_the_last_that_began() -> None:
    assert [each.first for each in MCI] == sorted(each.first for each in MCI)
    laws = [each.source for each in MCI]
    assert all(f"budget for {each.first.year}–" in each.source and ", art. " in each.source for each in MCI)
    assert len(set(laws)) == len(laws), "each value has an article of its own"
    years = {2017: 2269, 2018: 2405, 2019: 2525, 2021: 2917, 2022: 3063, 2023: 3450, 2024: 3692, 2025: 3932, 2026: 4325}
    assert {year: mci_on(date(year, 1, 1)) for year in years} == years
    assert mci_on(date(2020, 3, 31)) == 2651 and mci_on(date(2020, 4, 1)) == 2778
    assert mci_on(date(2022, 4, 1)) == 3063, "3,180 was for social payments alone"
    with pytest.raises(ValueError, match="2016"):
        mci_on(date(2016, 12, 31))


MCI_2026 = Decimal(4325)


@pytest.mark.parametrize(
    ("first", "last", "indices", "expected"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), 500, "short"),
        (date(2026, 1, 1), date(2026, 12, 31), 3000, "short"),
        (date(2026, 1, 1), date(2027, 6, 30), 3000, "medium"),
        (date(2026, 1, 1), date(2027, 12, 31), 10000, "medium"),
        (date(2026, 1, 1), date(2028, 12, 31), 10000, "long"),
        (date(2026, 1, 1), date(2026, 2, 28), 500, None),
        (date(2026, 1, 1), date(2026, 11, 30), 3001, None),
        (date(2026, 1, 1), date(2026, 12, 31), 499, None),
        (date(2026, 1, 1), date(2029, 1, 31), 10000, None),
        (date(2026, 1, 1), date(2028, 12, 31), 9999, None),
    ],
)
def test_length_and_sum_of_a_grant_suit_each_other(first: date, last: date, indices: int, expected: str | None) -> None:
    found = grants.fitting(grants.months_of(first, last), indices * MCI_2026, MCI_2026)
    assert (found.code if found else None) == expected
    assert bool(grants.problems(first, last, indices * MCI_2026, Decimal(0), MCI_2026)) is (expected is None)


@pytest.mark.parametrize(
    ("last", "indices", "percent"), [(date(2026, 12, 31), 2000, 10), (date(2028, 12, 31), 20000, 5)]
)
def test_institutional_development_has_its_cap(last: date, indices: int, percent: int) -> None:
    sum_ = indices * MCI_2026
    exactly = sum_ * percent / 100
    assert grants.problems(date(2026, 1, 1), last, sum_, exactly, MCI_2026) == []
    (more,) = grants.problems(date(2026, 1, 1), last, sum_, exactly + Decimal("0.01"), MCI_2026)
    assert f"{percent} %" in more.ru and "6-1" in more.ru


@pytest.mark.django_db
def test_the_procedure_knows_the_competitions_of_the_law() -> None:
    from ortaq.procedures.competitions.registry import profile_of

    assert profile_of("social_order").is_reference and profile_of("award").share_equally
    assert profile_of("award").needs_sphere and "ngo_database" in profile_of("grant").eligibility
