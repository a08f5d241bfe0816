"""What an application must have to be submitted: the same for the list of what is missing and for the last word. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import money_text, percent_text
from ortaq.procedures.competitions.rules.budget import LINE_TYPES, Line, cap_breaches, totals
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS, TRUTH, declarations

STEPS = ("project", "team", "budget", "plan", "documents")
OPTIONAL = frozenset({"team"})
"""Steps that may stay empty: nobody has to name people or partners."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A line of the budget with its words."""

    title: str
    unit: str
    line: Line


@dataclass(frozen=True)
class Submission:
    """Everything that an applicant submits, cleaned. Rows of team, partners, milestones and indicators are mappings."""

    title: str
    summary: str
    problem: str
    goal: str
    tasks: str
    target_group: str
    reach: int
    starts_on: date
    ends_on: date
    territory_id: int | None = None
    lot_id: int | None = None
    sphere: str = ""
    experience: str = ""
    team: Sequence[Mapping[str, Any]] = ()
    partners: Sequence[Mapping[str, Any]] = ()
    budget: Sequence[BudgetRow] = ()
    milestones: Sequence[Mapping[str, Any]] = ()
    indicators: Sequence[Mapping[str, Any]] = ()
    declarations: frozenset[str] = frozenset()

    def content(self) -> dict[str, Any]:
        """Everything as plain values, for the digest of the receipt."""
        rows = [
            {
                "title": row.title, "unit": row.unit, "type": row.line.type, "quantity": row.line.quantity,
                "price": row.line.price, "own": row.line.own,
            }
            for row in self.budget
        ]  # fmt: skip
        plain = {name: getattr(self, name) for name in _PLAIN}
        lists = {
            name: [dict(row) for row in getattr(self, name)]
            for name in ("team", "partners", "milestones", "indicators")
        }
        return {**plain, **lists, "budget": rows, "declarations": sorted(self.declarations)}


