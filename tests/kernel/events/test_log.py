"""The log in the database: it only grows, and whatever is changed behind its back is found and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from ortaq.kernel.events.actions import make_checkpoint, record_event
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.events.rules import event_hash
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Record

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[Event]:
    made = []
    for number in range(2):
        record = Record.objects.create(
            kind="test", number=f"TT-2026-00000{number}", state="a", created_at=AT, changed_at=AT
        )
        made += [
            record_event(record=record, code=f"step{n}", by=SYSTEM, at=AT, data={"n": n, "ә": "қ"}) for n in range(4)
        ]
    return made


@contextmanager
def behind_its_back() -> Iterator[None]:
    """What somebody with all rights on the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


def test_an_untouched_log_verifies(chain: list[Event]) -> None:
    assert make_checkpoint(day=date(2026, 11, 2), at=AT)
    assert list(verify_log()) == []


@pytest.mark.parametrize("sql", ["UPDATE events_event SET reason = 'x'", "DELETE FROM events_event"])
def test_the_database_refuses_change_and_removal(chain: list[Event], sql: str) -> None:
    with pytest.raises(DatabaseError, match="can only grow"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_changed_row_is_named(chain: list[Event]) -> None:
    with behind_its_back():
        Event.objects.filter(pk=chain[2].pk).update(reason="rewritten")
    finding = next(iter(verify_log()))
    assert (finding.what, finding.event_id) == ("changed", chain[2].pk)


def test_a_removed_row_is_named(chain: list[Event]) -> None:
    with behind_its_back():
        Event.objects.filter(pk=chain[1].pk).delete()
    finding = next(iter(verify_log()))
    assert (finding.what, finding.record_id, finding.sequence) == ("removed", chain[1].record_id, 2)


def test_an_inserted_row_is_named(chain: list[Event]) -> None:
    """Its own hash is right, and those behind it were counted on by one: the chain itself no longer fits."""
    second, last = chain[1], chain[3]
    with behind_its_back():
        for moved in reversed(chain[2:4]):
            Event.objects.filter(pk=moved.pk).update(sequence=moved.sequence + 1)
        forged = Event.objects.get(pk=second.pk)
        forged.pk, forged.sequence, forged.previous_hash = last.pk + 1000, 3, bytes(second.hash)
        forged.hash = event_hash(bytes(second.hash), forged.content())
        forged.save(force_insert=True)
    found = [(finding.what, finding.event_id, finding.sequence) for finding in verify_log()]
    assert found == [
        ("inserted", forged.pk, 3),
        ("changed", chain[2].pk, 4),
        ("changed", last.pk, 5),
    ], "the forged row, and those whose numbers were changed for it"


def test_a_cut_off_end_is_found_by_the_checkpoint(chain: list[Event]) -> None:
    make_checkpoint(day=date(2026, 11, 2), at=AT)
    with behind_its_back():
        Event.objects.filter(pk=chain[-1].pk).delete()
    assert [(f.what, f.checkpoint_day) for f in verify_log()] == [("removed", "2026-11-02")]


def test_a_whole_chain_put_in_later_is_found_by_the_checkpoint(chain: list[Event]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('events_event_id_seq')")
        free = cursor.fetchone()[0]
    record_event(record=chain[0].record, code="last", by=SYSTEM, at=AT)
    make_checkpoint(day=date(2026, 11, 2), at=AT)
    record = Record.objects.create(kind="test", number="TT-2026-000009", state="a", created_at=AT, changed_at=AT)
    forged = record_event(record=record, code="forged", by=SYSTEM, at=AT)
    with behind_its_back():
        Event.objects.filter(pk=forged.pk).update(id=free)
    assert [(f.what, f.checkpoint_day) for f in verify_log()] == [("inserted", "2026-11-02")]


def test_a_forged_checkpoint_fails_its_signature(chain: list[Event]) -> None:
    make_checkpoint(day=date(2026, 11, 2), at=AT)
    with behind_its_back(), connection.cursor() as cursor:
        cursor.execute("UPDATE events_checkpoint SET size = size + 1")
    assert "checkpoint_forged" in {f.what for f in verify_log()}


def test_a_day_has_one_checkpoint_and_the_next_goes_on_from_it(chain: list[Event]) -> None:
    first = make_checkpoint(day=date(2026, 11, 2), at=AT)
    assert make_checkpoint(day=date(2026, 11, 2), at=AT) is None
    record_event(record=chain[0].record, code="more", by=SYSTEM, at=AT)
    second = make_checkpoint(day=date(2026, 11, 3), at=AT)
    assert first and second and second.first_event == first.last_event + 1 and second.size == 1
    assert list(verify_log()) == []
