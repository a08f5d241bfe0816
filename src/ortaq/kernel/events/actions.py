"""Writing the log, and the daily signed checkpoint over it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ortaq.kernel.events.models import Checkpoint, Event, Reading, RightsEvent
from ortaq.kernel.events.rules import GENESIS, READING_SLOT, READINGS_KEPT, canonical, event_hash, merkle_root
from ortaq.kernel.keys.queries import signing_key
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.actions import insert
from ortaq.kernel.statements.queries import KeptQuery

_last = KeptQuery(
    lambda record_id: (
        Event.objects.filter(record_id=record_id).order_by("-sequence").values_list("sequence", "hash")[:1]
    )
)
"""Where the chain of a record ends."""


def record_event(
    *,
    record: Record,
    code: str,
    by: Actor,
    at: datetime,
    role: str = "",
    office_id: int | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    public: bool = False,
    first: bool = False,
) -> Event:
    """Appends one event to the record's chain. The caller holds the lock on the record's row.

    ``first``: the record was made in this transaction, so that nothing precedes the event.
    """
    last = None
    if not first:
        last = _last.first(record.pk)
    event = Event(
        record_id=record.pk,
        sequence=last[0] + 1 if last else 1,
        code=code,
        state=record.state,
        at=at,
        actor_kind=by.kind,
        actor_id=by.user_id,
        role=role,
        office_id=office_id,
        reason=reason,
        data=dict(data or {}),
        is_public=public,
        previous_hash=bytes(last[1]) if last else GENESIS,
    )
    event.hash = event_hash(bytes(event.previous_hash), event.content())
    insert(event)
    return event


@transaction.atomic
def record_rights_event(
    *,
    code: str,
    subject_id: int,
    by: Actor,
    at: datetime,
    role: str = "",
    office_id: int | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> RightsEvent:
    """Appends one event to the chain of rights; writers wait for each other until their transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_rightsevent IN SHARE ROW EXCLUSIVE MODE")
    last = RightsEvent.objects.order_by("-sequence").only("sequence", "hash").first()
    event = RightsEvent(
        sequence=last.sequence + 1 if last else 1,
        code=code,
        at=at,
        actor_kind=by.kind,
        actor_id=by.user_id,
        subject_id=subject_id,
        role=role,
        office_id=office_id,
        reason=reason,
        data=dict(data or {}),
        previous_hash=bytes(last.hash) if last else GENESIS,
    )
    event.hash = event_hash(bytes(event.previous_hash), event.content())
    event.save(force_insert=True)
    return event


def record_readings(*, records: Iterable[Record], door: str, by: Actor, at: datetime) -> None:
    """Notes that an officer is shown *records* with personal data. One SQL statement, none for who isn't an officer.

    The office is the record's body where the reader works there, else the reader's own (a superior body's, say).
    An author who reads their own record is no reader. Nothing is shown when this fails.
    """
    if by.user_id is None or not by.grants:
        return
    rows = []
    for record in records:
        if by.person_id is not None and by.person_id == record.author_id:
            continue
        offices = by.offices()
        office = record.body_id if record.body_id in offices else min(offices)
        rows.append((record.pk, office, ",".join(sorted(by.roles_in(office)))[:100]))
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO events_reading (record_id, office_id, roles, reader_id, door, at, slot)
               SELECT record, office, roles, %s, %s, %s, %s FROM unnest(%s::bigint[], %s::bigint[], %s::text[])
               AS shown(record, office, roles) ON CONFLICT DO NOTHING""",
            [by.user_id, door, at, int(at.timestamp()) // READING_SLOT, *map(list, zip(*rows, strict=True))],
        )


def drop_old_readings(*, at: datetime) -> int:
    """Takes out the readings that are older than they are kept; returns how many."""
    return Reading.objects.filter(at__lt=at - READINGS_KEPT).delete()[0]


def record_first_events(
    *, records: Sequence[Record], code: str, by: Actor, at: datetime, data: Mapping[str, Any]
) -> None:
    """The first event of many records that were made in this transaction, with the same *data*; none of them public."""
    events = []
    for record in records:
        event = Event(
            record_id=record.pk,
            sequence=1,
            code=code,
            state=record.state,
            at=at,
            actor_kind=by.kind,
            actor_id=by.user_id,
            data=dict(data),
            previous_hash=GENESIS,
        )
        event.hash = event_hash(GENESIS, event.content())
        events.append(event)
    Event.objects.bulk_create(events, batch_size=1_000)


def record_next_events(
    *, records: Sequence[Record], code: str, by: Actor, at: datetime, roles: Mapping[int, str], office_id: int | None,
    public: bool,
) -> None:  # fmt: skip
    """One event each to the chains of many records, whose rows the caller holds. ``roles``: the capacity, by record."""
    last = {
        pk: (sequence, bytes(hash_))
        for pk, sequence, hash_ in Event.objects.filter(record_id__in=[record.pk for record in records])
        .order_by("record_id", "-sequence")
        .distinct("record_id")
        .values_list("record_id", "sequence", "hash")
    }
    events = []
    for record in records:
        sequence, previous = last.get(record.pk, (0, GENESIS))
        event = Event(
            record_id=record.pk, sequence=sequence + 1, code=code, state=record.state, at=at, actor_kind=by.kind,
            actor_id=by.user_id, role=roles.get(record.pk, ""), office_id=office_id, data={}, is_public=public,
            previous_hash=previous,
        )  # fmt: skip
        event.hash = event_hash(previous, event.content())
        events.append(event)
    Event.objects.bulk_create(events, batch_size=1_000)


@transaction.atomic
def make_checkpoint(*, day: date, at: datetime) -> Checkpoint | None:
    """Signs a Merkle head over all events since the last checkpoint, under the date *day*.

    None when that day has one already. The table is locked against writers for the moment in which the last event
    is looked up, so that no event with a smaller id can appear behind the checkpoint later.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_checkpoint IN EXCLUSIVE MODE")
        if Checkpoint.objects.filter(day=day).exists():
            return None
        cursor.execute("LOCK TABLE events_event IN SHARE MODE")
    previous = Checkpoint.objects.order_by("-day").first()
    first = previous.last_event + 1 if previous else 1
    hashes = [bytes(h) for h in Event.objects.filter(pk__gte=first).order_by("pk").values_list("hash", flat=True)]
    rights = RightsEvent.objects.order_by("-sequence").only("sequence", "hash").first()
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    checkpoint = Checkpoint(
        day=day,
        first_event=first,
        last_event=max(newest, first - 1),
        size=len(hashes),
        root=merkle_root(hashes),
        previous_root=bytes(previous.root) if previous else GENESIS,
        made_at=at,
        rights_size=rights.sequence if rights else 0,
        rights_head=bytes(rights.hash) if rights else b"",
    )
    checkpoint.signature = signing_key().sign(canonical(checkpoint.content()))
    checkpoint.save(force_insert=True)
    return checkpoint


def make_due_checkpoint(*, at: datetime, today: date) -> Checkpoint | None:
    """The checkpoint of yesterday, when it isn't made yet: what the daily task calls."""
    return make_checkpoint(day=today - timedelta(days=1), at=at)
