"""The two ways in which a record changes: it is opened, and it advances. Nothing else writes ``Record.state``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F

from ortaq.kernel.clocks.actions import pause_clock, resume_clock, start_clock, stop_clock
from ortaq.kernel.events.actions import record_event, record_first_events, record_next_events
from ortaq.kernel.events.models import Event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import RecordKind, consequences_of, kind_of
from ortaq.kernel.lifecycle.rules import Decision, Transition
from ortaq.kernel.notices.actions import queue_notices
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import insert_records, lock_record, take_number, take_numbers
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.actions import insert

R = TypeVar("R", bound=Record)


class Refused(Exception):
    """The change may not be made; ``reason`` says why in the reader's language."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason

    @classmethod
    def by(cls, decision: Decision) -> "Refused":
        """The refusal that a negative *decision* is."""
        return cls(decision.reason or Text("Рұқсат жоқ.", "Нет доступа.", "Not allowed."))


class Stale(Refused):
    """Somebody changed the record since the form was drawn."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Осы уақыт ішінде жазбаны басқа адам өзгертті. Төменде жаңа күйі тұр; енгізгеніңіз сақталды.",
                "За это время запись изменил другой человек. Ниже её новое состояние; введённое вами сохранено.",
                "Somebody else has changed this record meanwhile. Its new state stands below; what you typed is kept.",
            )
        )


def decide(record: Record, code: str, by: Actor) -> Decision:
    """May *by* do transition *code* on *record* as it stands? With the reason when not."""
    kind = kind_of(record)
    held = _capacities(kind, record, by)
    decision = kind.lifecycle.may(code, record.state, held)
    guard = kind.guards.get(code)
    return guard(record) if decision and guard else decision


def open_transitions(record: Record, by: Actor) -> tuple[Transition, ...]:
    """What *by* may do with *record* now, guards included: the buttons of its page and the actions of the API."""
    kind = kind_of(record)
    found = kind.lifecycle.open_to(record.state, _capacities(kind, record, by))
    return tuple(t for t in found if t.code not in kind.guards or kind.guards[t.code](record))


@transaction.atomic(savepoint=False)
def open_record(
    record: R,
    *,
    by: Actor,
    at: datetime,
    code: str,
    year: int,
    data: Mapping[str, Any] | None = None,
    public: bool = False,
    regime: str = "",
    starts: tuple[str, ...] = (),
    tells: tuple[str, ...] = (),
) -> R:
    """Numbers and saves a new *record* in its lifecycle's initial state, and writes its first event."""
    kind = kind_of(record)
    record.state = record.state or kind.lifecycle.initial
    record.number = take_number(kind.prefix, year)
    record.created_at = record.changed_at = at
    insert(record)
    event = record_event(record=record, code=code, by=by, at=at, data=data, public=public, first=True)
    for clock in starts:
        start_clock(record=record, code=clock, regime=regime, at=at, first=True)
    _tell(kind, record, event, tells)
    return record


@transaction.atomic(savepoint=False)
def open_records(
    records: Sequence[R], *, by: Actor, at: datetime, code: str, year: int, data: Mapping[str, Any]
) -> None:
    """Numbers and saves many new *records* of one kind in their initial state, each with its first event: an import.

    A few statements for a thousand records. No clock starts and nobody is told: what is imported is a draft.
    """
    if not records:
        return
    kind = kind_of(records[0])
    for record, number in zip(records, take_numbers(kind.prefix, year, len(records)), strict=True):
        record.number, record.state = number, kind.lifecycle.initial
        record.created_at = record.changed_at = at
    insert_records(records)
    record_first_events(records=records, code=code, by=by, at=at, data=data)


