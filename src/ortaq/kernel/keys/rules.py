"""Encryption, keyed look-up hashes and signatures. Library primitives only (ASVS 5.0, V11).

Keys are arguments: 32 bytes each. One master key is stretched into purpose keys by HKDF, so that a
ciphertext of one purpose can't be read or compared under another.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
"""What a ciphertext of the first key begins with."""

VERSION_WITH_KEY = b"\x02"
"""What a ciphertext of a later key begins with; two bytes with the number of the key follow."""

NONCE_BYTES = 12
FIRST_KEY, LAST_KEY = 1, 0xFFFF


@dataclass(frozen=True, slots=True)
class Ring:
    """The field keys of an installation by number. What is new is written with the newest; all are read."""

    keys: Mapping[int, bytes]

    @property
    def newest(self) -> int:
        """The number of the key that is written with."""
        return max(self.keys)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all keys, the newest first."""
        return tuple(sorted(self.keys, reverse=True))


def read_ring(text: str) -> Ring:
    """A ring from its text: keys of 64 hexadecimal digits with their number (``2:…``), parted by spaces or lines.

    A single key may stand without a number: it is the first. Raises ValueError; the message betrays no key.
    """
    keys: dict[int, bytes] = {}
    for place, word in enumerate(text.split(), start=1):
        number, colon, digits = word.rpartition(":")
        if len(digits) != 64 or (colon and not (number.isascii() and number.isdigit())):
            raise ValueError(f"field_key: key {place} isn't NUMBER:64 hexadecimal digits")
        chosen = int(number) if colon else FIRST_KEY
        if not FIRST_KEY <= chosen <= LAST_KEY or chosen in keys:
            raise ValueError(f"field_key: key {place} has the number of another key, or one that can't be")
        try:
            keys[chosen] = bytes.fromhex(digits)
        except ValueError:
            raise ValueError(f"field_key: key {place} isn't NUMBER:64 hexadecimal digits") from None
    if not keys:
        raise ValueError("field_key: there is no key")
    return Ring(keys)


def written_ring(ring: Ring) -> str:
    """The text that :func:`read_ring` reads, the newest key last; a single first key without a number, as ever."""
    if ring.numbers == (FIRST_KEY,):
        return ring.keys[FIRST_KEY].hex()
    return "\n".join(f"{number}:{ring.keys[number].hex()}" for number in reversed(ring.numbers))


def with_new_key(ring: Ring) -> Ring:
    """*ring* and a fresh key after its newest."""
    return Ring({**ring.keys, ring.newest + 1: secrets.token_bytes(32)})


class Unreadable(Exception):
    """A ciphertext was changed, or was made under another key."""


def purpose_key(master: bytes, purpose: str) -> bytes:
    """32 bytes for one *purpose* ("field", "iin", …) out of the *master* key."""
    return HKDF(SHA256(), 32, salt=b"ortaq", info=purpose.encode()).derive(master)


def header(number: int) -> bytes:
    """What the ciphertexts of the key *number* begin with."""
    return VERSION if number == FIRST_KEY else VERSION_WITH_KEY + number.to_bytes(2, "big")


def key_number(sealed: bytes) -> int:
    """Under which key *sealed* was made. Raises Unreadable for what is no ciphertext of ours."""
    if sealed[:1] == VERSION:
        return FIRST_KEY
    if sealed[:1] != VERSION_WITH_KEY:
        raise Unreadable("unknown version of an encrypted field")
    return int.from_bytes(sealed[1:3], "big")


def encrypt(key: bytes, plain: str, number: int = FIRST_KEY) -> bytes:
    """Header with the key's *number*, nonce and AES-256-GCM ciphertext of *plain*; the header is authenticated."""
    nonce, start = os.urandom(NONCE_BYTES), header(number)
    return start + nonce + AESGCM(key).encrypt(nonce, plain.encode(), start)


def decrypt(key: bytes, sealed: bytes) -> str:
    """The text that :func:`encrypt` sealed.

    Raises Unreadable when *sealed* was changed or the key is another one.
    """
    start = header(key_number(sealed))
    nonce = sealed[len(start) : len(start) + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[len(start) + NONCE_BYTES :], start).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable("an encrypted field was changed, or the key is another one") from error


def keyed_hash(key: bytes, value: str) -> bytes:
    """HMAC-SHA-256 of *value*: equal values can be found, and not guessed without the key."""
    return hmac.digest(key, value.encode(), sha256)


def signer(seed: bytes) -> Ed25519PrivateKey:
    """The signing key made from a 32-byte *seed*."""
    return Ed25519PrivateKey.from_private_bytes(seed)
