"""The rows of a sheet as lines of a plan; what is wrong, beside the cell; the file's own totals, compared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ortaq.kernel.interchange.rules import (
    Cell,
    CellError,
    Grid,
    Row,
    count_of,
    lost_letters,
    number_of,
    text_of,
)
from ortaq.kernel.language.rules import Text
from ortaq.systems.social_order.rules.tables.headings import Head, is_total, plain
from ortaq.systems.social_order.rules.tables.values import (
    AGAIN,
    MERGED,
    TERM,
    TOO_LONG,
    UNMERGE,
    in_languages,
    money_of,
    sought,
)

_YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
_FUNDING = (
    ("republican", "республик|republican"),
    ("regional", "облыс|област|regional"),
    ("local", "аудан|кала|район|город|жергиликти|местн|local|district|city"),
)
_WHOLE = re.compile(r"^(барлыгы|всего|жалпы|total)")


@dataclass(frozen=True, slots=True)
class Choices:
    """How a sheet is read: the role of each column, the unit of money, the sphere of rows that name none that is known."""

    roles: tuple[str, ...]
    unit: str = "tenge"
    sphere_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Names of spheres and territories as :func:`sought` writes them, with their ids; where rows are that name no place."""

    spheres: Mapping[str, int]
    territories: Mapping[str, int]
    territory_id: int
    year: int
    funding: str = "local"


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What is wrong in one cell: ``column`` counts from 0, None is the row as a whole."""

    row: int
    column: int | None
    message: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as the file tells it; money in tenge."""

    row: int
    title_kk: str
    title_ru: str
    title_en: str
    sphere_id: int
    territory_id: int
    amount: Decimal
    projects: int
    funding: str
    since: int
    until: int
    shares: tuple[tuple[int, Decimal], ...] = ()
    procurement: str = ""


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """A total that the file prints, and what its own rows give. ``agrees`` is computed, never decided by hand."""

    row: int
    label: str
    printed: Decimal
    computed: Decimal
    projects: bool = False

    @property
    def agrees(self) -> bool:
        return self.printed == self.computed


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What came of a sheet."""

    lines: tuple[ReadLine, ...] = ()
    problems: tuple[PlanProblem, ...] = ()
    totals: tuple[TotalCheck, ...] = ()


@dataclass(slots=True)
class _Reader:
    grid: Grid
    head: Head
    choices: Choices
    lookup: Lookup
    lines: list[ReadLine] = field(default_factory=list)
    problems: list[PlanProblem] = field(default_factory=list)
    totals: list[TotalCheck] = field(default_factory=list)
    since_total: int = 0
    sphere_id: int | None = None
    territory_id: int | None = None

    def column(self, role: str) -> int | None:
        return self.choices.roles.index(role) if role in self.choices.roles else None

    def wrong(self, row: int, column: int | None, message: Text, advice: Text) -> None:
        self.problems.append(PlanProblem(row, column, message, advice))


def read_sheet(grid: Grid, head: Head, choices: Choices, lookup: Lookup) -> SheetReading:
    """Reads every row under the head. Nothing is corrected in silence: what can't be read is a problem beside its cell."""
    reader = _Reader(grid, head, choices, lookup)
    held = _held(grid, head)
    for row in grid.rows:
        if row.number > head.last:
            _row(reader, row, held)
    return SheetReading(tuple(reader.lines), tuple(reader.problems), tuple(reader.totals))


def _held(grid: Grid, head: Head) -> dict[tuple[int, int], tuple[int, Cell]]:
    """Cells that a merged range covers: where its value stands, and the value."""
    by_number = {row.number: row for row in grid.rows}
    held: dict[tuple[int, int], tuple[int, Cell]] = {}
    for mark in grid.merged:
        if mark.top <= head.last or mark.bottom == mark.top:
            continue
        source = by_number.get(mark.top)
        value = source.cells[mark.left] if source and mark.left < len(source.cells) else None
        for number in range(mark.top, min(mark.bottom, mark.top + 5_000) + 1):
            held[number, mark.left] = (mark.top, value)
    return held


