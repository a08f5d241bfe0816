"""Handing documents out: who may, who may not, and what a browser may do with it."""

import gc
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse

from ortaq.kernel.documents import registry
from ortaq.kernel.documents.actions import attach_files, keep_made, publish_document, take_down_document
from ortaq.kernel.documents.middleware import UploadLimitMiddleware
from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.rules import REQUEST_BYTES
from ortaq.kernel.parties.models import Assignment, Organisation, Person
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.kernel.records.models import Record

pytestmark = pytest.mark.urls("documents_urls")


@pytest.fixture(autouse=True)
def addresses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The addresses of this room alone, and the middlewares that it needs."""
    import sys
    import types

    from django.urls import include, path

    module = types.ModuleType("documents_urls")
    module.urlpatterns = [path("documents/", include("ortaq.kernel.documents.urls"))]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "documents_urls", module)
    settings.ROOT_URLCONF = "documents_urls"
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]


def sign_in(client: Client, email: str, body: Organisation | None = None, role: str = "executor") -> Any:
    user = get_user_model().objects.create_user(email)
    if body is not None:
        Assignment.objects.create(user=user, organisation=body, role=role, valid_from="2020-01-01")
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return user


@pytest.fixture
def letter(make: ModuleType, record: Record, access: None) -> Document:
    """A clean PDF of the record."""
    return keep_made(record=record, name="Жауап хаты.pdf", content=make.pdf(), purpose="answer", by=SYSTEM, at=make.AT)


@pytest.fixture
def photo(make: ModuleType, record: Record, access: None) -> Document:
    sent = [make.upload("шұңқыр.jpg", make.jpeg((500, 400)))]
    return attach_files(record=record, uploads=sent, purpose="attachment", by=GUEST, at=make.AT)[0]


def address(document: Document, name: str = "download") -> str:
    return reverse(f"documents:{name}", args=[document.uuid])


def test_an_officer_of_the_body_downloads_it_as_an_attachment_that_runs_nothing(
    client: Client, make: ModuleType, letter: Document, body: Organisation
) -> None:
    sign_in(client, "o@example.kz", body)
    answer = client.get(address(letter))
    assert answer.status_code == 200 and answer.streaming
    assert b"".join(answer.streaming_content) == make.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%D0%96%D0%B0%D1%83%D0%B0%D0%BF" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(letter.stored.size)


def test_who_may_not_gets_the_answer_that_an_absent_document_gives(
    client: Client, make: ModuleType, letter: Document, body: Organisation
) -> None:
    absent = client.get(reverse("documents:download", args=[uuid4()]))
    other = Organisation.objects.create(
        slug="o", kind="state_body", body_kind="akimat", territory=body.territory, name_kk="О", name_ru="О", name_en="O"
    )
    strangers = {"guest": None, "citizen": ("c@example.kz", None), "another body": ("a@example.kz", other)}
    for who, account in strangers.items():
        stranger = Client()
        if account:
            sign_in(stranger, *account)
        for name in ("download", "thumbnail"):
            answer = stranger.get(address(letter, name))
            assert (
                (answer.status_code, answer.content) == (absent.status_code, absent.content) == (404, absent.content)
            ), who


def test_the_author_reads_the_answer_but_not_an_unscanned_file(
    client: Client, make: ModuleType, letter: Document, record: Record
) -> None:
    user = sign_in(client, "author@example.kz")
    record.author = Person.objects.create(user=user)
    record.save()
    assert client.get(address(letter)).status_code == 200
    StoredFile.objects.update(state=StoredFile.State.UNSCANNED)
    assert client.get(address(letter)).status_code == 404


def test_a_kind_may_say_as_whom_a_session_without_an_account_comes(
    client: Client, letter: Document, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.author = Person.objects.create()
    record.save()
    rule = registry.rule_of("sample")
    assert rule is not None

    def reader(request: Any, record: Record) -> Actor:
        return replace(GUEST, person_id=request.session.get("proved"))

    monkeypatch.setitem(registry._declared, "sample", registry.Rule(rule.access, reader))
    assert client.get(address(letter)).status_code == 404
    session = client.session
    session["proved"] = record.author_id
    session.save()
    assert client.get(address(letter)).status_code == 200


@pytest.mark.parametrize("state", [StoredFile.State.QUARANTINED, StoredFile.State.REFUSED])
def test_item_6_held_files_are_served_to_nobody(
    client: Client, letter: Document, body: Organisation, state: str
) -> None:
    sign_in(client, "o@example.kz", body)
    StoredFile.objects.update(state=state)
    assert client.get(address(letter)).status_code == 404


def test_a_kind_of_record_that_declared_nothing_is_closed(
    client: Client, letter: Document, record: Record, body: Organisation
) -> None:
    sign_in(client, "o@example.kz", body)
    record.kind = "unknown"
    record.save()
    assert client.get(address(letter)).status_code == 404


def test_everybody_reads_the_public_copy_while_the_record_is_public(
    client: Client, make: ModuleType, letter: Document, record: Record
) -> None:
    publish_document(document=letter, public_copy=make.upload("b.jpg", make.jpeg()), by=SYSTEM, at=make.AT)
    assert client.get(address(letter)).status_code == 404
    record.public_title, record.published_at = "Тақырып", make.AT
    record.save()
    answer = client.get(address(letter))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert "AP-2026-000001" in answer["Content-Disposition"] and "%D0%96" not in answer["Content-Disposition"]
    again = client.get(address(letter), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content
    take_down_document(document=letter, by=SYSTEM, at=make.AT)
    assert client.get(address(letter)).status_code == 404


def test_an_officer_sees_the_official_copy_and_may_ask_for_the_public_one(
    client: Client, make: ModuleType, letter: Document, record: Record, body: Organisation
) -> None:
    publish_document(document=letter, public_copy=make.upload("b.jpg", make.jpeg()), by=SYSTEM, at=make.AT)
    record.public_title, record.published_at = "Тақырып", make.AT
    record.save()
    sign_in(client, "o@example.kz", body)
    assert client.get(address(letter))["Content-Type"] == "application/pdf"
    assert client.get(address(letter), {"copy": "public"})["Content-Type"] == "image/jpeg"


def test_pictures_show_in_the_page_and_have_a_small_copy(client: Client, photo: Document, body: Organisation) -> None:
    sign_in(client, "o@example.kz", body)
    assert client.get(address(photo))["Content-Disposition"].startswith("inline;")
    small = client.get(address(photo, "thumbnail"))
    content = b"".join(small.streaming_content)
    assert small["Content-Type"] == "image/webp" and content[8:12] == b"WEBP" and len(content) < 20_000


def test_a_document_without_a_picture_has_no_thumbnail(client: Client, letter: Document, body: Organisation) -> None:
    sign_in(client, "o@example.kz", body)
    assert client.get(address(letter, "thumbnail")).status_code == 404


def test_item_3_plain_text_is_never_shown_in_the_page(
    client: Client, make: ModuleType, record: Record, body: Organisation, access: None
) -> None:
    (document,) = attach_files(
        record=record,
        uploads=[make.upload("a.txt", b"words <script>alert(1)</script>")],
        purpose="a",
        by=GUEST,
        at=make.AT,
    )
    sign_in(client, "o@example.kz", body)
    answer = client.get(address(document))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_content_that_is_gone_from_the_storage_is_a_404(
    client: Client, letter: Document, body: Organisation, files: Path
) -> None:
    sign_in(client, "o@example.kz", body)
    (files / letter.stored.storage_name).unlink()
    assert client.get(address(letter)).status_code == 404


def test_only_reading_is_open(client: Client, letter: Document, body: Organisation) -> None:
    sign_in(client, "o@example.kz", body)
    assert client.post(address(letter)).status_code == 405
    assert client.head(address(letter)).status_code == 200


def test_downloading_costs_a_few_queries(
    client: Client, letter: Document, body: Organisation, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, "o@example.kz", body)
    with django_assert_max_num_queries(6):  # the sixth notes that personal data was read
        client.get(address(letter))


# 8. Sizes of requests


def test_item_8_two_gigabytes_are_refused_before_a_byte_is_read(rf: RequestFactory) -> None:
    class Unread:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    request = rf.post("/", headers={"Accept": "application/json"})
    request.META.update({"CONTENT_LENGTH": "2000000000", "wsgi.input": Unread()})
    answer = UploadLimitMiddleware(lambda request: pytest.fail("went through"))(request)
    assert answer.status_code == 413
    request.META["CONTENT_LENGTH"] = str(REQUEST_BYTES)
    assert UploadLimitMiddleware(lambda request: answer)(request) is answer


@pytest.mark.parametrize("length", ["", "-1", "１２", "many"])
def test_item_8_a_length_that_is_no_number_does_not_break_anything(rf: RequestFactory, length: str) -> None:
    request = rf.get("/")
    request.META["CONTENT_LENGTH"] = length
    answer = object()
    assert UploadLimitMiddleware(lambda request: answer)(request) is answer  # type: ignore[arg-type, return-value]


def test_item_8_a_thousand_parts_are_refused(rf: RequestFactory, make: ModuleType) -> None:
    from django.core.exceptions import TooManyFilesSent

    request = rf.post("/", {f"f{number}": make.upload("a.txt", b"x") for number in range(1_000)})
    with pytest.raises(TooManyFilesSent):
        request.FILES  # noqa: B018


def test_item_8_an_aborted_upload_leaves_nothing_in_the_temporary_folder(
    rf: RequestFactory, settings: Any, tmp_path: Path
) -> None:
    from io import BytesIO

    from django.http import UnreadablePostError

    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(min(size or 65_536, 65_536))
            if not part:
                raise OSError("connection reset")
            return part

    spool = tmp_path / "spool"
    spool.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(spool)
    start = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n' + b"x" * 3_000_000
    request = rf.generic("POST", "/", b"x", content_type="multipart/form-data; boundary=b")
    request.META["CONTENT_LENGTH"] = "9000000"
    request._stream = Broken(start)  # type: ignore[attr-defined]
    with pytest.raises(UnreadablePostError):
        request.FILES  # noqa: B018
    request.close()
    del request
    gc.collect()  # the half file goes with the exception that holds its reader
    assert list(spool.iterdir()) == []
