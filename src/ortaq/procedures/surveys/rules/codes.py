"""One-time codes: short enough to type from paper, too many to guess."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was read of a list of places and phone numbers: by place, and the lines that can't be read (from 1)."""

    by_place: Mapping[int, str]
    wrong: tuple[int, ...]


def numbers_of(typed: str, clean: Callable[[str], str]) -> Numbers:
    """A list, a line each: the place in the register, then the phone number. *clean* raises ValueError for what is none.

    Separated by a space, a tab, a comma or a semicolon, as it comes out of a table. A place that stands twice is wrong.
    """
    found: dict[int, str] = {}
    wrong = []
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        parts = re.fullmatch(r"\s*([0-9]{1,7})[\s;,]+(\S.*?)[\s;,]*", line)
        try:
            phone = clean(parts[2]) if parts else ""
        except ValueError:
            phone = ""
        if not parts or not phone or int(parts[1]) in found:
            wrong.append(number)
        else:
            found[int(parts[1])] = phone
    return Numbers(found, tuple(wrong))


def text_message(address: str, code: str) -> str:
    """The words of a text message with a code, in both languages of the state."""
    return f"Қызмет қалай болды? / Довольны ли вы услугой? {address}/s/{code}"