_PLAIN = (
    "title", "summary", "problem", "goal", "tasks", "target_group", "reach", "starts_on", "ends_on", "territory_id",
    "lot_id", "sphere", "experience",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """What a call asks of applications. ``documents``: code → is it obligatory; ``caps``: type → per cent."""

    request_min: Decimal | None = None
    request_max: Decimal | None = None
    caps: Mapping[str, Decimal] = field(default_factory=dict)
    eligibility: Sequence[str] = ()
    documents: Mapping[str, bool] = field(default_factory=dict)
    lots: frozenset[int] = frozenset()
    needs_sphere: bool = False
    spheres: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands in the way, and in which step it is mended."""

    step: str
    why: Text


def budget_problems(terms: Terms, lines: Sequence[Line]) -> list[Missing]:
    """What is wrong with a budget under the call's terms."""
    sums = totals(lines)
    found: list[Missing] = []

    def say(why: Text) -> None:
        found.append(Missing("budget", why))

    if any(line.type not in LINE_TYPES or line.quantity <= 0 or line.price < 0 for line in lines):
        say(Text("Сметаның жолы қате.", "Строка сметы указана неверно.", "A line of the budget is wrong."))
    if any(line.own < 0 or line.own > line.total for line in lines):
        say(
            Text(
                "Өз үлесіңіз жолдың сомасынан аспауы тиіс.",
                "Собственный вклад не может быть больше суммы строки.",
                "The own contribution can't be more than the line's sum.",
            )
        )
    if sums.requested <= 0:
        say(Text("Сұралатын сома жоқ.", "Нет запрашиваемой суммы.", "Nothing is asked for."))
    if terms.request_min is not None and 0 < sums.requested < terms.request_min:
        say(_limit("кемінде", "не меньше", "at least", terms.request_min))
    if terms.request_max is not None and sums.requested > terms.request_max:
        say(_limit("ең көбі", "не больше", "at most", terms.request_max))
    for breach in cap_breaches(sums, terms.caps):
        name = LINE_TYPES[breach.type]
        say(
            Text(
                f"«{name.kk}» шығысы сұралатын соманың {percent_text(breach.most_percent, 'kk')} мөлшерінен аспауы тиіс: "
                f"ең көбі {money_text(breach.most, 'kk')}.",
                f"Расходы «{name.ru}» не могут быть больше {percent_text(breach.most_percent, 'ru')} запрашиваемой суммы: "
                f"не больше {money_text(breach.most, 'ru')}.",
                f"“{name.en}” may take at most {percent_text(breach.most_percent, 'en')} of what is asked for: "
                f"{money_text(breach.most, 'en')}.",
            )
        )
    return found


def _limit(kk: str, ru: str, en: str, amount: Decimal) -> Text:
    return Text(
        f"Сұралатын сома {kk} {money_text(amount, 'kk')} болуы тиіс.",
        f"Запрашиваемая сумма должна быть {ru} {money_text(amount, 'ru')}.",
        f"What is asked for has to be {en} {money_text(amount, 'en')}.",
    )


def problems(terms: Terms, content: Submission, attached: frozenset[str]) -> list[Missing]:
    """Everything that stands in the way of submitting *content* with documents *attached* (codes); empty: nothing does."""
    return [
        *_project(terms, content),
        *budget_problems(terms, [row.line for row in content.budget]),
        *_plan(content),
        *document_problems(terms, content.declarations, attached),
    ]


def _project(terms: Terms, content: Submission) -> list[Missing]:
    found = []
    if terms.lots and content.lot_id not in terms.lots:
        found.append(Missing("project", Text("Лотты таңдаңыз.", "Выберите лот.", "Choose the lot.")))
    if terms.needs_sphere and content.sphere not in terms.spheres:
        found.append(Missing("project", Text("Саланы таңдаңыз.", "Выберите сферу.", "Choose the sphere.")))
    if content.ends_on < content.starts_on:
        found.append(
            Missing(
                "project",
                Text(
                    "Жоба басталғанға дейін аяқтала алмайды.",
                    "Проект не может закончиться раньше, чем начнётся.",
                    "The project can't end before it starts.",
                ),
            )
        )
    return found


def _plan(content: Submission) -> list[Missing]:
    found = []
    if not content.milestones:
        found.append(
            Missing(
                "plan",
                Text("Кемінде бір кезең жазыңыз.", "Напишите хотя бы один этап.", "Write at least one milestone."),
            )
        )
    if not content.indicators:
        found.append(
            Missing(
                "plan",
                Text(
                    "Кемінде бір көрсеткіш жазыңыз.",
                    "Напишите хотя бы один показатель.",
                    "Write at least one indicator.",
                ),
            )
        )
    if any(not content.starts_on <= row["due_on"] <= content.ends_on for row in content.milestones):
        found.append(
            Missing(
                "plan",
                Text(
                    "Кезеңнің күні жобаның мерзімінен тыс.",
                    "Дата этапа выходит за сроки проекта.",
                    "A milestone lies outside the project's time.",
                ),
            )
        )
    return found


def document_problems(terms: Terms, declared: frozenset[str], attached: frozenset[str]) -> list[Missing]:
    """Which obligatory documents and confirmations are missing."""
    found = []
    if any(required and code not in attached for code, required in terms.documents.items()):
        found.append(
            Missing(
                "documents",
                Text(
                    "Міндетті құжаттардың бәрі тіркелмеген.",
                    "Приложены не все обязательные документы.",
                    "Not every obligatory document is attached.",
                ),
            )
        )
    needed = {condition.code for condition in declarations([c for c in terms.eligibility if c in CONDITIONS])} | {TRUTH}
    if needed - declared:
        found.append(
            Missing(
                "documents",
                Text(
                    "Барлық мәлімдемені растаңыз.",
                    "Подтвердите все заявления.",
                    "Confirm every declaration.",
                ),
            )
        )
    return found
