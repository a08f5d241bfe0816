"""The head of a sheet: found under its titles, put together over several rows, each column guessed by its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ortaq.kernel.interchange.rules import Cell, Grid
from ortaq.kernel.language.rules import Text, folded

MEANINGS = {
    "": Text("ескерілмейді", "не учитывать", "left out"),
    "name": Text("тақырып атауы", "название темы", "title of the topic"),
    "name_kk": Text("атауы, қазақша", "название на казахском", "title in Kazakh"),
    "name_ru": Text("атауы, орысша", "название на русском", "title in Russian"),
    "name_en": Text("атауы, ағылшынша", "название на английском", "title in English"),
    "sphere": Text("сала", "сфера", "sphere"),
    "territory": Text("аумақ", "территория", "territory"),
    "projects": Text("жобалар саны", "количество проектов", "number of projects"),
    "amount": Text("жоспар жылының сомасы", "сумма года плана", "amount of the plan's year"),
    "funding": Text("қаржыландыру көзі", "источник финансирования", "funding source"),
    "term": Text("іске асыру мерзімі", "срок реализации", "term"),
    "procurement": Text("мемлекеттік сатып алу нөмірі", "номер государственных закупок", "procurement number"),
    "number": Text("реттік нөмірі", "порядковый номер", "row number"),
}
"""What a column can hold; beside these "year:2019": the amount of another year."""

UNITS = {
    "tenge": (Decimal(1), Text("теңге", "тенге", "tenge")),
    "thousand": (Decimal(1_000), Text("мың теңге", "тыс. тенге", "thousand tenge")),
    "million": (Decimal(1_000_000), Text("миллион теңге", "млн тенге", "million tenge")),
}
"""The unit that amounts are written in, and how many tenge it is."""

_WORDS: tuple[tuple[str, str], ...] = (
    ("funding", r"кози|источник|funding"),
    ("projects", r"саны\b|количеств|кол-во|число проект|projects"),
    ("procurement", r"сатып алу|закуп|хабарландыру|объявлени|procurement"),
    ("term", r"мерзим|срок|период|term\b"),
    ("amount", r"сома|сумма|каржы|каражат|объем|финансир|бюджет|стоимост|amount|тенге"),
    ("sphere", r"\bсала|багыт|сфера|направлени|sphere"),
    ("territory", r"аумак|аудан|онир|район|территор|регион|territory|district"),
    ("name", r"такырып|тема\b|темы\b|наименован|названи|атауы|жоба|проект|topic|title|name\b"),
    ("number", r"^(№|n|no|р/с|п/п|# ?|№ ?п/п|№ ?р/с)$"),
)
_LANGUAGES = (
    ("name_kk", r"казахск|казакша|\bkk\b|\bказ\b|kazakh"),
    ("name_ru", r"русск|орысша|\bru\b|\bрус\b|russian"),
    ("name_en", r"английск|агылшынша|\ben\b|english"),
)
_YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
_TOTALS = re.compile(r"^(барлыгы|жиыны|жиынтыгы|жалпы жиыны|корытынды|итого|всего|total)\b")
_LOOKED_AT = 40
_TALLEST = 6


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sheet: the words over each column, and between which rows of the file it stands (both included)."""

    headings: tuple[str, ...]
    first: int
    last: int


def plain(text: object) -> str:
    """Words as they are compared: folded, small, ё as е, blanks once."""
    return " ".join(folded(str(text).casefold().replace("ё", "е")).split())


def is_total(text: str) -> bool:
    """Does a row that begins with *text* hold a total (Барлығы, Жиыны, ИТОГО, Всего)?"""
    return bool(_TOTALS.match(plain(text).lstrip("«\"'—- ")))


def role_of(heading: str, year: int) -> str:
    """What a column is, by its heading alone; "" when nothing tells. *year*: the plan's own."""
    words = plain(heading)
    if not words:
        return ""
    found = next((role for role, pattern in _WORDS if re.search(pattern, words)), "")
    years = {int(each) for each in _YEAR.findall(words)}
    if years and found in {"", "amount"}:
        return "amount" if year in years else f"year:{min(years)}"
    if found in {"name", ""}:
        language = next((role for role, pattern in _LANGUAGES if re.search(pattern, words)), "")
        return language or found
    return found


