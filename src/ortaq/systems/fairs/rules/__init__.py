"""What a project of a fair needs, how much of it is promised and given. Pure.

Amounts are in the unit of the need: tenge, hours, or whatever a thing is counted in. Amounts of different needs are never
added up, except money with money and hours with hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ortaq.kernel.language.rules import Text

ZERO = Decimal("0.00")
MONEY, GOODS, HOURS = "money", "goods", "hours"
NEEDS = {
    MONEY: Text("Ақша", "Деньги", "Money"),
    GOODS: Text("Зат", "Вещи", "Goods"),
    HOURS: Text("Еңбек сағаты", "Часы работы", "Hours of work"),
}
"""What can be missing."""
UNITS = {MONEY: Text("₸", "₸", "₸"), HOURS: Text("сағат", "ч.", "hours")}
"""The units that nobody types."""
PROJECT_KINDS = {
    "social": Text("Әлеуметтік жоба", "Социальный проект", "Social project"),
    "enterprise": Text(
        "Әлеуметтік кәсіпкерлік жобасы", "Проект социального предпринимательства", "Social-entrepreneurship project"
    ),
}
"""Kinds of project: a fair of social-business projects has both."""
MOST_NEEDS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a project is missing, as it is typed."""

    kind: str
    title: str
    amount: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """How far a need is covered: *missing* is what was asked for, *pledged* is promised, *confirmed* was given."""

    missing: Decimal
    pledged: Decimal = ZERO
    confirmed: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What nobody has promised yet."""
        return max(ZERO, self.missing - self.pledged)

    @property
    def parts(self) -> tuple[Decimal, Decimal, Decimal]:
        """What was asked for, in three: given and confirmed, promised and not given yet, not promised by anybody."""
        given = min(self.confirmed, self.missing)
        return (
            given,
            max(ZERO, min(self.pledged, self.missing) - given),
            max(ZERO, self.missing - max(self.pledged, given)),
        )

    @property
    def promised_percent(self) -> int:
        """How much of it is promised or given, in per cents, rounded down: 100 only when nothing is missing."""
        return int((self.missing - self.parts[2]) * 100 / self.missing) if self.missing else 0


def need_faults(needs: Iterable[Wanted], budget: Decimal, own: Decimal) -> list[Text]:
    """What contradicts itself in the needs of a project; nothing when it can be shown."""
    rows = list(needs)
    found = []
    if not rows:
        found.append(
            Text(
                "Не жетпейтінін жазыңыз: ақша, зат немесе еңбек сағаты.",
                "Укажите, чего не хватает: денег, вещей или часов работы.",
                "Say what is missing: money, goods or hours of work.",
            )
        )
    if own > budget:
        found.append(
            Text(
                "Өз үлесі бюджеттен артық бола алмайды.",
                "Собственный вклад не может быть больше бюджета.",
                "Your own part can't be more than the budget.",
            )
        )
    money = sum((row.amount for row in rows if row.kind == MONEY), ZERO)
    if own <= budget and money > budget - own:
        found.append(
            Text(
                "Сұралған ақша бюджеттің жетпейтін бөлігінен артық.",
                "Просимые деньги больше недостающей части бюджета.",
                "More money is asked for than the budget is missing.",
            )
        )
    if any(row.kind == GOODS and not row.unit for row in rows):
        found.append(
            Text(
                "Әр затқа өлшем бірлігін жазыңыз: дана, жинақ, кг.",
                "Укажите единицу для каждой вещи: штука, комплект, кг.",
                "Give the unit of each thing: piece, set, kg.",
            )
        )
    return found


def is_overdue(due_on: date, today: date, *, promised: Decimal, confirmed: Decimal) -> bool:
    """Is a promise late: has its day passed, and less is confirmed than was promised?"""
    return due_on < today and confirmed < promised


VOTE_RULES = {
    "greedy-skip": Text(
        "Дауысы көптер кезекпен; сыймағаны аттап өтіледі",
        "По числу голосов; то, что не помещается, пропускается",
        "By votes; what doesn’t fit is skipped",
    ),
    "equal-shares-add1-greedy": Text(
        "Тең үлес әдісі: әр дауыс берушінің ақшадағы үлесі бірдей",
        "Метод равных долей: у каждого голосующего равная доля денег",
        "Equal shares: every voter has the same part of the money",
    ),
}
"""Counting rules that a fair may choose from, by their names in the ballots' catalogue."""

OCCASION_KINDS = {
    "seminar": Text("Семинар", "Семинар", "Seminar"),
    "training": Text("Тренинг", "Тренинг", "Training"),
    "meeting": Text("Кездесу", "Встреча", "Meeting"),
    "exhibition": Text("Көрме", "Выставка", "Exhibition"),
    "contest": Text("Байқау", "Конкурс", "Contest"),
}
"""Kinds of events for the development of social entrepreneurship."""
