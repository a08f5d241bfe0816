"""Tables from strangers: every encoding met here, damaged files, hostile archives."""

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from ortaq.kernel.interchange.exports import write_xlsx
from ortaq.kernel.interchange.imports import read_table
from ortaq.kernel.interchange.rules import MAX_ROWS, CellError, Column, TableRefused, bin_of, csv_lines, date_of
from ortaq.kernel.parties.rules import check_digit

KAZAKH = "Атауы;Сомасы\r\nӘлеуметтік қызмет, Ұлы өңір;814\u00a0800\u00a0000,50\r\n"
RUSSIAN = "Название;Сумма\r\nСоциальный заказ;814 800 000,50\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (KAZAKH.encode(), "UTF-8"),
        (KAZAKH.encode("utf-8-sig"), "UTF-8"),
        (KAZAKH.encode("utf-16"), "UTF-16"),
        (KAZAKH.encode("utf-16-le"), "UTF-16"),
        (KAZAKH.encode("kz1048"), "KZ-1048"),
        (RUSSIAN.encode("cp1251"), "Windows-1251"),
    ],
)
def test_every_encoding_met_here_is_told_apart(data: bytes, encoding: str) -> None:
    table = read_table(data)
    assert table.encoding == encoding
    assert table.separator == ";"
    assert table.problems == ()
    assert table.rows[0].cells[0] in {"Әлеуметтік қызмет, Ұлы өңір", "Социальный заказ"}


def test_letters_lost_on_the_way_through_cp1251_are_flagged_by_row() -> None:
    table = read_table(KAZAKH.replace("қызмет", "қызмәт").encode("cp1251", "replace"))
    assert {problem.row for problem in table.problems} == {2}


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("sep=;\na;b,c\n1;2\n", ";"),
    ],
)
def test_the_separator_is_found(text: str, separator: str) -> None:
    table = read_table(text.encode())
    assert table.separator == separator
    assert len(table.rows) == 1


def test_quotes_line_breaks_and_blank_lines_keep_the_row_numbers_of_a_spreadsheet() -> None:
    table = read_table(b'a;b\n"x ""y""\nz";1\n;\n\nlast;2\n')
    assert [(row.number, row.cells) for row in table.rows] == [(2, ('x "y"\nz', "1")), (5, ("last", "2"))]


def test_ragged_rows_are_named() -> None:
    table = read_table(b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n")
    assert [problem.row for problem in table.problems] == [3, 4]


def test_a_heading_that_stands_twice_is_named() -> None:
    assert read_table(b"a;A\n1;2\n").problems[0].column == "a"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"  \n", b"a;b\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\x98\xff\xff", b"a" * 5_000_001,
        ("a;b\n" + "1;2\n" * (MAX_ROWS + 1)).encode(), b"a\n\x00\x01", ("a\n" + "x" * 200_000).encode(),
        (";".join("abcdefghij" * 11) + "\n1\n").encode(),
    ],
)  # fmt: skip
def test_what_is_not_a_table_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises(TableRefused) as caught:
        read_table(data)
    assert caught.value.advice.kk


