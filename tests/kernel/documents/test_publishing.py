"""Official and public copies."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ortaq.kernel.documents.actions import (
    publish_document,
    take_down_document,
)
from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.permissions import is_public
from ortaq.kernel.documents.queries import public_documents_of
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record

State = StoredFile.State


def on_disk(files: Path) -> list[str]:
    return sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())


def publish_record(record: Record, at: Any) -> None:
    record.public_title, record.published_at = "Тақырып", at
    record.save()


def test_the_public_gets_the_redacted_copy_under_a_name_without_personal_data(
    make: ModuleType, attach: Callable[..., Document], record: Record, officer: Actor
) -> None:
    document = attach("Ахметов паспорт.pdf", make.pdf())
    redacted = make.upload("redacted.jpg", make.jpeg())
    published = publish_document(document=document, public_copy=redacted, by=officer, at=make.AT)
    assert not is_public(published) and public_documents_of(record) == []
    publish_record(record, make.AT)
    (row,) = public_documents_of(record)
    assert row.name == f"AP-2026-000001-{document.pk}.jpg"
    assert published.public_copy_id != published.stored_id


def test_taking_down_forgets_the_public_copy_and_keeps_the_official_one(
    make: ModuleType,
    attach: Callable[..., Document],
    record: Record,
    officer: Actor,
    files: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    publish_record(record, make.AT)
    document = attach("a.pdf", make.pdf())
    publish_document(document=document, public_copy=make.upload("b.jpg", make.jpeg()), by=officer, at=make.AT)
    assert len(on_disk(files)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        take_down_document(document=document, by=officer, at=make.AT)
    assert public_documents_of(record) == []
    assert on_disk(files) == [document.stored.storage_name]


def test_publishing_again_forgets_the_copy_before(
    make: ModuleType,
    attach: Callable[..., Document],
    officer: Actor,
    files: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    document = attach("a.jpg", make.jpeg())
    with django_capture_on_commit_callbacks(execute=True):
        for side in (11, 12):
            publish_document(
                document=document, public_copy=make.upload("b.png", make.png((side, 9))), by=officer, at=make.AT
            )
    assert StoredFile.objects.count() == 2 and len(on_disk(files)) == 4


@pytest.mark.parametrize("copy", [None, "pdf"])
def test_an_unscanned_copy_is_not_published(
    make: ModuleType, attach: Callable[..., Document], officer: Actor, copy: str | None
) -> None:
    document = attach("a.pdf", make.pdf())
    with pytest.raises(FileRefused) as refused:
        publish_document(
            document=document, public_copy=make.upload("b.pdf", make.pdf()) if copy else None, by=officer, at=make.AT
        )
    assert refused.value.refusals[0].code == "held"
