"""A signature comes under a document: uploaded, noted from paper, or made as a test in a demonstration.

Whether a side may sign, and what follows when all have, is for the system to say that owns the record: it calls these
inside its own transaction and writes the event.
"""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from ortaq.kernel.documents.models import Document
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.signatures.models import Signature
from ortaq.kernel.signatures.queries import content_to_sign, newest_signed_pdf
from ortaq.kernel.signatures.rules import CMS, PADES, PAPER, SignatureRefused, Verdict, judge

LARGEST = 20 * 1024 * 1024
"""Bytes of an uploaded signature: a signed PDF holds the whole document."""

_TOO_LARGE = Text(
    "Қолтаңба файлы 20 МБ-тан үлкен.", "Файл подписи больше 20 МБ.", "The signature's file is larger than 20 MB."
)
_TWICE = Text(
    "Бұл тарап құжатқа қол қойып қойған.",
    "Эта сторона уже подписала документ.",
    "This side has signed the document already.",
)
_NO_TRIALS = Text(
    "Сынақ қолтаңбасы тек көрсетілімде жұмыс істейді.",
    "Тестовая подпись действует только в демонстрации.",
    "A test signature works in a demonstration only.",
)


@transaction.atomic
def add_signature(
    *, document: Document, side: str, organisation: Organisation, upload: bytes, by: Actor, at: datetime
) -> Signature:
    """Verifies an uploaded signature, a detached CMS or the signed PDF itself, and keeps it. Raises SignatureRefused."""
    # Imported where it is used: what verifies takes most of a second to load, and each start of a program would wait.
    from ortaq.kernel.signatures.providers import verify_detached, verify_pdf

    if len(upload) > LARGEST:
        raise SignatureRefused(_TOO_LARGE)
    _first_of_its_side(document, side)
    if upload.startswith(b"%PDF"):
        verdict, provider, method = verify_pdf(newest_signed_pdf(document), upload), "own", PADES
    else:
        (verdict, provider), method = verify_detached(content_to_sign(document), upload), CMS
    judge(verdict, bin_=organisation.bin, demonstration=settings.DEMO)
    return _kept(document, side, organisation, method, upload, verdict, provider, by, at)


@transaction.atomic
def add_trial_signature(
    *, document: Document, side: str, organisation: Organisation, name: str, by: Actor, at: datetime
) -> Signature:
    """Signs with a test certificate made on the spot: in a demonstration alone, and marked as a test for ever."""
    from ortaq.kernel.signatures.authority import trial_cms, trial_signer  # as above: slow to load

    if not settings.DEMO:
        raise SignatureRefused(_NO_TRIALS)
    signer = trial_signer(name, organisation.name_en or organisation.name_ru, organisation.bin)
    return add_signature(
        document=document,
        side=side,
        organisation=organisation,
        upload=trial_cms(content_to_sign(document), signer),
        by=by,
        at=at,
    )


@transaction.atomic
def note_paper_signature(
    *, document: Document, side: str, organisation: Organisation, name: str, by: Actor, at: datetime
) -> Signature:
    """Notes that *name* signed on paper for a side; who notes it answers for having seen the paper."""
    _first_of_its_side(document, side)
    return Signature.objects.create(
        document=document,
        side=side,
        organisation=organisation,
        method=PAPER,
        signed_by_id=by.account,
        signed_at=at,
        sha256=document.stored.sha256,
        name=name.strip()[:200],
    )


def _first_of_its_side(document: Document, side: str) -> None:
    Document.objects.select_for_update().get(pk=document.pk)
    if Signature.objects.filter(document=document, side=side).exists():
        raise SignatureRefused(_TWICE)


def _kept(
    document: Document,
    side: str,
    organisation: Organisation,
    method: str,
    upload: bytes,
    verdict: Verdict,
    provider: str,
    by: Actor,
    at: datetime,
) -> Signature:
    signer = verdict.signer
    return Signature.objects.create(
        document=document,
        side=side,
        organisation=organisation,
        method=method,
        signed_by_id=by.account,
        signed_at=at,
        sha256=sha256(content_to_sign(document)).hexdigest(),
        content=upload,
        name=(signer.name or signer.organisation or signer.serial)[:200],
        iin=signer.iin,
        bin=signer.bin,
        serial=signer.serial,
        issuer=signer.issuer,
        algorithm=verdict.algorithm[:80],
        claimed_at=verdict.claimed_at,
        provider=provider,
        is_test=verdict.test,
    )
