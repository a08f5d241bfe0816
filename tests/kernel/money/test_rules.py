"""Money is exact, shares carry their base, and every language writes them its own way."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.money import rules
from ortaq.kernel.money.rules import Share

amounts = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    "value", [1.5, "NaN", "Infinity", "1e308", "0.001", "", "12 000", "10000000000000000", True, None]
)
def test_what_is_not_an_exact_amount_is_refused(value: object) -> None:
    with pytest.raises(rules.NotAnAmount):
        rules.tenge(value)  # type: ignore[arg-type]


def test_minus_zero_is_zero_and_tiyn_are_kept() -> None:
    assert str(rules.tenge("-0")) == "0.00"
    assert rules.tenge("0.1") + rules.tenge("0.2") == rules.tenge("0.3")
    assert rules.tenge(str(rules.LARGEST)) == rules.LARGEST


def test_the_article_s_shares_are_computed_with_their_bases() -> None:
    region = Decimal(814_800_000)
    assert Share(Decimal(540_000_000), region).rounded() == Decimal("66.3")
    assert Share(Decimal(50_000_000), region).rounded() == Decimal("6.1")
    assert rules.rounded(Share(Decimal(540_000_000), region).base_of(Decimal(70)) / rules.MILLION) == Decimal("771.4")
    assert rules.rounded(Share(Decimal(50_000_000), region).base_of(Decimal("6.2")) / rules.MILLION) == Decimal("806.5")
    assert rules.rounded(Share(Decimal(540_000_000), region).part_of(Decimal(70)) / rules.MILLION) == Decimal("570.4")


@pytest.mark.parametrize("base", [Decimal(0), Decimal(-1)])
def test_a_share_without_a_base_is_refused(base: Decimal) -> None:
    with pytest.raises(ValueError, match="base above zero"):
        Share(Decimal(1), base)


@given(amounts, st.lists(amounts, min_size=1, max_size=30).filter(any))
def test_divided_parts_always_sum_to_the_whole_and_are_within_a_step_of_their_due(
    total: Decimal, weights: list[Decimal]
) -> None:
    parts = rules.divided(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) <= rules.TIYN


@given(st.lists(amounts, min_size=1, max_size=30).filter(any))
def test_percents_shown_together_sum_to_exactly_one_hundred(parts: list[Decimal]) -> None:
    assert sum(rules.percents(parts)) == 100


def test_three_thirds_show_no_99_9() -> None:
    assert rules.percents([Decimal(1)] * 3) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]


@pytest.mark.parametrize("weights", [[Decimal(0)], [Decimal(-1), Decimal(2)]])
def test_nothing_is_divided_by_impossible_weights(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        rules.divided(Decimal(1), weights)


def test_twenty_times_in_ten_years_is_34_9_per_cent_a_year() -> None:
    assert rules.rounded(rules.yearly_growth(Decimal(20), 10)) == Decimal("34.9")
    assert rules.rounded(rules.growth(Decimal("588.7"), Decimal("718.6"))) == Decimal("22.1")


@pytest.mark.parametrize(
    ("language", "full", "millions", "percent"),
    [
        ("kk", "814 800 000,50 ₸", "814,8 млн ₸", "66,3 %"),
        ("ru", "814 800 000,50 ₸", "814,8 млн ₸", "66,3 %"),
        ("en", "814,800,000.50 ₸", "814.8 million ₸", "66.3%"),
    ],
)
def test_every_language_writes_money_its_own_way_and_always_with_the_sign(
    language: str, full: str, millions: str, percent: str
) -> None:
    amount = Decimal("814800000.50")
    assert rules.money_text(amount, language).replace("\xa0", " ") == full
    assert rules.millions_text(amount, language).replace("\xa0", " ") == millions
    assert rules.percent_text(Share(Decimal(540), Decimal("814.8")), language).replace("\xa0", " ") == percent
    assert " " not in rules.money_text(amount, language)


def test_whole_tenge_are_shown_without_tiyn_and_rounding_is_half_up() -> None:
    assert rules.money_text(Decimal("5000000.00"), "ru").replace("\xa0", " ") == "5 000 000 ₸"
    assert rules.number_text(Decimal("2.25"), "en", 1) == "2.3"
    assert rules.number_text(1_234_567, "kk").replace("\xa0", " ") == "1 234 567"
