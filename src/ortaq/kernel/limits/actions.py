"""Counting what senders do, and forgetting it again."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from ortaq.kernel.keys.queries import lookup_hash, seal
from ortaq.kernel.limits.models import Allowance, OnceKey
from ortaq.kernel.limits.rules import LONGEST, RULES, wait_after

ONCE_DAYS = 7
"""How long an idempotency key is remembered."""

taken: ContextVar[list[tuple[str, str, datetime]] | None] = ContextVar("taken", default=None)
"""What was counted in the present request's transaction, so that its roll-back doesn't forget it (middleware)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """May it be done? When not, ``wait`` says for how many seconds. True and false like a bool."""

    wait: int = 0

    def __bool__(self) -> bool:
        return self.wait == 0


def take(rule: str, sender: str, at: datetime) -> Taken:
    """Counts one use of *rule* by *sender* (an address, an account, a number…) and says whether it may go on.

    One statement counts all windows, so parallel requests never get more than the limit. A refused use isn't
    counted: whoever waits out a short window doesn't find the long one used up. Only a keyed hash is stored.

    Raises KeyError for a rule that isn't declared in ``rules.RULES``.
    """
    windows = RULES[rule].windows
    hashed = lookup_hash("sender", f"{rule}|{sender}")
    moment = at.timestamp()
    rows = [(f"{rule}/{window.seconds}", hashed, window.start(moment)) for window in windows]
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO limits_allowance (rule, sender, "window", used) VALUES {values} '  # noqa: S608 (placeholders)
            'ON CONFLICT (rule, sender, "window") DO UPDATE SET used = limits_allowance.used + 1 RETURNING rule, used',
            [value for row in rows for value in row],
        )
        counted = dict(cursor.fetchall())
        wait = wait_after(windows, [counted[row[0]] for row in rows], moment)
        if wait:
            cursor.execute(
                f'UPDATE limits_allowance SET used = used - 1 WHERE (rule, sender, "window") IN '  # noqa: S608
                f"({', '.join(['(%s, %s, %s)'] * len(rows))})",
                [value for row in rows for value in row],
            )
    remembered = taken.get()
    if remembered is not None and not wait:
        remembered.append((rule, sender, at))
    return Taken(wait)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first use of a key answered. ``session``: the guest's session that it began."""

    fingerprint: bytes
    status: int
    location: str
    content_type: str
    body: bytes
    session: str


def claim_once(key: str, fingerprint: bytes) -> Answer | None:
    """Claims *key* within the present transaction: None when it is ours now, else what its first use answered.

    While another transaction holds the same key, this waits for its end.
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO limits_oncekey (key, fingerprint, status, location, content_type, session, created_at)"
                " VALUES (%s, %s, 0, '', '', '', now()) ON CONFLICT DO NOTHING",
                [key, fingerprint],
            )
            if cursor.rowcount:
                return None
        row = OnceKey.objects.filter(pk=key).first()
        if row:  # otherwise the first use gave its key back between our two statements: it is free
            return Answer(
                bytes(row.fingerprint),
                row.status,
                row.location,
                row.content_type,
                row.answer.encode("latin-1"),
                row.session,
            )


def keep_answer(
    key: str, *, status: int, location: str = "", content_type: str = "", body: bytes = b"", session: str = ""
) -> None:
    """Stores the answer of *key*'s first use, in the transaction of what it did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE limits_oncekey SET status = %s, location = %s, content_type = %s, answer = %s, session = %s WHERE key = %s",
            [
                status,
                location,
                content_type,
                seal(body.decode("latin-1")) if body else b"",
                seal(session) if session else b"",
                key,
            ],
        )


def release_once(key: str) -> None:
    """Gives *key* back: nothing was carried out that a second use could double (a form came back with errors)."""
    OnceKey.objects.filter(pk=key).delete()


@transaction.atomic
def count_again(uses: list[tuple[str, str, datetime]]) -> None:
    """Counts *uses* once more, after the transaction that they were counted in was rolled back."""
    for rule, sender, at in tuple(uses):
        take(rule, sender, at)


def purge_limits(at: datetime) -> int:
    """Forgets counts whose windows are over and idempotency keys older than a week; returns how many rows."""
    counts, _ = Allowance.objects.filter(window__lt=int(at.timestamp()) - LONGEST).delete()
    keys, _ = OnceKey.objects.filter(created_at__lt=at - timedelta(days=ONCE_DAYS)).delete()
    return counts + keys
