"""Single cells: names as they are looked up, titles in two languages, money with its unit; what is said of wrong ones."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ortaq.kernel.interchange.rules import Cell, CellError, number_of
from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import NotAnAmount, tenge
from ortaq.systems.social_order.rules.tables.headings import UNITS, plain

_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_MONEY = re.compile(r"(тенге|теңге|тг|kzt|₸)\.?\s*$", re.IGNORECASE)
_IN_CELL = (
    (re.compile(r"(тыс|мың)\.?\s*$", re.IGNORECASE), "thousand"),
    (re.compile(r"млн\.?\s*$", re.IGNORECASE), "million"),
)
_PLACE_WORDS = frozenset(
    [
        "ауданы",
        "аудан",
        "район",
        "района",
        "каласы",
        "кала",
        "город",
        "города",
        "г",
        "облысы",
        "облыс",
        "область",
        "области",
        "district",
        "city",
        "region",
    ]
)

MERGED = Text(
    "Бір сома бірнеше жолға біріктірілген.",
    "Одна сумма объединена на несколько строк.",
    "One amount is merged over several rows.",
)
UNMERGE = Text(
    "Біріктіруді алып, әр жолдың сомасын жазыңыз.",
    "Отмените объединение и впишите сумму каждой строки.",
    "Unmerge it and write the amount of each row.",
)
AGAIN = Text(
    "Файлды «CSV UTF-8» немесе XLSX түрінде қайта сақтаңыз.",
    "Пересохраните файл как «CSV UTF-8» или XLSX.",
    "Save the file again as “CSV UTF-8” or XLSX.",
)
DIGITS = Text(
    "Соманы тиынға дейін жазыңыз.", "Укажите сумму с точностью до тиына.", "Write the amount, exact to a tiyn."
)
TOO_LONG = Text(
    "Жоба үш жылдан ұзақ (№ 36 Заң, 1-бап).",
    "Проект длиннее трёх лет (Закон № 36, статья 1).",
    "The project is longer than three years (Law No 36, article 1).",
)
TERM = Text("Мерзімін түзетіңіз.", "Исправьте срок.", "Correct the term.")


def sought(name: str, *, place: bool = False) -> str:
    """A name as it is looked up; of a *place* without "district", "город" and the like."""
    words = re.sub(r"[^\w/() -]", " ", plain(name)).split()
    return " ".join(word for word in words if not (place and word in _PLACE_WORDS))


def in_languages(text: str) -> Iterator[tuple[str, str]]:
    """A title of an unknown language: Kazakh letters tell; "қазақша / по-русски" and two lines are two titles."""
    parts = [part.strip() for part in re.split(r"\n| / ", text) if part.strip()]
    kazakh = [bool(_KAZAKH.search(part)) for part in parts]
    if len(parts) == 2 and kazakh[0] != kazakh[1]:
        yield from (("kk" if is_kazakh else "ru", part) for part, is_kazakh in zip(parts, kazakh, strict=True))
    elif parts:
        whole = " ".join(text.split())
        yield ("kk" if _KAZAKH.search(whole) else "ru", whole)


def money_of(cell: Cell, unit: str) -> Decimal | None:
    """A cell as tenge: its own unit ("8,9 млн") or that of the table. None when empty. Raises CellError."""
    if isinstance(cell, str):
        text = _MONEY.sub("", cell.strip()).strip()
        for pattern, own in _IN_CELL:
            if pattern.search(text):
                text, unit = pattern.sub("", text).strip(), own
        if text in {"", "-", "–", "—"}:
            return None
        cell = text
    number = number_of(cell)
    if number is None:
        return None
    try:
        amount = tenge(number * UNITS[unit][0])
    except NotAnAmount as error:
        raise CellError(
            Text(f"«{cell}»: теңгеге келмейді.", f"«{cell}»: не сумма в тенге.", f"“{cell}” is no amount of tenge."),
            DIGITS,
        ) from error
    if amount < 0:
        raise CellError(Text("Сома теріс.", "Сумма отрицательная.", "The amount is negative."), DIGITS)
    return amount
