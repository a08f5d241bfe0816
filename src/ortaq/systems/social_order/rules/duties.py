"""What a customer has to publish about the social order (Law No 36 of 12.04.2005, article 4-2(2)).

The law sets what: planned topics, information on implementation, evaluation of results. The days are this platform's
choice where no read text sets them, and say so.
"""

from ortaq.kernel.language.rules import Text
from ortaq.procedures.publication.rules import DutyKind


def _basis(kk: str, ru: str, en: str) -> Text:
    """The law, and who set the day."""
    return Text(
        f"12.04.2005 № 36 Заң, 4-2-бап, 2) тармақша; {kk}: Ortaq",
        f"Закон от 12.04.2005 № 36, ст. 4-2, подп. 2); {ru}: Ortaq",
        f"Law No 36 of 12.04.2005, art. 4-2(2); {en}: Ortaq",
    )


_DAY, _DAYS = _basis("күні", "день", "the day"), _basis("күндері", "дни", "the days")
_AKIMATS = frozenset({"akimat"})

PLANNED_TOPICS = DutyKind(
    code="social_order.topics",
    name=Text("Жоспарланған тақырыптар", "Планируемые темы", "Planned topics"),
    basis=_DAY,
    yearly=((1, 31),),
    bodies=_AKIMATS,
)
IMPLEMENTATION = DutyKind(
    code="social_order.implementation",
    name=Text(
        "Іске асыру барысы туралы ақпарат (тоқсан сайын)",
        "Информация о ходе реализации (ежеквартально)",
        "Information on implementation (quarterly)",
    ),
    basis=_DAYS,
    yearly=((1, 25), (4, 25), (7, 25), (10, 25)),
    bodies=_AKIMATS,
)
RESULTS = DutyKind(
    code="social_order.evaluation",
    name=Text("Жыл нәтижелерін бағалау", "Оценка результатов за год", "Evaluation of the year's results"),
    basis=_DAY,
    yearly=((3, 1),),
    offset=1,
    bodies=_AKIMATS,
)
EVALUATION_DUTY = "evaluation.publish"
_EVALUATION = DutyKind(
    code=EVALUATION_DUTY,
    name=Text("Жобаны бағалау нәтижесі", "Оценка результатов проекта", "Evaluation of a project's results"),
    basis=_basis("күн саны", "число дней", "the number of days"),
)
DUTIES = (PLANNED_TOPICS, IMPLEMENTATION, RESULTS, _EVALUATION)
