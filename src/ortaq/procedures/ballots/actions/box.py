"""The box of sealed ballots: whose it is, who may reach it, and the key that ties it to the roll until the end."""

import hmac
import logging
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from ortaq.kernel.keys.actions import destroy_link, make_link
from ortaq.kernel.keys.queries import link_key
from ortaq.procedures.ballots.models import Election
from ortaq.procedures.ballots.rules.choices import NONCE_BYTES

log = logging.getLogger(__name__)

ROLE = "ortaq_ballot_box"
"""The database role that owns the box. Nobody signs in as it; the closing takes it (``SET LOCAL ROLE``)."""
LOCK = 1651469420
"""Advisory lock ("boxl"): casting shares it, closing takes it alone."""

_FUNCTIONS = (
    "put(bigint, bytea, bytea, bytea)",
    "holds(bigint, bytea, bytea)",
    "withdraw(bigint, bytea)",
    "held(bigint)",
    "stir(bigint)",
)


def settle_rights(**_signal: Any) -> None:
    """Gives the box to its own role, and the program no more than its functions. Done anew after each migration.

    A program that may make no roles goes on with a warning; the operator's guide has the two lines that its
    administrator runs. (Ballots are sealed: the role is a second wall.)
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'ballot_box'")
        found = cursor.fetchone()
        if found is None or found[0] == ROLE:
            return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _make_role(cursor)
            _hand_over(cursor)
    except DatabaseError as error:
        log.warning("The ballot box has no role of its own, see the operator's guide: %s", error)


def _make_role(cursor: Any) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN")
    settable = connection.connection.info.server_version >= 160000
    cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [ROLE, "SET" if settable else "MEMBER"])
    if not cursor.fetchone()[0]:
        cursor.execute(f"GRANT {ROLE} TO CURRENT_USER{' WITH INHERIT FALSE, SET TRUE' if settable else ''}")


def _hand_over(cursor: Any) -> None:
    """Gives everything to the role. The schema goes last: its first owner couldn't reach into it any more."""
    cursor.execute("SELECT quote_ident(current_user), quote_ident(current_database())")
    user, database = cursor.fetchone()
    cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA ballot_box TO {ROLE}")
    for function in _FUNCTIONS:
        cursor.execute(f"ALTER FUNCTION ballot_box.{function} OWNER TO {ROLE}")
    cursor.execute(f"ALTER TABLE ballot_box.envelope OWNER TO {ROLE}")
    cursor.execute(
        f"GRANT CREATE ON DATABASE {database} TO {ROLE}"
    )  # the owner of a schema needs it while it becomes so
    cursor.execute(f"ALTER SCHEMA ballot_box OWNER TO {ROLE}")
    cursor.execute(f"REVOKE CREATE ON DATABASE {database} FROM {ROLE}")
    cursor.execute(f"SET LOCAL ROLE {ROLE}")
    cursor.execute("REVOKE ALL ON SCHEMA ballot_box FROM PUBLIC")
    cursor.execute(f"GRANT USAGE ON SCHEMA ballot_box TO {user}")
    for function in _FUNCTIONS:
        cursor.execute(f"REVOKE ALL ON FUNCTION ballot_box.{function} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION ballot_box.{function} TO {user}")
    cursor.execute("RESET ROLE")


class LinkLost(Exception):
    """The key that ties the roll to the box isn't there: nobody can vote, and nothing is lost that was cast."""


def open_link(election: Election) -> None:
    """Makes the key that ties the roll of *election* to its box, in a file outside database and backups."""
    make_link(election.number)


def cut_link(election: Election) -> None:
    """Destroys it: from now on nobody can say whose envelope is whose."""
    destroy_link(election.number)


def slot_of(number: str, voter: UUID) -> bytes:
    """Where the envelope of *voter* lies in the box of election *number*. Raises LinkLost."""
    return hmac.digest(_link(number), b"slot" + voter.bytes, sha256)


def nonce_of(number: str, voter: UUID, form: str, choices: bytes) -> bytes:
    """The number that hides *choices* in the commitment. The same *form*, sent twice, gives the same; the voter can't know it.

    Made of the link key: it is gone with it. Raises LinkLost.
    """
    return hmac.digest(_link(number), b"nonce" + voter.bytes + form.encode() + b"\x00" + choices, sha256)[:NONCE_BYTES]


def _link(number: str) -> bytes:
    key = link_key(number)
    if key is None:
        raise LinkLost(number)
    return key


def hold_box(election: Election) -> None:
    """Waits for every ballot that is being cast, and lets no other begin until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, %s::int)", [LOCK, election.pk])


def share_box(election: Election) -> None:
    """Holds the end of voting off until the transaction ends, as casting does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s::int, %s::int)", [LOCK, election.pk])


def withdraw_envelope(election: Election, voter: UUID) -> bool:
    """Takes a voter's envelope out of the box, for one on paper. Was there one?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ballot_box.withdraw(%s, %s)", [election.pk, slot_of(election.number, voter)])
        return bool(cursor.fetchone()[0])


def put_envelope(election: Election, slot: bytes, sealed: bytes, commitment: bytes) -> None:
    """Puts an envelope that belongs to no voter into the box: a paper ballot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ballot_box.put(%s, %s, %s, %s)", [election.pk, slot, sealed, commitment])


def envelopes_held(election: Election) -> int:
    """How many envelopes lie in the box."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ballot_box.held(%s)", [election.pk])
        return int(cursor.fetchone()[0])


def stir_box(election: Election) -> int:
    """Writes what came since the last time anew, together: hidden columns no longer pair it with the roll."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ballot_box.stir(%s)", [election.pk])
        return int(cursor.fetchone()[0])
