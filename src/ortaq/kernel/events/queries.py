"""Reading and checking the log."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from ortaq.kernel.events.models import Checkpoint, Event, Reading, RightsEvent
from ortaq.kernel.events.rules import GENESIS, canonical, event_hash, merkle_root
from ortaq.kernel.keys.queries import signing_key
from ortaq.kernel.language.rules import LANGUAGES, Text
from ortaq.kernel.parties.models import Assignment

BEGINNING = datetime(2018, 1, 1, tzinfo=UTC)
"""When nothing has happened yet."""


def last_change() -> tuple[int, datetime]:
    """The number and the moment of the newest event of all: how new open data is. One SQL query."""
    found = Event.objects.order_by("-pk").values_list("pk", "at").first()
    return found or (0, BEGINNING)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the log that isn't as it was written. ``event_id`` or ``checkpoint_day`` says where."""

    what: str
    """One of: changed, removed, inserted, checkpoint_removed, checkpoint_forged; with ``rights_`` before it for the
    chain of rights."""
    record_id: int | None = None
    sequence: int | None = None
    event_id: int | None = None
    checkpoint_day: str | None = None

    def __str__(self) -> str:
        if self.checkpoint_day:
            return f"{self.what}: checkpoint of {self.checkpoint_day}"
        if self.what.startswith("rights_"):
            return f"{self.what}: number {self.sequence} in the log of rights"
        return (
            f"{self.what}: event {self.event_id or '?'} (record {self.record_id}, number {self.sequence} in its chain)"
        )


def verify_log() -> Iterator[Finding]:
    """Checks every chain and every checkpoint; yields what was changed, removed or inserted. Memory stays flat.

    A chain shows a change in the middle (the hash no longer fits), a removal (a number is missing) and an insertion.
    What a chain alone can't show — its last events cut off, a whole chain added — the checkpoints show.
    """
    yield from _verify_chains()
    yield from _verify_rights()
    yield from _verify_checkpoints()


def _verify_chains() -> Iterator[Finding]:
    chain: list[Event] = []
    for event in Event.objects.order_by("record_id", "sequence").iterator(chunk_size=2000):
        if chain and event.record_id != chain[-1].record_id:
            chain = []
        expected = chain[-1].sequence + 1 if chain else 1
        if event.sequence > expected:
            for missing in range(expected, event.sequence):
                yield Finding("removed", event.record_id, missing)
        elif bytes(event.previous_hash) != (bytes(chain[-1].hash) if chain else GENESIS):
            for strange in _inserted_before(event, chain):
                yield Finding("inserted", strange.record_id, strange.sequence, strange.pk)
        if event_hash(bytes(event.previous_hash), event.content()) != bytes(event.hash):
            yield Finding("changed", event.record_id, event.sequence, event.pk)
        chain.append(event)


def _inserted_before(event: Event, chain: list[Event]) -> list[Event]:
    """The rows between *event* and the one that it was written after; *event* itself, when that one isn't there."""
    hashes = [GENESIS, *(bytes(each.hash) for each in chain)]
    if bytes(event.previous_hash) not in hashes:
        return [event]
    return chain[hashes.index(bytes(event.previous_hash)) :]


def _verify_rights() -> Iterator[Finding]:
    sequence, previous = 0, GENESIS
    for event in RightsEvent.objects.order_by("sequence").iterator(chunk_size=2000):
        for missing in range(sequence + 1, event.sequence):
            yield Finding("rights_removed", sequence=missing)
        if event.sequence == sequence + 1 and bytes(event.previous_hash) != previous:
            yield Finding("rights_inserted", sequence=event.sequence)
        if event_hash(bytes(event.previous_hash), event.content()) != bytes(event.hash):
            yield Finding("rights_changed", sequence=event.sequence)
        sequence, previous = event.sequence, bytes(event.hash)


def _rights_stand(checkpoint: Checkpoint) -> bool:
    """Is the chain of rights still what the checkpoint saw? Shows a cut end and a chain that was made anew."""
    if not checkpoint.rights_size:
        return True
    seen = RightsEvent.objects.filter(sequence=checkpoint.rights_size).values_list("hash", flat=True).first()
    return seen is not None and bytes(seen) == bytes(checkpoint.rights_head)


def _verify_checkpoints() -> Iterator[Finding]:
    public = signing_key().public_key()
    root, last = GENESIS, 0
    for checkpoint in Checkpoint.objects.order_by("day"):
        day = checkpoint.day.isoformat()
        try:
            public.verify(bytes(checkpoint.signature), canonical(checkpoint.content()))
        except InvalidSignature:
            yield Finding("checkpoint_forged", checkpoint_day=day)
        if bytes(checkpoint.previous_root) != root or checkpoint.first_event != last + 1:
            yield Finding("checkpoint_removed", checkpoint_day=day)
        covered = Event.objects.filter(pk__gte=checkpoint.first_event, pk__lte=checkpoint.last_event)
        count = 0

        def leaves(events: QuerySet[Event] = covered) -> Iterator[bytes]:
            nonlocal count
            for digest in events.order_by("pk").values_list("hash", flat=True).iterator(chunk_size=5000):
                count += 1
                yield bytes(digest)

        same = merkle_root(leaves()) == bytes(checkpoint.root)
        if count < checkpoint.size:
            yield Finding("removed", checkpoint_day=day)
        elif count > checkpoint.size:
            yield Finding("inserted", checkpoint_day=day)
        elif not same:
            yield Finding("changed", checkpoint_day=day)
        if not _rights_stand(checkpoint):
            yield Finding("rights_changed", checkpoint_day=day)
        root, last = bytes(checkpoint.root), checkpoint.last_event


