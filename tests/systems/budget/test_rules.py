"""Shares have bases, parts never count twice, and a printed claim is recomputed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import MILLION, rounded
from ortaq.systems.budget import rules
from ortaq.systems.budget.rules import Claim, Figure

NAME = Text("а", "б", "c")


def figure(key: str, amount: str | None = None, of: str = "", by: str = "", projects: int | None = None) -> Figure:
    return Figure(
        key, NAME, 2018, of, by if of else "", amount=None if amount is None else Decimal(amount), projects=projects
    )


ARTICLE = [
    figure("total", "814800000", projects=232),
    figure("region", "262800000", "total", "level", 74),
    figure("districts", "552000000", "total", "level", 158),
    figure("employment", "540000000", "total", "body"),
    figure("policy", "50000000", "total", "body"),
    figure("center", "8900000", "policy", "project"),
    figure("veterans", None, "policy", "project"),
]


def share(printed: str, part: str, says: str = "") -> Claim:
    places = len(printed.partition(".")[2])
    return Claim("x", rules.SHARE, NAME, Decimal(printed), places, part=part, of="total", says=says)


def test_the_printed_70_per_cent_is_66_3_of_814_8_and_would_need_a_base_of_771_4() -> None:
    [check] = rules.checked([share("70.0", "employment")], ARTICLE)
    assert check.verdict == rules.DIFFERS
    assert check.shown == Decimal("66.3")
    assert check.share is not None and check.share.base == Decimal("814800000")
    assert rounded(check.base_needed / MILLION) == Decimal("771.4")  # type: ignore[operator]
    assert rounded(check.part_needed / MILLION) == Decimal("570.4")  # type: ignore[operator]


def test_the_printed_6_2_per_cent_is_6_1_and_its_words_name_another_measure() -> None:
    [check] = rules.checked([share("6.2", "policy", says=rules.PROJECTS)], ARTICLE)
    assert (check.verdict, check.shown, check.wrong_measure) == (rules.DIFFERS, Decimal("6.1"), True)
    assert rounded(check.base_needed / MILLION) == Decimal("806.5")  # type: ignore[operator]


def test_a_share_that_is_printed_right_agrees_at_its_own_precision() -> None:
    checks = rules.checked(
        [share("66", "employment"), share("66.3", "employment"), share("66.27", "employment")], ARTICLE
    )
    assert {check.verdict for check in checks} == {rules.AGREES}


def test_totals_are_summed_by_one_breakdown_alone() -> None:
    claims = [
        Claim("m", rules.TOTAL, NAME, Decimal("814800000"), 0, of="total", breakdown="level"),
        Claim("p", rules.TOTAL, NAME, Decimal(232), 0, rules.PROJECTS, of="total", breakdown="level"),
        Claim("b", rules.TOTAL, NAME, Decimal("814800000"), 0, of="total", breakdown="body"),
        Claim("u", rules.TOTAL, NAME, Decimal("50000000"), 0, of="policy", breakdown="project"),
    ]
    assert [check.verdict for check in rules.checked(claims, ARTICLE)] == [
        "agrees",
        "agrees",
        "differs",
        "unverifiable",
    ]


def test_a_growth_can_t_be_checked_but_what_it_implies_is_computed() -> None:
    [check] = rules.checked([Claim("g", rules.MULTIPLE, NAME, Decimal(20), 0, years=10)], ARTICLE)
    assert check.verdict == rules.UNVERIFIABLE
    assert rounded(check.yearly) == Decimal("34.9")  # type: ignore[arg-type]


def test_what_no_part_explains_is_the_remainder() -> None:
    level, body, project = rules.breakdowns(ARTICLE)
    assert level.remainder == 0 and level.remainder_share is None and level.projects_remainder == 0
    assert body.remainder == Decimal("224800000")
    assert body.remainder_share is not None and body.remainder_share.rounded() == Decimal("27.6")
    assert body.projects_remainder is None, "the source doesn't say how many projects the bodies have"
    assert project.unknown == 1 and project.remainder == Decimal("41100000")


def test_years_are_compared_only_with_the_year_before() -> None:
    points = rules.years_compared(
        [(2018, Decimal("814.8")), (2016, Decimal("588.7")), (2017, Decimal("718.6")), (2020, Decimal(1))]
    )
    assert [point.growth and rounded(point.growth) for point in points] == [
        None,
        Decimal("22.1"),
        Decimal("13.4"),
        None,
    ]


@pytest.mark.parametrize(
    ("figures", "column"),
    [
        ([figure("a", of="b", by="level")], "of"),
        ([figure("a", of="b", by="level"), figure("b", of="a", by="level")], "of"),
        ([figure("a", of="a", by="level")], "of"),
        ([figure("a", "10"), figure("b", "11", "a", "level")], "amount"),
        ([figure("a", "10", projects=1), figure("b", "1", "a", "level", 2)], "projects"),
        ([figure("a"), Figure("b", NAME, 2017, "a", "level")], "year"),
    ],
)
def test_what_contradicts_itself_is_named(figures: list[Figure], column: str) -> None:
    assert column in {fault[1] for fault in rules.faults(figures, [])}


def test_a_claim_about_a_figure_that_is_not_there_is_named() -> None:
    assert rules.faults(ARTICLE, [share("1", "nobody")])[0][1] == "part"


amounts = st.decimals(min_value=1, max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


@given(st.lists(amounts, min_size=1, max_size=12), st.integers(0, 11))
def test_totals_by_any_breakdown_and_the_remainder_always_give_the_whole(parts: list[Decimal], known: int) -> None:
    whole = Figure("w", NAME, 2018, amount=sum(parts, Decimal(0)))
    rows = [Figure(f"p{i}", NAME, 2018, "w", "body", amount=amount) for i, amount in enumerate(parts) if i <= known]
    [breakdown] = rules.breakdowns([whole, *rows])
    assert breakdown.remainder is not None
    assert sum(part.figure.amount or 0 for part in breakdown.parts) + breakdown.remainder == whole.amount
    assert rules.faults([whole, *rows], []) == []


def test_each_band_fills_its_width_and_a_part_s_own_band_says_where_it_lies() -> None:
    bands = rules.picture(ARTICLE, ARTICLE[0])
    assert [band.zoom and (band.zoom.start, band.zoom.end) for band in bands] == [
        None, None, ("662.7", "724.1"),
    ]  # fmt: skip
    customers, projects = bands[1:]
    assert [(each.start, each.width) for each in customers.segments] == [
        ("0.0", "662.7"), ("662.7", "61.4"), ("724.1", "275.9"),
    ]  # fmt: skip
    assert [(each.start, each.width) for each in projects.segments] == [("0.0", "178.0"), ("178.0", "822.0")]
    assert projects.zoom is not None and projects.zoom.tone == customers.segments[1].tone
