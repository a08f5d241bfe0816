"""After the count nothing is left that joins a voter and a ballot: box, roll, codes, link key, and what tables remember."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import link_key
from ortaq.kernel.notices.actions import forget_text_messages
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.actions import lock_record
from ortaq.procedures.ballots.actions.box import ROLE, cut_link, hold_box
from ortaq.procedures.ballots.actions.rounds import for_each
from ortaq.procedures.ballots.models import Election, Voter, VotingCode
from ortaq.procedures.ballots.queries.counting import is_destroyed
from ortaq.procedures.ballots.rules.telling import codes_of, purpose_of

log = logging.getLogger(__name__)

PATIENCE = 120
"""Seconds that the rewriting of tables waits for others who read: a page may take half a minute, a backup longer."""
OVER = ("counted", "certified", "annulled")
_TABLES = ("ballots_voter", "ballots_votingcode", "ballots_commitment", "ballots_reading", "notices_textmessage")


@contextmanager
def box_role() -> Iterator[Any]:
    """A cursor that acts as the owner of the box; for opening and emptying it alone. Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'ballot_box'")
        if cursor.fetchone() == (ROLE,):
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
        try:
            yield cursor
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")


def rewrite_roll(election: Election) -> None:
    """Writes the roll anew: random order, new keys, one transaction for all rows. Codes and telephones go, and every
    text message of this vote with the evidence that it was delivered.

    The order of the old rows, and the transactions that marked them, could be held against the box in an old copy.
    """
    for purpose in (purpose_of(election.pk), codes_of(election.pk)):
        forget_text_messages(purpose=purpose)
    VotingCode.objects.filter(voter__election=election).delete()
    kept = [
        connection.ops.quote_name(str(field.column))
        for field in Voter._meta.local_concrete_fields
        if field.name not in {"id", "phone", "told"}
    ]
    columns = ", ".join(kept)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH old AS (DELETE FROM ballots_voter WHERE election_id = %s RETURNING {columns}),
                fresh AS (SELECT gen_random_uuid() AS id, ''::bytea AS phone, false AS told, {columns} FROM old)
                INSERT INTO ballots_voter (id, phone, told, {columns})
                    SELECT id, phone, told, {columns} FROM fresh ORDER BY id""",  # noqa: S608 - our own names
            [election.pk],
        )


def empty_box(election: Election) -> int:
    """Takes every envelope out of the box; returns how many."""
    with box_role() as cursor:
        cursor.execute("DELETE FROM ballot_box.envelope WHERE election = %s", [election.pk])
        return int(cursor.rowcount)


def destroy_ties(*, election: Election, at: datetime) -> bool:
    """Destroys what is left of an election that is over: the link key; of an annulled one, box and order of the roll too.

    Tables are rewritten, so that no dead row is left in them. An event tells that it was done; a second call does
    nothing. Was there anything to do?
    """
    with transaction.atomic():
        locked = lock_record(Election, election.pk)
        if locked.state not in OVER or is_destroyed(locked):
            return False
        hold_box(locked)
        if locked.counted_at is None:
            empty_box(locked)
            rewrite_roll(locked)
        had = link_key(locked.number) is not None
        cut_link(locked)
        record_event(
            record=locked,
            code="destroy",
            by=SYSTEM,
            at=at,
            data={"roll": locked.roll.count(), "link": had},
            public=True,
        )
    rewrite_tables()
    return True


def destroy_all(*, at: datetime) -> int:
    """Finishes what a broken closing left; returns for how many elections."""
    return for_each(Election.objects.filter(state__in=OVER), lambda each: destroy_ties(election=each, at=at))


def _wait_for_readers(cursor: Any) -> None:
    """Waits until nobody reads a state from before this moment: a table that is rewritten keeps the rows that they see.

    Whoever began to write before counts too, in any database of the server: a snapshot taken now, also that of the
    rewriting itself, reaches back to the oldest of them.
    """
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    (now,) = cursor.fetchone()
    end = time.monotonic() + PATIENCE
    while True:
        cursor.execute(
            """SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (
                   age(backend_xid) > age(%(now)s::text::xid8::xid)
                   OR datname = current_database() AND age(backend_xmin) > age(%(now)s::text::xid8::xid))""",
            {"now": now},
        )
        if cursor.fetchone() == (0,):
            return
        if time.monotonic() > end:
            log.warning(
                "Somebody has been reading the database for long: dead rows of the roll may be left in its files. "
                "When they are done, run VACUUM FULL on %s and ballot_box.envelope.",
                ", ".join(_TABLES),
            )
            return
        time.sleep(0.05)


def rewrite_tables() -> None:
    """Writes the tables of roll and box into fresh files without dead rows. Not within a transaction: then it waits for
    the next time."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        _wait_for_readers(cursor)
        for table in _TABLES:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
        cursor.execute("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'ballot_box'")
        owned = cursor.fetchone() == (ROLE,)
        try:
            if owned:
                cursor.execute(f"SET ROLE {ROLE}")
            cursor.execute("VACUUM (FULL, ANALYZE) ballot_box.envelope")
        finally:
            cursor.execute("RESET ROLE")
