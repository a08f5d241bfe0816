"""Everything that changes a clock. Every action takes its moment as an argument and locks the clock's row."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import calendar, term_of_clock, ticks_of
from ortaq.kernel.clocks.rules import (
    Calendar,
    ClockError,
    Happening,
    NotExtendable,
    State,
    Term,
    Tick,
    Unit,
    add_term,
    due,
    extension_limit,
    first_due,
    in_order,
    local_day,
    read,
    start_day,
    term_of,
)
from ortaq.kernel.language.rules import Text
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.actions import insert


class ClockRunning(ClockError):
    """The clock is open already: a body's term can't be started anew while it runs."""

    def __init__(self) -> None:
        super().__init__(Text("Бұл мерзім басталып қойған.", "Этот срок уже идёт.", "This term is running already."))


class ClockAbsent(ClockError):
    """The record has no open clock of this code, or it isn't in the state that the action needs."""

    def __init__(self) -> None:
        super().__init__(Text("Мұндай мерзім жүріп жатқан жоқ.", "Такой срок не идёт.", "No such term is running."))


def start_clock(*, record: Record, code: str, regime: str, at: datetime, first: bool = False) -> Clock | None:
    """Starts the term *code* of *regime* for *record*.

    None, and nothing is written, when this law sets no such term though another one does: a lifecycle names a clock
    once for all laws. A person's term (to complain, to object) that is still open is stopped first, since a new act
    gives a new term; a body's term is not, or a deadline could be escaped: ClockRunning. ``first``: the record was made
    in this transaction, so that no clock of it can be open and no savepoint is needed to come back to.
    Raises UnknownTerm for a code that no law has or a regime that isn't declared.
    """
    term = term_of(regime, code)
    if term is None:
        return None
    with transaction.atomic(savepoint=not first):
        if not term.duty and not first:
            stop_clock(record=record, code=code, at=at)
        known = calendar()
        day = start_day(term, at)
        try:
            clock = Clock(
                record_id=record.pk,
                code=code,
                regime=regime,
                on_expiry=term.on_expiry,
                ticks=[Tick(Happening.STARTED, at).plain()],
                started_at=at,
                started_on=day,
                due_on=first_due(term, known, day),
                calendar_version=known.version,
            )
            insert(clock)
        except IntegrityError as error:
            if "clock_runs_once" in str(error):
                raise ClockRunning from error
            raise
        return clock


@transaction.atomic(savepoint=False)
def stop_clock(*, record: Record, code: str, at: datetime) -> Clock | None:
    """Stops the open clock *code* and says whether the term was kept. None, and nothing happens, when none is open."""
    clock = _locked(record, code)
    if clock is not None:
        _tick(clock, Tick(Happening.STOPPED, at))
    return clock


@transaction.atomic
def pause_clock(*, record: Record, code: str, at: datetime) -> Clock | None:
    """Pauses the clock *code*: its days don't run until it is resumed. None when none is open; paused stays paused."""
    clock = _locked(record, code)
    if clock is not None and clock.state == Clock.State.RUNNING:
        _tick(clock, Tick(Happening.PAUSED, at))
    return clock


@transaction.atomic
def resume_clock(*, record: Record, code: str, at: datetime) -> Clock | None:
    """Lets the paused clock *code* run again with the days that were left. None when none is open; running goes on."""
    clock = _locked(record, code)
    if clock is not None and clock.state == Clock.State.PAUSED:
        _tick(clock, Tick(Happening.RESUMED, at))
    return clock


