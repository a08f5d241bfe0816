"""Filling and changing the business calendar, and counting the clocks anew that a change touches."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.clocks.models import CalendarChange, CalendarDay, Clock
from ortaq.kernel.clocks.queries import calendar, calendar_version, changed_days, term_of_clock, ticks_of
from ortaq.kernel.clocks.rules import Calendar, due, first_due, term_of
from ortaq.kernel.clocks.rules.national import national_days
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import Actor

RECOMPUTE_TASK = "clocks.recompute"
_BATCH = 2_000

_jobs = JobManager(DjangoConnector())
"""Django's own connection: the job is committed, or rolled back, with the change."""


@transaction.atomic
def seed_calendar(*, by: Actor, years: Iterable[int], at: datetime) -> int:
    """Fills the calendar for *years* from the package ``holidays``; gives how many days are new.

    Days that stand in the table already are left as they are: somebody may have corrected them.
    """
    _lock_calendar()
    wanted = set(years)
    standing = set(CalendarDay.objects.filter(day__year__in=wanted).values_list("day", flat=True))
    fresh = [day for day in national_days(wanted) if day.day not in standing]
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=day.day,
            works=day.works,
            source=day.source,
            name_kk=day.name.kk,
            name_ru=day.name.ru,
            name_en=day.name.en,
        )
        for day in fresh
    )
    before = calendar_version()
    CalendarChange.objects.bulk_create(
        CalendarChange(
            day=day.day, worked=day.day.weekday() < 5, works=day.works, reason=day.source, by_user_id=by.user_id, at=at
        )
        for day in fresh
        if day.works != (day.day.weekday() < 5)
    )
    _queue_recompute(before)
    return len(fresh)


@transaction.atomic
def change_day(*, by: Actor, day: date, works: bool, name: Text, reason: str, at: datetime) -> CalendarDay:
    """Says whether *day* works, and why. Open clocks that it touches are counted anew by the worker.

    Stopped clocks keep what was true when they stopped. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a change of the calendar needs its reason")
    _lock_calendar()
    before = calendar_version()
    worked = calendar().is_working(day)
    changed, _ = CalendarDay.objects.update_or_create(
        day=day,
        defaults={
            "works": works,
            "source": reason,
            "name_kk": name.kk,
            "name_ru": name.ru,
            "name_en": name.en,
        },
    )
    CalendarChange.objects.create(day=day, worked=worked, works=works, reason=reason, by_user_id=by.user_id, at=at)
    if works != worked:
        _queue_recompute(before)
    return changed


def _lock_calendar() -> None:
    # One change at a time: else a version with a smaller number could be committed behind a greater one and be missed.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE clocks_calendarchange IN EXCLUSIVE MODE")


def _queue_recompute(since: int) -> None:
    if Clock.objects.exclude(state=Clock.State.STOPPED).exists():
        configure_task(name=RECOMPUTE_TASK, job_manager=_jobs, queue="clocks").defer(since=since)


def recompute_clocks(*, since: int) -> int:
    """Counts the open clocks anew that the changes of the calendar after version *since* touch; gives how many.

    Touched is a clock whose days, from its start to its due day, hold a changed day, and that was counted by an
    older calendar. So a run that was cut off goes on where it stopped, a second one does nothing, and a clock that was
    started by the old calendar while the change was being made is found by the next. Commits batch by batch.
    """
    days = changed_days(since)
    known = calendar()
    if not days:
        return 0
    return _recompute_plain(days, known) + _recompute_others(days, known)


_TOUCHED = """
    state <> 'stopped' AND calendar_version < %(version)s AND started_on <= %(last)s AND due_on >= %(first)s
    AND EXISTS (SELECT FROM unnest(%(days)s::date[]) AS changed(day) WHERE changed.day BETWEEN started_on AND due_on)
"""


def _recompute_plain(days: Sequence[date], known: Calendar) -> int:
    """Clocks that only ever started: as many sums as there are different starts, however many clocks."""
    arguments: dict[str, Any] = {"version": known.version, "first": days[0], "last": days[-1], "days": list(days)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT regime, code, started_on FROM clocks_clock"  # noqa: S608 (a constant of this file)
            f" WHERE jsonb_array_length(ticks) = 1 AND {_TOUCHED} ORDER BY started_on, code, regime",
            arguments,
        )
        groups: list[tuple[str, str, date]] = cursor.fetchall()
    counted = 0
    for first in range(0, len(groups), 50):
        rows = [(law, code, day, _plain_due(law, code, day, known)) for law, code, day in groups[first : first + 50]]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE clocks_clock SET due_on = fresh.due_on, calendar_version = %(version)s"
                " FROM unnest(%(regimes)s::text[], %(codes)s::text[], %(starts)s::date[], %(dues)s::date[])"
                " AS fresh(regime, code, start, due_on)"
                " WHERE clocks_clock.regime = fresh.regime AND clocks_clock.code = fresh.code"
                " AND started_on = fresh.start AND jsonb_array_length(ticks) = 1"
                " AND state <> 'stopped' AND calendar_version < %(version)s",
                {
                    "version": known.version,
                    "regimes": [row[0] for row in rows],
                    "codes": [row[1] for row in rows],
                    "starts": [row[2] for row in rows],
                    "dues": [row[3] for row in rows],
                },
            )
            counted += cursor.rowcount
    return counted


def _plain_due(regime: str, code: str, started_on: date, known: Calendar) -> date:
    term = term_of(regime, code)
    if term is None:
        raise LookupError(f"{regime} has no term {code!r}, though a clock runs by it")
    return first_due(term, known, started_on)


def _recompute_others(days: Sequence[date], known: Calendar) -> int:
    """Clocks that were paused, extended or turned: each has its own history."""
    counted, after = 0, 0
    while True:
        with transaction.atomic():
            batch = list(
                Clock.objects.raw(
                    "SELECT * FROM clocks_clock"  # noqa: S608 (a constant of this file)
                    f" WHERE id > %(after)s AND jsonb_array_length(ticks) > 1 AND {_TOUCHED}"
                    " ORDER BY id LIMIT %(limit)s FOR UPDATE",
                    {
                        "after": after,
                        "limit": _BATCH,
                        "version": known.version,
                        "first": days[0],
                        "last": days[-1],
                        "days": list(days),
                    },
                )
            )
            if not batch:
                return counted
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE clocks_clock SET due_on = fresh.due_on, calendar_version = %s"
                    " FROM unnest(%s::bigint[], %s::date[]) AS fresh(id, due_on) WHERE clocks_clock.id = fresh.id",
                    [
                        known.version,
                        [clock.pk for clock in batch],
                        [due(term_of_clock(clock), known, ticks_of(clock)) for clock in batch],
                    ],
                )
            counted += len(batch)
            after = batch[-1].pk
