"""Legal terms as arithmetic: a term of the law, the business calendar and what happened give the day that is due.

Pure: no clock is read and nothing is stored; the same arguments always give the same day. A day is the local day of
Kazakhstan. The laws themselves are data (``regimes``).

How days are counted, unless the term says otherwise:

- the day of the event is day 0 and counting starts the next day (APPC art. 76; Civil Code art. 173);
- the due day belongs to the term up to its last minute;
- a term of months ends on the day with the same number, or on the last day of a shorter month (Civil Code art. 174);
- a last day that is not a working day moves to the next working day (APPC art. 76; Civil Code art. 175);
- while a term is paused its days don't run: from the day of the pause up to the day before the one of resuming, so
  that whoever works on the case finds after a pause the days that were left before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from ortaq.kernel.clocks.rules.calendars import ZONE, Calendar, add_term, local_day
from ortaq.kernel.clocks.rules.terms import ClockError, NotExtendable, Starts, Term, Unit
from ortaq.kernel.language.rules import Text

_ONE = timedelta(days=1)


class Happening(StrEnum):
    """What happens to a clock, in the order in which happenings of the same moment are told."""

    STARTED = "started"
    TURNED = "turned"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"


_NEVER_STARTED = Text("Мерзім басталмаған.", "Срок не начинался.", "The term was never started.")
_NO_EXTENSION = Text(
    "Заң бұл мерзімді ұзартуға жол бермейді.",
    "Закон не допускает продления этого срока.",
    "The law doesn't let this term be extended.",
)
_STOPPED = Text("Мерзім есебі тоқтатылған.", "Отсчёт срока прекращён.", "The term is counted no more.")
_OVER = Text(
    "Мерзім өтіп кетті: одан кейін ұзартуға болмайды.",
    "Срок истёк: после этого продлить его нельзя.",
    "The term is over: it can't be extended afterwards.",
)

_ORDER = {happening: place for place, happening in enumerate(Happening)}


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that happened to a clock at an aware moment.

    An extension says by how much, or until which day. A turn says which amount the law gives instead, from the very
    start (Law No 221 art. 8(1): thirty days instead of fifteen once others must be asked).
    """

    what: Happening
    at: datetime
    amount: int | None = None
    unit: Unit | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a tick needs its time zone")
        by_amount = self.amount is not None and self.unit is not None
        fits = {
            Happening.EXTENDED: by_amount != (self.until is not None),
            Happening.TURNED: by_amount and self.until is None,
        }.get(self.what, self.amount is None and self.unit is None and self.until is None)
        if not fits:
            raise ValueError(f"{self.what}: amount with unit, or a last day, where one belongs and nowhere else")
        if self.amount is not None and self.amount < 1:
            raise ValueError("an extension lengthens the term")

    @property
    def day(self) -> date:
        """The local day of the tick."""
        return local_day(self.at)

    def plain(self) -> dict[str, str | int]:
        """The tick as JSON; ``tick_from`` reads it back."""
        found: dict[str, str | int] = {"what": self.what.value, "at": self.at.isoformat()}
        if self.amount is not None and self.unit is not None:
            found |= {"amount": self.amount, "unit": self.unit.value}
        if self.until is not None:
            found["until"] = self.until.isoformat()
        return found


def tick_from(plain: Mapping[str, str | int]) -> Tick:
    """The tick that ``Tick.plain`` wrote."""
    return Tick(
        Happening(str(plain["what"])),
        datetime.fromisoformat(str(plain["at"])),
        int(plain["amount"]) if "amount" in plain else None,
        Unit(str(plain["unit"])) if "unit" in plain else None,
        date.fromisoformat(str(plain["until"])) if "until" in plain else None,
    )


def start_day(term: Term, at: datetime) -> date:
    """The day from which a term that begins at *at* is counted: the local day, or the next one after closing time."""
    local = at.astimezone(ZONE)
    late = term.closes is not None and local.time() >= term.closes
    return local.date() + _ONE if late else local.date()


def first_due(term: Term, calendar: Calendar, started_on: date) -> date:
    """The last day of a term that started on a day and was neither paused nor extended."""
    return _rolled(term, calendar, _first_raw(term, calendar, started_on))


def _first_raw(term: Term, calendar: Calendar, started_on: date) -> date:
    day_zero = started_on if term.starts is Starts.NEXT or term.unit is Unit.MONTH else started_on - _ONE
    return add_term(calendar, day_zero, term.amount, term.unit)


def _rolled(term: Term, calendar: Calendar, day: date) -> date:
    return calendar.next_working_day(day) if term.rolls_over else day


@dataclass(frozen=True, slots=True)
class _Course:
    """Where a clock stands after its ticks. ``raw`` is its last day before that day is moved to a working one."""

    started_on: date
    raw: date
    due_on: date
    paused_on: date | None = None
    stopped_on: date | None = None
    extended_on: date | None = None
    extended_times: int = 0


