"""Who verifies a signature: this program for the world's algorithms, a national service for national ones.

The national service is a small HTTP server that an operator runs beside Ortaq with the state's crypto library. Its
contract is ours and tested: ``POST /verify`` with JSON ``{"content": base64, "signature": base64}`` answers
``{"intact": bool, "trusted": bool, "claimed_at": ISO 8601 or null, "algorithm": str, "signer": {"name",
"organisation", "iin", "bin", "serial", "issuer"}}``; 422 when the file holds no signature. An adapter for a library
that speaks otherwise is a few lines in front of it.
"""

import asyncio
import base64
import io
import json
import urllib.error
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from asn1crypto import cms, pem, x509
from django.conf import settings
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError, extract_signer_info
from pyhanko.sign.validation import async_validate_detached_cms, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ortaq.kernel.signatures.rules import (
    NO_PROVIDER,
    NOT_A_SIGNATURE,
    NOT_THIS_DOCUMENT,
    SERVICE_DOWN,
    SignatureRefused,
    Signer,
    Verdict,
    subject_fields,
)

NATIONAL = ("1.2.398.", "1.2.643.")
"""Arcs of object identifiers of Kazakhstan's and Russia's own algorithms, which no library of ours computes."""
SECONDS = 20
LARGEST_ANSWER = 100_000

T = TypeVar("T")


class Provider(Protocol):
    """Verifies detached signatures."""

    @property
    def name(self) -> str:
        """What stands beside the verdict."""

    def verify(self, content: bytes, signature: bytes) -> Verdict:
        """What *signature* says of *content*. Raises SignatureRefused when it is none or can't be judged."""


@dataclass(frozen=True)
class Own:
    """RSA and ECDSA by pyHanko, against the authorities whose certificates lie in the folder of trusted ones."""

    name: str = "own"

    def verify(self, content: bytes, signature: bytes) -> Verdict:
        """Verifies a detached CMS signature (RFC 5652)."""
        data = signed_data(signature)
        try:
            status = done(async_validate_detached_cms(content, data, _context()))
        except (SignatureValidationError, CMSExtractionError, ValueError) as error:
            raise SignatureRefused(NOT_A_SIGNATURE) from error
        return _verdict(status)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)
"""The operator named one service: what another says, to which it points, is not its word."""


@dataclass(frozen=True)
class National:
    """The national service at ``url``."""

    url: str
    name: str = "national"

    def verify(self, content: bytes, signature: bytes) -> Verdict:
        """Asks the service. Raises SignatureRefused, also when it doesn't answer: nothing is trusted on doubt."""
        body = {"content": base64.b64encode(content).decode(), "signature": base64.b64encode(signature).decode()}
        request = urllib.request.Request(  # noqa: S310 -- the address is the operator's setting, http or https
            f"{self.url}/verify", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with _opener.open(request, timeout=SECONDS) as response:
                said = json.loads(response.read(LARGEST_ANSWER))
            claimed = said["claimed_at"]
            signer = Signer(**{field: str(said["signer"].get(field, "")) for field in Signer.__slots__})
            return Verdict(
                said["intact"] is True,
                said["trusted"] is True,
                signer,
                datetime.fromisoformat(claimed) if claimed else None,
                str(said["algorithm"]),
            )
        except urllib.error.HTTPError as error:
            raise SignatureRefused(NOT_A_SIGNATURE if error.code == 422 else SERVICE_DOWN) from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignatureRefused(SERVICE_DOWN) from error


def verify_detached(content: bytes, signature: bytes) -> tuple[Verdict, str]:
    """Verifies a detached CMS signature by whoever can; the name of that provider stands beside the verdict.

    Raises SignatureRefused.
    """
    data = signed_data(signature)
    national = any(_algorithm(info).startswith(NATIONAL) for info in data["signer_infos"])
    if national and not settings.SIGNATURE_SERVICE:
        raise SignatureRefused(NO_PROVIDER)
    provider: Provider = National(settings.SIGNATURE_SERVICE) if national else Own()
    return provider.verify(content, signature), provider.name


def verify_pdf(original: bytes, signed: bytes) -> Verdict:
    """Verifies the newest signature inside *signed*, which must be *original* with signatures added and nothing else.

    A signature is added behind the bytes that were there: so the file begins with the original, byte by byte. Raises
    SignatureRefused.
    """
    if not signed.startswith(original) or len(signed) == len(original):
        raise SignatureRefused(NOT_THIS_DOCUMENT if signed.startswith(b"%PDF") else NOT_A_SIGNATURE)
    try:
        embedded = PdfFileReader(io.BytesIO(signed)).embedded_signatures
        if not embedded:
            raise SignatureRefused(NOT_A_SIGNATURE)
        status = done(async_validate_pdf_signature(embedded[-1], _context()))
    except (PdfError, SignatureValidationError, CMSExtractionError, ValueError) as error:
        raise SignatureRefused(NOT_A_SIGNATURE) from error
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise SignatureRefused(NOT_THIS_DOCUMENT)  # something was added after the signature
    return _verdict(status)


def signed_data(signature: bytes) -> cms.SignedData:
    """The CMS structure in DER or PEM. Raises SignatureRefused for anything else."""
    try:
        if pem.detect(signature):
            _, _, signature = pem.unarmor(signature)
        info = cms.ContentInfo.load(signature, strict=True)
        if info["content_type"].native != "signed_data":
            raise SignatureRefused(NOT_A_SIGNATURE)
        data: cms.SignedData = info["content"]
        if len(data["signer_infos"]) != 1:
            raise SignatureRefused(NOT_A_SIGNATURE)
        extract_signer_info(data)
    except (ValueError, TypeError, CMSExtractionError) as error:
        raise SignatureRefused(NOT_A_SIGNATURE) from error
    return data


def _algorithm(info: cms.SignerInfo) -> str:
    return str(info["signature_algorithm"]["algorithm"].dotted)


def _verdict(status: Any) -> Verdict:
    certificate: x509.Certificate = status.signing_cert
    pairs = [(part["type"].native, str(part["value"].native)) for rdn in certificate.subject.chosen for part in rdn]
    name, organisation, iin, bin_ = subject_fields(pairs)
    signer = Signer(
        name[:200],
        organisation,
        iin,
        bin_,
        f"{certificate.serial_number:x}"[:80],
        certificate.issuer.human_friendly[:300],
    )
    test = any(certificate.issuer == root.subject for root in _roots(settings.TEST_AUTHORITY))
    return Verdict(
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted) and not test,
        signer=signer,
        claimed_at=status.signer_reported_dt,
        algorithm=str(status.pkcs7_signature_mechanism),
        test=bool(status.trusted) and test,
    )


def _context() -> ValidationContext:
    """The trusted authorities; revocation is judged by what the signature carries: this machine asks nobody."""
    roots = [*_roots(settings.TRUSTED_AUTHORITIES), *(_roots(settings.TEST_AUTHORITY) if settings.DEMO else ())]
    return ValidationContext(trust_roots=roots, allow_fetching=False)


def _roots(folder: str) -> tuple[x509.Certificate, ...]:
    files = sorted(Path(folder).glob("*.crt")) if Path(folder).is_dir() else []
    return tuple(_certificate(str(path), path.stat().st_mtime_ns) for path in files)


@lru_cache(maxsize=64)
def _certificate(path: str, changed: int) -> x509.Certificate:
    content = Path(path).read_bytes()
    if pem.detect(content):
        _, _, content = pem.unarmor(content)
    return x509.Certificate.load(content)


def done(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, on a thread of its own: whoever calls may run an event loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
