"""Tables as files that open anywhere: CSV and XLSX, both streamed in constant memory.

CSV is for programs and careful people (UTF-8 with BOM, comma, decimal point); XLSX for everybody whose spreadsheet
expects another separator. In neither can a text become a formula.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import IO, Any, cast

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from ortaq.kernel.interchange.rules import Cell, Column, csv_lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET_ROWS = 1_000_000
_LONGEST = 32_767
_EXACT_DIGITS = 15
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORMATS = {"number": "#,##0.##########", "money": "#,##0.00", "date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm"}


def csv_response(rows: Iterable[Sequence[Cell]], columns: Sequence[Column], filename: str) -> StreamingHttpResponse:
    """A CSV for download, sent row by row as *rows* gives them. *filename* may have any letters."""
    pieces: Iterator[bytes] = (line.encode("utf-8", "replace") for line in csv_lines(rows, columns))
    response = StreamingHttpResponse(chain([b"\xef\xbb\xbf"], pieces), content_type="text/csv; charset=utf-8")
    _name_attachment(response, filename)
    return response


def xlsx_response(
    rows: Iterable[Sequence[Cell]], columns: Sequence[Column], filename: str, sheet: str = "Ortaq"
) -> FileResponse:
    """A workbook for download. It grows on disk, not in memory, and is removed when it has been sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it after the last byte
    write_xlsx(file, rows, columns, sheet)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    _name_attachment(response, filename)
    return response


def write_xlsx(
    file: IO[bytes], rows: Iterable[Sequence[Cell]], columns: Sequence[Column], sheet: str = "Ortaq"
) -> None:
    """Writes a workbook into *file*: text always as text, numbers as numbers while a spreadsheet holds them exactly.

    More rows than a sheet holds go on in further sheets, each with the headings.
    """
    book = Workbook(write_only=True)
    page: Any = None
    for index, row in enumerate(rows):
        if index % _SHEET_ROWS == 0:
            page = _new_sheet(book, columns, sheet, index // _SHEET_ROWS)
        page.append([_cell(page, cell, column.kind) for cell, column in zip(row, columns, strict=True)])
    if page is None:
        _new_sheet(book, columns, sheet, 0)
    book.save(file)


def _new_sheet(book: Workbook, columns: Sequence[Column], title: str, number: int) -> Any:
    safe = re.sub(r"[\\/*?:\[\]]", " ", title)[:25]
    page: Any = book.create_sheet(safe if not number else f"{safe} {number + 1}")
    page.freeze_panes = "A2"
    for position, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(position)].width = column.width
    page.append([_cell(page, column.title, "text") for column in columns])
    return page


def _cell(page: Any, value: Cell, kind: str) -> Any:
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        digits = len(Decimal(value).normalize().as_tuple().digits)
        if digits > _EXACT_DIGITS:
            value = format(Decimal(value), "f")
    if value is None:
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value=cast(Any, value))  # its stubs leave out Decimal, date and bool
        cell.number_format = _FORMATS.get(kind, "yyyy-mm-dd" if isinstance(value, date) else "General")
        return cell
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    cell = WriteOnlyCell(page, value=text)
    # openpyxl takes "=…" for a formula and "#N/A" for an error: this is a text, whatever it begins with.
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _name_attachment(response: HttpResponseBase, filename: str) -> None:
    name = re.sub(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]", "_", filename)[-150:]
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