def _course(term: Term, calendar: Calendar, ticks: Iterable[Tick]) -> _Course:
    told = in_order(ticks)
    for tick in told:
        if tick.what is Happening.TURNED and tick.amount and tick.unit:
            term = replace(term, amount=tick.amount, unit=tick.unit)
    started: date | None = None
    raw = date.min
    paused: date | None = None
    extended: date | None = None
    times = 0
    stopped: date | None = None

    def run_again(since: date, day: date) -> date:
        """The last day after a pause from *since* up to *day*; a term that was over before the pause stays over."""
        held = max(raw, since) if since <= _rolled(term, calendar, raw) else None
        if held is None:
            return raw
        if term.unit is Unit.WORKING_DAY:
            lost = calendar.working_days_between(since, day)
            return calendar.add_working_days(held, lost) if lost else held
        return held + max(day - since, timedelta())

    for tick in told:
        if stopped:
            break
        if tick.what is Happening.STARTED:
            if started is None:
                started = start_day(term, tick.at)
                raw = _first_raw(term, calendar, started)
        elif started is None:
            continue
        elif tick.what is Happening.EXTENDED:
            extended = extended or tick.day
            times += 1
            raw = max(raw, _extended_raw(term, calendar, raw, tick))
        elif tick.what is Happening.PAUSED:
            paused = paused or tick.day
        elif paused and tick.what is Happening.RESUMED:
            raw, paused = run_again(paused, tick.day), None
        elif tick.what is Happening.STOPPED:
            stopped = tick.day
            if paused:
                raw = run_again(paused, stopped)
    if started is None:
        raise ClockError(_NEVER_STARTED)
    return _Course(started, raw, _rolled(term, calendar, raw), paused, stopped, extended, times)


def in_order(ticks: Iterable[Tick]) -> list[Tick]:
    """The ticks as they happened, whatever order they come in."""
    return sorted(ticks, key=_place)


def _place(tick: Tick) -> tuple[datetime, int, int, str, date]:
    # A total order, so that the order in which ticks are handed over never matters.
    return tick.at, _ORDER[tick.what], tick.amount or 0, tick.unit or "", tick.until or date.min


def _extended_raw(term: Term, calendar: Calendar, raw: date, tick: Tick) -> date:
    if tick.until is not None:
        return tick.until
    if tick.amount is None or tick.unit is None:
        raise ValueError("an extension without an amount")
    from_decision = term.extension is not None and term.extension.counted_from == "decision"
    return add_term(calendar, tick.day if from_decision else raw, tick.amount, tick.unit)


def due(term: Term, calendar: Calendar, ticks: Iterable[Tick]) -> date:
    """The last day of the term after *ticks*, whatever their order. While it is paused: the day as it stood before.

    Raises ClockError when no tick starts it.
    """
    return _course(term, calendar, ticks).due_on


def extension_limit(term: Term, calendar: Calendar, ticks: Iterable[Tick], decided_on: date) -> date:
    """The last day to which the law lets the term be extended by a decision of *decided_on*.

    Several extensions together never pass what one may give: the limit counts from the first of them.
    Raises NotExtendable when the law knows no extension of the term or the term is over.
    """
    if term.extension is None:
        raise NotExtendable(_NO_EXTENSION)
    told = in_order(ticks)
    course = _course(term, calendar, told)
    if course.stopped_on:
        raise NotExtendable(_STOPPED)
    if course.paused_on is None and decided_on > course.due_on:
        raise NotExtendable(_OVER)
    if term.extension.counted_from == "decision":
        start = course.extended_on or decided_on
    else:
        start = _course(term, calendar, [tick for tick in told if tick.what is not Happening.EXTENDED]).raw
    return _rolled(term, calendar, add_term(calendar, start, term.extension.amount, term.extension.unit))


class State(StrEnum):
    """How a clock stands at a moment. ``expired`` is computed, never stored: a running clock whose day has passed."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows at a moment.

    ``days_left``: until the due day, in the term's own days (working days for a working-day term, else calendar
    days): 0 on the due day, negative after it; None once stopped. ``kept``: None while it isn't known.
    ``silence``: the term's ``on_expiry``, once the term has run out; else empty.
    ``duty``: must somebody act in the term? Else it is a chance that a person has: when it is over, nobody is late.
    """

    state: State
    started_on: date
    due_on: date
    days_left: int | None
    unit: Unit
    extended: bool
    extended_times: int
    kept: bool | None
    silence: str
    duty: bool = True

    @property
    def standing(self) -> str:
        """The state as people are told it: "over" for a chance whose time has passed, where a duty is "expired"."""
        return "over" if self.state is State.EXPIRED and not self.duty else self.state.value


def read(term: Term, calendar: Calendar, ticks: Iterable[Tick], now: datetime) -> Reading:
    """How the clock stands at *now*; ticks after *now* have not happened yet.

    Raises ClockError when the clock was not started by then.
    """
    course = _course(term, calendar, [tick for tick in ticks if tick.at <= now])
    return reading_at(
        term,
        calendar,
        local_day(now),
        started_on=course.started_on,
        due_on=course.due_on,
        paused_on=course.paused_on,
        stopped_on=course.stopped_on,
        extended_times=course.extended_times,
    )


def reading_at(
    term: Term,
    calendar: Calendar,
    today: date,
    *,
    started_on: date,
    due_on: date,
    paused_on: date | None,
    stopped_on: date | None,
    extended_times: int,
) -> Reading:
    """The reading of a clock whose due day is known already: what lists use, which store it."""
    late = False
    left: int | None
    kept: bool | None
    if stopped_on is not None:
        state, left, kept = State.STOPPED, None, stopped_on <= due_on
    else:
        counted_on = paused_on or today
        late = counted_on > due_on
        state = State.EXPIRED if late else State.PAUSED if paused_on else State.RUNNING
        left, kept = days_until(term.unit, calendar, counted_on, due_on), False if late else None
    silence = term.on_expiry if late or kept is False else ""
    return Reading(
        state, started_on, due_on, left, term.unit, extended_times > 0, extended_times, kept, silence, term.duty
    )


def days_until(unit: Unit, calendar: Calendar, day: date, due_on: date) -> int:
    """How many days lie between *day* and the due day: working days for a working-day term; negative when it passed."""
    if unit is not Unit.WORKING_DAY:
        return (due_on - day).days
    if day <= due_on:
        return calendar.working_days_between(day + _ONE, due_on + _ONE)
    return -max(1, calendar.working_days_between(due_on + _ONE, day + _ONE))
