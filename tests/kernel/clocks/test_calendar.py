"""The business calendar in the database: seeded, changed, and clocks counted anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from ortaq.kernel.clocks.actions import (
    change_day,
    extend_clock,
    pause_clock,
    recompute_clocks,
    resume_clock,
    seed_calendar,
    start_clock,
    stop_clock,
)
from ortaq.kernel.clocks.models import CalendarChange, CalendarDay, Clock
from ortaq.kernel.clocks.queries import calendar, calendar_version, clocks_of, version_at
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Record

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 5, tzinfo=UTC)
OFF = Text("Демалыс", "Выходной", "Day off")


def off(day: date, works: bool = False) -> None:
    change_day(by=SYSTEM, day=day, works=works, name=OFF, reason="Resolution", at=NOW)


def test_the_seed_knows_moved_days_and_working_weekends() -> None:
    seed_calendar(by=SYSTEM, years=range(2018, 2028), at=NOW)
    known = calendar()
    for working in ("2018-03-03", "2018-04-28", "2018-05-05", "2018-08-25", "2018-12-29", "2024-05-04", "2025-01-05"):
        assert known.is_working(date.fromisoformat(working)), working
    for free in ("2018-03-09", "2018-04-30", "2018-05-08", "2018-08-31", "2018-12-31", "2024-05-08", "2025-01-03"):
        assert not known.is_working(date.fromisoformat(free)), free
    assert known.is_working(date(2020, 5, 11))


def test_every_seeded_day_has_a_name_in_three_languages_and_a_source() -> None:
    seed_calendar(by=SYSTEM, years=range(2018, 2028), at=NOW)
    for day in CalendarDay.objects.all():
        assert day.name_kk and day.name_ru and day.name_en and day.source.startswith("holidays ")
        assert day.name_ru != day.name_en, day.day
    assert CalendarDay.objects.get(day=date(2026, 5, 27)).source.endswith("estimated")


def test_seeding_again_keeps_what_was_corrected_by_hand() -> None:
    seed_calendar(by=SYSTEM, years=[2026], at=NOW)
    off(date(2026, 5, 27), works=True)
    assert seed_calendar(by=SYSTEM, years=[2026], at=NOW) == 0
    assert calendar().is_working(date(2026, 5, 27))


def test_the_calendar_is_read_once_for_each_version(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    off(date(2026, 9, 10))
    calendar()
    with django_assert_num_queries(1):
        assert not calendar().is_working(date(2026, 9, 10))


def test_a_change_made_by_another_process_is_seen_at_once() -> None:
    assert calendar().is_working(date(2026, 9, 10))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clocks_calendarday (day, works, source, name_kk, name_ru, name_en)"
            " VALUES ('2026-09-10', false, 's', 'k', 'r', 'e');"
            "INSERT INTO clocks_calendarchange (day, worked, works, reason, at)"
            " VALUES ('2026-09-10', true, false, 'r', now())"
        )
    assert not calendar().is_working(date(2026, 9, 10))


def test_a_change_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"):
        change_day(by=SYSTEM, day=date(2026, 9, 10), works=False, name=OFF, reason=" ", at=NOW)


def test_a_change_is_remembered_with_what_was_before() -> None:
    off(date(2026, 9, 12), works=True)
    off(date(2026, 9, 12))
    assert list(CalendarChange.objects.values_list("worked", "works")) == [(True, False), (False, True)]
    assert version_at(NOW) == calendar_version()
    assert version_at(NOW - timedelta(days=1)) == 0


def test_a_holiday_declared_after_the_start_moves_the_due_day(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=datetime(2026, 9, 7, 5, tzinfo=UTC))
    before = calendar_version()
    off(date(2026, 9, 14))
    assert recompute_clocks(since=before) == 1
    assert clocks_of(record).get().due_on == date(2026, 9, 29)
    assert recompute_clocks(since=before) == 0


def test_a_saturday_that_works_brings_the_due_day_forward(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=datetime(2026, 9, 7, 5, tzinfo=UTC))
    off(date(2026, 9, 12), works=True)
    recompute_clocks(since=0)
    assert clocks_of(record).get().due_on == date(2026, 9, 25)


def test_clocks_that_a_change_does_not_touch_are_left_alone(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=datetime(2026, 9, 7, 5, tzinfo=UTC))
    off(date(2026, 9, 29))
    off(date(2026, 9, 4))
    assert recompute_clocks(since=0) == 0


def test_a_stopped_clock_keeps_what_was_true_when_it_stopped(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=datetime(2026, 9, 7, 5, tzinfo=UTC))
    stop_clock(record=record, code="appeal.answer", at=datetime(2026, 9, 28, 5, tzinfo=UTC))
    off(date(2026, 9, 12), works=True)
    assert recompute_clocks(since=0) == 0
    assert clocks_of(record).get().kept is True


def test_paused_and_extended_clocks_are_counted_by_their_own_history(record: Record, other_record: Record) -> None:
    start = datetime(2026, 9, 7, 5, tzinfo=UTC)
    for one in (record, other_record):
        start_clock(record=one, code="appeal.answer", regime="appc-2026", at=start)
    pause_clock(record=record, code="appeal.answer", at=start + timedelta(days=1))
    resume_clock(record=record, code="appeal.answer", at=start + timedelta(days=3))
    extend_clock(record=other_record, code="appeal.answer", at=start + timedelta(days=7), until=date(2026, 10, 14))
    assert clocks_of(record).get().due_on == date(2026, 9, 30)
    off(date(2026, 9, 15))
    off(date(2026, 10, 14))
    assert recompute_clocks(since=0) == 2
    assert clocks_of(record).get().due_on == date(2026, 10, 1)
    assert clocks_of(other_record).get().due_on == date(2026, 10, 15)


def test_a_change_queues_the_count_with_itself(record: Record) -> None:
    def queued() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'clocks.recompute'")
            return int(cursor.fetchone()[0])

    off(date(2026, 9, 14))
    assert queued() == 0
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=NOW)
    off(date(2026, 9, 15))
    off(date(2026, 9, 15))
    assert queued() == 1


def test_the_count_goes_on_where_it_was_cut_off(record: Record, other_record: Record) -> None:
    for one in (record, other_record):
        start_clock(record=one, code="appeal.answer", regime="appc-2026", at=datetime(2026, 9, 7, 5, tzinfo=UTC))
    off(date(2026, 9, 14))
    Clock.objects.filter(record=record).update(calendar_version=calendar_version(), due_on=date(2026, 9, 29))
    assert recompute_clocks(since=0) == 1
