"""The receipt: what a voter keeps, and can look up in the public log, without being able to show how they voted.

A commitment is SHA-256 over what was chosen and a random number that nobody is told; the receipt's code is its
beginning, written so that it survives a telephone and a pencil.
"""

import secrets
from hashlib import sha256

from ortaq.procedures.ballots.rules.choices import NONCE_BYTES

LABEL = b"ortaq commitment 1\x00"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
LENGTH = 16
"""Fifteen characters of the commitment, 75 bits, and one that checks them."""
_LOOK_ALIKES = str.maketrans("OILАВСЕНКМРТХО", "011ABCEHKMPTX0")
"""Latin letters that aren't used, and Cyrillic ones that look like used ones."""


def new_nonce() -> bytes:
    """A random number for one ballot."""
    return secrets.token_bytes(NONCE_BYTES)


def commitment(election: str, paper_hash: bytes, choices: bytes, nonce: bytes) -> bytes:
    """SHA-256 over the election, the hash of its papers, the canonical choices and the nonce, each with its length."""
    parts = (election.encode(), paper_hash, choices, nonce)
    return sha256(LABEL + b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def code(commitment: bytes) -> str:
    """The sixteen characters of a receipt."""
    bits = int.from_bytes(commitment[:10], "big") >> 5
    values = [bits >> 5 * (LENGTH - 2 - at) & 31 for at in range(LENGTH - 1)]
    return "".join(ALPHABET[value] for value in (*values, _times_two(_checksum(values))))


def read_code(text: str) -> str:
    """A code as somebody typed it, in the form that :func:`code` gives.

    Raises ValueError when it has another length or its check character doesn't fit: any one wrong character and any
    two in exchanged places are noticed.
    """
    folded = "".join(text.upper().split()).replace("-", "").translate(_LOOK_ALIKES)
    if len(folded) != LENGTH:
        raise ValueError(f"a receipt has {LENGTH} characters")
    try:
        values = [ALPHABET.index(sign) for sign in folded]
    except ValueError as error:
        raise ValueError("a receipt has digits and Latin letters") from error
    if _checksum(values):
        raise ValueError("a character is wrong or two have changed places")
    return folded


def prefix(code: str) -> tuple[bytes, bytes]:
    """Between which two commitments (both may be it) the one with this receipt lies: for looking it up by an index."""
    bits = 0
    for sign in code[: LENGTH - 1]:
        bits = bits << 5 | ALPHABET.index(sign)
    first = (bits << 5).to_bytes(10, "big")
    return first + bytes(22), (bits << 5 | 31).to_bytes(10, "big") + b"\xff" * 22


def shown(code: str) -> str:
    """A code as it is printed: four by four."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def _checksum(values: list[int]) -> int:
    """The characters as a polynomial over GF(32), at the element 2: zero for a whole code.

    Each place has another weight, none of them zero: so one wrong value, or two exchanged, can't give zero again.
    """
    total = 0
    for value in values:
        total = _times_two(total) ^ value
    return total


def _times_two(value: int) -> int:
    """Multiplied by 2 in GF(32), modulo x^5 + x^2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
