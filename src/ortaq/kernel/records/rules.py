"""Public numbers of records: AP-2026-000123."""

import re
import unicodedata
from typing import NamedTuple

_NUMBER = re.compile(r"([A-Z]{2})-([0-9]{4})-([0-9]{6,9})", re.ASCII)


class Number(NamedTuple):
    """The parts of a public number."""

    prefix: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.serial:06}"


def parse_number(text: str) -> Number | None:
    """The number that somebody typed or scanned: any case, spaces around, full-width, Cyrillic look-alikes of AP; None if it is none."""
    cleaned = (
        unicodedata.normalize("NFKC", text).strip().upper().translate(str.maketrans("АРОТСЕНКМВХ–—", "APOTCEHKMBX--"))
    )
    match = _NUMBER.fullmatch(cleaned)
    return Number(match[1], int(match[2]), int(match[3])) if match else None
