"""Ballots are sealed to a key whose private half nobody has until the count.

HPKE, base mode (RFC 9180), DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, by the library. The election and
the hash of its papers are bound in: what was sealed for one election can't be opened as a ballot of another.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

LABEL = b"ortaq ballot 1"
OVERHEAD = 32 + 16
"""Bytes that a seal adds to the padded text: the encapsulated key before it, the tag after it."""
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_END = b"\x80"
"""Stands after the text, before the zeros that pad it (ISO/IEC 7816-4)."""


class Unopened(Exception):
    """An envelope can't be opened: it was changed, or belongs to another key, election or paper."""


def new_keys() -> tuple[bytes, bytes]:
    """A fresh private and public key, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key that belongs to *private*. Raises ValueError when it hasn't 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, plaintext: bytes, *, election: str, paper_hash: bytes, size: int) -> bytes:
    """*plaintext*, padded to *size* bytes and sealed: all envelopes of an election are ``size + OVERHEAD`` bytes.

    Raises ValueError when the text doesn't fit.
    """
    if len(plaintext) >= size:
        raise ValueError(f"a ballot of {len(plaintext)} bytes doesn't fit into {size}")
    padded = plaintext + _END + bytes(size - len(plaintext) - 1)
    return _SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(public), _info(election, paper_hash))


class Opener:
    """Opens many envelopes with one key, which is read once. Raises ValueError when the key hasn't 32 bytes."""

    def __init__(self, private: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(private)

    def opened(self, sealed: bytes, *, election: str, paper_hash: bytes) -> bytes:
        """What was sealed. Raises Unopened."""
        try:
            padded = _SUITE.decrypt(sealed, self._key, _info(election, paper_hash))
        except (InvalidTag, ValueError) as error:
            raise Unopened from error
        text, end, zeros = padded.rpartition(_END)
        if not end or any(zeros):
            raise Unopened
        return text


def opened(private: bytes, sealed: bytes, *, election: str, paper_hash: bytes) -> bytes:
    """What was sealed in one envelope. Raises Unopened."""
    return Opener(private).opened(sealed, election=election, paper_hash=paper_hash)


def _info(election: str, paper_hash: bytes) -> bytes:
    """What a seal is bound to. The hash has a fixed length, so that no two elections make the same bytes."""
    if len(paper_hash) != 32:
        raise ValueError("a hash has 32 bytes")
    return LABEL + b"\x00" + paper_hash + election.encode()
