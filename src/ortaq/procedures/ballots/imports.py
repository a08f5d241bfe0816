"""The roll as a table: IIN, territory, phone; CSV or XLSX, columns in Kazakh, Russian or English."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING

from ortaq.kernel.interchange.imports import read_table
from ortaq.kernel.interchange.rules import CellError, TableRefused, count_of, number_of, text_of
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import LANGUAGES, Text
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.parties.rules import is_iin
from ortaq.procedures.ballots.actions.papers import OptionTerms
from ortaq.procedures.ballots.actions.roll import RollRow

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Paper

COLUMNS = {
    "iin": ("жсн", "иин", "iin"),
    "territory": ("аумақ", "территория", "territory", "аудан", "район", "округ"),
    "phone": ("телефон", "phone", "ұялы телефон", "мобильный телефон"),
}
MOST_PROBLEMS = 200
LEAST_DIGITS = 9
"""An IIN without the zeros that it begins with (year, month and day of birth: three at most) has so many digits."""


@dataclass(slots=True)
class RollRead:
    """What a table says: the rows that can be taken, and what is wrong with the others, in the language of the page."""

    rows: list[RollRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_roll(content: bytes, *, default_territory: int | None = None) -> RollRead:
    """Reads a roll. Nothing is taken of a table with a wrong row: the organiser repairs it and sends it again. Raises TableRefused."""
    table = read_table(content)
    heads = {head.strip().casefold(): place for place, head in enumerate(table.header)}
    places = {name: heads[word] for name, words in COLUMNS.items() for word in words if word in heads}
    read = RollRead(problems=[shown(problem.message) for problem in table.problems])
    if not places:
        read.problems.append(
            shown(
                Text(
                    "Бағандар танылмады. Қажеті: ЖСН, аумақ, телефон.",
                    "Столбцы не узнаны. Нужны: ИИН, территория, телефон.",
                    "The columns weren't recognised. Needed: IIN, territory, phone.",
                )
            )
        )
        return read
    known = {
        name.casefold(): pk
        for pk, row in territory_reference.rows().items()
        for name in (row.slug, row.kato, *(getattr(row, f"name_{language}") for language in LANGUAGES))
        if name
    }
    seen: dict[str, int] = {}
    for row in table.rows:
        cells = {name: row.cells[place] if place < len(row.cells) else None for name, place in places.items()}
        try:
            iin = "".join(text_of(cells.get("iin")).split())
            territory = text_of(cells.get("territory")).casefold()
            phone = _phone(text_of(cells.get("phone")))
        except CellError as error:
            _wrong(read, row.number, error.message)
            continue
        if iin.isdigit() and len(iin) >= LEAST_DIGITS:
            iin = iin.zfill(12)  # a spreadsheet drops the zeros that an IIN begins with
        where = known.get(territory) if territory else default_territory
        if iin and not is_iin(iin):
            _wrong(read, row.number, Text("ЖСН қате.", "ИИН с ошибкой.", "The IIN is wrong."))
        elif iin in seen:
            first = seen[iin]
            _wrong(
                read,
                row.number,
                Text(
                    f"ЖСН {first}-жолда бар.",
                    f"ИИН уже есть в строке {first}.",
                    f"The IIN stands in row {first} already.",
                ),
            )
        elif where is None:
            _wrong(read, row.number, Text("Аумақ белгісіз.", "Территория неизвестна.", "The territory isn't known."))
        elif phone is None:
            _wrong(read, row.number, Text("Телефон қате.", "Телефон с ошибкой.", "The phone number is wrong."))
        else:
            if iin:
                seen[iin] = row.number
            read.rows.append(RollRow(where, iin, phone))
    return read


def _phone(text: str) -> str | None:
    """A mobile number of Kazakhstan as +7…; "" for none, None for what is no number."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if not digits:
        return "" if not text.strip(" -–—") else None
    if len(digits) == 10 and digits.startswith("7"):
        return f"+7{digits}"
    if len(digits) == 11 and digits[0] in "78" and digits[1] == "7":
        return f"+7{digits[1:]}"
    return None


