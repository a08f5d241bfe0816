"""Encryption, keyed look-up hashes and signatures. Library primitives only (ASVS 5.0, V11).

Keys are arguments: 32 bytes each. One master key is stretched into purpose keys by HKDF, so that a
ciphertext of one purpose can't be read or compared under another.
"""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE_BYTES = 12


class Unreadable(Exception):
    """A ciphertext was changed, or was made under another key."""


def purpose_key(master: bytes, purpose: str) -> bytes:
    """32 bytes for one *purpose* ("field", "iin", …) out of the *master* key."""
    return HKDF(SHA256(), 32, salt=b"ortaq", info=purpose.encode()).derive(master)


def encrypt(key: bytes, plain: str) -> bytes:
    """Version byte, nonce and AES-256-GCM ciphertext of *plain*."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain.encode(), VERSION)


def decrypt(key: bytes, sealed: bytes) -> str:
    """The text that :func:`encrypt` sealed.

    Raises Unreadable when *sealed* was changed or the key is another one.
    """
    if sealed[:1] != VERSION:
        raise Unreadable("unknown version of an encrypted field")
    nonce = sealed[1 : 1 + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], VERSION).decode()
    except InvalidTag as error:
        raise Unreadable("an encrypted field was changed, or the key is another one") from error


def keyed_hash(key: bytes, value: str) -> bytes:
    """HMAC-SHA-256 of *value*: equal values can be found, and not guessed without the key."""
    return hmac.digest(key, value.encode(), sha256)


def signer(seed: bytes) -> Ed25519PrivateKey:
    """The signing key made from a 32-byte *seed*."""
    return Ed25519PrivateKey.from_private_bytes(seed)
