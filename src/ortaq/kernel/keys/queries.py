"""This installation's keys, read from the settings once."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from ortaq.kernel.keys import rules


@cache
def _purpose(purpose: str) -> bytes:
    return rules.purpose_key(bytes.fromhex(settings.FIELD_KEY), purpose)


def seal(plain: str) -> bytes:
    """*plain*, encrypted under this installation's field key."""
    return rules.encrypt(_purpose("field"), plain)


def unseal(sealed: bytes) -> str:
    """The text that :func:`seal` encrypted. Raises ``rules.Unreadable``."""
    return rules.decrypt(_purpose("field"), sealed)


def lookup_hash(purpose: str, value: str) -> bytes:
    """Keyed hash of *value* for finding equal values of one *purpose* ("iin", "email", "pin", …)."""
    return rules.keyed_hash(_purpose(f"lookup:{purpose}"), value)


@cache
def signing_key() -> Ed25519PrivateKey:
    """The key that signs daily checkpoints."""
    return rules.signer(bytes.fromhex(settings.SIGNING_KEY))