def guessed_roles(headings: Sequence[str], year: int) -> tuple[str, ...]:
    """The role of each column; each role is given once, to the first column that looks like it."""
    given: set[str] = set()
    roles = []
    for heading in headings:
        role = role_of(heading, year)
        if role in given:
            role = ""
        if role:
            given.add(role)
        roles.append(role)
    return tuple(roles)


def head_of(grid: Grid, year: int) -> Head | None:
    """The head of a sheet; None when no row looks like one (at least a title and an amount, or three known columns)."""
    rows = grid.rows[:_LOOKED_AT]
    for position, row in enumerate(rows):
        roles = {role_of(str(cell), year) for cell in row.cells if isinstance(cell, str) and len(cell) < 200} - {""}
        names = {"name", "name_kk", "name_ru", "name_en"} & roles
        amounts = {role for role in roles if role == "amount" or role.startswith("year:")}
        if not ((names and amounts) or len(roles) >= 3):
            continue
        last = row.number
        for mark in grid.merged:
            if mark.top == row.number and mark.bottom - mark.top < _TALLEST:
                last = max(last, mark.bottom)
        for below in rows[position + 1 :]:
            if below.number > last and not _goes_on(below.cells, year):
                break
            last = max(last, below.number)
        return Head(_headings(grid, row.number, last), row.number, last)
    return None


def _goes_on(cells: Sequence[Cell], year: int) -> bool:
    """Is this row still of the head: years under "amount", or the numbers of the columns 1, 2, 3…?"""
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    if len(filled) < 2:
        return False
    texts = [str(cell).strip() for cell in filled]
    if [text.removesuffix(".0") for text in texts] == [str(n) for n in range(1, len(texts) + 1)] and len(texts) >= 3:
        return True
    return all(re.fullmatch(r"20[0-9]{2}( ?(г\.?|год|ж\.?|жыл|жылы))?", text) for text in texts)


def _headings(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    width = max((len(row.cells) for row in grid.rows), default=0)
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in grid.rows:
        if not first <= row.number <= last or _are_numbers(row.cells):
            continue
        cells = [str(cell).strip() if cell is not None else "" for cell in row.cells]
        cells += [""] * (width - len(cells))
        for mark in grid.merged:
            if mark.top <= row.number <= mark.bottom and mark.left < width and mark.top >= first:
                source = next((each for each in grid.rows if each.number == mark.top), None)
                value = source.cells[mark.left] if source and mark.left < len(source.cells) else None
                for column in range(mark.left, min(mark.right + 1, width)):
                    cells[column] = cells[column] or (str(value).strip() if value is not None else "")
        for column, text in enumerate(cells):
            clean = " ".join(text.split())
            if clean and clean not in columns[column]:
                columns[column].append(clean)
    return tuple(" / ".join(words) for words in columns)


def _are_numbers(cells: Sequence[Cell]) -> bool:
    texts = [str(cell).strip().removesuffix(".0") for cell in cells if cell is not None and str(cell).strip()]
    return len(texts) >= 3 and texts == [str(n) for n in range(1, len(texts) + 1)]


def guessed_unit(grid: Grid, head: Head) -> str:
    """The unit that the head or the titles above it name; tenge when they name none."""
    above = " ".join(
        str(cell) for row in grid.rows if row.number <= head.last for cell in row.cells if isinstance(cell, str)
    )
    words = plain(above)
    if re.search(r"\bтыс|\bмын (тенге|тг)|thousand|\(мын\)", words):
        return "thousand"
    if re.search(r"\bмлн|миллион|million", words):
        return "million"
    return "tenge"


def signature(headings: Sequence[str]) -> str:
    """The headings as one text, by which the same shape of file is known again."""
    return "\n".join(plain(heading) for heading in headings)
