"""Files that leave the house: no text becomes a formula, numbers stay numbers, memory stays flat."""

import csv
import io
import tempfile
import tracemalloc
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponseBase
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ortaq.kernel.interchange import rules
from ortaq.kernel.interchange.exports import csv_response, write_xlsx, xlsx_response
from ortaq.kernel.interchange.rules import Column

COLUMNS = [Column("Name"), Column("Amount", "money"), Column("Day", "date")]
ATTACKS = [
    '=HYPERLINK("http://evil.test")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠SUM",
    " =1+1",
    "'=1",
    "' =1",
]


def content(response: HttpResponseBase) -> bytes:
    return b"".join(response)  # type: ignore[arg-type]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_csv(attack: str) -> None:
    body = content(csv_response([[attack, Decimal("-5.50"), None]], COLUMNS, "a.csv")).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(body, newline="")))[1]
    assert row[0] == f"'{attack}"
    assert row[1] == "-5.50", "a typed number stays a number"


@pytest.mark.parametrize("attack", [*ATTACKS, "#N/A", "#REF!"])
def test_no_text_becomes_a_formula_in_xlsx(attack: str) -> None:
    file = io.BytesIO()
    write_xlsx(file, [[attack, Decimal("-5.50"), date(2018, 10, 16)]], COLUMNS)
    cells = next(load_workbook(file).active.iter_rows(min_row=2))
    assert cells[0].data_type == "s"
    assert cells[1].value == -5.5
    assert cells[1].data_type == "n"
    assert cells[2].value.date() == date(2018, 10, 16)


def test_a_phone_number_stays_readable_and_round_trips() -> None:
    assert rules.unprefixed(rules.written("+7 701 000 00 00")) == "+7 701 000 00 00"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_the_prefix_is_undone_exactly(text: str) -> None:
    assert rules.unprefixed(rules.harmless(text)) == text
    first = rules.harmless(text)[:1]
    assert not first or first not in rules.FORMULA_STARTS


def test_a_file_name_of_any_letters_is_sent_right() -> None:
    header = csv_response([], COLUMNS, "Бюджет\r\n2018/\u202efdp.csv")["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''%D0%91")
    assert "\r" not in header and "%E2%80%AE" not in header


def test_numbers_that_a_spreadsheet_would_round_are_written_as_text() -> None:
    file = io.BytesIO()
    write_xlsx(file, [["x", Decimal("1234567890123456.78"), None]], COLUMNS)
    assert load_workbook(file).active["B2"].value == "1234567890123456.78"


def test_control_characters_and_huge_texts_do_not_break_the_workbook() -> None:
    file = io.BytesIO()
    write_xlsx(file, [["a\x00\x1bb" + "ә" * 40_000, None, None]], COLUMNS)
    value = load_workbook(file).active["A2"].value
    assert value.startswith("a��b") and len(value) == 32_767


def test_memory_stays_flat_over_many_rows() -> None:
    rows = ([f"Жоба {i}", Decimal(i), date(2018, 1, 1)] for i in range(20_000))
    tracemalloc.start()
    response = csv_response(rows, COLUMNS, "many.csv")
    for _ in response:  # type: ignore[attr-defined]
        pass
    few = ([f"Жоба {i}", Decimal(i), date(2018, 1, 1)] for i in range(8_000))
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, few, COLUMNS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def test_an_empty_export_still_has_its_headings() -> None:
    file = io.BytesIO()
    write_xlsx(file, [], COLUMNS)
    assert [c.value for c in load_workbook(file).active[1]] == ["Name", "Amount", "Day"]


def test_a_workbook_is_sent_whole_and_its_file_closed() -> None:
    response = xlsx_response([["Әкім", Decimal(5), None]], COLUMNS, "a.xlsx")
    book = load_workbook(io.BytesIO(b"".join(response)))  # type: ignore[arg-type]
    assert [cell.value for cell in book.active[2]] == ["Әкім", 5, None]
    assert response["X-Content-Type-Options"] == "nosniff"
