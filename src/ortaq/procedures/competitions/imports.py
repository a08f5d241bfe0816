"""Tables that others make: registers, and the procurement portal's results."""

from collections.abc import Callable
from typing import TypeVar

from ortaq.kernel.interchange.imports import read_table
from ortaq.kernel.interchange.rules import Cell, CellError, Row, Table, bin_of, date_of, number_of, text_of
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import NotAnAmount, tenge
from ortaq.procedures.competitions.actions import ListedRow, ResultRow

T = TypeVar("T")

REGISTER_COLUMNS = {
    "bin": ("бсн", "бин", "bin", "жсн/бсн", "иин/бин"),
    "name": ("атауы", "наименование", "name", "ұйым", "организация"),
    "number": ("нөмірі", "номер", "number", "№"),
    "decided_on": ("шешім күні", "дата решения", "decided on"),
    "expires_on": ("мерзімі", "действует до", "дата окончания", "expires on"),
}
RESULT_COLUMNS = {
    "lot": ("лот", "lot", "лот нөмірі", "номер лота"),
    "bin": ("бсн", "бин", "bin"),
    "name": ("өнім беруші", "поставщик", "атауы", "наименование", "name", "supplier"),
    "winner": ("жеңімпаз", "победитель", "winner"),
    "amount": ("сома", "сумма", "amount", "шарт сомасы", "сумма договора"),
}
YES = frozenset({"1", "+", "иә", "да", "yes", "true", "жеңімпаз", "победитель"})


def _columns(table: Table, names: dict[str, tuple[str, ...]]) -> dict[str, int]:
    heads = {head.strip().casefold(): place for place, head in enumerate(table.header)}
    return {name: heads[word] for name, words in names.items() for word in words if word in heads}


def _read(
    content: bytes, names: dict[str, tuple[str, ...]], needed: set[str], row_of: Callable[[Callable[[str], Cell]], T]
) -> tuple[list[T], list[str]]:
    """The rows of a table and what is wrong with them, in the language of the page. Raises TableRefused."""
    table = read_table(content)
    columns = _columns(table, names)
    missing = [names[name][1] for name in sorted(needed - set(columns))]
    if missing:
        words = ", ".join(missing)
        return [], [shown(Text(f"Бағандар жоқ: {words}.", f"Нет столбцов: {words}.", f"Columns are missing: {words}."))]
    found, problems = [], [shown(problem.message) for problem in table.problems]
    for row in table.rows:

        def cell(name: str, row: Row = row) -> Cell:
            place = columns.get(name)
            return row.cells[place] if place is not None and place < len(row.cells) else None

        try:
            found.append(row_of(cell))
        except (CellError, NotAnAmount) as error:
            why = shown(error.message) if isinstance(error, CellError) else str(error)
            problems.append(
                shown(Text(f"{row.number}-жол: {why}", f"Строка {row.number}: {why}", f"Row {row.number}: {why}"))
            )
    return found, problems


class WrongRows(ValueError):
    """A table has rows that can't be taken: ``problems`` in the language of the page."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0])
        self.problems = problems


def register_rows(content: bytes) -> tuple[list[ListedRow], list[str]]:
    """A list of organisations by BIN. Raises TableRefused when it isn't a table."""

    def row_of(cell: Callable[[str], Cell]) -> ListedRow:
        return ListedRow(
            bin_of(cell("bin")),
            text_of(cell("name"), longest=300),
            text_of(cell("number"), longest=60),
            date_of(cell("decided_on")),
            date_of(cell("expires_on")),
        )

    return _read(content, REGISTER_COLUMNS, {"bin"}, row_of)


def result_rows(content: bytes) -> tuple[list[ResultRow], list[str]]:
    """The procurement portal's result: lot, participant, did it win, for how much. Raises TableRefused."""

    def row_of(cell: Callable[[str], Cell]) -> ResultRow:
        amount = number_of(cell("amount"))
        return ResultRow(
            text_of(cell("lot"), longest=60),
            bin_of(cell("bin")),
            text_of(cell("name"), longest=300),
            text_of(cell("winner")).casefold() in YES,
            None if amount is None else tenge(amount),
        )

    return _read(content, RESULT_COLUMNS, {"bin", "name", "winner"}, row_of)


def checked_results(content: bytes) -> list[ResultRow]:
    """The same, when every row is right. Raises WrongRows and TableRefused."""
    rows, problems = result_rows(content)
    if problems:
        raise WrongRows(problems)
    return rows
