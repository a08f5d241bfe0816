"""The test authority of a demonstration: certificates for people who don't exist, so that signing can be tried.

Never trusted outside a demonstration: its root lies apart from the trusted ones, and every signature that comes from
it is marked as a test.
"""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ortaq.kernel.signatures.providers import done

_YEARS = timedelta(days=3650)
ROOT, KEY = "ortaq-test-authority.crt", "ortaq-test-authority.key"


def _name(**parts: str) -> x509.Name:
    oids = {
        "name": NameOID.COMMON_NAME,
        "organisation": NameOID.ORGANIZATION_NAME,
        "bin": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "country": NameOID.COUNTRY_NAME,
    }
    return x509.Name([x509.NameAttribute(oids[part], value) for part, value in parts.items() if value])


def _authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The root and its key, made at first use under ``TEST_AUTHORITY``."""
    folder = Path(settings.TEST_AUTHORITY)
    if not (folder / ROOT).exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(name="Ortaq TEST authority (no legal force)")
        root = _certificate(name, key.public_key(), name, key, authority=True)
        (folder / KEY).touch(mode=0o600)
        (folder / KEY).write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / ROOT).write_bytes(root.public_bytes(serialization.Encoding.PEM))
    root = x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
    key = serialization.load_pem_private_key((folder / KEY).read_bytes(), None)  # type: ignore[assignment]
    return root, key


def _certificate(
    subject: x509.Name,
    public: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority, crl_sign=authority,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def trial_signer(name: str, organisation: str, bin_: str) -> signers.SimpleSigner:
    """A signer with a fresh test certificate for *name* of *organisation*."""
    root, key = _authority()
    own = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name=name, organisation=organisation, bin=f"BIN{bin_}" if bin_ else "", country="KZ")
    certificate = _certificate(subject, own.public_key(), root.subject, key)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(asn1_x509.Certificate.load(root.public_bytes(serialization.Encoding.DER)))
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            own.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=store,
    )


def trial_cms(content: bytes, signer: signers.SimpleSigner) -> bytes:
    """A detached CMS signature (DER) of *content*."""
    signed: cms.ContentInfo = done(signer.async_sign_general_data(content, "sha256", detached=True))
    return bytes(signed.dump())


def trial_pades(pdf: bytes, signer: signers.SimpleSigner, field: str) -> bytes:
    """*pdf* with a PAdES signature in the new field *field*, added behind its bytes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    return bytes(done(signers.async_sign_pdf(writer, meta, signer=signer)).getvalue())
