"""Golden cases: what the articles of the laws say, day by day."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from ortaq.kernel.clocks.rules import (
    REGIMES,
    ZONE,
    Calendar,
    Happening,
    NotExtendable,
    State,
    Term,
    Tick,
    Unit,
    UnknownTerm,
    due,
    extension_limit,
    first_due,
    read,
    regime,
    regime_on,
    term_of,
)


def term(law: str, code: str) -> Term:
    found = term_of(law, code)
    assert found is not None
    return found


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def started(text: str) -> Tick:
    return Tick(Happening.STARTED, local(text))


@pytest.mark.parametrize(
    ("day", "law"),
    [
        ("2018-08-22", "law221-2018"),
        ("2021-06-30", "law221-2018"),
        ("2021-07-01", "appc-2021"),
        ("2025-12-28", "appc-2021"),
        ("2025-12-29", "appc-2026"),
        ("2026-11-23", "appc-2026"),
    ],
)
def test_each_day_has_its_law(day: str, law: str) -> None:
    assert regime_on("appeal", date.fromisoformat(day)).code == law


def test_laws_follow_one_another_without_gap_or_overlap() -> None:
    for family in {law.family for law in REGIMES}:
        for earlier, later in pairwise(law for law in REGIMES if law.family == family):
            assert earlier.valid_to is not None
            assert earlier.valid_to + timedelta(days=1) == later.valid_from


def test_before_the_first_law_and_for_other_families_none_is_made_up() -> None:
    with pytest.raises(UnknownTerm):
        regime_on("appeal", date(2007, 1, 11))
    with pytest.raises(UnknownTerm):
        regime_on("no-such-family", date(2026, 1, 1))
    with pytest.raises(UnknownTerm):
        regime("appc-2030")


def test_every_term_names_its_norm_in_its_law_and_its_label_in_three_languages() -> None:
    for law in REGIMES:
        for code, found in law.terms.items():
            assert found.code == code
            assert found.norm
            assert found.label.kk and found.label.ru and found.label.en


@pytest.mark.parametrize(
    ("law", "code", "amount", "unit"),
    [
        ("law221-2018", "appeal.forward", 3, Unit.WORKING_DAY),  # 7(6)
        ("law221-2018", "appeal.answer", 15, Unit.CALENDAR_DAY),  # 8(1)
        ("law221-2018", "appeal.inquiry", 30, Unit.CALENDAR_DAY),  # 8(1)
        ("law221-2018", "appeal.extend_notice", 3, Unit.CALENDAR_DAY),  # 8(2)
        ("law221-2018", "complaint.file", 3, Unit.MONTH),  # 12
        ("appc-2021", "appeal.answer", 15, Unit.WORKING_DAY),  # 76
        ("appc-2026", "appeal.answer", 15, Unit.WORKING_DAY),  # 76
        ("appc-2026", "appeal.forward", 3, Unit.WORKING_DAY),  # 65
        ("appc-2026", "appeal.return", 3, Unit.WORKING_DAY),  # 64(7)
        ("appc-2026", "appeal.extend_notice", 3, Unit.WORKING_DAY),  # 76(3)
        ("appc-2026", "appeal.terminate_notice", 3, Unit.WORKING_DAY),  # 70(3)
        ("appc-2026", "hearing.notice", 3, Unit.WORKING_DAY),  # 73
        ("appc-2026", "hearing.objection", 2, Unit.WORKING_DAY),  # 73
        ("appc-2026", "hearing.oral_request", 2, Unit.WORKING_DAY),  # 73
        ("appc-2026", "hearing.protocol", 2, Unit.WORKING_DAY),  # 74
        ("appc-2026", "hearing.remarks", 3, Unit.WORKING_DAY),  # 74
        ("appc-2026", "case.access", 3, Unit.WORKING_DAY),  # 75
        ("appc-2026", "act.execute", 5, Unit.WORKING_DAY),  # 86
        ("appc-2026", "complaint.forward", 3, Unit.WORKING_DAY),  # 91(4)
        ("appc-2026", "complaint.file", 3, Unit.MONTH),  # 92
        ("appc-2026", "complaint.file_uninstructed", 6, Unit.MONTH),  # 92
        ("appc-2026", "complaint.answer", 20, Unit.WORKING_DAY),  # 99
        ("appc-2026", "complaint.remit", 5, Unit.WORKING_DAY),  # 100
        ("appc-2026", "data.takedown", 1, Unit.WORKING_DAY),  # personal data law 6
    ],
)
def test_terms_are_as_long_as_the_law_says(law: str, code: str, amount: int, unit: Unit) -> None:
    found = term(law, code)
    assert (found.amount, found.unit) == (amount, unit)


@pytest.mark.parametrize(
    ("law", "code", "came", "last"),
    [
        # Law 221: fifteen calendar days; the 15th is a Saturday, so Monday.
        ("law221-2018", "appeal.answer", "2018-08-22 10:00", "2018-09-06"),
        ("law221-2018", "appeal.answer", "2018-09-07 10:00", "2018-09-24"),
        ("law221-2018", "appeal.inquiry", "2018-08-22 10:00", "2018-09-21"),
        # Three working days over the moved days of 2018: Saturdays 3 March and 25 August worked.
        ("law221-2018", "appeal.forward", "2018-03-01 10:00", "2018-03-05"),
        ("law221-2018", "appeal.forward", "2018-03-07 10:00", "2018-03-14"),
        ("law221-2018", "appeal.forward", "2018-08-23 10:00", "2018-08-27"),
        ("law221-2018", "appeal.forward", "2018-08-28 10:00", "2018-09-04"),
        # APPC: fifteen working days from the next day after registration.
        ("appc-2021", "appeal.answer", "2021-07-01 10:00", "2021-07-26"),  # 5, 6, 20 July off; Saturday 3 July works
        ("appc-2021", "appeal.answer", "2024-04-29 10:00", "2024-05-23"),  # 4 May works; 1, 7, 8, 9 May off
        ("appc-2021", "appeal.answer", "2024-12-30 10:00", "2025-01-23"),  # 1, 2, 3, 7 Jan off; Sunday 5 Jan works
        ("appc-2026", "appeal.answer", "2026-03-02 10:00", "2026-03-27"),  # 9, 23, 24, 25 March off
        ("appc-2026", "appeal.answer", "2026-09-07 10:00", "2026-09-28"),
        ("appc-2026", "complaint.answer", "2026-09-07 10:00", "2026-10-05"),
        ("appc-2026", "complaint.forward", "2026-05-06 10:00", "2026-05-13"),  # 7 and 11 May off
        ("appc-2026", "complaint.file", "2026-11-30 10:00", "2027-03-01"),  # 28 February is a Sunday
        ("appc-2026", "complaint.file_uninstructed", "2026-08-31 10:00", "2027-03-01"),
        # Registered on the day of receipt; after closing time or on a day off: the next working day (64(3)).
        ("appc-2026", "appeal.register", "2026-09-07 10:00", "2026-09-07"),
        ("appc-2026", "appeal.register", "2026-09-07 18:29", "2026-09-07"),
        ("appc-2026", "appeal.register", "2026-09-07 18:30", "2026-09-08"),
        ("appc-2026", "appeal.register", "2026-09-11 20:00", "2026-09-14"),
        ("appc-2026", "appeal.register", "2026-09-12 10:00", "2026-09-14"),
    ],
)
def test_last_days_by_the_articles(kazakhstan: Calendar, law: str, code: str, came: str, last: str) -> None:
    assert due(term(law, code), kazakhstan, [started(came)]) == date.fromisoformat(last)


def test_the_law_of_2007_gives_thirty_more_calendar_days_after_the_first_term(kazakhstan: Calendar) -> None:
    answer = term("law221-2018", "appeal.answer")
    begun = [started("2018-08-22 10:00")]
    assert extension_limit(answer, kazakhstan, begun, date(2018, 9, 5)) == date(2018, 10, 8)  # 6 October is a Saturday
    extended = Tick(Happening.EXTENDED, local("2018-09-05 10:00"), 30, Unit.CALENDAR_DAY)
    assert due(answer, kazakhstan, [*begun, extended]) == date(2018, 10, 8)


def test_the_code_gives_at_most_two_months_from_the_first_decision(kazakhstan: Calendar) -> None:
    answer = term("appc-2026", "appeal.answer")
    ticks = [started("2026-09-07 10:00")]
    assert extension_limit(answer, kazakhstan, ticks, date(2026, 9, 21)) == date(2026, 11, 23)  # 21 Nov is a Saturday
    ticks.append(Tick(Happening.EXTENDED, local("2026-09-21 10:00"), until=date(2026, 10, 21)))
    assert extension_limit(answer, kazakhstan, ticks, date(2026, 10, 20)) == date(2026, 11, 23)


@pytest.mark.parametrize("law", ["appc-2021", "appc-2026"])
def test_the_twenty_days_of_a_complaint_are_not_extended(kazakhstan: Calendar, law: str) -> None:
    with pytest.raises(NotExtendable):
        extension_limit(term(law, "complaint.answer"), kazakhstan, [started("2024-09-09 10:00")], date(2024, 9, 10))


def test_silence_is_a_refusal_under_the_code_from_the_day_after_the_last(kazakhstan: Calendar) -> None:
    answer, ticks = term("appc-2026", "appeal.answer"), [started("2026-09-07 10:00")]
    last_minute = read(answer, kazakhstan, ticks, local("2026-09-28 23:59"))
    assert (last_minute.state, last_minute.silence, last_minute.days_left) == (State.RUNNING, "", 0)
    midnight = read(answer, kazakhstan, ticks, local("2026-09-29 00:00"))
    assert (midnight.state, midnight.silence, midnight.kept) == (State.EXPIRED, "deemed_refused", False)
    assert midnight.days_left == -1


def test_silence_meant_nothing_under_the_law_of_2007(kazakhstan: Calendar) -> None:
    reading = read(
        term("law221-2018", "appeal.answer"), kazakhstan, [started("2018-08-22 10:00")], local("2018-12-01 10:00")
    )
    assert (reading.state, reading.silence) == (State.EXPIRED, "")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # The zone went from UTC+6 to UTC+5 at midnight before 1 March 2024: that hour came twice.
        (datetime(2024, 2, 28, 18, 0, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 17, 59, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 18, 30, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 19, 0, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2024, 3, 1, 18, 30, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2024, 3, 1, 19, 0, tzinfo=UTC), date(2024, 3, 2)),
        (datetime(2018, 8, 21, 18, 0, tzinfo=UTC), date(2018, 8, 22)),
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_the_day_of_a_moment_is_the_local_day_before_and_after_the_change_of_zone(moment: datetime, day: date) -> None:
    tick = Tick(Happening.STARTED, moment)
    assert tick.day == day
    assert due(term("appc-2021", "appeal.forward"), Calendar(), [tick]) == Calendar().add_working_days(day, 3)


# What broke in other people's clocks.


def test_another_clock_of_the_record_never_moves_this_one(kazakhstan: Calendar) -> None:
    """Zammad 5177: a term for the next message overrode the term for the first answer. Here each term counts alone."""
    answer, forward = term("appc-2026", "appeal.answer"), term("appc-2026", "appeal.forward")
    ticks = [started("2026-09-07 10:00")]
    assert due(answer, kazakhstan, ticks) == date(2026, 9, 28)
    assert due(forward, kazakhstan, [*ticks, Tick(Happening.STOPPED, local("2026-09-08 10:00"))]) == date(2026, 9, 10)
    assert due(answer, kazakhstan, ticks) == date(2026, 9, 28)


def test_the_clock_does_not_run_while_the_applicant_is_waited_for(kazakhstan: Calendar) -> None:
    """Zammad 3140: escalation went on while the customer had to answer."""
    answer = term("appc-2026", "appeal.answer")
    ticks = [started("2026-09-07 10:00"), Tick(Happening.PAUSED, local("2026-09-09 10:00"))]
    for day in range(9, 31):
        reading = read(answer, kazakhstan, ticks, local(f"2026-09-{day:02} 23:00"))
        assert (reading.state, reading.days_left, reading.silence) == (State.PAUSED, 13, "")
    back = [*ticks, Tick(Happening.RESUMED, local("2026-10-12 09:00"))]
    assert read(answer, kazakhstan, back, local("2026-10-12 09:00")).days_left == 13
    assert due(answer, kazakhstan, back) == date(2026, 10, 30)  # 26 October is off, but lies before 30


def test_the_applicants_reply_starts_the_clock_again_by_whatever_way_it_came(kazakhstan: Calendar) -> None:
    """Zammad 1322: a reply entered on the web did not start the clock again. A reply is a tick, not a channel."""
    answer = term("appc-2026", "appeal.answer")
    ticks = [
        started("2026-09-07 10:00"),
        Tick(Happening.PAUSED, local("2026-09-08 10:00")),
        Tick(Happening.RESUMED, local("2026-09-09 10:00")),
    ]
    assert read(answer, kazakhstan, ticks, local("2026-09-09 10:01")).state is State.RUNNING


@pytest.mark.parametrize("moment", ["2026-09-12 00:00", "2026-09-13 12:00", "2026-09-13 23:59"])
def test_nothing_expires_on_a_weekend_or_at_midnight_before_it(kazakhstan: Calendar, moment: str) -> None:
    """Zammad 4432: escalations at midnight and at weekends. A last day is a working day, and lasts to its end."""
    forward = term("appc-2026", "appeal.forward")
    reading = read(forward, kazakhstan, [started("2026-09-09 10:00")], local(moment))
    assert (reading.state, reading.due_on) == (State.RUNNING, date(2026, 9, 14))


@pytest.mark.parametrize(
    ("came", "days", "last"),
    [
        # Alaveteli's cases: the day of receipt is day 0; a weekend or holiday never counts; one received on a day off
        # counts from the next working day.
        ("2026-09-07", 1, "2026-09-08"),
        ("2026-09-11", 1, "2026-09-14"),
        ("2026-09-12", 1, "2026-09-14"),
        ("2026-09-13", 1, "2026-09-14"),
        ("2026-12-15", 1, "2026-12-17"),
        ("2026-12-16", 1, "2026-12-17"),
        ("2026-10-23", 1, "2026-10-27"),
        ("2026-09-07", 20, "2026-10-05"),
        ("2026-12-31", 2, "2027-01-06"),
    ],
)
def test_working_days_count_from_the_day_after_receipt(kazakhstan: Calendar, came: str, days: int, last: str) -> None:
    assert kazakhstan.add_working_days(date.fromisoformat(came), days) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("came", "last"),
    [("2026-08-28", "2026-09-14"), ("2026-09-01", "2026-09-16"), ("2026-12-01", "2026-12-17")],
)
def test_calendar_days_land_on_the_next_working_day(kazakhstan: Calendar, came: str, last: str) -> None:
    """Alaveteli's other way of counting; fifteen days from 1 December end on Independence Day."""
    assert first_due(term("law221-2018", "appeal.answer"), kazakhstan, date.fromisoformat(came)) == date.fromisoformat(
        last
    )


def test_a_right_whose_time_has_passed_is_over_and_a_duty_is_expired() -> None:
    for law in REGIMES:
        for each in law.terms.values():
            ticks = [Tick(Happening.STARTED, datetime(2026, 1, 5, 5, tzinfo=UTC))]
            early, late = (read(each, Calendar(), ticks, datetime(year, 1, 5, 12, tzinfo=UTC)) for year in (2026, 2028))
            assert early.standing == "running" and late.standing == ("expired" if each.duty else "over"), each.code
