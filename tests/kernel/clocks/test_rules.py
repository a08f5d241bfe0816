"""Counting terms: what holds for every law and every calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.clocks.rules import (
    Calendar,
    ClockError,
    Extension,
    Happening,
    NotExtendable,
    Starts,
    State,
    Term,
    Tick,
    Unit,
    add_months,
    days_until,
    due,
    extension_limit,
    first_due,
    local_day,
    read,
    tick_from,
)
from ortaq.kernel.language.rules import Text

LABEL = Text("мерзім", "срок", "term")
START = datetime(2024, 1, 1, 6, tzinfo=UTC)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
moments = st.integers(0, 2 * 365 * 24).map(lambda hours: START + timedelta(hours=hours))
calendars = st.builds(
    Calendar,
    st.frozensets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=60),
    st.frozensets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=20),
)


def a_term(amount: int, unit: Unit, starts: Starts = Starts.NEXT, rolls_over: bool = True, silent: bool = True) -> Term:
    return Term(
        "test",
        amount,
        unit,
        LABEL,
        "test",
        starts,
        rolls_over,
        "deemed_refused" if silent else "",
        extension=Extension(2, Unit.MONTH, "decision", "test"),
    )


terms = st.builds(
    a_term,
    st.integers(1, 40),
    st.sampled_from([Unit.CALENDAR_DAY, Unit.WORKING_DAY]),
    st.sampled_from(list(Starts)),
    st.booleans(),
) | st.builds(a_term, st.integers(1, 12), st.just(Unit.MONTH), st.sampled_from(list(Starts)), st.booleans())

later_ticks = st.lists(
    st.builds(Tick, st.sampled_from([Happening.PAUSED, Happening.RESUMED]), moments)
    | st.builds(Tick, st.just(Happening.EXTENDED), moments, st.integers(1, 30), st.sampled_from(list(Unit)))
    | st.builds(lambda at, until: Tick(Happening.EXTENDED, at, until=until), moments, days),
    max_size=8,
)
BEGUN = Tick(Happening.STARTED, START)


@given(calendars, days, st.integers(0, 60))
def test_adding_working_days_lands_on_a_working_day(calendar: Calendar, day: date, amount: int) -> None:
    assert calendar.is_working(calendar.add_working_days(day, amount))


@given(calendars, days, st.integers(0, 60))
def test_adding_working_days_passes_exactly_that_many(calendar: Calendar, day: date, amount: int) -> None:
    end = calendar.add_working_days(day, amount)
    if amount:
        assert calendar.working_days_between(day + timedelta(days=1), end + timedelta(days=1)) == amount


@given(calendars, days, st.integers(0, 60), st.integers(0, 60), st.integers(0, 30))
def test_adding_days_is_monotone(calendar: Calendar, day: date, few: int, more: int, on: int) -> None:
    assert calendar.add_working_days(day, few) <= calendar.add_working_days(day, few + more)
    assert calendar.add_working_days(day, few) <= calendar.add_working_days(day + timedelta(days=on), few)


@given(calendars, moments, st.integers(0, 20 * 24 * 60))
def test_office_moments_lie_in_office_hours_and_keep_the_order(calendar: Calendar, at: datetime, minutes: int) -> None:
    later = at + timedelta(minutes=minutes)
    for find, before in ((calendar.next_office_moment, False), (calendar.last_office_moment, True)):
        found = find(later)
        assert calendar.in_office_hours(found) and (found <= later if before else found >= later)
        assert calendar.in_office_hours(later) == (found == later)
        assert find(at) <= found


@given(calendars, days, st.integers(0, 400))
def test_counting_by_weeks_equals_counting_day_by_day(calendar: Calendar, first: date, length: int) -> None:
    end = first + timedelta(days=length)
    assert calendar.working_days_between(first, end) == sum(
        calendar.is_working(first + timedelta(days=n)) for n in range(length)
    )


@given(terms, calendars, days, st.integers(0, 30))
def test_who_starts_later_is_never_due_earlier(term: Term, calendar: Calendar, day: date, on: int) -> None:
    assert first_due(term, calendar, day) <= first_due(term, calendar, day + timedelta(days=on))


@given(terms, calendars, later_ticks)
def test_a_due_day_that_rolls_over_is_a_working_day(term: Term, calendar: Calendar, ticks: list[Tick]) -> None:
    if term.rolls_over:
        assert calendar.is_working(due(term, calendar, [BEGUN, *ticks]))


@given(terms, calendars, later_ticks, st.randoms(use_true_random=False))
def test_the_order_in_which_ticks_are_handed_over_does_not_matter(
    term: Term, calendar: Calendar, ticks: list[Tick], random: object
) -> None:
    shuffled = [BEGUN, *ticks]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert due(term, calendar, shuffled) == due(term, calendar, [BEGUN, *ticks])


@given(terms, calendars, moments, st.integers(0, 90))
def test_a_pause_never_shortens(term: Term, calendar: Calendar, at: datetime, length: int) -> None:
    pause = [Tick(Happening.PAUSED, at), Tick(Happening.RESUMED, at + timedelta(days=length))]
    assert due(term, calendar, [BEGUN, *pause]) >= due(term, calendar, [BEGUN])


@given(terms, calendars, later_ticks, moments, days)
def test_an_extension_only_lengthens(
    term: Term, calendar: Calendar, ticks: list[Tick], at: datetime, day: date
) -> None:
    last = max([tick.at for tick in ticks] + [at])
    extended = Tick(Happening.EXTENDED, last, until=day)
    assert due(term, calendar, [BEGUN, *ticks, extended]) >= due(term, calendar, [BEGUN, *ticks])


@given(st.sampled_from([Unit.WORKING_DAY]), st.integers(1, 40), calendars, st.integers(0, 50), st.integers(0, 90))
def test_a_pause_leaves_the_working_days_that_were_left(
    unit: Unit, amount: int, calendar: Calendar, before: int, length: int
) -> None:
    term = a_term(amount, unit)
    paused, resumed = START + timedelta(days=before), START + timedelta(days=before + length)
    if local_day(paused) > first_due(term, calendar, local_day(START)):
        return
    told = [BEGUN, Tick(Happening.PAUSED, paused)]
    left_before = read(term, calendar, [BEGUN], paused).days_left
    back = [*told, Tick(Happening.RESUMED, resumed)]
    left_after = read(term, calendar, back, resumed).days_left
    assert left_before is not None and left_after is not None
    # Whoever resumes on a day off, or paused on one, has the same working days in front of them.
    same_kind = calendar.is_working(local_day(paused)) == calendar.is_working(local_day(resumed))
    assert left_after == left_before or not same_kind


@given(terms, calendars, later_ticks, moments)
def test_a_reading_never_contradicts_itself(term: Term, calendar: Calendar, ticks: list[Tick], now: datetime) -> None:
    reading = read(term, calendar, [BEGUN, *ticks], max(now, START))
    assert reading.days_left is not None
    if reading.state is State.EXPIRED:
        assert reading.days_left < 0
        assert reading.kept is False
    else:
        assert reading.days_left >= 0
        assert reading.kept is None
    assert (reading.silence != "") == (reading.state is State.EXPIRED and term.on_expiry != "")


@given(terms, calendars, later_ticks, moments)
def test_kept_means_stopped_on_the_due_day_or_before(
    term: Term, calendar: Calendar, ticks: list[Tick], at: datetime
) -> None:
    stop = max([tick.at for tick in ticks] + [at])
    reading = read(term, calendar, [BEGUN, *ticks, Tick(Happening.STOPPED, stop)], stop)
    assert reading.state is State.STOPPED
    assert reading.kept == (local_day(stop) <= reading.due_on)


@given(later_ticks)
def test_ticks_survive_being_stored(ticks: list[Tick]) -> None:
    assert [tick_from(tick.plain()) for tick in ticks] == ticks


@given(days, st.integers(1, 12), st.integers(1, 12))
def test_months_are_monotone_and_keep_their_number(day: date, one: int, more: int) -> None:
    assert add_months(day, one) < add_months(day, one + more)
    assert add_months(day, one).day <= day.day


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(day: date, months: int, last: date) -> None:
    assert add_months(day, months) == last


def test_a_pause_and_resumption_on_one_day_change_nothing() -> None:
    term = a_term(15, Unit.WORKING_DAY)
    pause = [
        Tick(Happening.PAUSED, START + timedelta(days=2)),
        Tick(Happening.RESUMED, START + timedelta(days=2, hours=3)),
    ]
    assert due(term, Calendar(), [BEGUN, *pause]) == due(term, Calendar(), [BEGUN])


def test_a_pause_on_the_last_day_leaves_that_last_day() -> None:
    term = a_term(3, Unit.WORKING_DAY)
    last = first_due(term, Calendar(), local_day(START))
    at = datetime.combine(last, datetime.min.time(), UTC) + timedelta(hours=6)
    pause = [Tick(Happening.PAUSED, at), Tick(Happening.RESUMED, at + timedelta(days=14))]
    assert due(term, Calendar(), [BEGUN, *pause]) == last + timedelta(days=14)


def test_a_pause_does_not_wake_a_term_that_is_over() -> None:
    term = a_term(3, Unit.WORKING_DAY)
    pause = [Tick(Happening.PAUSED, START + timedelta(days=20)), Tick(Happening.RESUMED, START + timedelta(days=40))]
    assert due(term, Calendar(), [BEGUN, *pause]) == first_due(term, Calendar(), local_day(START))


def test_a_clock_stopped_while_paused_is_judged_as_if_it_ran_again_that_moment() -> None:
    term = a_term(3, Unit.WORKING_DAY)
    ticks = [
        BEGUN,
        Tick(Happening.PAUSED, START + timedelta(days=1)),
        Tick(Happening.STOPPED, START + timedelta(days=60)),
    ]
    assert read(term, Calendar(), ticks, START + timedelta(days=60)).kept is True


def test_what_comes_after_the_stop_is_not_heard() -> None:
    term = a_term(3, Unit.WORKING_DAY)
    stopped = [BEGUN, Tick(Happening.STOPPED, START + timedelta(days=1))]
    more = [*stopped, Tick(Happening.EXTENDED, START + timedelta(days=2), 1, Unit.MONTH)]
    assert due(term, Calendar(), more) == due(term, Calendar(), stopped)


def test_a_day_that_does_not_roll_over_stays_on_the_weekend() -> None:
    term = a_term(5, Unit.CALENDAR_DAY, rolls_over=False)
    assert due(term, Calendar(), [BEGUN]) == date(2024, 1, 6)


def test_a_term_from_the_same_day_counts_it() -> None:
    assert due(a_term(1, Unit.WORKING_DAY, Starts.SAME), Calendar(), [BEGUN]) == date(2024, 1, 1)
    assert due(a_term(3, Unit.WORKING_DAY, Starts.SAME), Calendar(), [BEGUN]) == date(2024, 1, 3)
    assert due(a_term(3, Unit.CALENDAR_DAY, Starts.SAME), Calendar(), [BEGUN]) == date(2024, 1, 3)


def test_days_left_are_counted_in_the_terms_own_days() -> None:
    friday, monday = date(2026, 9, 11), date(2026, 9, 14)
    assert days_until(Unit.WORKING_DAY, Calendar(), friday, monday) == 1
    assert days_until(Unit.CALENDAR_DAY, Calendar(), friday, monday) == 3
    assert days_until(Unit.WORKING_DAY, Calendar(), monday, friday) == -1
    assert days_until(Unit.WORKING_DAY, Calendar(), date(2026, 9, 12), friday) == -1


def test_a_term_that_is_over_or_stopped_or_fixed_is_not_extended() -> None:
    term = a_term(3, Unit.WORKING_DAY)
    with pytest.raises(NotExtendable):
        extension_limit(term, Calendar(), [BEGUN], date(2024, 1, 5))
    with pytest.raises(NotExtendable):
        extension_limit(term, Calendar(), [BEGUN, Tick(Happening.STOPPED, START)], date(2024, 1, 2))
    with pytest.raises(NotExtendable):
        extension_limit(Term("x", 3, Unit.WORKING_DAY, LABEL, "n"), Calendar(), [BEGUN], date(2024, 1, 2))


def test_a_clock_that_never_started_has_no_reading() -> None:
    with pytest.raises(ClockError):
        due(a_term(3, Unit.WORKING_DAY), Calendar(), [Tick(Happening.STOPPED, START)])
    with pytest.raises(ClockError):
        read(a_term(3, Unit.WORKING_DAY), Calendar(), [BEGUN], START - timedelta(days=1))


def test_moments_without_a_zone_are_refused() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        Tick(Happening.STARTED, naive)
    with pytest.raises(ValueError, match="zone"):
        local_day(naive)


@pytest.mark.parametrize(
    "arguments",
    [
        (Happening.EXTENDED, START),
        (Happening.EXTENDED, START, 3),
        (Happening.EXTENDED, START, 3, Unit.MONTH, date.max),
        (Happening.STOPPED, START, 3, Unit.MONTH),
        (Happening.EXTENDED, START, 0, Unit.MONTH),
        (Happening.TURNED, START),
    ],
)
def test_a_tick_that_says_too_little_or_too_much_is_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(ValueError):
        Tick(*arguments)  # type: ignore[arg-type]