@transaction.atomic
def advance(
    record: Record,
    code: str,
    *,
    by: Actor,
    at: datetime,
    regime: str,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Event:
    """Does transition *code*: locks the record, checks, changes, moves clocks, writes the event, queues notices, and does
    what other rooms have declared to follow.

    ``changes``: fields of the record's own model that change with it. ``version``: the version that the form was
    drawn from. *record* is brought up to date in place.

    Raises Refused (state, capacity, guard, missing reason) and Stale (version).
    """
    kind = kind_of(record)
    locked = lock_record(kind.model, record.pk)
    if version is not None and locked.version != version:
        raise Stale
    decision = decide(locked, code, by)
    if not decision:
        raise Refused.by(decision)
    transition = kind.lifecycle.transitions[code]
    if transition.reason_needed and not reason.strip():
        raise Refused(Text("Себебін жазыңыз.", "Укажите причину.", "Say why."))
    held = _capacities(kind, locked, by) & transition.who
    role = min(held, default="")
    acts_for = _office(by, locked)  # of the body that has the record now: the change may hand it to another
    for name, value in (changes or {}).items():
        setattr(locked, name, value)
    if transition.target:
        locked.state = transition.target
    locked.version += 1
    locked.changed_at = at
    locked.save()
    event = record_event(
        record=locked,
        code=code,
        by=by,
        at=at,
        role=role,
        office_id=(kind.office(locked, role) if kind.office and role else None) or acts_for,
        reason=reason,
        data=data,
        public=transition.public,
    )
    for move in transition.moves:
        _MOVES[move.verb](locked, move.code, regime, at)
    _tell(kind, locked, event, tuple(sorted(transition.tells)))
    for consequence in consequences_of(kind.code, code):
        consequence.act(locked, event)
    record.refresh_from_db()
    return event


@transaction.atomic
def advance_many(
    records: Sequence[R],
    code: str,
    *,
    by: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    titles: Mapping[int, tuple[str, str]] | None = None,
) -> None:
    """Does transition *code* with many records of one kind and one body, all or none, in a few statements a thousand.

    For transitions that move no clock, tell nobody and need no reason; ``changes``: the same for all; ``titles``: public
    title and text by record. Consequences that other rooms declared are done record by record. Raises Refused for the
    first record that may not, and ValueError for a transition that is more than this.
    """
    if not records:
        return
    kind = kind_of(records[0])
    transition = kind.lifecycle.transitions[code]
    if (
        transition.moves
        or transition.tells
        or transition.reason_needed
        or transition.target is None
        or kind.guards.get(code)
    ):
        raise ValueError(f"{kind.code}.{code} is more than many records can do at once")
    ids = sorted(record.pk for record in records)
    rows = kind.model._default_manager
    list(rows.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    locked = list(rows.filter(pk__in=ids).order_by("pk"))
    roles = {}
    for record in locked:
        held = _capacities(kind, record, by)
        decision = kind.lifecycle.may(code, record.state, held)
        if not decision:
            raise Refused.by(decision)
        roles[record.pk] = min(held & transition.who, default="")
        record.state = transition.target
    own = {field.name for field in Record._meta.get_fields() if getattr(field, "concrete", False)}
    common = {name: value for name, value in (changes or {}).items() if name in own}
    if titles:
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE records_record SET public_title = told.title, public_text = told.words
                   FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told(id, title, words)
                   WHERE records_record.id = told.id""",
                [list(titles), [title for title, _ in titles.values()], [words for _, words in titles.values()]],
            )
    Record.objects.filter(pk__in=ids).update(state=transition.target, version=F("version") + 1, changed_at=at, **common)
    if rest := {name: value for name, value in (changes or {}).items() if name not in own}:
        rows.filter(pk__in=ids).update(**rest)
    record_next_events(
        records=locked, code=code, by=by, at=at, roles=roles, office_id=_office(by, locked[0]), public=transition.public
    )
    if consequences := consequences_of(kind.code, code):
        for record in locked:
            event = Event.objects.filter(record_id=record.pk).latest("sequence")
            for consequence in consequences:
                consequence.act(record, event)


_MOVES = {
    "start": lambda record, code, regime, at: start_clock(record=record, code=code, regime=regime, at=at),
    "stop": lambda record, code, regime, at: stop_clock(record=record, code=code, at=at),
    "pause": lambda record, code, regime, at: pause_clock(record=record, code=code, at=at),
    "resume": lambda record, code, regime, at: resume_clock(record=record, code=code, at=at),
}


def _capacities(kind: RecordKind, record: Record, by: Actor) -> frozenset[str]:
    return frozenset({"system"}) if by.kind == "system" else kind.capacities(by, record)


def _office(by: Actor, record: Record) -> int | None:
    if record.body_id and by.roles_in(record.body_id):
        return record.body_id
    return min(by.offices(), default=None)


def _tell(kind: RecordKind, record: Record, event: Event, capacities: tuple[str, ...]) -> None:
    if record.is_demo:
        return  # the people of demonstration records are made up: nobody is written to
    recipients = [recipient for capacity in capacities for recipient in kind.audience(record, capacity)]
    if recipients:
        queue_notices(event=event, record=record, recipients=recipients)
