"""Content in the private storage: written before the commit, and taken away again when the transaction fails."""

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.queries import antivirus_on
from ortaq.kernel.documents.rules import CheckedFile, FileRefused, refusal

THUMBNAIL = ".thumbnail"
LEFT_OVER_AFTER = timedelta(days=1)
"""No transaction lasts as long: a file that no row names after it belongs to nobody."""


@dataclass(frozen=True, slots=True)
class _Written:
    transaction: str
    name: str


_unsettled = threading.local()


def keep(file: CheckedFile, at: datetime, *, made_here: bool = False) -> StoredFile:
    """The stored file with this content: the one that is there, else a new one. Call it inside a transaction.

    Raises FileRefused when the same content was found to be malware before.
    """
    harmless = made_here or file.harmless
    state = StoredFile.State.CLEAN
    if not harmless and file.kind.family != "text":
        state = StoredFile.State.UNSCANNED
    if not harmless and antivirus_on():
        state = StoredFile.State.QUARANTINED
    name = f"{at:%Y/%m}/{uuid.uuid4().hex}"
    fresh = StoredFile(
        sha256=file.sha256,
        size=len(file.content),
        media_type=file.kind.media_type,
        storage_name=name,
        thumbnail_name=f"{name}{THUMBNAIL}" if file.thumbnail else "",
        state=state,
        scanner="ortaq" if harmless else "",
        scanned_at=at if harmless else None,
        created_at=at,
    )
    stored = _insert_or_find(fresh)
    if stored.state == StoredFile.State.REFUSED:
        raise FileRefused((refusal("virus", file.name),))
    if made_here and stored.state != StoredFile.State.CLEAN:
        stored.state, stored.scanner, stored.scanned_at = StoredFile.State.CLEAN, "ortaq", at
        stored.save(update_fields=["state", "scanner", "scanned_at"])
    if stored.storage_name == name or not default_storage.exists(stored.storage_name):
        _write(stored.storage_name, file.content)
        if stored.thumbnail_name:
            _write(stored.thumbnail_name, file.thumbnail)
    return stored


def _insert_or_find(fresh: StoredFile) -> StoredFile:
    # The other holder of the same content may take its row away between our two statements: then we insert again.
    for _ in range(3):
        StoredFile.objects.bulk_create([fresh], ignore_conflicts=True)
        stored = StoredFile.objects.select_for_update().filter(sha256=fresh.sha256).first()
        if stored is not None:
            return stored
    raise RuntimeError("a stored file appears and vanishes")


def _write(name: str, content: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        number = cursor.fetchone()[0]
    written = _Written(number, name)
    _waiting().append(written)
    default_storage.save(name, ContentFile(content))
    transaction.on_commit(partial(_settle, written), robust=True)


def _waiting() -> list[_Written]:
    if not hasattr(_unsettled, "files"):
        _unsettled.files = []
    files: list[_Written] = _unsettled.files
    return files


def _settle(written: _Written) -> None:
    if written in _waiting():
        _waiting().remove(written)


def settle_files() -> None:
    """Takes away what this thread wrote in transactions that failed. Runs at the end of every request and task.

    PostgreSQL is asked what became of each transaction: a commit whose answer was lost keeps its files, and one that
    is still under way is left to :func:`sweep_files`.
    """
    files, _unsettled.files = list(_waiting()), []
    for written in files:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_xact_status(%s::xid8)", [written.transaction])
            status = cursor.fetchone()[0]
        if status == "aborted" or (status == "committed" and not _named(written.name)):
            default_storage.delete(written.name)


def _named(name: str) -> bool:
    return StoredFile.objects.filter(storage_name=name.removesuffix(THUMBNAIL)).exists()


def forget(stored: StoredFile) -> None:
    """Removes *stored* and its content unless a document still names it. Call it inside a transaction."""
    locked = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if Document.objects.filter(stored=locked).exists() or Document.objects.filter(public_copy=locked).exists():
        return
    names = [name for name in (locked.storage_name, locked.thumbnail_name) if name]
    locked.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def sweep_files(*, at: datetime) -> int:
    """Deletes files of the storage that no row names and that are older than a day; answers how many.

    They are left when a process dies between writing a file and committing its row.
    """
    deleted = 0
    for folder in _folders(""):
        names = [str(PurePosixPath(folder, name)) for name in default_storage.listdir(folder)[1]]
        owned = set(
            StoredFile.objects.filter(storage_name__in={name.removesuffix(THUMBNAIL) for name in names}).values_list(
                "storage_name", flat=True
            )
        )
        for name in names:
            orphan = name.removesuffix(THUMBNAIL) not in owned
            if orphan and default_storage.get_modified_time(name) < at - LEFT_OVER_AFTER:
                default_storage.delete(name)
                deleted += 1
    return deleted


def _folders(root: str) -> list[str]:
    if root and not default_storage.exists(root):
        return []
    try:
        folders, files = default_storage.listdir(root)
    except FileNotFoundError:
        return []
    found = [root] if files and root else []
    for folder in folders:
        found += _folders(f"{root}/{folder}" if root else folder)
    return found
