"""Reading a table that somebody sent: CSV in any encoding met in Kazakhstan, or XLSX, with limits before unpacking.

Nothing is stored. What is doubtful comes back as problems with row numbers; what can't be read raises TableRefused.
"""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ortaq.kernel.interchange.imports.judging import SAVE_AS_XLSX, judge_archive, judge_start, too_large
from ortaq.kernel.interchange.rules import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Problem,
    Row,
    Table,
    TableRefused,
    lost_letters,
    unprefixed,
)
from ortaq.kernel.language.rules import Text

ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1251": "Windows-1251", "kz1048": "KZ-1048"}
"""Encodings that are understood, and how they are called."""

_SEPARATORS = ";,\t|"
_NOT_IN_RUSSIAN = frozenset(
    bytes([0x8D, 0x8F, 0x9D, 0x9F, 0xA1, 0xA2, 0xA3, 0xA5, 0xAA, 0xAF, 0xB4, 0xBA, 0xBC, 0xBD, 0xBE, 0xBF])
)
"""Bytes that are Ұ, Ә, Ғ… in KZ-1048 and Serbian, Ukrainian or Macedonian letters in cp1251."""
_ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})


def read_table(data: bytes, *, encoding: str = "") -> Table:
    """Reads a CSV or XLSX, told apart by content, not by name. *encoding* overrides the detection for a CSV.

    Raises TableRefused when it is empty, too large, damaged, protected, an old .xls, or not a table.
    """
    judge_start(data)
    if data.startswith(b"PK"):
        return _read_workbook(data)
    return _read_text(data, encoding)


# ---- CSV ---------------------------------------------------------------------------------------------------------


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of a file and the name of its encoding: by its mark, else UTF-8 when it is, else KZ-1048 or cp1251.

    The one-byte encodings differ only in bytes that no Russian text has: where one stands, it is a Kazakh letter.
    Raises TableRefused when the bytes don't fit.
    """
    if encoding and encoding not in ENCODINGS:
        encoding = ""
    if not encoding:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif b"\x00" in data[:400]:
            # Digits, separators and line ends are one byte and a zero: the side of the zeros tells the order.
            encoding = "utf-16-le" if data[1:400:2].count(0) >= data[:400:2].count(0) else "utf-16-be"
        else:
            try:
                return data.decode("utf-8-sig"), "utf-8"
            except UnicodeDecodeError:
                encoding = "kz1048" if _NOT_IN_RUSSIAN.intersection(data) else "cp1251"
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        raise TableRefused(
            Text(
                "Файлдың кодтамасын анықтау мүмкін болмады.",
                "Не удалось определить кодировку файла.",
                "The encoding of the file can't be told.",
            ),
            Text(
                "Кестені «CSV UTF-8» немесе XLSX түрінде сақтаңыз.",
                "Сохраните таблицу как «CSV UTF-8» или XLSX.",
                "Save the table as “CSV UTF-8” or XLSX.",
            ),
        ) from error
    return text.removeprefix("\ufeff"), "utf-16" if encoding.startswith("utf-16") else encoding


def separator_of(text: str) -> str:
    """The separator that splits the first rows most evenly: ``;``, ``,``, tab or ``|``; a line ``sep=;`` decides."""
    if found := re.match(r"sep=([;,\t|])\r?\n", text):
        return found[1]
    best, best_score = ",", (0.0, 0)
    for separator in _SEPARATORS:
        try:
            widths = [
                len(row) for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 40) if row
            ]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = separator, score
    return best


def _read_text(data: bytes, encoding: str) -> Table:
    text, encoding = decoded(data, encoding)
    if "\x00" in text:
        raise TableRefused(
            Text("Бұл файл кесте емес.", "Этот файл не таблица.", "This file isn't a table."),
            Text("CSV немесе XLSX жіберіңіз.", "Отправьте CSV или XLSX.", "Send a CSV or XLSX."),
        )
    separator = separator_of(text)
    text = re.sub(r"\Asep=[;,\t|]\r?\n", "", text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)

    def cells() -> Iterator[tuple[int, Sequence[Cell]]]:
        try:
            for number, row in enumerate(rows, start=1):
                yield number, [unprefixed(cell) for cell in row]
        except csv.Error as error:
            raise TableRefused(
                Text(
                    f"Кесте {rows.line_num}-жолдан бұзылған.",
                    f"Таблица повреждена около строки {rows.line_num}.",
                    f"The table is damaged near line {rows.line_num}.",
                ),
                Text(
                    "Тырнақшаларды тексеріңіз немесе XLSX жіберіңіз.",
                    "Проверьте кавычки или отправьте XLSX.",
                    "Check the quotes, or send an XLSX.",
                ),
            ) from error

    return _table(cells(), "csv", ENCODINGS[encoding], separator, ragged=True)


# ---- XLSX --------------------------------------------------------------------------------------------------------


def open_workbook(data: bytes) -> Any:
    """A workbook whose cells are read one after the other, as values without formulas."""
    from openpyxl import load_workbook  # imported where it is used: each start of a program would wait for it

    return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)


def bounds(ref: str) -> tuple[int | None, int | None, int | None, int | None]:
    """The left, top, right and bottom of cells like ``A1:B7``, from 1; None where they reach the sheet's edge."""
    from openpyxl.utils.cell import range_boundaries  # as above

    left, top, right, bottom = range_boundaries(ref)
    return left, top, right, bottom


