"""Giving a record its public number, and holding it while it changes."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django.db import connection, transaction

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


def take_numbers(prefix: str, year: int, count: int) -> list[str]:
    """The next *count* public numbers of *prefix* in *year*, in one statement: for what is loaded by the thousand."""
    if count < 1:
        return []
    first = take_number(prefix, year)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(%s) FROM generate_series(2, %s)", [f"record_number_{prefix.lower()}_{int(year)}", count]
        )
        return [first, *(str(Number(prefix, year, serial)) for (serial,) in cursor.fetchall())]


def insert_records(records: Sequence[Record]) -> None:
    """Inserts new records of one kind, all of the same model, in a few statements: the common row, then the kind's own.

    Django refuses ``bulk_create`` for tables that inherit; its own insert of one table is what is called here twice.
    """
    if not records:
        return
    model = type(records[0])
    parents = [
        Record(**{field.attname: getattr(each, field.attname) for field in _own_fields(Record)}) for each in records
    ]
    for record, parent in zip(records, Record.objects.bulk_create(parents, batch_size=1_000), strict=True):
        record.pk = record.id = parent.pk
    fields = model._meta.local_concrete_fields
    for start in range(0, len(records), 1_000):
        model._base_manager._insert(  # type: ignore[attr-defined]
            records[start : start + 1_000], fields=fields, using=connection.alias
        )


def _own_fields(model: type[Record]) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


def _make_sequence(sequence: str) -> None:
    """Makes the sequence when it isn't there; it counts as seen once its transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [sequence])
        if cursor.fetchone()[0] is None:
            # Two first takers at once: the second waits for the first's transaction, then finds the sequence there.
            # Alone, IF NOT EXISTS fails for whoever looks before the other commits and makes it after.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [sequence])
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {sequence}")
    transaction.on_commit(lambda: _made.add(sequence))
