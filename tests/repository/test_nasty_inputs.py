"""The list of nasty inputs and faults is whole, and what it points at is there."""

import pytest

from .evidence import Rows, missing, read_rows

STATUSES = {"done", "partly", "n-a"}


@pytest.fixture(scope="module")
def rows() -> Rows:
    return read_rows("nasty-inputs.csv")


def test_every_item_stands_once_and_in_order(rows: Rows) -> None:
    assert [row["item"] for row in rows] == [str(number) for number in range(1, 65)]


def test_every_row_says_how_it_stands(rows: Rows) -> None:
    assert {row["status"] for row in rows} <= STATUSES
    assert not [row["item"] for row in rows if not row["subject"]]
    unproved = [row["item"] for row in rows if row["status"] != "n-a" and "::test_" not in row["evidence"]]
    assert not unproved, "each that touches what exists has a named test"
    silent = [row["item"] for row in rows if row["status"] != "done" and not row["note"]]
    assert not silent, "what isn't done says why"


def test_all_evidence_exists(rows: Rows) -> None:
    assert not (gone := missing(rows, "item")), gone
