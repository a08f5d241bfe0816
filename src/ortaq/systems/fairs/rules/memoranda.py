"""What a memorandum says, in Kazakh and in Russian: drawn from the pledge, kept as signed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import money_text, number_text
from ortaq.systems.fairs.rules import MONEY, UNITS

LONGEST_DAYS = 5 * 366


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the sponsor gives: for which need (its number in the project), how much, by when."""

    need: int
    kind: str
    title: str
    unit: str
    amount: Decimal
    due_on: date

    def measured(self, language: str) -> str:
        """The amount with its unit."""
        return amount_text(self.kind, self.amount, self.unit, language)


@dataclass(frozen=True)
class Terms:
    """The text that both sides sign."""

    title_kk: str
    title_ru: str
    subject_kk: str
    subject_ru: str
    duties_kk: str
    duties_ru: str
    ends_on: date
    items: tuple[Item, ...]
    match_percent: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is stored: amounts as text, days in ISO 8601."""
        plain = {
            name: getattr(self, name)
            for name in ("title_kk", "title_ru", "subject_kk", "subject_ru", "duties_kk", "duties_ru", "match_percent")
        }
        items = [
            {
                "need": row.need,
                "kind": row.kind,
                "title": row.title,
                "unit": row.unit,
                "amount": str(row.amount),
                "due_on": row.due_on.isoformat(),
            }
            for row in self.items
        ]
        return {**plain, "ends_on": self.ends_on.isoformat(), "items": items}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Terms:
        """What :meth:`as_json` wrote."""
        items = tuple(
            Item(
                row["need"],
                row["kind"],
                row["title"],
                row["unit"],
                Decimal(row["amount"]),
                date.fromisoformat(row["due_on"]),
            )
            for row in stored["items"]
        )
        plain = {name: value for name, value in stored.items() if name not in {"items", "ends_on"}}
        return cls(ends_on=date.fromisoformat(stored["ends_on"]), items=items, **plain)


def amount_text(kind: str, amount: Decimal, unit: str, language: str) -> str:
    """An amount in words of its unit: ``1 200 000 ₸``, ``5 дана``, ``40 сағат``."""
    if kind == MONEY:
        return money_text(amount, language)
    own = UNITS.get(kind)
    return f"{number_text(amount, language)} {own.in_language(language) if own else unit}"


def drafted_subject(sponsor: Text, ngo: Text, project: Text) -> Text:
    """The first sentence of a memorandum, from its parties and its project."""
    return Text(
        f"{sponsor.kk} (бұдан әрі — Демеуші) {ngo.kk} (бұдан әрі — Ұйым) жүзеге асыратын "
        f"«{project.kk}» әлеуметтік жобасын қолдайды.",
        f"{sponsor.ru} (далее — Спонсор) поддерживает социальный проект «{project.ru}», "
        f"который осуществляет {ngo.ru} (далее — Организация).",
        f"{sponsor.en} supports the social project “{project.en}” of {ngo.en}.",
    )


DUTIES = Text(
    "Демеуші төменде көрсетілгенді мерзімінде береді және бергенін осы жүйеде хабарлайды. Ұйым алғанын дәлелімен "
    "растайды немесе не болғанын жазады, оны тек жобаға жұмсайды және нәтижесін жариялайды. Меморандумның мазмұны, "
    "орындалуы және кешігуі жарияланады. Меморандум тараптардың ниеті туралы келісім; екі тарап оны бірге өзгертеді.",
    "Спонсор в срок передаёт указанное ниже и сообщает об этом в системе. Организация подтверждает получение с "
    "доказательством или пишет, что произошло, расходует полученное только на проект и публикует результат. Содержание "
    "меморандума, его исполнение и просрочка публикуются. Меморандум — соглашение о намерениях; стороны меняют его вместе.",
    "The sponsor gives what stands below in time and reports it here. The organisation confirms it with evidence.",
)


def term_faults(terms: Terms, effective_from: date) -> list[Text]:
    """What contradicts itself in a memorandum that is to be signed; nothing when it can be."""
    found = []
    if not terms.items:
        found.append(Text("Не берілетіні жазылмаған.", "Не указано, что передаётся.", "It doesn’t say what is given."))
    if any(row.due_on > terms.ends_on for row in terms.items):
        found.append(
            Text(
                "Беру күні меморандумның соңғы күнінен кеш.",
                "День передачи позже последнего дня меморандума.",
                "A day of giving lies after the last day of the memorandum.",
            )
        )
    if (terms.ends_on - effective_from).days > LONGEST_DAYS:
        found.append(
            Text(
                "Меморандум бес жылдан аспайды.",
                "Меморандум не может длиться больше пяти лет.",
                "A memorandum lasts five years at most.",
            )
        )
    return found


def promised_for(items: Iterable[Item], kind: str) -> Decimal:
    """The sum of what is promised of one kind that can be added up."""
    return sum((row.amount for row in items if row.kind == kind), Decimal(0))
