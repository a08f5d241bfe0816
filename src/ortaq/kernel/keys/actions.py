"""Rotation of the field key: everything sealed under an older key is sealed anew, batch by batch.

A rotation may be killed at any moment and run again: which rows are left is seen from the rows themselves, a batch is
one transaction, and both keys stay in the ring, so that everything can be read and found all the while.
"""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from ortaq.kernel.keys import rules
from ortaq.kernel.keys.models import EncryptedText
from ortaq.kernel.keys.queries import forget_ring, link_path, lookup_hash, lookup_hashes, ring, seal, unseal
from ortaq.kernel.keys.registry import hashes_of, others

BATCH = 200
"""Rows that are locked and sealed anew in one transaction."""


class RingFixed(Exception):
    """The ring comes from the environment: a new key has to be put there by the operator."""


@dataclass(frozen=True, slots=True)
class _Table:
    model: type[Model]
    fields: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label

    def names(self) -> tuple[str, str, str]:
        """Quoted: the table, its key, and the condition "some column is sealed under another key"."""
        quote = connection.ops.quote_name
        key = self.model._meta.pk
        assert key is not None
        stale = " OR ".join(
            f"(octet_length({quote(column)}) > 0 AND substring({quote(column)} from 1 for %s) <> %s)"
            for column in self.columns()
        )
        return quote(self.model._meta.db_table), quote(str(key.column)), stale

    def marks(self) -> list[Any]:
        """The parameters of that condition."""
        start = rules.header(ring().newest)
        return [len(start), start] * len(self.fields)

    def columns(self) -> list[str]:
        return [self.column(name) for name in self.fields]

    def column(self, field: str) -> str:
        """The column of a field."""
        return str(self.model._meta.get_field(field).column)  # type: ignore[union-attr]


def tables() -> Iterator[_Table]:
    """Every table with encrypted columns: found by their type, so that none is forgotten."""
    for model in apps.get_models():
        fields = tuple(field.name for field in model._meta.local_concrete_fields if isinstance(field, EncryptedText))
        if fields:
            yield _Table(model, fields)


def add_key() -> int:
    """Puts a fresh key into the ring's file and gives its number. The file is replaced whole or not at all.

    Raises RingFixed.
    """
    path: Path | None = settings.FIELD_KEY_FILE
    if path is None:
        raise RingFixed
    fresh = rules.with_new_key(rules.read_ring(path.read_text(encoding="ascii")))
    half = path.with_name(f".{path.name}.{os.getpid()}")
    owner = path.stat()
    half.touch(mode=0o600)
    with half.open("w", encoding="ascii") as target:
        target.write(rules.written_ring(fresh))
        target.flush()
        os.fsync(target.fileno())
    if os.geteuid() == 0:
        os.chown(half, owner.st_uid, owner.st_gid)
    half.replace(path)
    _sync(path.parent)
    forget_ring()
    return fresh.newest


def left() -> dict[str, int]:
    """How many rows of which table are still sealed under an older key; tables without any aren't named."""
    found = {}
    for table in tables():
        name, _key, stale = table.names()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {name} WHERE {stale}", table.marks())  # noqa: S608 - our own names
            (count,) = cursor.fetchone()
        if count:
            found[table.label] = count
    return found


def rotate(progress: Callable[[str], None] = lambda note: None) -> int:
    """Seals everything under the newest key; gives how many rows were changed."""
    done, whole = 0, sum(left().values())
    for table in tables():
        last = None
        while True:
            changed, last = _batch(table, last)
            done += changed
            progress(f"{done} of {max(whole, done)} rows")
            if last is None:
                break
    for reseal in others().values():
        done += reseal()
    return done


@transaction.atomic
def _batch(table: _Table, after: Any) -> tuple[int, Any]:
    """Seals the next rows anew; they are locked, so that a change at the same moment is never lost."""
    name, key, stale = table.names()
    hashes = hashes_of(table.label)
    columns = [*table.columns(), *(table.column(each) for each in hashes)]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    beyond = "" if after is None else f"{key} > %s AND "
    seen = [*([] if after is None else [after]), *table.marks()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {name} WHERE {beyond}({stale}))", seen)  # noqa: S608 - our own names
        if cursor.fetchone() == (False,):
            return 0, None
        guards = _guards(cursor, table)
        for guard in guards:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER {guard}")
        cursor.execute(
            f"SELECT {key}, {quoted} FROM {name} WHERE {beyond}({stale}) "  # noqa: S608 - our own names
            f"ORDER BY {key} LIMIT {BATCH} FOR UPDATE",
            seen,
        )
        rows = cursor.fetchall()
        for pk, *values in rows:
            sealed = [bytes(value or b"") for value in values[: len(table.fields)]]
            plain = dict(zip(table.fields, (unseal(value) if value else "" for value in sealed), strict=True))
            fresh: list[Any] = [seal(plain[field]) if plain[field] else b"" for field in table.fields]
            for made_of, stored in zip(hashes.values(), values[len(table.fields) :], strict=True):
                fresh.append(rehashed(None if stored is None else bytes(stored), made_of(plain)))
            changes = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
            cursor.execute(f"UPDATE {name} SET {changes} WHERE {key} = %s", [*fresh, pk])  # noqa: S608 - our own names
        for guard in guards:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER {guard}")
    return len(rows), rows[-1][0] if len(rows) == BATCH else None


def _guards(cursor: CursorWrapper, table: _Table) -> list[str]:
    """Quoted names of the triggers that would see a row of *table* sealed anew, and may refuse it: some rows never change.

    What the row says stays as it is, so they rest for the moment of a batch, in its transaction: meanwhile nobody else
    writes to the table, and a rotation that is killed leaves them standing.
    """
    cursor.execute(
        "SELECT quote_ident(tgname) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
        " AND tgenabled = 'O' AND tgtype & 16 <> 0 AND (tgattr = ''::int2vector OR EXISTS"
        " (SELECT FROM pg_attribute WHERE attrelid = tgrelid AND attname = ANY(%s) AND attnum = ANY(tgattr)))"
        " ORDER BY tgname",
        [table.names()[0], [*table.columns(), *(table.column(each) for each in hashes_of(table.label))]],
    )
    return [name for (name,) in cursor.fetchall()]


def rehashed(stored: bytes | None, made_of: tuple[str, str] | None) -> bytes | None:
    """*stored* under the newest key, when it was made of that purpose and text; else as it is."""
    if stored is None or made_of is None or stored not in lookup_hashes(*made_of):
        return stored
    return lookup_hash(*made_of)


def make_link(name: str) -> None:
    """Makes the link key *name*, 32 random bytes in a file; one that is there stays as it is."""
    path = link_path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.touch(mode=0o600)
    with half.open("w", encoding="ascii") as target:
        target.write(secrets.token_bytes(32).hex())
        target.flush()
        os.fsync(target.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(half, path)
    half.unlink()
    _sync(path.parent)


def destroy_link(name: str) -> None:
    """Overwrites the link key *name* and removes it. (On some disks old blocks stay readable: encrypt the disk.)"""
    path = link_path(name)
    if not path.exists():
        return
    with path.open("r+", encoding="ascii") as target:
        target.write("0" * 64)
        target.flush()
        os.fsync(target.fileno())
    path.unlink()
    _sync(path.parent)


def _sync(directory: Path) -> None:
    folder = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
