"""Rows of a file of figures as figures and claims; what is wrong, row by row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from ortaq.kernel.interchange.rules import Cell, CellError, Problem, Row, Table, count_of, number_of, text_of
from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import NotAnAmount, tenge
from ortaq.systems.budget import rules
from ortaq.systems.budget.actions import Parsed
from ortaq.systems.budget.models import DatasetText
from ortaq.systems.budget.queries import territories_by_slug
from ortaq.systems.budget.rules import Claim, Figure

RESERVED = frozenset({"datasets", "office"})
"""Codes that are addresses of other pages."""

HEADINGS = {
    "row": Text("жол түрі", "вид строки", "row"),
    "key": Text("кілт", "ключ", "key"),
    "of": Text("жиынтық кілті", "ключ целого", "of"),
    "breakdown": Text("бөлу түрі", "вид разбивки", "breakdown"),
    "year": Text("жыл", "год", "year"),
    "level": Text("деңгей", "уровень", "level"),
    "territory": Text("аумақ", "территория", "territory"),
    "kk": Text("қазақша", "на казахском", "kazakh"),
    "ru": Text("орысша", "на русском", "russian"),
    "en": Text("ағылшынша", "на английском", "english"),
    "amount": Text("сома, теңге", "сумма, тенге", "amount, tenge"),
    "projects": Text("жобалар саны", "число проектов", "projects"),
    "since": Text("басталған жылы", "год начала", "since"),
    "claim": Text("тұжырым түрі", "вид утверждения", "claim"),
    "part": Text("бөлік кілті", "ключ части", "part"),
    "measure": Text("өлшем", "мера", "measure"),
    "says": Text("аталған өлшем", "названная мера", "says"),
    "printed": Text("басылған мән", "напечатанное значение", "printed"),
    "years": Text("неше жылда", "за сколько лет", "years"),
}
"""How a column may be headed, beside its code name."""

_NEEDED = ("row", "key", "kk", "ru", "en")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")
_ROWS = ("about", "figure", "claim")
_MOST_PROBLEMS = 200
"""More would be read by nobody: the reading stops."""
T = TypeVar("T")


def columns_of(table: Table) -> tuple[dict[str, int], list[Problem]]:
    """Which column of the file is which (by code name or heading), and which needed ones are missing."""
    known = {name.casefold(): code for code, text in HEADINGS.items() for name in (code, text.kk, text.ru, text.en)}
    mapping: dict[str, int] = {}
    for position, heading in enumerate(table.header):
        code = known.get(heading.casefold())
        if code and code not in mapping:
            mapping[code] = position
    missing = [code for code in _NEEDED if code not in mapping]
    return mapping, [
        Problem(
            1,
            code,
            Text(f"«{code}» бағаны жоқ.", f"Нет столбца «{code}».", f"The column “{code}” is missing."),
            Text("Үлгі файлды алыңыз.", "Возьмите файл-образец.", "Take the template file."),
        )
        for code in missing
    ]


def shown_mapping(table: Table, mapping: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """For the preview: every heading of the file with the column that it is taken for, "" when it is ignored."""
    taken = {position: code for code, position in mapping.items()}
    return tuple((heading, taken.get(position, "")) for position, heading in enumerate(table.header))


@dataclass(slots=True)
class Reader:
    """Reads rows one by one and gathers what is wrong with them."""

    mapping: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    def read(self, table: Table) -> Parsed | None:
        """The set that the rows describe; None when :attr:`problems` has any that make reading on senseless."""
        about: dict[str, Text] = {}
        texts: list[tuple[str, Text]] = []
        figures: list[Figure] = []
        claims: list[Claim] = []
        for row in table.rows:
            if len(self.problems) >= _MOST_PROBLEMS:
                break
            before = len(self.problems)
            kind = self._one_of(row, "row", _ROWS)
            if not kind:
                continue
            if kind == "about":
                key = self._one_of(row, "key", ("code", "title", "url", *DatasetText.Kind.values))
                words = self._words(row)
                if words is None or not key:
                    continue
                if key in {"code", "title", "url"}:
                    about[key] = words
                else:
                    texts.append((key, words))
                continue
            key = self._key(row)
            if kind == "figure":
                figure = self._figure(row, key)
                if figure and len(self.problems) == before:
                    figures.append(figure)
            else:
                claim = self._claim(row, key)
                if claim and len(self.problems) == before:
                    claims.append(claim)
        self._judge_about(about)
        self._judge_territories(figures)
        if self.problems:
            return None
        if not figures:
            self._wrong(None, "row", Text("Көрсеткіш жоқ.", "Нет показателей.", "There are no figures."), _FILL)
            return None
        for key, column, message, advice in rules.faults(figures, claims):
            self.problems.append(Problem(self.rows.get(key), column, message, advice))
        url = about["url"].en if "url" in about else ""
        return Parsed(about["code"].en, about["title"], url, tuple(texts), tuple(figures), tuple(claims))

    def _judge_about(self, about: Mapping[str, Text]) -> None:
        for key in ("code", "title"):
            if key not in about:
                self._wrong(
                    None,
                    "key",
                    Text(
                        f"«about, {key}» жолы жоқ.",
                        f"Нет строки «about, {key}».",
                        f"The row “about, {key}” is missing.",
                    ),
                    _FILL,
                )
        code = about.get("code")
        if code and (not _KEY.fullmatch(code.en) or code.en in RESERVED):
            self._wrong(None, "code", _bad_key(code.en), _KEY_ADVICE)
        if "title" in about and max(map(len, (about["title"].kk, about["title"].ru, about["title"].en))) > 300:
            self._wrong(None, "title", _TOO_LONG, _SHORTEN)
        url = about.get("url")
        if url and not re.fullmatch(r"https?://[^\s<>\"]{3,490}", url.en):
            self._wrong(
                None,
                "url",
                Text("Бұл сілтеме емес.", "Это не ссылка.", "This isn't a link."),
                Text("https:// деп басталуға тиіс.", "Должна начинаться с https://.", "It must begin with https://."),
            )

    def _judge_territories(self, figures: Sequence[Figure]) -> None:
        known = territories_by_slug({figure.territory for figure in figures})
        for figure in figures:
            if figure.territory and figure.territory not in known:
                words = figure.territory
                self.problems.append(
                    Problem(
                        self.rows.get(figure.key),
                        "territory",
                        Text(
                            f"«{words}» аумағы жоқ.", f"Нет территории «{words}».", f"There is no territory “{words}”."
                        ),
                        Text(
                            "Аумақ кілтін анықтамалықтан алыңыз немесе бос қалдырыңыз.",
                            "Возьмите ключ территории из справочника или оставьте пустым.",
                            "Take the key from the list of territories, or leave it empty.",
                        ),
                    )
                )

    def _figure(self, row: Row, key: str) -> Figure | None:
        name, year = self._words(row, longest=300), self._count(row, "year")
        of, breakdown = self._text(row, "of"), self._one_of(row, "breakdown", tuple(rules.BREAKDOWNS), optional=True)
        if bool(of) != bool(breakdown):
            self._wrong(
                row,
                "breakdown",
                Text(
                    "«of» мен «breakdown» бірге толтырылады.",
                    "«of» и «breakdown» заполняются вместе.",
                    "“of” and “breakdown” are filled in together.",
                ),
                _FILL,
            )
        self._year(row, "year", year)
        since = self._count(row, "since")
        if since is not None:
            self._year(row, "since", since)
        amount = self._amount(row)
        if name is None or year is None:
            return None
        return Figure(
            key=key,
            name=name,
            year=year,
            of=of,
            breakdown=breakdown,
            level=self._one_of(row, "level", tuple(rules.LEVELS), optional=True),
            territory=self._text(row, "territory"),
            amount=amount,
            projects=self._count(row, "projects"),
            since=since,
        )

    def _claim(self, row: Row, key: str) -> Claim | None:
        text, kind = self._words(row), self._one_of(row, "claim", tuple(rules.CLAIMS))
        measures = (rules.AMOUNT, rules.PROJECTS)
        printed = self._read(row, "printed", number_of)
        if printed is None and not any(p.row == row.number and p.column == "printed" for p in self.problems):
            self._wrong(row, "printed", _EMPTY, _FILL)
        places = max(0, -int(printed.as_tuple().exponent)) if printed is not None else 0
        if printed is not None and (places > 4 or abs(printed) >= Decimal(10) ** 17):
            self._wrong(row, "printed", _not_known(format(printed, "f")), _FILL)
        needed = {rules.SHARE: ("part", "of"), rules.TOTAL: ("of", "breakdown"), rules.COUNT: ("of", "breakdown")}
        for column in needed.get(kind, ()):
            if not self._text(row, column):
                self._wrong(row, column, _EMPTY, _FILL)
        years = self._count(row, "years")
        if years is not None and not 0 < years < 200:
            self._wrong(row, "years", _not_known(str(years)), _FILL)
        if text is None or not kind or printed is None:
            return None
        return Claim(
            key=key,
            kind=kind,
            text=text,
            printed=printed,
            places=places,
            measure=self._one_of(row, "measure", measures, optional=True) or rules.AMOUNT,
            says=self._one_of(row, "says", measures, optional=True),
            part=self._text(row, "part"),
            of=self._text(row, "of"),
            breakdown=self._one_of(row, "breakdown", tuple(rules.BREAKDOWNS), optional=True),
            years=years,
        )

    def _key(self, row: Row) -> str:
        key = self._text(row, "key")
        if not _KEY.fullmatch(key):
            self._wrong(row, "key", _bad_key(key), _KEY_ADVICE)
        elif key in self.rows:
            message = Text(
                f"«{key}» кілті {self.rows[key]}-жолда бар.",
                f"Ключ «{key}» уже стоит в строке {self.rows[key]}.",
                f"The key “{key}” stands in row {self.rows[key]} already.",
            )
            self._wrong(row, "key", message, _KEY_ADVICE)
        else:
            self.rows[key] = row.number
        return key

    def _words(self, row: Row, *, longest: int = 2_000) -> Text | None:
        found = {language: self._text(row, language) for language in ("kk", "ru", "en")}
        for language, words in found.items():
            if not words:
                self._wrong(row, language, _EMPTY, _FILL)
            elif len(words) > longest:
                self._wrong(row, language, _TOO_LONG, _SHORTEN)
        return Text(**found) if all(found.values()) else None

    def _amount(self, row: Row) -> Decimal | None:
        number = self._read(row, "amount", number_of)
        if number is None:
            return None
        try:
            amount = tenge(number)
        except NotAnAmount:
            amount = Decimal(-1)
        if amount < 0:
            self._wrong(
                row,
                "amount",
                Text(f"«{number}» сома емес.", f"«{number}» не сумма.", f"“{number}” is not an amount."),
                Text(
                    "Теңгемен, тиынға дейін, нөлден кем емес.",
                    "В тенге, до тиына, не меньше нуля.",
                    "In tenge, down to the tiyn, zero or more.",
                ),
            )
            return None
        return amount

    def _year(self, row: Row, column: str, year: int | None) -> None:
        if year is None:
            if not any(p.row == row.number and p.column == column for p in self.problems):
                self._wrong(row, column, _EMPTY, _FILL)
        elif not 1991 <= year <= 2100:
            self._wrong(row, column, _not_known(str(year)), Text("1991–2100.", "1991–2100.", "1991–2100."))

    def _one_of(self, row: Row, column: str, allowed: Sequence[str], *, optional: bool = False) -> str:
        value = self._text(row, column)
        if value in allowed or (not value and optional):
            return value
        listed = ", ".join(allowed)
        self._wrong(row, column, _not_known(value) if value else _EMPTY, Text(listed, listed, listed))
        return ""

    def _text(self, row: Row, column: str) -> str:
        return self._read(row, column, text_of) or ""

    def _count(self, row: Row, column: str) -> int | None:
        return self._read(row, column, count_of)

    def _read(self, row: Row, column: str, reading: Callable[[Cell], T]) -> T | None:
        position = self.mapping.get(column)
        if position is None:
            return None
        try:
            return reading(row.cells[position])
        except CellError as error:
            problem = Problem(row.number, column, error.message, error.advice)
            if problem not in self.problems:
                self.problems.append(problem)
            return None

    def _wrong(self, row: Row | None, column: str, message: Text, advice: Text) -> None:
        problem = Problem(row.number if row else None, column, message, advice)
        if problem not in self.problems:
            self.problems.append(problem)


def _bad_key(key: str) -> Text:
    return Text(f"«{key}» кілт бола алмайды.", f"«{key}» не годится как ключ.", f"“{key}” can't be a key.")


def _not_known(value: str) -> Text:
    return Text(f"«{value}» мәні белгісіз.", f"Неизвестное значение «{value}».", f"The value “{value}” isn't known.")


_EMPTY = Text("Ұяшық бос.", "Ячейка пуста.", "The cell is empty.")
_FILL = Text("Толтырыңыз.", "Заполните.", "Fill it in.")
_TOO_LONG = Text("Мәтін тым ұзын.", "Текст слишком длинный.", "The text is too long.")
_SHORTEN = Text("Қысқартыңыз.", "Сократите.", "Shorten it.")
_KEY_ADVICE = Text(
    "Латынның кіші әріптері, цифрлар және дефис, 59 таңбаға дейін, файлда бір рет.",
    "Строчные латинские буквы, цифры и дефис, до 59 знаков, один раз в файле.",
    "Small Latin letters, digits and hyphens, up to 59 of them, once in the file.",
)
