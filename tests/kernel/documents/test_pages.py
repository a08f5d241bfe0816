"""What people see of documents: the list of a record, and the page for an upload that is too large."""

from types import ModuleType
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.documents.models import StoredFile
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.kernel.records.models import Record


@pytest.fixture
def rows(make: ModuleType, record: Record, officer: Actor, access: None) -> list[Any]:
    sent = [make.upload("<b>шот</b>.pdf", make.pdf()), make.upload("фото.jpg", make.jpeg())]
    attach_files(record=record, uploads=sent, purpose="attachment", by=GUEST, at=make.AT)
    return listed_for(officer, record)


def test_the_list_links_files_shows_small_pictures_and_warns_of_the_unscanned(rows: list[Any]) -> None:
    with translation.override("ru"):
        drawn = render_to_string("documents/list.html", {"documents": rows})
    assert drawn.count("<a ") == 2 and drawn.count("<img ") == 1
    assert "Проверен без антивируса" in drawn and "<b>" not in drawn
    assert 'loading="lazy"' in drawn and "style=" not in drawn


def test_a_held_file_is_named_with_the_reason_and_without_a_link(
    record: Record, officer: Actor, rows: list[Any]
) -> None:
    StoredFile.objects.update(state=StoredFile.State.QUARANTINED)
    with translation.override("kk"):
        drawn = render_to_string("documents/list.html", {"documents": listed_for(officer, record)})
    assert "<a " not in drawn and "<img" not in drawn and "тексеріліп жатыр" in drawn


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Файлдар тым үлкен"), ("ru", "Файлы слишком большие"), ("en", "The files are too large")],
)
def test_item_8_an_upload_that_is_too_large_gets_a_page_in_the_readers_language(
    db: None, language: str, words: str
) -> None:
    answer = Client().generic("POST", f"/{language}/", b"", CONTENT_LENGTH="2000000000", HTTP_ACCEPT="text/html")
    assert answer.status_code == 413
    assert words in answer.content.decode() and "DOCX" in answer.content.decode()


def test_item_8_a_machine_gets_the_limits_as_json(db: None) -> None:
    answer = Client().generic("POST", "/api/v1/x", b"", CONTENT_LENGTH="2000000000", HTTP_ACCEPT="application/json")
    assert answer.status_code == 413 and "10" in answer.json()["detail"]
