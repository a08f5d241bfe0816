"""Giving a record its public number, and holding it while it changes."""

from typing import TypeVar, cast

from django.db import IntegrityError, connection, transaction

from ortaq.kernel.records.models import Record
from ortaq.kernel.records.rules import Number

R = TypeVar("R", bound=Record)

_made: set[str] = set()
"""Sequences that this process has seen: taking from them needs no savepoint."""


def lock_record(model: type[R], pk: int) -> R:
    """Locks the row of *model* until the end of the transaction, and returns the record as it stands then.

    Two statements: a record is stored in two tables, and whoever waited for the lock of the one would read the other
    as it was before the wait. Raises ``model.DoesNotExist``.
    """
    rows = model._default_manager
    rows.select_for_update(of=("self",)).only("pk").get(pk=pk)
    return cast(R, rows.get(pk=pk))


def take_number(prefix: str, year: int) -> str:
    """The next public number of *prefix* in *year*.

    A PostgreSQL sequence per prefix and year: two connections never get the same number and don't wait for
    each other; a rolled-back transaction leaves a gap, which is allowed (no gaplessness is promised).
    """
    if not (prefix.isascii() and prefix.isalpha()):
        raise ValueError(f"not a record prefix: {prefix!r}")
    sequence = f"record_number_{prefix.lower()}_{int(year)}"
    if sequence not in _made:
        _make_sequence(sequence)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        serial = cursor.fetchone()[0]
    return str(Number(prefix, year, serial))


def _make_sequence(sequence: str) -> None:
    """Makes the sequence when it isn't there; it counts as seen once its transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [sequence])
        if cursor.fetchone()[0] is None:
            # Two first takers at once: the second waits for the first's transaction, then finds the sequence there.
            try:
                with transaction.atomic():
                    cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {sequence}")
            except IntegrityError:
                pass
    transaction.on_commit(lambda: _made.add(sequence))
