"""One-time codes: short enough to type from paper, too many to guess."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs without those that look alike (0 O, 1 I L)."""
LENGTH = 10
"""31^10: guessing one of a thousand codes at sixty tries in ten minutes takes more than a hundred thousand years."""


def new_code() -> str:
    """A fresh code, as it is hashed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def written(code: str) -> str:
    """A code as it is printed: in two halves."""
    return f"{code[:5]}-{code[5:]}"


def tidy(typed: str) -> str:
    """What was typed, in the form that is hashed: upper case, no spaces or dashes, Cyrillic look-alikes folded."""
    look_alikes = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")
    folded = unicodedata.normalize("NFKC", typed).upper().translate(look_alikes)
    return "".join(sign for sign in folded if sign.isalnum())[:40]
