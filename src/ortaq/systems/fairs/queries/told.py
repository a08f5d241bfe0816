"""Memoranda that a source tells of and that were not signed here: from a file of data, in its own words, with its source."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ortaq.kernel.language.rules import Text

FILE = Path(__file__).resolve().parents[1] / "data" / "told.json"


@dataclass(frozen=True, slots=True)
class Told:
    """What a source says of a memorandum, and what it doesn't say. It counts in no figure."""

    code: str
    year: int
    ngo: Text
    sponsor: Text
    told: Text
    source: Text
    unknown: Text


@cache
def told_memoranda() -> tuple[Told, ...]:
    """Every memorandum of the file. No SQL query."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["memoranda"]
    texts = ("ngo", "sponsor", "told", "source", "unknown")
    return tuple(
        Told(code=row["code"], year=int(row["year"]), **{name: Text(**row[name]) for name in texts}) for row in rows
    )
