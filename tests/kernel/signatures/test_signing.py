"""Signatures come under documents: real certificates, real PDFs, a real service; what doesn't count is refused."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import Error as DatabaseError

from ortaq.kernel.accounts.models import User
from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.pdf import render
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record
from ortaq.kernel.signatures import rules
from ortaq.kernel.signatures.actions import add_signature, add_trial_signature, note_paper_signature
from ortaq.kernel.signatures.authority import trial_cms, trial_pades, trial_signer
from ortaq.kernel.signatures.models import Signature
from ortaq.kernel.signatures.providers import verify_detached
from ortaq.kernel.signatures.queries import content_to_sign, newest_signed_pdf, signatures_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
BIN = "990240003128"


@pytest.fixture(autouse=True)
def demonstration(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.TEST_AUTHORITY = str(tmp_path / "test-authority")
    settings.TRUSTED_AUTHORITIES = str(tmp_path / "trust")
    settings.SIGNATURE_SERVICE = ""


@pytest.fixture
def ngo() -> Organisation:
    place = Territory.objects.create(slug="x", kind="region", name_kk="Х", name_ru="Х", name_en="X")
    return Organisation.objects.create(
        slug="ngo", kind="ngo", bin=BIN, territory=place, name_kk="ҚБ «Сынақ»", name_ru="ОО «Проба»", name_en="Trial PA"
    )


@pytest.fixture
def actor() -> Actor:
    user = User.objects.create_user(email="a@example.org", password="x")
    return Actor(kind="user", user_id=user.pk)


@pytest.fixture
def document() -> Document:
    record = Record.objects.create(kind="x", number="XX-2026-000001", state="x", created_at=NOW, changed_at=NOW)
    pdf = render("notice", {"sender": "Сынақ", "number": "1", "heading": "Шарт", "text": "Мәтін"}, language="kk")
    return keep_made(record=record, name="agreement.pdf", content=pdf, purpose="agreement", by=Actor(), at=NOW)


def refused(act: Callable[[], object]) -> Any:
    with pytest.raises(rules.SignatureRefused) as caught, transaction.atomic():
        act()
    return caught.value.reason


def test_a_detached_signature_counts_and_is_kept_with_what_the_certificate_says(
    document: Document, ngo: Organisation, actor: Actor
) -> None:
    der = trial_cms(content_to_sign(document), trial_signer("Сынақ Басшы", "ОО «Проба»", BIN))
    kept = add_signature(document=document, side="supplier", organisation=ngo, upload=der, by=actor, at=NOW)
    assert (kept.method, kept.name, kept.bin, kept.provider, kept.is_test) == ("cms", "Сынақ Басшы", BIN, "own", True)
    assert kept.sha256 == document.stored.sha256
    assert "TEST" in kept.issuer
    assert [each.side for each in signatures_of(document)] == ["supplier"]


def test_pem_is_read_too(document: Document, ngo: Organisation, actor: Actor) -> None:
    der = trial_cms(content_to_sign(document), trial_signer("Б", "", ""))
    armoured = b"-----BEGIN CMS-----\n" + base64.encodebytes(der) + b"-----END CMS-----\n"
    assert add_signature(document=document, side="a", organisation=ngo, upload=armoured, by=actor, at=NOW).pk


def test_two_sides_sign_inside_the_pdf_one_behind_the_other(
    document: Document, ngo: Organisation, actor: Actor
) -> None:
    first = trial_pades(content_to_sign(document), trial_signer("Бірінші", "", BIN), "customer")
    add_signature(document=document, side="customer", organisation=ngo, upload=first, by=actor, at=NOW)
    assert newest_signed_pdf(document) == first
    without_first = trial_pades(content_to_sign(document), trial_signer("Екінші", "", BIN), "supplier")
    assert (
        refused(
            lambda: add_signature(
                document=document, side="supplier", organisation=ngo, upload=without_first, by=actor, at=NOW
            )
        )
        == rules.NOT_THIS_DOCUMENT
    )
    second = trial_pades(first, trial_signer("Екінші", "", BIN), "supplier")
    add_signature(document=document, side="supplier", organisation=ngo, upload=second, by=actor, at=NOW)
    assert [each.name for each in signatures_of(document)] == ["Бірінші", "Екінші"]


def test_a_signature_of_another_or_a_changed_document_is_refused(
    document: Document, ngo: Organisation, actor: Actor
) -> None:
    signer = trial_signer("Б", "", BIN)
    other = trial_cms(content_to_sign(document) + b" ", signer)
    changed = content_to_sign(document).replace(b"%PDF-1", b"%PDF-2", 1)
    for upload in (other, trial_pades(changed, signer, "x") if changed.startswith(b"%PDF") else other):
        reason = refused(
            lambda u=upload: add_signature(document=document, side="a", organisation=ngo, upload=u, by=actor, at=NOW)
        )  # type: ignore[misc]
        assert reason == rules.NOT_THIS_DOCUMENT


def test_a_signed_pdf_that_was_changed_after_signing_is_refused(
    document: Document, ngo: Organisation, actor: Actor
) -> None:
    signed = trial_pades(content_to_sign(document), trial_signer("Б", "", BIN), "x")
    spoiled = signed.replace(b"/SigFlags 3", b"/SigFlags 1")
    assert spoiled != signed
    for upload in (spoiled, signed + b"\n% more\n"):
        reason = refused(
            lambda u=upload: add_signature(document=document, side="a", organisation=ngo, upload=u, by=actor, at=NOW)
        )  # type: ignore[misc]
        assert reason == rules.NOT_THIS_DOCUMENT


@pytest.mark.parametrize(
    "upload", [b"", b"\x30\x03\x02\x01\x05", b"hello", b"%PDF-1.7", b"-----BEGIN CMS-----\nAA==\n-----END CMS-----"]
)
def test_what_is_no_signature_is_told_so(document: Document, ngo: Organisation, actor: Actor, upload: bytes) -> None:
    reason = refused(
        lambda: add_signature(document=document, side="a", organisation=ngo, upload=upload, by=actor, at=NOW)
    )
    assert reason in (rules.NOT_A_SIGNATURE, rules.NOT_THIS_DOCUMENT)
    assert reason.kk and reason.ru and reason.en


def test_a_test_certificate_counts_in_a_demonstration_alone(
    document: Document, ngo: Organisation, actor: Actor, settings: Any
) -> None:
    der = trial_cms(content_to_sign(document), trial_signer("Б", "", BIN))
    settings.DEMO = False
    assert (
        refused(lambda: add_signature(document=document, side="a", organisation=ngo, upload=der, by=actor, at=NOW))
        == rules.NOT_TRUSTED
    )
    assert (
        "демонстрации"
        in refused(
            lambda: add_trial_signature(document=document, side="a", organisation=ngo, name="Б", by=actor, at=NOW)
        ).ru
    )


def test_an_authority_in_the_folder_of_trusted_ones_counts(
    document: Document, ngo: Organisation, actor: Actor, settings: Any, tmp_path: Path
) -> None:
    der = trial_cms(content_to_sign(document), trial_signer("Б", "", BIN))
    trust = tmp_path / "trust"
    trust.mkdir()
    made = tmp_path / "test-authority" / "ortaq-test-authority.crt"
    (trust / "root.crt").write_bytes(made.read_bytes())
    settings.DEMO, settings.TEST_AUTHORITY = False, str(tmp_path / "none")
    kept = add_signature(document=document, side="a", organisation=ngo, upload=der, by=actor, at=NOW)
    assert not kept.is_test


def test_a_certificate_of_another_organisation_is_refused(document: Document, ngo: Organisation, actor: Actor) -> None:
    der = trial_cms(content_to_sign(document), trial_signer("Б", "", "010140000147"))
    assert (
        refused(lambda: add_signature(document=document, side="a", organisation=ngo, upload=der, by=actor, at=NOW))
        == rules.OTHER_ORGANISATION
    )


def test_a_side_signs_once_and_a_signature_never_changes(document: Document, ngo: Organisation, actor: Actor) -> None:
    kept = add_trial_signature(document=document, side="a", organisation=ngo, name="Б", by=actor, at=NOW)
    assert (
        "уже подписала"
        in refused(
            lambda: note_paper_signature(document=document, side="a", organisation=ngo, name="В", by=actor, at=NOW)
        ).ru
    )
    for change in (lambda: Signature.objects.filter(pk=kept.pk).update(name="Ж"), kept.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            document=document, side="b", organisation=ngo, method="cms", signed_by_id=actor.account, signed_at=NOW,
            sha256="x", name="no content",
        )  # fmt: skip


def test_a_paper_signature_is_noted_with_its_name(document: Document, ngo: Organisation, actor: Actor) -> None:
    kept = note_paper_signature(document=document, side="a", organisation=ngo, name=" Сынақ Адам ", by=actor, at=NOW)
    assert (kept.method, kept.name, bytes(kept.content)) == ("paper", "Сынақ Адам", b"")


class Service(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, b"")
    asked: dict[str, Any] = {}

    def do_POST(self) -> None:
        type(self).asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.answer[0])
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.answer[1])

    def do_GET(self) -> None:
        """Where a redirect leads: it trusts everything."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(GOOD).encode())

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def service(settings: Any) -> Iterator[type[Service]]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.SIGNATURE_SERVICE = f"http://127.0.0.1:{server.server_port}"
    yield Service
    server.shutdown()
    server.server_close()


