"""The roll as a spreadsheet saves it: numbers that lost their zeros, numbers that lost their digits."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from ortaq.kernel.parties.rules import is_iin
from ortaq.procedures.ballots.imports import read_roll

FULL, SHORT = "900101300126", "010704600028"


def workbook(*cells: object) -> bytes:
    book = Workbook()
    book.active.append(["ИИН", "Территория"])
    for cell in cells:
        book.active.append([cell, "audan"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("cell", [FULL, int(FULL), float(FULL), SHORT, int(SHORT), f" {SHORT[:6]} {SHORT[6:]} "])
def test_item_15_an_iin_gets_the_zeros_back_that_a_spreadsheet_dropped(hall: Any, cell: object) -> None:
    assert is_iin(FULL) and is_iin(SHORT)
    read = read_roll(workbook(cell))
    assert not read.problems
    assert [row.iin for row in read.rows] in ([FULL], [SHORT])


@pytest.mark.parametrize(
    "cell", ["9,00101E+11", "9.00101E+11", 9.00101e11, 900_101_300_127, 0, "0", 5, "000000000000", "abc", -5, FULL[:8]]
)
def test_item_15_what_a_spreadsheet_ate_is_no_voter(hall: Any, cell: object) -> None:
    read = read_roll(workbook(FULL, cell))
    assert len(read.problems) == 1 and "3" in read.problems[0]