def _read_workbook(data: bytes) -> Table:
    judge_archive(data)
    try:
        book = open_workbook(data)
        sheets = book.worksheets
        if not sheets:
            raise KeyError("no sheet")
        page: Any = sheets[0]
        page.reset_dimensions()  # what a file declares of its own size is not believed
        merged = _merged(data, page._worksheet_path)

        def cells() -> Iterator[tuple[int, Sequence[Cell]]]:
            for number, row in enumerate(page.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
                yield number, [from_spreadsheet(value) for value in row]

        return _table(cells(), "xlsx", "", "", merged=merged)
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
        # openpyxl answers a damaged file with any of these; DefusedXmlException is a ValueError, ParseError a SyntaxError
        raise TableRefused(
            Text("Кітап бұзылған.", "Книга повреждена.", "The workbook is damaged.")
            if not isinstance(error, DefusedXmlException)
            else Text("Кітапта тыйым салынған XML бар.", "В книге запрещённый XML.", "The workbook has forbidden XML."),
            SAVE_AS_XLSX,
        ) from error


def _merged(data: bytes, path: str) -> tuple[str, ...]:
    """The merged ranges of a sheet ("A2:A5"): in them all cells but the first are empty, whatever they look like."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path.lstrip("/")) as sheet:
        for _, element in iterparse(sheet):
            if element.tag.endswith("}mergeCell") and len(found) < 100:
                found.append(element.get("ref", ""))
            elif element.tag.endswith("}row"):
                element.clear()
    return tuple(ref for ref in found if ref)


def from_spreadsheet(value: Any) -> Cell:
    """A value of a workbook as a cell: numbers as exact as a spreadsheet keeps them."""
    if isinstance(value, bool | str | datetime | date | None):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # A spreadsheet keeps 15 significant digits: 0.1 + 0.2 is 0.3 again.
        return Decimal(format(value, ".15g"))
    if isinstance(value, time):
        return value.isoformat()
    return str(value)


# ---- both --------------------------------------------------------------------------------------------------------


def _table(
    numbered: Iterator[tuple[int, Sequence[Cell]]],
    kind: str,
    encoding: str,
    separator: str,
    *,
    ragged: bool = False,
    merged: Sequence[str] = (),
) -> Table:
    header: tuple[str, ...] = ()
    header_row = 0
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in numbered:
        if number > MAX_ROWS + 1_000:
            raise too_large()
        filled = list(cells)
        while filled and (filled[-1] is None or (isinstance(filled[-1], str) and not filled[-1].strip())):
            filled.pop()
        if not filled:
            continue
        if not header:
            header = tuple("" if cell is None else str(cell).strip() for cell in filled)
            header_row = number
            if len(header) > MAX_COLUMNS:
                raise too_large()
            problems += _doubled(header, number)
            continue
        problems += _doubts(number, filled, header)
        if len(filled) > len(header) or (ragged and len(cells) < len(header)):
            problems.append(_ragged(number, len(header), len(cells)))
        padded = [*filled, *[None] * (len(header) - len(filled))][: len(header)]
        rows.append(Row(number, tuple(padded)))
        if len(rows) > MAX_ROWS:
            raise too_large()
    if not rows:
        raise TableRefused(
            Text("Кестеде жол жоқ.", "В таблице нет строк.", "The table has no rows."),
            Text(
                "Бірінші жол — баған атаулары, одан кейін деректер.",
                "Первая строка — названия столбцов, далее данные.",
                "The first row holds the headings, the next ones the data.",
            ),
        )
    problems += [_merged_problem(ref) for ref in merged if (bounds(ref)[3] or MAX_ROWS) > header_row]
    return Table(header, tuple(rows), kind, encoding, separator, tuple(problems))


def _doubts(number: int, cells: Sequence[Cell], header: Sequence[str]) -> Iterator[Problem]:
    for position, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        column = header[position] if position < len(header) else str(position + 1)
        if len(cell) > MAX_CELL:
            raise too_large()
        if lost_letters(cell):
            yield Problem(
                number,
                column,
                Text("Мәтінде әріптер жоғалған.", "В тексте потеряны буквы.", "The text has lost letters."),
                Text(
                    "Түпнұсқаны «CSV UTF-8» немесе XLSX түрінде қайта сақтаңыз.",
                    "Пересохраните исходный файл как «CSV UTF-8» или XLSX.",
                    "Save the original again as “CSV UTF-8” or XLSX.",
                ),
            )
        elif cell in _ERRORS:
            yield Problem(
                number,
                column,
                Text(f"Формула қатесі: {cell}.", f"Ошибка формулы: {cell}.", f"A formula's error: {cell}."),
                Text("Формуланы түзетіңіз.", "Исправьте формулу.", "Correct the formula."),
            )


def _doubled(header: Sequence[str], number: int) -> list[Problem]:
    counted = Counter(title.casefold() for title in header if title)
    return [
        Problem(
            number,
            title,
            Text("Баған екі рет кездеседі.", "Столбец встречается дважды.", "The column stands twice."),
            Text("Біреуін қалдырыңыз.", "Оставьте один.", "Keep one of them."),
        )
        for title, times in counted.items()
        if times > 1
    ]


def _ragged(number: int, expected: int, found: int) -> Problem:
    return Problem(
        number,
        "",
        Text(
            f"Жолда {found} ұяшық бар, {expected} болуға тиіс.",
            f"Ячеек в строке: {found}, должно быть: {expected}.",
            f"The row has {found} cells, there should be {expected}.",
        ),
        Text(
            "Бөлгішті және тырнақшаларды тексеріңіз.",
            "Проверьте разделитель и кавычки.",
            "Check the separator and the quotes.",
        ),
    )


def _merged_problem(ref: str) -> Problem:
    return Problem(
        bounds(ref)[1],
        "",
        Text(f"Біріктірілген ұяшықтар: {ref}.", f"Объединённые ячейки: {ref}.", f"Merged cells: {ref}."),
        Text(
            "Біріктіруді алып тастап, әр жолды толтырыңыз.",
            "Отмените объединение и заполните каждую строку.",
            "Unmerge them and fill every row.",
        ),
    )
