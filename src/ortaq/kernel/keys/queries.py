"""This installation's keys: the ring of field keys, and the key that signs."""

from functools import cache
from pathlib import Path
from time import monotonic

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from ortaq.kernel.keys import rules

LOOK_EVERY = 1.0
"""Seconds after which a process looks whether the ring's file has changed: a rotation needs no restart."""


class _Kept:
    """The ring as this process knows it, and the file that it was read from."""

    def __init__(self) -> None:
        self.ring: rules.Ring | None = None
        self.mark: tuple[int, int, int] | None = None
        self.until = 0.0


_kept = _Kept()


def ring() -> rules.Ring:
    """The field keys. Those in a file are read again when the file changes; those in the environment never."""
    now = monotonic()
    if _kept.ring is not None and now < _kept.until:
        return _kept.ring
    path: Path | None = settings.FIELD_KEY_FILE
    mark = None
    if path is not None and path.exists():
        seen = path.stat()
        mark = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
    if _kept.ring is None or mark != _kept.mark:
        text = path.read_text(encoding="ascii") if path is not None and mark is not None else settings.FIELD_KEY
        _kept.ring, _kept.mark = rules.read_ring(text), mark
    _kept.until = now + LOOK_EVERY
    return _kept.ring


def forget_ring() -> None:
    """Has the ring read anew when it is next needed."""
    _kept.ring, _kept.until = None, 0.0


@cache
def _purpose(purpose: str, master: bytes) -> bytes:
    return rules.purpose_key(master, purpose)


def seal(plain: str) -> bytes:
    """*plain*, encrypted under this installation's newest field key."""
    keys = ring()
    return rules.encrypt(_purpose("field", keys.keys[keys.newest]), plain, keys.newest)


def unseal(sealed: bytes) -> str:
    """The text that :func:`seal` encrypted, under whichever key. Raises ``rules.Unreadable``."""
    number = rules.key_number(sealed)
    if number not in ring().keys:
        forget_ring()  # written a moment ago by a process that knows a newer ring
    master = ring().keys.get(number)
    if master is None:
        raise rules.Unreadable(f"the key {number} of an encrypted field isn't in the ring")
    return rules.decrypt(_purpose("field", master), sealed)


def lookup_hash(purpose: str, value: str) -> bytes:
    """Keyed hash of *value* for finding equal values of one *purpose* ("iin", "email", "pin", …): what is stored."""
    keys = ring()
    return rules.keyed_hash(_purpose(f"lookup:{purpose}", keys.keys[keys.newest]), value)


def lookup_hashes(purpose: str, value: str) -> list[bytes]:
    """What *value* may be stored as: its hash under each key of the ring, the newest first. What is looked up."""
    keys = ring()
    return [rules.keyed_hash(_purpose(f"lookup:{purpose}", keys.keys[number]), value) for number in keys.numbers]


@cache
def signing_key() -> Ed25519PrivateKey:
    """The key that signs daily checkpoints."""
    return rules.signer(bytes.fromhex(settings.SIGNING_KEY))


def link_path(name: str) -> Path:
    """Where the link key *name* lies: outside the database, and in no backup."""
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise ValueError(f"not a name of a link key: {name!r}")
    path: Path = settings.LINKS / name
    return path


def link_key(name: str) -> bytes | None:
    """The key that ties two stores together for a while; None once it is destroyed. Never kept in memory."""
    try:
        return bytes.fromhex(link_path(name).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
