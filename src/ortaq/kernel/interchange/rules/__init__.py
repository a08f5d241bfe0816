"""Tables that come from strangers and go to strangers: what a cell may say, read strictly and written harmlessly.

Reading guesses nothing that could change a value: what can be read in two ways is refused with advice. Writing makes
sure that a spreadsheet program never takes a text for a formula (CWE-1236, OWASP "CSV injection").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import is_bin

Cell = str | Decimal | date | datetime | bool | None
"""What one cell holds. A table from CSV has texts alone; one from XLSX has what the spreadsheet stored."""

MAX_BYTES = 5_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL = 5_000
"""Limits of a table that is read: bytes of the file, rows, columns, characters in a cell."""

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""First characters that make a spreadsheet program take a cell of a CSV for a formula."""

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
_SPACED = re.compile(rf"-?[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:(,[0-9]{3})+(\.[0-9]+)?|(\.[0-9]{3})+(,[0-9]+)?|('[0-9]{3})+([.,][0-9]+)?)")
_ONE_MARK_THREE_DIGITS = re.compile(r"-?[0-9]{1,3}[.,][0-9]{3}")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eEеЕ][+-]?[0-9]+")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_DOTTED_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_LOST_LETTER = re.compile(r"[^\W\d_]\?+[^\W\d_]|\N{REPLACEMENT CHARACTER}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class CellError(ValueError):
    """A cell can't be read as what its column holds: what is wrong, and what to do."""

    def __init__(self, message: Text, advice: Text) -> None:
        super().__init__(message.en)
        self.message, self.advice = message, advice


class TableRefused(ValueError):
    """A file can't be read as a table at all: what is wrong, and what to do."""

    def __init__(self, message: Text, advice: Text) -> None:
        super().__init__(message.en)
        self.message, self.advice = message, advice


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file: in which row (as a spreadsheet counts, from 1) and column, and what to do."""

    row: int | None
    column: str
    message: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table under its header, with its number in the file."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its header, its rows that aren't blank, and what is doubtful in it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: str
    """``csv`` or ``xlsx``."""
    encoding: str = ""
    separator: str = ""
    problems: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range of a sheet, both ends included; rows from 1, columns from 0. Only its first cell holds a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it was drawn: its filled rows (titles, heads, totals among them) and its merged ranges."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merged, ...] = ()
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is written: its heading, and how a spreadsheet shows it.

    ``kind``: "text", "number", "money", "date", "time", or "plain" (a number without grouping: a year).
    """

    title: str
    kind: str = "text"
    width: int = 18


def cleaned(text: str) -> str:
    """Text as it is stored: NFC, line breaks as LF, no spaces around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text_of(cell: Cell, *, longest: int = MAX_CELL) -> str:
    """A cell as text. Raises CellError for control characters and for more than *longest* code points."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    if isinstance(cell, date):
        return _shown_date(cell)
    text = cleaned(cell or "")
    if _CONTROL.search(text):
        raise CellError(
            Text(
                "Ұяшықта басқару таңбалары бар.",
                "В ячейке есть управляющие символы.",
                "The cell has control characters.",
            ),
            Text("Мәтінді қайта теріңіз.", "Наберите текст заново.", "Type the text again."),
        )
    if len(text) > longest:
        raise CellError(
            Text(
                f"Мәтін тым ұзын: {len(text)} таңба.",
                f"Текст слишком длинный, символов: {len(text)}.",
                f"The text is too long: {len(text)} characters.",
            ),
            Text(
                f"{longest} таңбадан аспауға тиіс.",
                f"Допускается символов: {longest}.",
                f"At most {longest} characters are allowed.",
            ),
        )
    return text


def number_of(cell: Cell) -> Decimal | None:
    """A cell as an exact number; None when it is empty.

    Understands thousands set off by spaces (also no-break), a decimal comma or point, a trailing ₸. Raises CellError
    for what can be read in two ways (``1,234``), for scientific notation and for what isn't a number.
    """
    if cell is None or isinstance(cell, Decimal):
        return cell
    if isinstance(cell, bool | date):
        raise _not_a_number(str(cell))
    text = cleaned(cell).replace("\N{MINUS SIGN}", "-").removesuffix("₸").rstrip(_SPACES)
    if not text:
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise CellError(
            Text(
                f"«{text}»: кестелік редактор санды қысқартып жіберген.",
                f"«{text}»: табличный редактор сократил число.",
                f"“{text}”: the spreadsheet has shortened the number.",
            ),
            _AS_TEXT,
        )
    if _ONE_MARK_THREE_DIGITS.fullmatch(text):
        raise CellError(
            Text(
                f"«{text}» санын екі түрлі оқуға болады.",
                f"Число «{text}» можно прочитать двояко.",
                f"“{text}” can be read in two ways.",
            ),
            Text(
                "Мыңдықтарды бос орынмен бөліңіз, бөлшекті екі таңбамен жазыңыз: 1 234 567,00.",
                "Отделяйте тысячи пробелом, дробную часть пишите двумя знаками: 1 234 567,00.",
                "Set thousands off by spaces and write two decimals: 1 234 567,00.",
            ),
        )
    if _SPACED.fullmatch(text) or _PLAIN.fullmatch(text):
        return Decimal("".join(c for c in text if c not in _SPACES).replace(",", "."))
    if _GROUPED.fullmatch(text):
        mark = max(text.rfind(","), text.rfind("."))
        has_fraction = mark >= 0 and text.count(text[mark]) == 1
        whole, fraction = (text[:mark], text[mark + 1 :]) if has_fraction else (text, "")
        return Decimal(re.sub(r"[,.']", "", whole) + (f".{fraction}" if fraction else ""))
    raise _not_a_number(text)