@transaction.atomic
def extend_clock(
    *,
    record: Record,
    code: str,
    at: datetime,
    until: date | None = None,
    amount: int | None = None,
    unit: Unit | None = None,
) -> Clock:
    """Extends the clock *code* by a decision made at *at*: until a day, or by an amount of a unit.

    With both, *until* is the day and the amount bounds it. An amount counts from where the law counts its extension:
    from the day of the decision (APPC art. 76(3)) or from the last day of the term (Law No 221 art. 8(2)).
    Raises ClockAbsent when none is open, and NotExtendable when the law knows no extension, the term is over, the new
    day isn't later than the old one or lies beyond the law's limit.
    """
    clock = _locked(record, code)
    if clock is None:
        raise ClockAbsent
    term, known = term_of_clock(clock), calendar()
    day = local_day(at)
    limit = extension_limit(term, known, ticks_of(clock), day)
    if until is None:
        tick = Tick(Happening.EXTENDED, at, amount, unit)
    else:
        tick = Tick(Happening.EXTENDED, at, until=until)
        if amount is not None and unit is not None and term.extension is not None:
            base = day if term.extension.counted_from == "decision" else clock.due_on
            limit = min(limit, known.next_working_day(add_term(known, base, amount, unit)))
    new_due = due(term, known, [*ticks_of(clock), tick])
    if new_due <= clock.due_on:
        raise NotExtendable(
            Text(
                "Жаңа күн бұрынғысынан кейін болуы тиіс.",
                "Новый день должен быть позже прежнего.",
                "The new day has to be later than the old one.",
            )
        )
    if new_due > limit:
        raise NotExtendable(
            Text(
                f"Заң бойынша мерзімді {limit:%d.%m.%Y} күнінен әрі ұзартуға болмайды.",
                f"По закону срок нельзя продлить далее {limit:%d.%m.%Y}.",
                f"By law the term can't be extended beyond {limit:%d.%m.%Y}.",
            )
        )
    _tick(clock, tick, known)
    return clock


@transaction.atomic
def turn_clock(*, record: Record, code: str, into: str, at: datetime) -> Clock | None:
    """Counts the clock *code* from its start by the law's other term *into*; this is not an extension.

    For Law No 221 art. 8(1), where fifteen days become thirty once others must be asked:
    ``turn_clock(code="appeal.answer", into="appeal.inquiry", …)``. None, and nothing happens, when the clock's law has
    no such other term or none is open. Turning again changes nothing. Raises NotExtendable when the term is over.
    """
    clock = _locked(record, code)
    if clock is None:
        return None
    other = term_of(clock.regime, into)
    if other is None or any(tick.what is Happening.TURNED for tick in ticks_of(clock)):
        return None if other is None else clock
    term, known = term_of_clock(clock), calendar()
    if read(term, known, ticks_of(clock), at).state is State.EXPIRED:
        raise NotExtendable(
            Text("Мерзім өтіп кетті.", "Срок истёк.", "The term is over."),
        )
    _tick(clock, Tick(Happening.TURNED, at, other.amount, other.unit), known)
    return clock


def _locked(record: Record, code: str) -> Clock | None:
    return (
        Clock.objects.select_for_update(of=("self",))
        .filter(record_id=record.pk, code=code)
        .exclude(state=Clock.State.STOPPED)
        .first()
    )


def _tick(clock: Clock, tick: Tick, known: Calendar | None = None) -> None:
    """Adds *tick* to the history of a locked clock and counts its columns anew.

    Raises ClockError when the tick lies before the last one: history is told in order.
    """
    told = ticks_of(clock)
    if told and tick.at < max(earlier.at for earlier in told):
        raise ClockError(
            Text(
                "Бұл мерзімде кейінірек болған әрекет бар.",
                "С этим сроком уже произошло более позднее действие.",
                "Something later has happened to this term already.",
            )
        )
    known = known or calendar()
    clock.ticks = [*clock.ticks, tick.plain()]
    _count(clock, term_of_clock(clock), known, [*told, tick])
    clock.save()


def _count(clock: Clock, term: Term, known: Calendar, ticks: list[Tick]) -> None:
    """Sets the columns of *clock* that are counted from its ticks."""
    now = max(tick.at for tick in ticks)
    reading = read(term, known, ticks, now)
    clock.due_on = reading.due_on
    clock.extended, clock.extended_times = reading.extended, reading.extended_times
    clock.calendar_version = known.version
    clock.stopped_at = next((tick.at for tick in ticks if tick.what is Happening.STOPPED), None)
    if clock.stopped_at is not None:
        clock.state, clock.kept, clock.paused_at = Clock.State.STOPPED, reading.kept, None
        return
    turns = [tick for tick in in_order(ticks) if tick.what in (Happening.PAUSED, Happening.RESUMED)]
    last = turns[-1] if turns else None
    clock.paused_at = last.at if last is not None and last.what is Happening.PAUSED else None
    clock.state = Clock.State.PAUSED if clock.paused_at else Clock.State.RUNNING
