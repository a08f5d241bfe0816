"""Intervals, samples, what may be shown, and hints: known answers and properties."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.procedures.surveys.rules.answers import QUESTIONS, Answer, Shown, summed_up
from ortaq.procedures.surveys.rules.flags import Flag, Given, flags
from ortaq.procedures.surveys.rules.intervals import answers_needed, interval
from ortaq.procedures.surveys.rules.sampling import checked_twice, drawn

NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("satisfied", "answers", "low", "high"), [(17, 20, 0.6396, 0.9476), (20, 20, 0.8389, 1.0), (0, 20, 0.0, 0.1611)]
)
def test_wilsons_interval_of_known_cases(satisfied: int, answers: int, low: float, high: float) -> None:
    found = interval(satisfied, answers, None)
    assert found is not None and found.method == "wilson"
    assert abs(found.low - low) < 0.0001 and abs(found.high - high) < 0.0001


def brute(satisfied: int, answers: int, recipients: int) -> list[int]:
    """By definition: every true number under which neither tail is as rare as 2.5 %."""

    def chance(true: int, counts: range) -> Fraction:
        ways = sum(comb(true, k) * comb(recipients - true, answers - k) for k in counts if k <= true)
        return Fraction(ways, comb(recipients, answers))

    return [
        true
        for true in range(recipients + 1)
        if chance(true, range(satisfied, answers + 1)) > Fraction(1, 40)
        and chance(true, range(satisfied + 1)) > Fraction(1, 40)
    ]


@given(st.integers(1, 40), st.data())
def test_the_exact_interval_is_what_its_definition_says(recipients: int, data: st.DataObject) -> None:
    answers = data.draw(st.integers(1, recipients))
    satisfied = data.draw(st.integers(0, answers))
    found = interval(satisfied, answers, recipients)
    possible = brute(satisfied, answers, recipients)
    assert found is not None and found.method == "exact"
    assert (found.low, found.high) == (Fraction(min(possible), recipients), Fraction(max(possible), recipients))
    assert found.low <= Fraction(satisfied, answers) <= found.high


def test_who_asked_everybody_knows_everything() -> None:
    found = interval(17, 20, 20)
    assert found is not None and found.low == found.high == Fraction(17, 20)


def test_large_registers_are_quick_enough() -> None:
    found = interval(900, 1000, 30_000)
    assert found is not None and Fraction(87, 100) < found.low < Fraction(9, 10) < found.high < Fraction(93, 100)


@pytest.mark.parametrize(("satisfied", "answers", "recipients"), [(3, 2, 9), (-1, 2, 9), (1, 9, 8)])
def test_impossible_counts_are_refused(satisfied: int, answers: int, recipients: int) -> None:
    with pytest.raises(ValueError, match="of"):
        interval(satisfied, answers, recipients)


@pytest.mark.parametrize(
    ("recipients", "ten", "five"),
    [(30, 24, 28), (50, 34, 45), (100, 50, 80), (200, 66, 132), (500, 81, 218), (1000, 88, 278), (5000, 95, 357)],
)
def test_how_many_answers_are_needed(recipients: int, ten: int, five: int) -> None:
    assert answers_needed(recipients) == ten
    assert answers_needed(recipients, Fraction(5, 100)) == five


def answer(overall: int | None = 5, channel: str = "sms") -> Answer:
    return Answer(dict.fromkeys(QUESTIONS, overall), channel)


@pytest.mark.parametrize(
    ("count", "recipients", "shown"),
    [
        (0, 100, Shown.NOTHING), (4, 100, Shown.NOTHING), (5, 100, Shown.COUNT), (49, 100, Shown.COUNT),
        (50, 100, Shown.SHARE), (9, None, Shown.COUNT), (10, None, Shown.SHARE), (7, 8, Shown.COUNT), (8, 8, Shown.SHARE),
        (3, 3, Shown.NOTHING),
    ],
)  # fmt: skip
def test_how_much_is_shown(count: int, recipients: int | None, shown: Shown) -> None:
    found = summed_up([answer()] * count, recipients)
    assert found.shown is shown
    assert (found.share is None) == (shown is not Shown.SHARE)
    assert (found.answers is None) == (shown is Shown.NOTHING)
    assert (found.means is None) == (shown is not Shown.SHARE)


def test_the_summary_counts_net_and_leaves_out_who_did_not_say() -> None:
    given_ = [answer(5)] * 6 + [answer(3)] * 2 + [answer(1)] * 2 + [answer(None, "paper")]
    found = summed_up(given_, 10)
    assert (found.answers, found.satisfied, found.share, found.net) == (10, 6, Fraction(6, 10), Fraction(4, 10))
    assert found.means is not None and found.means["overall"] == (Fraction(38, 10), 10)
    assert found.channels == {"sms": 10, "other": 1}
    assert found.response_rate == 1


@given(st.integers(0, 200), st.data())
def test_a_sample_is_repeatable_without_doubles_and_grows_without_losing_anybody(
    register: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, register))
    found = drawn(register, size, "seed")
    assert len(set(found)) == size and all(1 <= place <= register for place in found)
    assert drawn(register, size, "seed") == found
    assert set(found) <= set(drawn(register, data.draw(st.integers(size, register)), "seed"))


def test_one_sheet_in_ten_is_typed_twice() -> None:
    assert [len(checked_twice(sheets, "s")) for sheets in (0, 1, 10, 11, 95)] == [0, 1, 1, 2, 10]
    with pytest.raises(ValueError, match="of"):
        drawn(3, 4, "s")


def came(n: int, device: str = "", channel: str = "sms", mark: int = 4) -> Given:
    return Given(NOON + timedelta(hours=n), device or f"d{n}", channel, dict.fromkeys(QUESTIONS, mark))


def test_a_crowd_from_one_device_or_in_one_hour_is_a_hint() -> None:
    honest = [came(n) for n in range(16)]
    assert flags(honest, {"sms": 40}) == []
    assert flags([*honest, *[came(n + 20, "same") for n in range(8)]], {"sms": 40}) == [Flag("one_device", 8, 24)]
    assert flags([*honest, *[came(30, f"x{n}") for n in range(8)]], {"sms": 40}) == [Flag("one_hour", 8, 24)]


def test_nothing_but_the_highest_mark_is_a_hint_and_few_answers_are_none() -> None:
    assert flags([came(n, mark=5) for n in range(12)], {"sms": 30}) == [Flag("all_highest", 12, 12)]
    assert flags([came(n, mark=5) for n in range(9)], {"sms": 30}) == []


def test_a_channel_that_answers_far_more_than_another_is_a_hint() -> None:
    answers = [came(n) for n in range(3)] + [came(n + 10, channel="paper") for n in range(18)]
    assert flags(answers, {"sms": 30, "paper": 20}) == [Flag("channel", 18, 20)]