def checkpoints(limit: int = 60) -> QuerySet[Checkpoint]:
    """The newest checkpoints, for the public digest page."""
    return Checkpoint.objects.order_by("-day")[:limit]


def public_key_hex() -> str:
    """The Ed25519 public key that checkpoints are signed with."""
    return signing_key().public_key().public_bytes_raw().hex()


def timeline(record_id: int, *, public_only: bool) -> QuerySet[Event]:
    """What happened to a record, oldest first; ``public_only`` keeps to what the public may see."""
    events = Event.objects.filter(record_id=record_id).select_related("office").order_by("sequence")
    return events.filter(is_public=True) if public_only else events


def offices_that_read(record_id: int, limit: int = 30) -> list[tuple[date, Text]]:
    """On which days which offices opened a record, newest first: what its author may know. One SQL query.

    Offices, not people: an officer acts for the office, and has a right to be let alone too.
    """
    found = Reading.objects.filter(record_id=record_id).annotate(day=TruncDate("at"))
    names = (f"office__name_{language}" for language in LANGUAGES)
    rows = found.values_list("day", "office_id", *names).distinct().order_by("-day", "office_id")[:limit]
    return [(day, Text(kk, ru, en)) for day, _, kk, ru, en in rows]


MANY_READINGS = "many_readings"
"""Code of the event of rights that tells the auditor of somebody who read very many records in a day."""


@dataclass(frozen=True, slots=True)
class ManyRead:
    """An account that was shown the personal data of so many records in one day, and one of the offices it acted for."""

    reader_id: int
    office_id: int
    records: int


def readers_beyond(limit: int, day: date) -> list[ManyRead]:
    """Who was shown more than *limit* records on *day*, by every way together, and isn't told of yet. Two SQL queries."""
    of_day = Reading.objects.filter(at__gte=_midnight(day), at__lt=_midnight(day + timedelta(days=1)))
    counted = of_day.values("reader_id").annotate(records=Count("record_id", distinct=True), office=Min("office_id"))
    many = [ManyRead(*row) for row in counted.filter(records__gt=limit).values_list("reader_id", "office", "records")]
    told = RightsEvent.objects.filter(
        code=MANY_READINGS, subject_id__in=[each.reader_id for each in many], data__first_day=day.isoformat()
    )
    known = set(told.values_list("subject_id", flat=True)) if many else set()
    return sorted((each for each in many if each.reader_id not in known), key=lambda each: each.reader_id)


LOG_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of a log is shown; empty: all. ``account``: who did it, read it, or (of rights) whom it was done to."""

    number: str = ""
    office_id: int | None = None
    account: int | None = None
    code: str = ""
    first: date | None = None
    last: date | None = None


def log_of(kind: str, chosen: LogFilter) -> QuerySet[Any]:
    """The rows of one log, newest first. *kind*: "events", "rights" or "readings"."""
    found: QuerySet[Any] = _LOGS[kind].objects.select_related(
        *(["office"] if kind == "rights" else ["office", "record"])
    )
    if chosen.number:
        found = found.none() if kind == "rights" else found.filter(record__number=chosen.number)
    if chosen.office_id is not None:
        found = found.filter(office_id=chosen.office_id)
    if chosen.account is not None:
        found = found.filter(_ACCOUNT[kind](chosen.account))
    if chosen.code:
        found = found.filter(**{"door" if kind == "readings" else "code": chosen.code})
    if chosen.first is not None:
        found = found.filter(at__gte=_midnight(chosen.first))
    if chosen.last is not None:
        found = found.filter(at__lt=_midnight(chosen.last + timedelta(days=1)))
    return found.order_by("-pk")


_LOGS: dict[str, Any] = {"events": Event, "rights": RightsEvent, "readings": Reading}
_ACCOUNT: dict[str, Callable[[int], Q]] = {
    "events": lambda account: Q(actor_id=account),
    "rights": lambda account: Q(actor_id=account) | Q(subject_id=account),
    "readings": lambda account: Q(reader_id=account),
}


def log_page(kind: str, chosen: LogFilter, before: int | None) -> tuple[list[Any], int | None]:
    """One page of a log and the id to go on from. One SQL query."""
    found = log_of(kind, chosen)
    rows = list((found if before is None else found.filter(pk__lt=before))[: LOG_PAGE + 1])
    return rows[:LOG_PAGE], rows[LOG_PAGE - 1].pk if len(rows) > LOG_PAGE else None


def officers_account(address: str) -> int | None:
    """The account of an address that holds or held a role; None for others: a log is no way to look for citizens."""
    found = Assignment.objects.filter(user__email=address.strip().lower()).values_list("user_id", flat=True)
    return found.first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