def _row(reader: _Reader, row: Row, held: Mapping[tuple[int, int], tuple[int, Cell]]) -> None:
    cells = list(row.cells) + [None] * max(0, len(reader.choices.roles) - len(row.cells))
    texts = [text.strip() for cell in cells if isinstance(cell, str) and (text := cell).strip()]
    if texts and any(is_total(text) for text in texts[:2]):
        _total(reader, row.number, cells, next(text for text in texts[:2] if is_total(text)))
        return
    for column, role in enumerate(reader.choices.roles):
        if (row.number, column) in held and role:
            top, value = held[row.number, column]
            if _is_number(role):
                if top == row.number:
                    reader.wrong(row.number, column, MERGED, UNMERGE)
            elif cells[column] is None or not str(cells[column]).strip():
                cells[column] = value
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    if len(filled) == 1 and isinstance(filled[0], str):
        _section(reader, filled[0])
        return
    _line(reader, row.number, cells)


def _is_number(role: str) -> bool:
    return role in {"amount", "projects"} or role.startswith("year:")


def _section(reader: _Reader, text: str) -> None:
    """A row of one cell: a heading inside the table. It may name the place or the sphere of the rows below."""
    place = _place(reader.lookup, text)
    sphere = reader.lookup.spheres.get(sought(text))
    if place is not None:
        reader.territory_id = place
    if sphere is not None:
        reader.sphere_id = sphere


def _line(reader: _Reader, number: int, cells: Sequence[Cell]) -> None:
    before = len(reader.problems)
    values = {role: cells[column] for column, role in enumerate(reader.choices.roles) if role}
    columns = {role: column for column, role in enumerate(reader.choices.roles) if role}
    kk, ru, en = _titles(reader, number, values, columns)
    amount = _amount(reader, number, values, columns, "amount")
    if not (kk or ru):
        reader.wrong(
            number,
            columns.get("name", columns.get("name_kk", columns.get("name_ru"))),
            Text("Тақырып атауы жоқ.", "Нет названия темы.", "There is no title."),
            Text("Атауын жазыңыз.", "Впишите название.", "Write the title."),
        )
    if amount is None and len(reader.problems) == before:
        reader.wrong(
            number,
            columns.get("amount"),
            Text("Сома жоқ.", "Нет суммы.", "There is no amount."),
            Text(
                "Соманы жазыңыз, қаржы көзделмесе — 0.",
                "Впишите сумму, если денег нет — 0.",
                "Write the amount; 0 if there is none.",
            ),
        )
    shares = {}
    for role in columns:
        if role.startswith("year:"):
            other = _amount(reader, number, values, columns, role)
            if other:
                shares[int(role[5:])] = other
    projects = _projects(reader, number, values, columns)
    sphere_id = _sphere(reader, number, values, columns)
    territory_id = _territory(reader, number, values, columns)
    years = {reader.lookup.year, *shares, *map(int, _YEAR.findall(str(values.get("term") or "")))}
    if max(years) - min(years) >= 3:
        reader.wrong(number, columns.get("term"), TOO_LONG, TERM)
    if len(reader.problems) > before or amount is None or sphere_id is None or territory_id is None:
        return
    reader.lines.append(
        ReadLine(
            number, kk, ru, en, sphere_id, territory_id, amount, projects or 1, _funding(reader, values),
            min(years), max(years), tuple(sorted(shares.items())), str(values.get("procurement") or "").strip()[:120],
        )
    )  # fmt: skip


def _titles(
    reader: _Reader, number: int, values: Mapping[str, Cell], columns: Mapping[str, int]
) -> tuple[str, str, str]:
    found = {"kk": "", "ru": "", "en": ""}
    for role, language in (("name_kk", "kk"), ("name_ru", "ru"), ("name_en", "en"), ("name", "")):
        try:
            text = (
                " ".join(text_of(values.get(role), longest=600).split("\n"))
                if language
                else text_of(values.get(role), longest=600)
            )
            if lost_letters(text):
                raise CellError(
                    Text("Мәтінде әріптер жоғалған.", "В тексте потеряны буквы.", "The text has lost letters."), AGAIN
                )
        except CellError as error:
            reader.wrong(number, columns.get(role), error.message, error.advice)
            continue
        for own, part in [(language, text)] if language else in_languages(text):
            if len(part) > 300:
                reader.wrong(
                    number,
                    columns.get(role),
                    Text(
                        "Атауы 300 таңбадан ұзын.",
                        "Название длиннее 300 знаков.",
                        "The title is longer than 300 characters.",
                    ),
                    Text("Қысқартыңыз.", "Сократите.", "Shorten it."),
                )
            found[own] = found[own] or part
    return found["kk"], found["ru"], found["en"]


