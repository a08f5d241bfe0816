"""Attaching files to a record, and taking a reference away."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ortaq.kernel.documents.actions.keeping import forget, keep
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.rules import (
    BY_SUFFIX,
    CheckedFile,
    FileRefused,
    Refusal,
    check_file,
    check_sizes,
    clean_name,
)
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record

Upload: TypeAlias = "UploadedFile[Any] | CheckedFile"


def check_uploads(uploads: Iterable[Upload]) -> list[CheckedFile]:
    """Every upload checked; those that a form checked already pass as they are. Raises FileRefused for all at once."""
    files = list(uploads)
    sizes = [
        (file.name, len(file.content)) if isinstance(file, CheckedFile) else (file.name or "", file.size or 0)
        for file in files
    ]
    refusals: list[Refusal] = list(check_sizes(sizes))
    if refusals:
        raise FileRefused(tuple(refusals))
    checked: list[CheckedFile] = []
    for file in files:
        if isinstance(file, CheckedFile):
            checked.append(file)
            continue
        try:
            file.seek(0)
            checked.append(check_file(file.name or "", file.read()))
        except FileRefused as error:
            refusals += error.refusals
    if refusals:
        raise FileRefused(tuple(refusals))
    return checked


@transaction.atomic
def attach_files(*, record: Record, uploads: Iterable[Upload], purpose: str, by: Actor, at: datetime) -> list[Document]:
    """Attaches *uploads* (of a form, or checked by ``forms.MultipleFileField``) to *record*, in their order.

    All or nothing. Raises FileRefused, whose ``errors`` stand beside the field. The caller's event takes
    ``document.stored.sha256``.
    """
    checked = check_uploads(uploads)
    refusals: list[Refusal] = []
    documents: list[Document] = []
    for file in checked:
        try:
            documents.append(_document(record, file, purpose, by, at))
        except FileRefused as error:
            refusals += error.refusals
    if refusals:
        raise FileRefused(tuple(refusals))
    return documents


def _document(
    record: Record, file: CheckedFile, purpose: str, by: Actor, at: datetime, *, made_here: bool = False
) -> Document:
    return Document.objects.create(
        record=record,
        stored=keep(file, at, made_here=made_here),
        name=file.name,
        purpose=purpose,
        uploaded_by_id=by.person_id,
        uploaded_by_user_id=by.user_id,
        created_at=at,
    )


@transaction.atomic
def keep_made(*, record: Record, name: str, content: bytes, purpose: str, by: Actor, at: datetime) -> Document:
    """Keeps a file that the platform itself made (a PDF of ``pdf.render``): clean from the start.

    Never for what a stranger sent. Raises ValueError for a suffix that is not in the table of types.
    """
    cleaned = clean_name(name)
    kind = BY_SUFFIX.get(f".{cleaned.rsplit('.', 1)[-1].lower()}")
    if kind is None:
        raise ValueError(f"no known type of file: {cleaned!r}")
    return _document(record, CheckedFile(cleaned, kind, content), purpose, by, at, made_here=True)


@transaction.atomic
def hand_on_documents(*, source: Record, target: Record, purpose: str, at: datetime) -> int:
    """Lets the documents of one *purpose* stand with *target* too, whose readers can't open *source*; gives how many.

    The same content, and references of its own: what is published or taken away there leaves those of *source* alone.
    """
    found = Document.objects.filter(record_id=source.pk, purpose=purpose).order_by("pk")
    handed = [
        Document(
            record_id=target.pk,
            stored_id=each.stored_id,
            name=each.name,
            purpose=purpose,
            uploaded_by_id=each.uploaded_by_id,
            uploaded_by_user_id=each.uploaded_by_user_id,
            created_at=at,
        )
        for each in found
    ]
    return len(Document.objects.bulk_create(handed))


@transaction.atomic
def remove_document(*, document: Document, by: Actor, at: datetime) -> str:
    """Takes a document off its record (a draft's attachment); answers the SHA-256 of its official copy.

    Content that another document names stays. Whether a record may lose documents is its lifecycle's to say.
    """
    files = [document.stored] + ([document.public_copy] if document.public_copy else [])
    document.delete()
    for stored in {file.pk: file for file in files}.values():
        forget(stored)
    return files[0].sha256