def national(der: bytes) -> bytes:
    """The same structure under the object identifier of a national algorithm, which only the service can judge."""
    from asn1crypto import algos, cms

    info = cms.ContentInfo.load(der)
    signer = info["content"]["signer_infos"][0]
    signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "1.2.398.3.10.1.1.2.3.2"})
    return bytes(info.dump(force=True))


GOOD = {
    "intact": True, "trusted": True, "claimed_at": "2026-03-02T10:00:00+05:00", "algorithm": "GOST 34.310",
    "signer": {"name": "СЫНАҚ АДАМ", "organisation": "ҚБ «Сынақ»", "iin": "", "bin": BIN, "serial": "7", "issuer": "ҰЛТТЫҚ ОРТАЛЫҚ"},
}  # fmt: skip


def test_national_algorithms_are_judged_by_the_service_by_its_contract(
    document: Document, ngo: Organisation, actor: Actor, service: type[Service]
) -> None:
    der = national(trial_cms(content_to_sign(document), trial_signer("Б", "", BIN)))
    service.answer = (200, json.dumps(GOOD).encode())
    kept = add_signature(document=document, side="a", organisation=ngo, upload=der, by=actor, at=NOW)
    assert (kept.provider, kept.name, kept.algorithm, kept.is_test) == ("national", "СЫНАҚ АДАМ", "GOST 34.310", False)
    assert base64.b64decode(service.asked["content"]) == content_to_sign(document)
    assert base64.b64decode(service.asked["signature"]) == der


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((422, b""), rules.NOT_A_SIGNATURE),
        ((500, b"oops"), rules.SERVICE_DOWN),
        ((302, b""), rules.SERVICE_DOWN),
        ((303, b""), rules.SERVICE_DOWN),
        ((200, b"not json"), rules.SERVICE_DOWN),
        ((200, json.dumps({**GOOD, "signer": "x"}).encode()), rules.SERVICE_DOWN),
        ((200, json.dumps({**GOOD, "trusted": "yes"}).encode()), rules.NOT_TRUSTED),
        ((200, json.dumps({**GOOD, "intact": False}).encode()), rules.NOT_THIS_DOCUMENT),
    ],
)
def test_nothing_is_trusted_on_doubt(
    document: Document,
    ngo: Organisation,
    actor: Actor,
    service: type[Service],
    answer: tuple[int, bytes],
    reason: object,
) -> None:
    der = national(trial_cms(content_to_sign(document), trial_signer("Б", "", BIN)))
    service.answer = answer
    assert (
        refused(lambda: add_signature(document=document, side="a", organisation=ngo, upload=der, by=actor, at=NOW))
        == reason
    )


def test_without_the_service_a_national_signature_is_explained(document: Document, settings: Any) -> None:
    der = national(trial_cms(b"x", trial_signer("Б", "", BIN)))
    with pytest.raises(rules.SignatureRefused) as caught:
        verify_detached(b"x", der)
    assert caught.value.reason == rules.NO_PROVIDER
    settings.SIGNATURE_SERVICE = "http://127.0.0.1:9"
    with pytest.raises(rules.SignatureRefused) as caught:
        verify_detached(b"x", der)
    assert caught.value.reason == rules.SERVICE_DOWN


def test_what_a_kazakh_certificate_says_is_read_from_its_subject() -> None:
    pairs = [
        ("common_name", "СЫНАҚ АДАМ"), ("serial_number", "IIN850101300123"), ("organizational_unit_name", f"BIN{BIN}"),
        ("organization_name", "ҚБ"), ("country_name", "KZ"),
    ]  # fmt: skip
    assert rules.subject_fields(pairs) == ("СЫНАҚ АДАМ", "ҚБ", "850101300123", BIN)
    assert rules.subject_fields([("serial_number", "12345")]) == ("", "", "", "")
