"""The list of OWASP ASVS 5.0, levels 1 and 2, is whole, and what it points at is there."""

from collections import Counter

import pytest

from .evidence import Rows, missing, read_rows

STATUSES = {"done", "partly", "planned", "n-a"}
PER_CHAPTER = {
    "1": 27, "2": 11, "3": 19, "4": 10, "5": 9, "6": 35, "7": 18, "8": 7, "9": 7, "10": 29, "11": 14, "12": 9,
    "13": 13, "14": 9, "15": 13, "16": 16, "17": 7,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each chapter of version 5.0.0 has."""


@pytest.fixture(scope="module")
def rows() -> Rows:
    return read_rows("asvs.csv")


def test_every_requirement_stands_once(rows: Rows) -> None:
    ids = [row["id"] for row in rows]
    assert not [name for name, count in Counter(ids).items() if count > 1]
    assert Counter(name.split(".")[0] for name in ids) == PER_CHAPTER
    assert len(ids) == 253
    assert ids == sorted(ids, key=lambda name: [int(part) for part in name.split(".")])


def test_every_row_says_how_it_stands(rows: Rows) -> None:
    assert {row["status"] for row in rows} <= STATUSES
    assert {row["level"] for row in rows} == {"1", "2"}
    assert not [row["id"] for row in rows if row["chapter"].split(" ")[0] != f"V{row['id'].split('.')[0]}"]
    unproved = [row["id"] for row in rows if row["status"] == "done" and not row["evidence"]]
    assert not unproved, "what is done shows a test, a setting or a page"
    silent = [row["id"] for row in rows if row["status"] != "done" and not (row["note"] or row["evidence"])]
    assert not silent, "what isn't done says why"


def test_all_evidence_exists(rows: Rows) -> None:
    assert not (gone := missing(rows, "id")), gone