def _wrong(read: RollRead, number: int, why: Text) -> None:
    if len(read.problems) < MOST_PROBLEMS:
        read.problems.append(
            shown(Text(f"{number}-жол: {why.kk}", f"Строка {number}: {why.ru}", f"Row {number}: {why.en}"))
        )


OPTION_COLUMNS = {
    "number": ("№", "нөмір", "номер", "number", "n"),
    "title_kk": ("жоба", "атауы", "title_kk", "title in kazakh", "қазақша"),
    "title_ru": ("проект", "название", "title_ru", "title in russian", "по-русски"),
    "title_en": ("title_en", "title", "project", "title in english"),
    "cost": ("сумма", "құны", "стоимость", "cost", "сома"),
    "summary_kk": ("сипаттама", "summary_kk", "summary in kazakh"),
    "summary_ru": ("описание", "summary_ru", "summary in russian"),
    "summary_en": ("summary_en", "summary", "summary in english"),
    "record": ("жазба", "запись", "record"),
}


def table_of(paper: Paper) -> str:
    """The projects of a paper as the table that :func:`read_options` reads back, nothing lost."""
    found = StringIO()
    table = csv.writer(found, delimiter="\t", lineterminator="\n")
    names = ("number", "title_kk", "title_ru", "title_en", "cost", "summary_kk", "summary_ru", "summary_en")
    table.writerow([OPTION_COLUMNS[name][0] for name in (*names, "record")])
    for option in paper.options.all():
        table.writerow([*(getattr(option, name) for name in names), option.record.number if option.record else ""])
    return found.getvalue()


def read_options(content: bytes, records: Mapping[str, int]) -> tuple[list[OptionTerms], list[str]]:
    """The projects of a paper as a table, and what is wrong in it, row by row, in the language of the page.

    *records*: the records that may stand behind a project, by number: those that the paper has already.
    """
    try:
        table = read_table(content)
    except TableRefused as refusal:
        return [], [shown(refusal.message)]
    heads = {head.strip().casefold(): place for place, head in enumerate(table.header)}
    places = {name: heads[word] for name, words in OPTION_COLUMNS.items() for word in words if word in heads}
    missing = {"title_kk", "title_ru", "cost"} - set(places)
    if missing:
        words = ", ".join(OPTION_COLUMNS[name][0] for name in sorted(missing))
        return [], [shown(Text(f"Бағандар жоқ: {words}.", f"Нет столбцов: {words}.", f"Columns are missing: {words}."))]
    found: list[OptionTerms] = []
    read = RollRead()
    taken: set[int] = set()
    for place, row in enumerate(table.rows, start=1):
        cells = {name: row.cells[at] if at < len(row.cells) else None for name, at in places.items()}
        try:
            number = count_of(cells["number"]) if cells.get("number") not in {None, ""} else place
            cost = number_of(cells["cost"])
            texts = {
                name: text_of(cells.get(name), longest=400 if name.startswith("summary") else 300)
                for name in OPTION_COLUMNS
                if name not in {"number", "cost"}
            }
            record = texts.pop("record")
        except CellError as error:
            _wrong(read, row.number, error.message)
            continue
        if not texts["title_kk"] or not texts["title_ru"]:
            _wrong(read, row.number, Text("атауы жоқ.", "нет названия.", "the title is missing."))
        elif cost is None or cost < 1 or cost != int(cost):
            _wrong(
                read,
                row.number,
                Text(
                    "құны бүтін теңгемен жазылады.",
                    "стоимость – целое число тенге.",
                    "the cost is a whole number of tenge.",
                ),
            )
        elif record and record not in records:
            _wrong(
                read,
                row.number,
                Text(
                    f"{record} жазбасы бұл бюллетеньде болмаған.",
                    f"Записи {record} в этом бюллетене не было.",
                    f"Record {record} wasn't on this paper.",
                ),
            )
        elif number is None or not 1 <= number <= 9999 or number in taken:
            _wrong(
                read,
                row.number,
                Text(
                    "нөмірі қайталанған не қате.",
                    "номер повторяется или неверен.",
                    "the number is wrong or stands twice.",
                ),
            )
        else:
            taken.add(number)
            found.append(
                OptionTerms(number=number, cost=int(cost), record_id=records[record] if record else None, **texts)
            )
    return found, read.problems