def _amount(
    reader: _Reader, number: int, values: Mapping[str, Cell], columns: Mapping[str, int], role: str
) -> Decimal | None:
    try:
        return money_of(values.get(role), reader.choices.unit)
    except CellError as error:
        reader.wrong(number, columns.get(role), error.message, error.advice)
        return None


def _projects(reader: _Reader, number: int, values: Mapping[str, Cell], columns: Mapping[str, int]) -> int | None:
    try:
        return count_of(values.get("projects"))
    except CellError as error:
        reader.wrong(number, columns.get("projects"), error.message, error.advice)
        return None


def _sphere(reader: _Reader, number: int, values: Mapping[str, Cell], columns: Mapping[str, int]) -> int | None:
    written = str(values.get("sphere") or "").strip()
    found = reader.lookup.spheres.get(sought(written)) if written else reader.sphere_id
    found = found or reader.choices.sphere_id
    if found is None:
        reader.wrong(
            number,
            columns.get("sphere"),
            Text(
                f"«{written}» саласы белгісіз.", f"Сфера «{written}» неизвестна.", f"The sphere “{written}” is unknown."
            ),
            Text(
                "Заңдағы атауын жазыңыз немесе жоғарыдан осындай жолдардың саласын таңдаңыз.",
                "Напишите название из закона или выберите выше сферу для таких строк.",
                "Write its name as in the law, or choose above the sphere of such rows.",
            ),
        )
    return found


def _place(lookup: Lookup, name: str) -> int | None:
    return lookup.territories.get(sought(name)) or lookup.territories.get(sought(name, place=True))


def _territory(reader: _Reader, number: int, values: Mapping[str, Cell], columns: Mapping[str, int]) -> int | None:
    written = str(values.get("territory") or "").strip()
    if not written:
        return reader.territory_id or reader.lookup.territory_id
    found = _place(reader.lookup, written)
    if found is None:
        reader.wrong(
            number,
            columns.get("territory"),
            Text(
                f"«{written}» аумағы белгісіз.",
                f"Территория «{written}» неизвестна.",
                f"The territory “{written}” is unknown.",
            ),
            Text(
                "Анықтамалықтағы атауын жазыңыз.",
                "Напишите название из справочника.",
                "Write its name as in the reference data.",
            ),
        )
    return found


def _funding(reader: _Reader, values: Mapping[str, Cell]) -> str:
    written = plain(values.get("funding") or "")
    if not written:
        return reader.lookup.funding
    return next((code for code, pattern in _FUNDING if re.search(pattern, written)), "other")


def _total(reader: _Reader, number: int, cells: Sequence[Cell], label: str) -> None:
    """Compares a printed total with the rows since the last one, or with all: a contradiction is shown, not corrected."""
    section, everything = reader.lines[reader.since_total :], reader.lines
    whole = bool(_WHOLE.match(plain(label))) or not section
    for role, is_projects in (("amount", False), ("projects", True)):
        column = reader.column(role)
        cell = cells[column] if column is not None else None
        try:
            printed = number_of(cell) if is_projects else money_of(cell, reader.choices.unit)
        except CellError as error:
            reader.wrong(number, column, error.message, error.advice)
            continue
        if printed is None:
            continue

        def summed(lines: Sequence[ReadLine], is_projects: bool = is_projects) -> Decimal:
            return sum((Decimal(line.projects) if is_projects else line.amount for line in lines), Decimal(0))

        sums = [summed(everything), summed(section)] if whole else [summed(section), summed(everything)]
        computed = next((each for each in sums if each == printed), sums[0])
        reader.totals.append(TotalCheck(number, label.strip(), printed, computed, is_projects))
    reader.since_total = len(reader.lines)


__all__ = [
    "Choices",
    "Lookup",
    "PlanProblem",
    "ReadLine",
    "SheetReading",
    "TotalCheck",
    "money_of",
    "read_sheet",
    "sought",
]
