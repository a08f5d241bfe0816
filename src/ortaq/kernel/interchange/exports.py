"""Tables as files that open anywhere: CSV and XLSX, both streamed in constant memory.

CSV is for programs and careful people (UTF-8 with BOM, comma, decimal point); XLSX for everybody whose spreadsheet
expects another separator. In neither can a text become a formula.
"""

import codecs
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO
from xml.sax.saxutils import escape

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from ortaq.kernel.interchange.rules import Cell, Column, csv_lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
_SHEET_ROWS = 1_000_000
_LONGEST = 32_767
_EXACT_DIGITS = 15
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS = {
    "text": "@",
    "number": "#,##0.##########",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}
_STYLES = {kind: number for number, kind in enumerate(_FORMATS, 1) if kind != "text"}
_TEXT = 1
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_RIGHT_DAY = 61
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def table_response(
    format: str, rows: Iterable[Sequence[Cell]], columns: Sequence[Column], filename: str, sheet: str = "Ortaq"
) -> StreamingHttpResponse:
    """A table for download as "csv" or "xlsx". It stops being made when the asker goes away."""
    if format == "xlsx":
        return xlsx_response(rows, columns, filename, sheet)
    return csv_response(rows, columns, filename)


def csv_response(rows: Iterable[Sequence[Cell]], columns: Sequence[Column], filename: str) -> StreamingHttpResponse:
    """A CSV for download, sent row by row as *rows* gives them. *filename* may have any letters."""
    response = StreamingHttpResponse(_csv_pieces(rows, columns), content_type=MEDIA_TYPES["csv"])
    name_attachment(response, filename)
    return response


def xlsx_response(
    rows: Iterable[Sequence[Cell]], columns: Sequence[Column], filename: str, sheet: str = "Ortaq"
) -> FileResponse:
    """A workbook for download. It grows on disk, not in memory, and is removed when it has been sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it after the last byte
    write_xlsx(file, rows, columns, sheet)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    name_attachment(response, filename)
    return response


def write_table(file: IO[bytes], format: str, rows: Iterable[Sequence[Cell]], columns: Sequence[Column]) -> None:
    """Writes a table into *file* as "csv" or "xlsx"."""
    if format == "xlsx":
        write_xlsx(file, rows, columns)
        return
    for piece in _csv_pieces(rows, columns):
        file.write(piece)


def write_xlsx(
    file: IO[bytes], rows: Iterable[Sequence[Cell]], columns: Sequence[Column], sheet: str = "Ortaq"
) -> None:
    """Writes a workbook into *file*: text always as text, numbers as numbers while a spreadsheet holds them exactly.

    Row by row into the archive, holding one row at a time (ECMA-376, inline strings). More rows than a sheet holds go
    on in further sheets, each with the headings.
    """
    title = re.sub(r"[\\/*?:\[\]]", " ", sheet)[:25]
    every = iter(rows)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        count = 0
        first = next(every, None)
        while first is not None or count == 0:
            count += 1
            with book.open(f"xl/worksheets/sheet{count}.xml", "w", force_zip64=True) as page:
                _write_sheet(page, chain([first] if first is not None else [], islice(every, _SHEET_ROWS - 1)), columns)
            first = next(every, None)
        names = [title if number == 1 else f"{title} {number}" for number in range(1, count + 1)]
        for name, content in _frame(names):
            book.writestr(name, content)


def _write_sheet(page: IO[bytes], rows: Iterable[Sequence[Cell]], columns: Sequence[Column]) -> None:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{column.width}" customWidth="1"/>' for at, column in enumerate(columns, 1)
    )
    page.write(
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>'.encode()
    )
    from openpyxl.utils import get_column_letter  # imported where it is used: each start of a program would wait for it

    places = [(get_column_letter(at), _STYLES.get(column.kind, 0)) for at, column in enumerate(columns, 1)]
    heads: list[Sequence[Cell]] = [[column.title for column in columns]]
    for number, row in enumerate(chain(heads, rows), 1):
        cells = [
            _cell(f"{letter}{number}", style, value)
            for (letter, style), value in zip(places, row, strict=True)
            if value is not None
        ]
        page.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
    page.write(b"</sheetData></worksheet>")


def _cell(place: str, style: int, value: str | Decimal | date | int) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Decimal | int):
        plain = format(Decimal(value), "f")
        if len(Decimal(value).normalize().as_tuple().digits) <= _EXACT_DIGITS:
            return f'<c r="{place}" s="{style}"><v>{plain}</v></c>'
        value = plain
    if isinstance(value, date):
        serial = _serial(value)
        if serial is not None:
            return f'<c r="{place}" s="{style or _STYLES["date"]}"><v>{serial}</v></c>'
        value = value.isoformat()
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    # An inline string is a text whatever it begins with: never a formula, never an error value.
    return f'<c r="{place}" s="{_TEXT}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _serial(value: date) -> int | float | None:
    """A day as spreadsheets count them; None before March 1900, where they count wrongly."""
    moment = value if isinstance(value, datetime) else None
    if moment is not None and timezone.is_aware(moment):
        value = moment = timezone.localtime(moment)
    days = value.toordinal() - _DAY_ZERO
    if days < _FIRST_RIGHT_DAY:
        return None
    if moment is None:
        return days
    return round(days + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400, 10)


def _escaped(text: str) -> str:
    # "_x0041_" would be read as "A": its first sign is written as such a code itself.
    text = _CODED.sub("_x005F_", text) if "_x" in text else text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of a workbook around its sheets."""
    numbers = range(1, len(names) + 1)
    part = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{part}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{part}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{part}.styles+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>',
    )
    parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")])
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(_FORMATS.values()))
    looks = "".join(
        f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(_FORMATS))
    )
    yield (
        "xl/styles.xml",
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(_FORMATS) + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{looks}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>",
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def _csv_pieces(rows: Iterable[Sequence[Cell]], columns: Sequence[Column]) -> Iterator[bytes]:
    return chain([codecs.BOM_UTF8], (line.encode("utf-8", "replace") for line in csv_lines(rows, columns)))


def name_attachment(response: HttpResponseBase, filename: str) -> None:
    """Says under which name a browser keeps what is sent; *filename* may have any letters."""
    name = re.sub(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]", "_", filename)[-150:]
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
