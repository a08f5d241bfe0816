"""Records with documents, files of strangers made on the spot, and a small clamd of our own."""

import io
import socket
import struct
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from ortaq.kernel.documents.rules import FileRefused, check_file
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor, Grant

if TYPE_CHECKING:  # models can't be imported before Django is set up, and this file is
    from ortaq.kernel.documents.models import Document
    from ortaq.kernel.parties.models import Organisation
    from ortaq.kernel.records.models import Record

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
# The harmless test string of the antivirus industry, in two parts so that this file itself alarms nobody.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def jpeg(size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128).save(out, "JPEG", **options)
    return out.getvalue()


def png(size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", **options)
    return out.getvalue()


def pdf(change: Callable[[PdfWriter], Any] | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def content_types(main: str) -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{main}"/></Types>'
    )


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def docx(**more: bytes | str) -> bytes:
    extra = {name.replace("__", "/"): content for name, content in more.items()}
    return packed({"[Content_Types].xml": content_types(WORD), "word/document.xml": "<w/>", **extra})


def xlsx() -> bytes:
    return packed({"[Content_Types].xml": content_types(SHEET), "xl/workbook.xml": "<w/>"})


def odt(extra: dict[str, bytes | str] | None = None) -> bytes:
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>", **(extra or {})}
    return packed(parts, zipfile.ZIP_STORED)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """The builders of this module: ``make.jpeg()``, ``make.pdf()``, …"""
    return sys.modules[__name__]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A private storage of this test's own."""
    stored = dict(settings.STORAGES)
    stored["default"] = {
        **stored["default"],
        "OPTIONS": {**stored["default"]["OPTIONS"], "location": tmp_path / "files"},
    }
    settings.STORAGES = stored
    settings.CLAMD_SOCKET = ""
    return tmp_path / "files"


@pytest.fixture
def body(db: None) -> "Organisation":
    from ortaq.kernel.parties.models import Organisation, Territory

    region = Territory.objects.create(slug="t", kind="region", name_kk="Т", name_ru="Т", name_en="T")
    return Organisation.objects.create(
        slug="b", kind="state_body", body_kind="akimat", territory=region, name_kk="Б", name_ru="Б", name_en="B"
    )


@pytest.fixture
def record(body: "Organisation") -> "Record":
    from ortaq.kernel.records.models import Record

    return Record.objects.create(
        kind="sample", number="AP-2026-000001", state="new", body=body, created_at=AT, changed_at=AT
    )


@pytest.fixture
def other_record(body: "Organisation") -> "Record":
    from ortaq.kernel.records.models import Record

    return Record.objects.create(
        kind="sample", number="AP-2026-000002", state="new", body=body, created_at=AT, changed_at=AT
    )


@pytest.fixture
def attach(record: "Record") -> "Callable[..., Document]":
    """Attaches one file as a guest."""

    from ortaq.kernel.documents.actions import attach_files
    from ortaq.kernel.parties.rules import GUEST

    def one(name: str, content: bytes, to: "Record | None" = None) -> "Document":
        (document,) = attach_files(
            record=to or record, uploads=[upload(name, content)], purpose="attachment", by=GUEST, at=AT
        )
        return document

    return one


@pytest.fixture
def officer(body: "Organisation") -> Actor:
    return Actor(kind="user", grants=(Grant("executor", body.pk),))


@pytest.fixture
def access(monkeypatch: pytest.MonkeyPatch) -> None:
    """Officers of the record's body may read its documents, and so may its author."""

    from ortaq.kernel.documents import registry

    def decide(actor: Actor, document: Any, record: "Record") -> Decision:
        mine = actor.person_id is not None and actor.person_id == record.author_id
        if actor.roles_in(record.body_id) or mine:
            return ALLOWED
        return refused("жоқ", "нет", "no")

    monkeypatch.setitem(registry._declared, "sample", registry.Rule(decide))


@pytest.fixture(scope="session")
def code() -> Callable[[str, bytes], str]:
    """The one reason for which a file is refused: ``code("a.pdf", content)``."""

    def reason(name: str, content: bytes) -> str:
        with pytest.raises(FileRefused) as refused:
            check_file(name, content)
        (one,) = refused.value.refusals
        return one.code

    return reason


@dataclass
class Daemon:
    """What our clamd was asked, and how it answers."""

    path: str
    received: list[bytes] = field(default_factory=list)
    answer: Callable[[bytes], bytes] = lambda content: (
        b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
    )


@pytest.fixture
def clamd(settings: Any, tmp_path: Path) -> Iterator[Daemon]:
    """A daemon on a real unix socket that speaks INSTREAM."""
    daemon = Daemon(str(tmp_path / "clamd.sock"))
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(daemon.path)
    server.listen()

    def exactly(wire: socket.socket, size: int) -> bytes:
        got = b""
        while len(got) < size and (part := wire.recv(size - len(got))):
            got += part
        return got

    def serve() -> None:
        while True:
            try:
                wire, _ = server.accept()
            except OSError:
                return
            with wire:
                assert exactly(wire, 10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", exactly(wire, 4))[0]:
                    content += exactly(wire, size)
                daemon.received.append(content)
                wire.sendall(daemon.answer(content))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.CLAMD_SOCKET = daemon.path
    yield daemon
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)
