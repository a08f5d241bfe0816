"""Sheets as people really draw them: titles above the head, merged cells, several sheets. Read whole, judged by nobody here."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from ortaq.kernel.interchange.imports.judging import SAVE_AS_XLSX, judge_archive, judge_start, too_large
from ortaq.kernel.interchange.imports.tables import (
    ENCODINGS,
    bounds,
    decoded,
    from_spreadsheet,
    open_workbook,
    separator_of,
)
from ortaq.kernel.interchange.rules import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Grid,
    Merged,
    Row,
    TableRefused,
    unprefixed,
)
from ortaq.kernel.language.rules import Text

MOST_SHEETS = 30
MOST_MERGED = 20_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z0-9:]+)"')


def read_grids(data: bytes, *, encoding: str = "") -> list[Grid]:
    """Every visible sheet of a CSV or XLSX with its filled rows, numbered as a spreadsheet counts, and its merged ranges.

    Raises TableRefused for what :func:`read_table` refuses too: empty, too large, damaged, protected, an old .xls.
    """
    judge_start(data)
    if data.startswith(b"PK"):
        return _workbook(data)
    text, name = decoded(data, encoding)
    if "\x00" in text:
        raise TableRefused(
            Text("Бұл файл кесте емес.", "Этот файл не таблица.", "This file isn't a table."),
            Text("CSV немесе XLSX жіберіңіз.", "Отправьте CSV или XLSX.", "Send a CSV or XLSX."),
        )
    separator = separator_of(text)
    if text.startswith("sep="):
        text = text.partition("\n")[2]
    rows: list[Row] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            _keep(rows, number, [unprefixed(cell) for cell in cells])
    except csv.Error as error:
        raise TableRefused(
            Text("Кесте бұзылған.", "Таблица повреждена.", "The table is damaged."), SAVE_AS_XLSX
        ) from error
    return [Grid("", tuple(rows), (), ENCODINGS[name])]


def _workbook(data: bytes) -> list[Grid]:
    judge_archive(data)
    try:
        book = open_workbook(data)
        grids = []
        for page in book.worksheets[:MOST_SHEETS]:
            if page.sheet_state == "visible":
                grids.append(_sheet(page, data))
        return grids
    except TableRefused:
        raise
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        EOFError,
        OSError,
    ) as error:
        # openpyxl answers a damaged file with any of these
        raise TableRefused(
            Text("Кітап бұзылған.", "Книга повреждена.", "The workbook is damaged."), SAVE_AS_XLSX
        ) from error


def _sheet(page: Any, data: bytes) -> Grid:
    page.reset_dimensions()  # what a file declares of its own size is not believed
    merged = tuple(_merged(ref) for ref in _merged_refs(data, page._worksheet_path))
    rows: list[Row] = []
    for number, row in enumerate(page.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
        width = max((place for place, value in enumerate(row, start=1) if value is not None), default=0)
        _keep(rows, number, [from_spreadsheet(value) for value in row[:width]])
    return Grid(str(page.title), tuple(rows), merged)


def _merged_refs(data: bytes, path: str) -> list[str]:
    """The merged ranges by their marks alone: a second parsing of a large sheet would take as long as the first."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = _MERGE.findall(archive.read(path.lstrip("/")))
    return [ref.decode("ascii") for ref in found[:MOST_MERGED]]


def _merged(ref: str) -> Merged:
    left, top, right, bottom = bounds(ref)
    return Merged(top or 1, (left or 1) - 1, bottom or MAX_ROWS, (right or MAX_COLUMNS) - 1)


def _keep(rows: list[Row], number: int, cells: Sequence[Cell]) -> None:
    if number > MAX_ROWS + 1_000 or len(cells) > MAX_COLUMNS + 1:
        raise too_large()
    filled = list(cells)
    while filled and (filled[-1] is None or (isinstance(filled[-1], str) and not filled[-1].strip())):
        filled.pop()
    if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in filled):
        raise too_large()
    if filled:
        rows.append(Row(number, tuple(filled)))