def count_of(cell: Cell) -> int | None:
    """A cell as a whole number from zero on; None when it is empty. Raises CellError."""
    number = number_of(cell)
    if number is None:
        return None
    if number < 0 or number != number.to_integral_value() or number > 10**9:
        raise CellError(
            Text(
                f"«{number}» бүтін оң сан емес.",
                f"«{number}» не целое неотрицательное число.",
                f"“{number}” is not a whole number.",
            ),
            Text("Бүтін сан жазыңыз.", "Укажите целое число.", "Write a whole number."),
        )
    return int(number)


def date_of(cell: Cell, *, first: int = 1991, last: int = 2100) -> date | None:
    """A cell as a day between the years *first* and *last*; None when it is empty.

    Reads ``2026-02-01`` and ``01.02.2026``. Raises CellError for ``2/1/2026`` (day and month could be swapped), for
    bare numbers (45000: a serial day without its format, in one of two calendars) and for days that don't exist.
    """
    advice = Text("Күнді былай жазыңыз: 31.12.2026.", "Напишите дату так: 31.12.2026.", "Write the day as 2026-12-31.")
    if cell is None:
        return None
    day: date | None = None
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        text = cleaned(cell)
        if not text:
            return None
        try:
            if found := _ISO_DATE.fullmatch(text):
                day = date(int(found[1]), int(found[2]), int(found[3]))
            elif found := _DOTTED_DATE.fullmatch(text):
                day = date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            day = None
    if day is None:
        raise CellError(
            Text(f"«{cell}» күн емес.", f"«{cell}» не дата.", f"“{cell}” is not a day."),
            advice,
        )
    if not first <= day.year <= last:
        raise CellError(
            Text(
                f"{day.year} жыл: {first}–{last} аралығында емес.",
                f"{day.year} год вне промежутка {first}–{last}.",
                f"The year {day.year} is not between {first} and {last}.",
            ),
            advice,
        )
    return day


def bin_of(cell: Cell) -> str:
    """A cell as a business identification number; "" when it is empty.

    Raises CellError when a spreadsheet ate it (``1.23457E+10``, a leading zero lost) or its check digit is wrong.
    """
    if cell is None:
        return ""
    text = format(cell, "f") if isinstance(cell, Decimal) else cleaned(str(cell))
    if not text:
        return ""
    if _SCIENTIFIC.fullmatch(text) or (text.isascii() and text.isdigit() and len(text) < 12):
        raise CellError(
            Text(
                f"«{text}»: кестелік редактор БСН цифрларын жойған.",
                f"«{text}»: табличный редактор потерял цифры БИН.",
                f"“{text}”: the spreadsheet has lost digits of the BIN.",
            ),
            _AS_TEXT,
        )
    if not is_bin(text):
        raise CellError(
            Text(f"«{text}» БСН емес.", f"«{text}» не БИН.", f"“{text}” is not a BIN."),
            Text(
                "12 цифрды тексеріңіз: бақылау цифры сәйкес келмейді.",
                "Проверьте 12 цифр: контрольная цифра не совпадает.",
                "Compare the 12 digits: the check digit doesn't agree.",
            ),
        )
    return text


def lost_letters(text: str) -> bool:
    """Has *text* lost letters on its way: U+FFFD, or a question mark between letters where ә, ғ, қ… stood?"""
    return bool(_LOST_LETTER.search(text))


def harmless(text: str) -> str:
    """*text* for a cell of a CSV: with ``'`` before it where a spreadsheet would take it for a formula.

    :func:`unprefixed` undoes it exactly.
    """
    start = text.lstrip("' \N{NO-BREAK SPACE}")[:1] or text[:1]
    return f"'{text}" if start and start in FORMULA_STARTS else text


def unprefixed(text: str) -> str:
    """The text before :func:`harmless` prefixed it."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


def written(cell: Cell) -> str:
    """A cell for CSV: numbers and dates plainly (decimal point, ISO 8601), texts made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, date):
        return _shown_date(cell)
    if isinstance(cell, int):
        return str(cell)
    return harmless(cell.replace("\x00", "\N{REPLACEMENT CHARACTER}"))


def csv_lines(rows: Iterable[Sequence[Cell]], columns: Sequence[Column]) -> Iterator[str]:
    """A CSV line by line (RFC 4180: comma, CRLF), headings first; one row is held at a time."""
    yield _csv_line([harmless(column.title) for column in columns])
    for row in rows:
        yield _csv_line([written(cell) for cell in row])


def _csv_line(values: Sequence[str]) -> str:
    quoted = ('"' + value.replace('"', '""') + '"' if re.search('[",;\t\r\n]', value) else value for value in values)
    return ",".join(quoted) + "\r\n"


def _shown_date(value: date) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(sep=" ", timespec="seconds")
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def _not_a_number(text: str) -> CellError:
    return CellError(
        Text(f"«{text}» сан емес.", f"«{text}» не число.", f"“{text}” is not a number."),
        Text(
            "Санды толық теңгемен жазыңыз, мысалы 814 800 000,00.",
            "Напишите число полностью, например 814 800 000,00.",
            "Write the number in full, for example 814 800 000.00.",
        ),
    )


_AS_TEXT = Text(
    "Бағанның пішімін «Мәтін» етіп, мәнді түпнұсқадан қайта енгізіңіз.",
    "Задайте столбцу формат «Текстовый» и введите значение заново по первоисточнику.",
    "Set the column's format to Text and enter the value again from its source.",
)
