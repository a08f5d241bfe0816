"""How a PIN is compared: by its keyed hash alone."""

from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.systems.reception.rules import tidy_pin


def hashed_pin(pin: str) -> bytes:
    """The keyed hash of a PIN, however it was typed."""
    return lookup_hash("pin", tidy_pin(pin))


def pin_hashes(pin: str) -> list[bytes]:
    """What a PIN may be stored as: its hash under each field key, for the PIN itself is kept nowhere."""
    return lookup_hashes("pin", tidy_pin(pin))