def workbook(*rows: list[object], merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_gives_typed_cells() -> None:
    table = read_table(workbook(["a", "b", "c"], ["Әкімдік", 814_800_000.5, datetime(2018, 10, 16)]))  # noqa: DTZ001
    assert table.kind == "xlsx"
    assert table.rows[0].cells == ("Әкімдік", Decimal("814800000.5"), datetime(2018, 10, 16))  # noqa: DTZ001


def test_a_spreadsheet_s_floats_are_exact_again() -> None:
    assert read_table(workbook(["a"], [0.1 + 0.2])).rows[0].cells == (Decimal("0.3"),)


def test_merged_cells_and_formula_errors_are_named() -> None:
    table = read_table(workbook(["a", "b"], ["x", "#REF!"], ["y", 1], merge="A2:A3"))
    assert sorted(problem.row or 0 for problem in table.problems) == [2, 2]


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return file.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(workbook(["a"], [1]), "xl/media/zero.bin", b"\0" * 80_000_000)
    started = time.thread_time()
    with pytest.raises(TableRefused):
        read_table(bomb)
    assert time.thread_time() - started < 1


def test_macros_entities_and_foreign_archives_are_refused() -> None:
    plain = workbook(["a"], [1])
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    for data in [
        repacked(plain, "xl/vbaProject.bin", b"x"),
        repacked(plain, "xl/worksheets/sheet1.xml", laughs),
        repacked(plain, "xl/workbook.xml", laughs),
        repacked(plain, "xl/worksheets/sheet1.xml", b"<broken"),
        other.getvalue(),
    ]:
        with pytest.raises(TableRefused):
            read_table(data)


def test_a_declared_size_of_a_sheet_is_not_believed() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>5</v></c></row></sheetData></worksheet>'
    )
    started = time.thread_time()
    assert read_table(repacked(workbook(["a"], [1]), "xl/worksheets/sheet1.xml", sheet)).rows[0].cells == (Decimal(5),)
    assert time.thread_time() - started < 2


def test_a_far_away_cell_does_not_cost_a_million_rows() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>5</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(TableRefused):
        read_table(repacked(workbook(["a"], [1]), "xl/worksheets/sheet1.xml", sheet))


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="?\ufffd\ufffe\uffff"), min_size=1, max_size=20
).filter(lambda text: text.strip() == text and not text.startswith("sep="))


@given(st.lists(st.tuples(words, words), min_size=1, max_size=10))
def test_what_is_exported_is_read_again(rows: list[tuple[str, str]]) -> None:
    columns = [Column("a"), Column("b")]
    lines = "".join(csv_lines(rows, columns)).encode("utf-8-sig")
    assert [row.cells for row in read_table(lines).rows] == rows
    file = io.BytesIO()
    write_xlsx(file, rows, columns)
    assert [row.cells for row in read_table(file.getvalue()).rows] == rows


@pytest.mark.parametrize("calendar", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_item_14_a_day_of_a_workbook_is_the_day_that_it_shows_in_both_calendars(calendar: datetime) -> None:
    """What the sheet keeps is a number of days since 1900 or 1904: the two books hold different numbers for one day."""
    book = Workbook()
    book.epoch = calendar
    page = book.active
    page.append(["day", "bare", "text", "never"])
    page.append([datetime(2026, 2, 1), 45_000, "2/1/2026", 99_999_999])  # noqa: DTZ001 (a sheet knows no zones)
    page["D2"].number_format = "DD.MM.YYYY"
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert (b"<v>46054</v>" in sheet) is (calendar == CALENDAR_WINDOWS_1900)
    table = read_table(file.getvalue())
    day, bare, text, never = table.rows[0].cells
    assert date_of(day) == date(2026, 2, 1)
    for cell in (bare, text, never):
        with pytest.raises(CellError) as caught:
            date_of(cell)
        assert caught.value.advice.kk


def test_item_14_the_day_that_never_was_is_refused() -> None:
    """Number 60 of the 1900 calendar is shown as 29.02.1900, a day that there was not."""
    book = Workbook()
    book.active.append(["day"])
    book.active.append([60])
    book.active["A2"].number_format = "DD.MM.YYYY"
    file = io.BytesIO()
    book.save(file)
    (cell,) = read_table(file.getvalue()).rows[0].cells
    with pytest.raises(CellError):
        date_of(cell)


def test_item_15_a_number_that_a_workbook_ate_is_refused_and_one_kept_as_text_is_read() -> None:
    """Twelve digits typed into a plain cell become a number: what began with zeros is shorter, and long ones are rounded."""
    right = f"02084000012{check_digit('02084000012')}"
    table = read_table(workbook(["bin"], [right], [int(right)], [float(right)], [1.23457e10], ["1,23457E+10"]))
    kept, *eaten = (row.cells[0] for row in table.rows)
    assert bin_of(kept) == right
    for cell in eaten:
        with pytest.raises(CellError) as caught:
            bin_of(cell)
        assert caught.value.advice.ru
