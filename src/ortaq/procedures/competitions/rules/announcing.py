"""What a call must have before it is announced: checked while it is a draft, in words for the person who writes it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.procedures.competitions.rules.bands import Band, contradictions, unreachable
from ortaq.procedures.competitions.rules.budget import LINE_TYPES
from ortaq.procedures.competitions.rules.eligibility import unknown_codes
from ortaq.procedures.competitions.rules.ranking import Cut, Tie

CUT_RULES = tuple(cut.value for cut in Cut)
TIE_KEYS = tuple(tie.value for tie in Tie)
"""What a tie order may name beside the codes of criteria: the smaller request, the earlier time, a public lottery."""
SHORTEST = timedelta(days=10)
"""A shorter time for applications is warned of (Ortaq: short submission periods are a known red flag)."""


@dataclass(frozen=True)
class Facts:
    """A call as its rules see it. Money in tenge."""

    titles: tuple[str, str]
    texts: tuple[str, str]
    budget: Decimal
    request_min: Decimal | None
    request_max: Decimal | None
    opens_at: datetime | None
    deadline: datetime | None
    criteria: Sequence[str]
    tie_order: Sequence[str]
    cut_rule: str
    eligibility: Sequence[str]
    caps: Mapping[str, Decimal]
    bands: Sequence[Band]
    reviewers: int
    quorum_percent: int
    is_reference: bool = False
    external_number: str = ""
    scales: Mapping[str, tuple[Decimal, int]] = field(default_factory=dict)
    """Weight and most points of each criterion."""


def problems(call: Facts, at: datetime) -> list[Text]:
    """Why *call* can't be announced at the moment *at*; empty when it can."""
    found: list[Text] = []
    if not all(title.strip() for title in call.titles):
        found.append(
            Text(
                "Атауын қазақша және орысша жазыңыз.",
                "Напишите название на казахском и русском.",
                "Write the title in Kazakh and Russian.",
            )
        )
    if not all(text.strip() for text in call.texts):
        found.append(
            Text(
                "Сипаттамасын қазақша және орысша жазыңыз.",
                "Напишите описание на казахском и русском.",
                "Write the description in Kazakh and Russian.",
            )
        )
    if call.budget <= 0:
        found.append(Text("Бюджетті көрсетіңіз.", "Укажите бюджет.", "Name the budget."))
    if call.is_reference:
        return found + _reference(call)
    return found + _dates(call, at) + _sums(call) + _judging(call)


def _reference(call: Facts) -> list[Text]:
    if call.external_number.strip():
        return []
    return [
        Text(
            "Мемлекеттік сатып алу порталындағы хабарландырудың нөмірін жазыңыз.",
            "Укажите номер объявления на портале государственных закупок.",
            "Name the number of the announcement on the procurement portal.",
        )
    ]


def _dates(call: Facts, at: datetime) -> list[Text]:
    if call.opens_at is None or call.deadline is None:
        return [
            Text(
                "Қабылдаудың басталуы мен аяқталуын белгілеңіз.",
                "Укажите начало и окончание приёма.",
                "Set when applications open and close.",
            )
        ]
    if call.deadline <= call.opens_at or call.deadline <= at:
        return [
            Text(
                "Қабылдаудың аяқталуы басталуынан және қазіргі уақыттан кейін болуы тиіс.",
                "Окончание приёма должно быть позже его начала и позже настоящего времени.",
                "Applications have to close after they open, and after now.",
            )
        ]
    return []


def _sums(call: Facts) -> list[Text]:
    found = []
    if call.request_min is not None and call.request_max is not None and call.request_min > call.request_max:
        found.append(
            Text(
                "Ең аз сома ең көп сомадан артық.",
                "Минимальная сумма больше максимальной.",
                "The smallest request is more than the largest.",
            )
        )
    if call.request_max is not None and call.request_max > call.budget > 0:
        found.append(
            Text(
                "Ең көп сома бүкіл бюджеттен артық.",
                "Максимальная сумма больше всего бюджета.",
                "The largest request is more than the whole budget.",
            )
        )
    if set(call.caps) - set(LINE_TYPES) or any(not 0 <= percent <= 100 for percent in call.caps.values()):
        found.append(Text("Шектеу қате.", "Ограничение указано неверно.", "A cap is wrong."))
    if contradictions(call.bands):
        found.append(
            Text(
                "Екі сома тобының шегі бірдей.", "У двух групп сумм одинаковый предел.", "Two size bands end the same."
            )
        )
    if call.scales and unreachable(call.bands, call.scales):
        found.append(
            Text(
                "Сома тобының шекті балы ең көп балдан артық: одан ешкім өтпейді.",
                "Порог группы сумм больше наибольшего числа баллов: его никто не пройдёт.",
                "The threshold of a size band is above the most points: nobody would pass it.",
            )
        )
    return found


def _judging(call: Facts) -> list[Text]:
    found = []
    if not call.criteria:
        found.append(Text("Өлшемшарттарды таңдаңыз.", "Выберите критерии.", "Choose the criteria."))
    strangers = [key for key in call.tie_order if key not in {*call.criteria, *TIE_KEYS}]
    if call.cut_rule not in CUT_RULES or strangers or not call.tie_order:
        found.append(
            Text(
                "Балл тең болғандағы тәртіпті толық жазыңыз.",
                "Укажите порядок при равенстве баллов.",
                "Write down what decides between equal points.",
            )
        )
    if unknown_codes(call.eligibility):
        found.append(Text("Қатысу шарты белгісіз.", "Неизвестное условие участия.", "An unknown condition."))
    if call.reviewers < 2:
        found.append(
            Text(
                "Әр өтінімді кемінде екі сарапшы бағалауы тиіс.",
                "Каждую заявку должны оценивать не меньше двух экспертов.",
                "At least two experts have to score each application.",
            )
        )
    if not 1 <= call.quorum_percent <= 100:
        found.append(Text("Кворум қате.", "Кворум указан неверно.", "The quorum is wrong."))
    return found


def is_short(call: Facts, at: datetime) -> bool:
    """Is the time for applications so short that it should be explained?"""
    start = max(at, call.opens_at or at)
    return call.deadline is not None and call.deadline - start < SHORTEST
