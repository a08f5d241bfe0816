"""Reading clocks and the business calendar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from ortaq.kernel.clocks.models import CalendarChange, CalendarDay, Clock
from ortaq.kernel.clocks.rules import (
    Calendar,
    Reading,
    Term,
    Tick,
    UnknownTerm,
    due,
    local_day,
    reading_at,
    term_of,
    tick_from,
)
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.queries import KeptQuery

_kept: dict[str, Calendar] = {}
_newest_change = KeptQuery(lambda: CalendarChange.objects.order_by("-pk").values_list("pk", flat=True)[:1])


def calendar_version() -> int:
    """The version of the calendar: the id of its newest change, 0 while there is none. One SQL query."""
    return _newest_change.first() or 0


def calendar() -> Calendar:
    """The business calendar as it stands. One SQL query while it hasn't changed, two after a change.

    Kept in the process by version, so that a change made by another process is seen at once.
    """
    version = calendar_version()
    kept = _kept.get("calendar")
    if kept is None or kept.version != version:
        kept = read_calendar(version)
        _kept["calendar"] = kept
    return kept


def office_moment(moment: datetime, days: float = 0) -> datetime:
    """So many *days* after *moment*, or the last minute before that in which a state body worked.

    By the calendar as it stands; what comes later in time never comes earlier here.
    """
    return calendar().last_office_moment(moment + timedelta(days=days))


def read_calendar(version: int) -> Calendar:
    """The business calendar read from its table, under the number *version*."""
    days = CalendarDay.objects.values_list("day", "works")
    off = frozenset(day for day, works in days if not works)
    on = frozenset(day for day, works in days if works)
    return Calendar(off, on, version)


def version_at(moment: datetime) -> int:
    """The version that the calendar had at *moment*."""
    return int(CalendarChange.objects.filter(at__lte=moment).aggregate(newest=Coalesce(Max("pk"), 0))["newest"])


def changed_days(since: int) -> list[date]:
    """The days that were changed after version *since* of the calendar, in order."""
    return sorted(set(CalendarChange.objects.filter(pk__gt=since).values_list("day", flat=True)))


def calendar_day(day: date) -> CalendarDay | None:
    """What the table says of *day*; None where it follows its week."""
    return CalendarDay.objects.filter(day=day).first()


def calendar_days(year: int) -> QuerySet[CalendarDay]:
    """The days of *year* that differ from their week, in order."""
    return CalendarDay.objects.filter(day__year=year)


def calendar_changes(limit: int) -> QuerySet[CalendarChange]:
    """The newest changes of the calendar, with who made them."""
    return CalendarChange.objects.select_related("by_user")[:limit]


def term_of_clock(clock: Clock) -> Term:
    """The term that *clock* counts. Raises UnknownTerm when its law is not declared any more."""
    term = term_of(clock.regime, clock.code)
    if term is None:
        raise UnknownTerm(f"{clock.regime} has no term {clock.code!r}")
    return term


def ticks_of(clock: Clock) -> list[Tick]:
    """What happened to *clock*."""
    return [tick_from(plain) for plain in clock.ticks]


def reading_of(clock: Clock, now: datetime, known: Calendar | None = None) -> Reading:
    """How *clock* stands at *now* (from its stored days: no SQL when the *known* calendar is handed over)."""
    return reading_at(
        term_of_clock(clock),
        known or calendar(),
        local_day(now),
        started_on=clock.started_on,
        due_on=clock.due_on,
        paused_on=local_day(clock.paused_at) if clock.paused_at else None,
        stopped_on=local_day(clock.stopped_at) if clock.stopped_at else None,
        extended_times=clock.extended_times,
    )


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock with its term and reading: what a page shows."""

    clock: Clock
    term: Term
    reading: Reading


def clocks_of(record: Record) -> QuerySet[Clock]:
    """Every clock of *record*, in the order in which they were started."""
    return Clock.objects.filter(record_id=record.pk).order_by("started_at", "pk")


def clock_lines(record: Record, now: datetime) -> list[ClockLine]:
    """The clocks of *record* with their terms and readings at *now*. Two SQL queries."""
    known = calendar()
    return [ClockLine(clock, term_of_clock(clock), reading_of(clock, now, known)) for clock in clocks_of(record)]


def awaited_terms(records: Iterable[Record], now: datetime) -> dict[int, ClockLine]:
    """For each of *records* (by id) the term that its people wait for: of the running terms in which somebody must act,
    the last to end. Those for which nobody waits have none. Two SQL queries.
    """
    known = calendar()
    running = Clock.objects.filter(record__in=[record.pk for record in records], state=Clock.State.RUNNING)
    lines = (ClockLine(clock, term_of_clock(clock), reading_of(clock, now, known)) for clock in running)
    waited = [line for line in lines if line.term.duty and line.reading.days_left is not None]
    return {line.clock.record_id: line for line in sorted(waited, key=lambda line: line.reading.due_on)}


def open_clock(record: Record, code: str) -> Clock | None:
    """The running or paused clock *code* of *record*."""
    return Clock.objects.filter(record_id=record.pk, code=code).exclude(state=Clock.State.STOPPED).first()


def expired_clocks(*, on_expiry: str, before: date, limit: int, after: tuple[date, int] | None = None) -> list[Clock]:
    """Running clocks on whose expiry the law sets in (*on_expiry*), due before the day *before*; the oldest first.

    With their records. ``after``: ``(due_on, id)`` of the last clock seen, to go on from there: a sweep that leaves a
    clock as it is must not stand still before it.
    """
    found = Clock.objects.filter(state=Clock.State.RUNNING, on_expiry=on_expiry, due_on__lt=before).exclude(
        on_expiry=""
    )
    if after:
        day, pk = after
        found = found.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
    return list(found.select_related("record").order_by("due_on", "pk")[:limit])


def has_expired(clock: Clock, today: date) -> bool:
    """Has *clock* really run out before *today*? Read and counted anew, by the calendar as it stands.

    To be asked under the lock on the record before silence takes effect: since the sweep saw the clock it may have been
    paused, extended or stopped, and a holiday declared a minute ago may not have been counted in yet.
    """
    fresh = Clock.objects.filter(pk=clock.pk, state=Clock.State.RUNNING).first()
    return fresh is not None and due(term_of_clock(fresh), calendar(), ticks_of(fresh)) < today


def due_counts(*, records: QuerySet[Record], codes: Iterable[str], today: date, soon: date) -> Mapping[str, int]:
    """How many open clocks of *records* are overdue, due today, due soon (after today up to *soon*) and later.

    One SQL query over open clocks only. A paused clock counts as "paused".
    """
    running = Q(state=Clock.State.RUNNING)
    return (
        Clock.objects.exclude(state=Clock.State.STOPPED)
        .filter(code__in=list(codes), record__in=records)
        .aggregate(
            overdue=Count("pk", filter=running & Q(due_on__lt=today)),
            today=Count("pk", filter=running & Q(due_on=today)),
            soon=Count("pk", filter=running & Q(due_on__gt=today, due_on__lte=soon)),
            later=Count("pk", filter=running & Q(due_on__gt=soon)),
            paused=Count("pk", filter=Q(state=Clock.State.PAUSED)),
        )
    )
