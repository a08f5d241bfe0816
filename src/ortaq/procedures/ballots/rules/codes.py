"""Personal codes: long enough that nobody guesses one, with a keyed mark by which guesses are refused without a look into the database.

Eight characters by chance and four that only the holder of the key can compute: 31^12 possibilities. A thousand guesses a second for a month
find one of 200,000 codes with a chance of one in fifteen hundred; and of a million guesses only one reaches the database. So no address
has to be slowed down for wrong codes: a hall shares one, and a limit that never holds up a right code would hold up no right guess either.
"""

import secrets
import unicodedata
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs without those that look alike (0 O, 1 I L)."""
CHANCE, MARK = 8, 4
LENGTH = CHANCE + MARK
SMS_LENGTH = 6
_LOOK_ALIKES = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")


def by_chance() -> str:
    """The part of a fresh code that nobody can know."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CHANCE))


def mark(keyed: bytes) -> str:
    """The last characters of a code, out of a keyed hash of the others."""
    value = int.from_bytes(keyed[:8], "big")
    return "".join(ALPHABET[value // 31**place % 31] for place in range(MARK))


def written(code: str) -> str:
    """A code as it is printed: in threes of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def tidy(typed: str) -> str:
    """What was typed, in the form that is hashed: upper case, no spaces or dashes, Cyrillic look-alikes folded."""
    folded = unicodedata.normalize("NFKC", typed).upper().translate(_LOOK_ALIKES)
    return "".join(sign for sign in folded if sign.isalnum())[:40]


def new_sms_code() -> str:
    """Six digits for a text message: good for five minutes and five tries."""
    return f"{secrets.randbelow(10**SMS_LENGTH):0{SMS_LENGTH}}"


def shuffled(numbers: list[int], seed: bytes) -> list[int]:
    """*numbers* in an order that the seed decides: the same for the same voter, another for every other."""
    return sorted(numbers, key=lambda number: sha256(seed + number.to_bytes(4, "big")).digest())
