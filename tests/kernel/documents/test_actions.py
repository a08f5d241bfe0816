"""Keeping files: once each, held until they are safe, gone when nobody names them."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.signals import request_finished
from django.db import connection, transaction

from ortaq.kernel.documents.actions import (
    attach_files,
    check_quarantined,
    keep_made,
    publish_document,
    remove_document,
    settle_files,
    sweep_files,
)
from ortaq.kernel.documents.actions.attaching import check_uploads
from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.permissions import held_because
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.kernel.records.models import Record

State = StoredFile.State


def on_disk(files: Path) -> list[str]:
    return sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())


def test_files_are_kept_in_their_order_with_their_hashes(make: ModuleType, record: Record) -> None:
    sent = [make.upload("б.pdf", make.pdf()), make.upload("а.jpg", make.jpeg())]
    documents = attach_files(record=record, uploads=sent, purpose="attachment", by=GUEST, at=make.AT)
    assert [document.name for document in documents] == ["б.pdf", "а.jpg"]
    for document in documents:
        with default_storage.open(document.stored.storage_name) as file:
            from hashlib import sha256

            assert sha256(file.read()).hexdigest() == document.stored.sha256


def test_item_7_the_storage_name_has_nothing_of_the_name_that_was_sent(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    document = attach("../../etc/passwd.pdf", make.pdf())
    assert document.name == "passwd.pdf"
    assert document.stored.storage_name.startswith("2026/11/") and len(document.stored.storage_name) == 8 + 32
    (kept,) = on_disk(files)
    assert kept == document.stored.storage_name
    assert (files / kept).stat().st_mode & 0o777 == 0o600


def test_item_4_the_original_of_a_picture_is_never_stored(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    original = make.jpeg(comment=b"secret-place")
    attach("a.jpg", original)
    assert len(on_disk(files)) == 2  # the picture drawn anew, and its thumbnail
    for name in on_disk(files):
        assert b"secret-place" not in (files / name).read_bytes()


def test_all_files_are_taken_or_none_and_every_refusal_is_told(make: ModuleType, record: Record, files: Path) -> None:
    sent = [make.upload("a.pdf", make.pdf()), make.upload("b.svg", b"<svg/>"), make.upload("c.pdf", b"%PDF-1.7 broken")]
    with pytest.raises(FileRefused) as refused:
        attach_files(record=record, uploads=sent, purpose="attachment", by=GUEST, at=make.AT)
    assert [(one.name, one.code) for one in refused.value.refusals] == [("b.svg", "type"), ("c.pdf", "damaged")]
    assert "«b.svg»" in refused.value.errors[0].kk
    assert not Document.objects.exists() and not StoredFile.objects.exists() and not on_disk(files)


def test_item_8_nothing_is_read_of_a_file_that_declares_too_much(make: ModuleType, record: Record) -> None:
    class Huge:
        name, size = "a.pdf", 2_000_000_000

        def read(self) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(FileRefused) as refused:
        attach_files(record=record, uploads=[Huge()], purpose="attachment", by=GUEST, at=make.AT)  # type: ignore[list-item]
    assert refused.value.refusals[0].code == "too_large"


# Held until they are safe


@pytest.mark.parametrize(
    ("name", "state"), [("a.pdf", State.UNSCANNED), ("a.jpg", State.CLEAN), ("a.txt", State.CLEAN)]
)
def test_without_an_antivirus_what_could_act_is_marked_as_unscanned(
    make: ModuleType, attach: Callable[..., Document], name: str, state: str
) -> None:
    content = {"a.pdf": make.pdf(), "a.jpg": make.jpeg(), "a.txt": b"words"}[name]
    assert attach(name, content).stored.state == state


def test_an_unscanned_file_leaves_to_the_office_only(
    make: ModuleType, attach: Callable[..., Document], officer: Actor
) -> None:
    stored = attach("a.pdf", make.pdf()).stored
    assert held_because(stored, officer) is None
    for other in (GUEST, SYSTEM, Actor(kind="user", user_id=1, person_id=1, level=2)):
        assert held_because(stored, other) is not None


def test_item_6_eicar_is_found_and_served_to_nobody(
    make: ModuleType, attach: Callable[..., Document], officer: Actor, clamd: Any
) -> None:
    bad = attach("a.txt", make.EICAR)
    good = attach("b.pdf", make.pdf())
    assert bad.stored.state == good.stored.state == State.QUARANTINED
    assert held_because(good.stored, officer) is not None
    assert check_quarantined(at=make.AT) == 2
    assert clamd.received[0] == make.EICAR
    bad.stored.refresh_from_db()
    good.stored.refresh_from_db()
    assert (bad.stored.state, bad.stored.finding) == (State.REFUSED, "Eicar-Test-Signature")
    assert (good.stored.state, good.stored.scanner, good.stored.scanned_at) == (State.CLEAN, "clamd", make.AT)
    assert held_because(bad.stored, officer) is not None
    with pytest.raises(FileRefused) as refused:
        publish_document(document=bad, by=officer, at=make.AT)
    assert refused.value.refusals[0].code == "held"


def test_item_6_known_malware_is_refused_when_it_comes_again(
    make: ModuleType, attach: Callable[..., Document], clamd: Any
) -> None:
    attach("a.txt", make.EICAR)
    check_quarantined(at=make.AT)
    with pytest.raises(FileRefused) as refused:
        attach("other.txt", make.EICAR)
    assert refused.value.refusals[0].code == "virus"


def test_item_6_while_the_daemon_is_down_files_stay_held(
    make: ModuleType, attach: Callable[..., Document], settings: Any, tmp_path: Path, officer: Actor
) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "nobody-listens")
    document = attach("a.pdf", make.pdf())
    assert check_quarantined(at=make.AT) == 0
    document.stored.refresh_from_db()
    assert document.stored.state == State.QUARANTINED
    assert held_because(document.stored, officer) is not None


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK and more\0", b"garbage"]
)
def test_item_6_an_answer_that_is_no_verdict_keeps_the_file_held(
    make: ModuleType, attach: Callable[..., Document], clamd: Any, answer: bytes
) -> None:
    clamd.answer = lambda content: answer
    document = attach("a.pdf", make.pdf())
    assert check_quarantined(at=make.AT) == 0
    document.stored.refresh_from_db()
    assert document.stored.state == State.QUARANTINED


def test_when_an_antivirus_is_set_up_later_it_looks_at_what_came_before(
    make: ModuleType, attach: Callable[..., Document], settings: Any, clamd: Any
) -> None:
    settings.CLAMD_SOCKET = ""
    document = attach("a.pdf", make.pdf())
    assert check_quarantined(at=make.AT) == 0
    settings.CLAMD_SOCKET = clamd.path
    assert check_quarantined(at=make.AT) == 1
    document.stored.refresh_from_db()
    assert document.stored.state == State.CLEAN


def test_a_large_file_goes_to_the_daemon_in_chunks_and_whole(
    make: ModuleType, attach: Callable[..., Document], clamd: Any
) -> None:
    content = ("сөз " * 40_000).encode()
    attach("a.txt", content)
    check_quarantined(at=make.AT)
    assert clamd.received == [content]


def test_what_the_platform_makes_is_clean(make: ModuleType, record: Record, clamd: Any) -> None:
    document = keep_made(record=record, name="Жауап.pdf", content=make.pdf(), purpose="answer", by=SYSTEM, at=make.AT)
    assert document.stored.state == State.CLEAN and document.name == "Жауап.pdf"
    with pytest.raises(ValueError, match="no known type"):
        keep_made(record=record, name="a.exe", content=b"x", purpose="answer", by=SYSTEM, at=make.AT)


# Once each


def test_item_10_the_same_content_is_stored_once_and_removing_one_reference_keeps_the_other(
    make: ModuleType,
    attach: Callable[..., Document],
    other_record: Record,
    files: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first, second = attach("a.jpg", make.jpeg()), attach("b.jpg", make.jpeg(), other_record)
    assert first.stored_id == second.stored_id and StoredFile.objects.count() == 1 and len(on_disk(files)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_document(document=first, by=GUEST, at=make.AT) == second.stored.sha256
    assert len(on_disk(files)) == 2 and StoredFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document=second, by=GUEST, at=make.AT)
    assert on_disk(files) == [] and not StoredFile.objects.exists()


def test_item_10_content_that_vanished_from_the_storage_comes_back_with_the_next_upload(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    document = attach("a.pdf", make.pdf())
    (files / document.stored.storage_name).unlink()
    attach("b.pdf", make.pdf())
    assert (files / document.stored.storage_name).read_bytes() == make.pdf()


@pytest.mark.django_db(transaction=True)
def test_item_10_the_same_file_from_two_people_at_once_is_stored_once(
    make: ModuleType, record: Record, other_record: Record, files: Path
) -> None:
    content, gate, troubles = make.pdf(), threading.Barrier(2), []

    def send(to: Record) -> None:
        try:
            gate.wait()
            attach_files(record=to, uploads=[make.upload("a.pdf", content)], purpose="attachment", by=GUEST, at=make.AT)
            settle_files()
        except Exception as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(one,)) for one in (record, other_record)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert StoredFile.objects.count() == 1 and Document.objects.count() == 2 and len(on_disk(files)) == 1


# No orphans


@pytest.mark.django_db(transaction=True)
def test_files_of_a_transaction_that_failed_are_gone_after_the_request(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        attach("a.jpg", make.jpeg())
        assert len(on_disk(files)) == 2
        raise RuntimeError
    request_finished.send(sender=None)
    assert on_disk(files) == []


@pytest.mark.django_db(transaction=True)
def test_files_of_a_savepoint_that_failed_are_gone_and_the_others_stay(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    with transaction.atomic():
        kept = attach("a.pdf", make.pdf())
        with pytest.raises(RuntimeError), transaction.atomic():
            attach("b.txt", b"words")
            raise RuntimeError
    settle_files()
    assert on_disk(files) == [kept.stored.storage_name]


@pytest.mark.django_db(transaction=True)
def test_files_of_a_transaction_still_under_way_are_left_alone(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    with transaction.atomic():
        attach("a.pdf", make.pdf())
        settle_files()
        assert len(on_disk(files)) == 1
    assert len(on_disk(files)) == 1


def test_the_sweep_takes_old_files_that_no_row_names_and_nothing_else(
    make: ModuleType, attach: Callable[..., Document], files: Path
) -> None:
    kept = attach("a.jpg", make.jpeg()).stored
    for name, age in (("2026/11/old", 3), ("2026/11/old.thumbnail", 3), ("2026/11/fresh", 0)):
        (files / name).write_bytes(b"x")
        moment = (make.AT - timedelta(days=age)).timestamp()
        os.utime(files / name, (moment, moment))
    for name in (kept.storage_name, kept.thumbnail_name):
        os.utime(files / name, (0, 0))
    assert sweep_files(at=make.AT) == 2
    assert on_disk(files) == sorted([kept.storage_name, kept.thumbnail_name, "2026/11/fresh"])


def test_the_sweep_of_an_empty_storage_does_nothing(make: ModuleType, db: None) -> None:
    assert sweep_files(at=make.AT) == 0


def test_lists_show_what_each_reader_may_know(
    make: ModuleType, attach: Callable[..., Document], record: Record, officer: Actor, access: None,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(4):
        attach(f"{number}.pdf", make.pdf() + b"\n" * number)
    with django_assert_num_queries(1):
        rows = listed_for(officer, record)
    assert [row.name for row in rows] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf"]
    assert all(row.warning and not row.held for row in rows)
    assert listed_for(GUEST, record) == []


def test_checked_uploads_are_not_checked_twice(make: ModuleType, record: Record) -> None:
    checked = check_uploads([make.upload("a.jpg", make.jpeg())])
    (document,) = attach_files(record=record, uploads=checked, purpose="attachment", by=GUEST, at=make.AT)
    assert document.stored.sha256 == checked[0].sha256
