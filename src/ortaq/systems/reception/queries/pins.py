"""How a PIN is compared: by its keyed hash alone."""

from ortaq.kernel.keys.queries import lookup_hash
from ortaq.systems.reception.rules import tidy_pin


def hashed_pin(pin: str) -> bytes:
    """The keyed hash of a PIN, however it was typed."""
    return lookup_hash("pin", tidy_pin(pin))
