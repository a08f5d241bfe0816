"""What an agreement must hold: the schedule and its sums, who is late, what may be paid, when it may end. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import money_text

MOST_STEPS = 40
MOST_LINES = 80
MOST_MEASURES = 30
LONGEST_DAYS = 3 * 366
"""A social project lasts up to three years (Law No 36 of 12.04.2005, article 1)."""
ZERO = Decimal("0.00")

CATEGORIES = {
    "pay": Text("Еңбекақы және салықтар", "Оплата труда и налоги", "Pay and taxes"),
    "services": Text("Қызметтер", "Услуги", "Services"),
    "goods": Text("Тауарлар мен материалдар", "Товары и материалы", "Goods and materials"),
    "rent": Text("Жалға алу", "Аренда", "Rent"),
    "travel": Text("Жол және іссапар", "Проезд и командировки", "Travel"),
    "other": Text("Басқа", "Прочее", "Other"),
}
"""Categories of the budget estimate."""


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: what is done by ``due``, and the tranche that is paid for it (tenge; 0: none).

    ``advance``: paid before anything is done, so it has no report.
    """

    number: int
    title: str
    due: date
    amount: Decimal
    advance: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the budget estimate: ``amount`` is the customer's money, ``own`` the supplier's contribution (tenge)."""

    number: int
    category: str
    title: str
    amount: Decimal
    own: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator: ``plan`` in ``unit``."""

    number: int
    title: str
    unit: str
    plan: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """Milestones, estimate and indicators of one version of an agreement."""

    steps: tuple[Step, ...] = ()
    lines: tuple[Line, ...] = ()
    measures: tuple[Measure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The schedule as it is kept with a version: money and dates as text."""
        return {
            "steps": [
                {
                    "number": s.number,
                    "title": s.title,
                    "due": s.due.isoformat(),
                    "amount": str(s.amount),
                    "advance": s.advance,
                }
                for s in self.steps
            ],
            "lines": [
                {
                    "number": n.number,
                    "category": n.category,
                    "title": n.title,
                    "amount": str(n.amount),
                    "own": str(n.own),
                }
                for n in self.lines
            ],
            "measures": [
                {"number": m.number, "title": m.title, "unit": m.unit, "plan": str(m.plan)} for m in self.measures
            ],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Schedule:
        """The schedule of a version, from what :meth:`as_json` gave."""
        return cls(
            tuple(
                Step(s["number"], s["title"], date.fromisoformat(s["due"]), Decimal(s["amount"]), s["advance"])
                for s in kept.get("steps", ())
            ),
            tuple(
                Line(n["number"], n["category"], n["title"], Decimal(n["amount"]), Decimal(n["own"]))
                for n in kept.get("lines", ())
            ),
            tuple(Measure(m["number"], m["title"], m["unit"], Decimal(m["plan"])) for m in kept.get("measures", ())),
        )


def schedule_faults(schedule: Schedule, amount: Decimal, starts: date, ends: date) -> list[Text]:
    """What keeps a schedule from being signed; nothing when tranches and estimate both make *amount* exactly."""
    faults: list[Text] = []
    if not schedule.steps or schedule.steps[-1].advance:
        faults.append(
            Text(
                "Кестенің соңғы кезеңі есеппен аяқталуы керек.",
                "Последний этап графика должен завершаться отчётом.",
                "The last milestone of the schedule must end with a report.",
            )
        )
    for steps in (schedule.steps, schedule.lines, schedule.measures):
        numbers = [each.number for each in steps]
        if numbers != sorted(set(numbers)):
            faults.append(Text("Нөмірлер қайталанады.", "Номера повторяются.", "Numbers are repeated."))
    faults += _sum_fault(
        "Транштардың қосындысы", "Сумма траншей", "The tranches", sum((s.amount for s in schedule.steps), ZERO), amount
    )
    if schedule.lines:
        faults += _sum_fault(
            "Сметаның қосындысы",
            "Сумма сметы",
            "The budget estimate",
            sum((n.amount for n in schedule.lines), ZERO),
            amount,
        )
    else:
        faults.append(Text("Смета бос.", "Смета пуста.", "The budget estimate is empty."))
    if not schedule.measures:
        faults.append(
            Text("Кемінде бір көрсеткіш керек.", "Нужен хотя бы один показатель.", "At least one indicator is needed.")
        )
    late = [s for s in schedule.steps if not starts <= s.due <= ends]
    if late:
        names = ", ".join(str(s.number) for s in late)
        faults.append(
            Text(
                f"Кезеңнің мерзімі шарт мерзімінен тыс: № {names}.",
                f"Срок этапа вне срока договора: № {names}.",
                f"A milestone is due outside the agreement's time: No {names}.",
            )
        )
    return faults


def _sum_fault(kk: str, ru: str, en: str, found: Decimal, wanted: Decimal) -> list[Text]:
    if found == wanted:
        return []
    return [
        Text(
            f"{kk} {money_text(found, 'kk')}, шарттың сомасы {money_text(wanted, 'kk')}: тең болуы керек.",
            f"{ru} {money_text(found, 'ru')}, сумма договора {money_text(wanted, 'ru')}: они должны совпадать.",
            f"{en} make {money_text(found, 'en')}, the agreement {money_text(wanted, 'en')}: they must be equal.",
        )
    ]


def period_fault(starts: date, ends: date) -> Text | None:
    """What is wrong with the time of an agreement: the end before the start, or more than three years."""
    if ends < starts:
        return Text(
            "Шарттың соңы басынан бұрын.", "Конец договора раньше начала.", "The agreement ends before it starts."
        )
    if (ends - starts).days > LONGEST_DAYS:
        return Text(
            "Заң бойынша әлеуметтік жоба үш жылдан аспайды.",
            "По закону социальный проект длится до трёх лет.",
            "By the law a social project lasts up to three years.",
        )
    return None


def amendment_faults(
    new: Schedule, *, begun: Iterable[int], paid: Mapping[int, Decimal], used: Iterable[int]
) -> list[Text]:
    """What an amendment may not undo: milestones with a report or a payment, tranches already paid, lines spent from.

    ``begun``: numbers of milestones with a report; ``paid``: paid tranche by milestone; ``used``: lines with expenses.
    """
    steps = {step.number: step for step in new.steps}
    kept_lines = {line.number for line in new.lines}
    faults = []
    for number in sorted(set(begun) | set(paid)):
        if number not in steps:
            faults.append(
                Text(
                    f"№ {number} кезең бойынша есеп не төлем бар: оны алып тастауға болмайды.",
                    f"По этапу № {number} есть отчёт или платёж: убрать его нельзя.",
                    f"Milestone No {number} has a report or a payment: it can't be taken out.",
                )
            )
        elif number in paid and steps[number].amount != paid[number]:
            faults.append(
                Text(
                    f"№ {number} кезең төленген: траншы өзгермейді.",
                    f"Этап № {number} оплачен: его транш не меняется.",
                    f"Milestone No {number} is paid: its tranche doesn't change.",
                )
            )
    for number in sorted(set(used) - kept_lines):
        faults.append(
            Text(
                f"Сметаның № {number} жолы бойынша шығыс бар: оны алып тастауға болмайды.",
                f"По строке сметы № {number} есть расходы: убрать её нельзя.",
                f"Line No {number} of the estimate has expenses: it can't be taken out.",
            )
        )
    return faults


def over_plan(agreed: Decimal, others: Decimal, planned: Decimal) -> Decimal:
    """By how much the agreements of a plan line exceed what is planned for it (tenge, 0 when they don't)."""
    return max(ZERO, agreed + others - planned)


def is_overdue(due: date, today: date, *, advance: bool, submitted: bool) -> bool:
    """Is a report owed and not there? The day it is due still counts; an advance has no report."""
    return not advance and not submitted and today > due


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands in money and reports: what its end is judged by (tenge)."""

    agreed: Decimal
    paid: Decimal
    returned: Decimal
    spent: Decimal
    reports_owed: int
    tranches_unpaid: int
    not_received: int


def completion_fault(standing: Standing) -> Text | None:
    """Why an agreement can't be completed yet: every report accepted, every tranche paid and received, the rest returned."""
    if standing.reports_owed:
        return Text(
            f"Қабылданбаған есеп: {standing.reports_owed}.",
            f"Непринятых отчётов: {standing.reports_owed}.",
            f"Reports not accepted: {standing.reports_owed}.",
        )
    if standing.tranches_unpaid:
        return Text(
            f"Төленбеген транш: {standing.tranches_unpaid}.",
            f"Неоплаченных траншей: {standing.tranches_unpaid}.",
            f"Tranches not paid: {standing.tranches_unpaid}.",
        )
    return _money_fault(standing)


def termination_fault(standing: Standing) -> Text | None:
    """Why an agreement can't be terminated yet: money that was paid and not accounted for has to be returned first."""
    return _money_fault(standing)


def _money_fault(standing: Standing) -> Text | None:
    if standing.not_received:
        return Text(
            "Төлем алушыға жетпеген: алдымен осыны шешіңіз.",
            "Платёж не дошёл до получателя: сначала решите это.",
            "A payment has not reached the supplier: settle this first.",
        )
    left = standing.paid - standing.returned - standing.spent
    if left > 0:
        return Text(
            f"Есеп берілмеген {money_text(left, 'kk')} бюджетке қайтарылуы керек.",
            f"В бюджет должны быть возвращены {money_text(left, 'ru')}, по которым нет отчёта.",
            f"{money_text(left, 'en')} not accounted for must be returned to the budget.",
        )
    return None
