"""The terms of the state social order, grants and awards as data.

Sources and doubts:

- A proposed topic is a *proposal* in the sense of the laws on appeals: until 30.06.2021 Law No 221 (15 calendar days),
  since 1.07.2021 the APPC's simplified procedure (15 working days, art. 76 and 89).
- Order No 18 of 15.08.2018 (forming, monitoring and evaluating the social order) sets further terms, but its annex was
  not read as text. Terms that no read text sets are this platform's choice and say so in their norm; a body that has
  the paper changes them here.
"""

from datetime import date

from ortaq.kernel.clocks.rules.terms import Regime, Term, Unit
from ortaq.kernel.language.rules import Text

_DAY, _WORK = Unit.CALENDAR_DAY, Unit.WORKING_DAY
_OWN = "Ortaq: not set by a law that was read"

_TOPIC_ANSWER = Text("Тақырып ұсынысына жауап", "Ответ на предложение темы", "Answer to a proposed topic")

_TERMS = (
    Term("topic.council", 10, _WORK, Text("Кеңестің пікірі", "Мнение совета", "Opinion of the council"), _OWN),
    Term(
        "competition.admit",
        10,
        _WORK,
        Text("Өтінімдерді рұқсат ету", "Допуск заявок", "Admission of applications"),
        _OWN,
    ),
    Term(
        "competition.decide",
        15,
        _WORK,
        Text("Комиссияның шешімі", "Решение комиссии", "Decision of the commission"),
        _OWN,
    ),
    Term(
        "competition.publish",
        3,
        _WORK,
        Text("Хаттаманы жариялау", "Публикация протокола", "Publication of the protocol"),
        _OWN,
    ),
    Term(
        "competition.complain",
        5,
        _WORK,
        Text("Нәтижеге шағымдану", "Обжалование результатов", "Complaints about the results"),
        _OWN,
        duty=False,
        on_expiry="final",
    ),
    Term("agreement.sign", 10, _WORK, Text("Шартқа қол қою", "Подписание договора", "Signing the agreement"), _OWN),
    Term("report.accept", 10, _WORK, Text("Есепті қарау", "Рассмотрение отчёта", "Consideration of a report"), _OWN),
    Term("payment.pay", 10, _WORK, Text("Төлем жасау", "Оплата", "Payment"), _OWN),
    Term(
        "evaluation.publish",
        10,
        _WORK,
        Text("Бағалауды жариялау", "Публикация оценки", "Publication of the evaluation"),
        "Law No 36 of 12.04.2005, art. 4-2(2); the number of days: Ortaq",
    ),
)

SOCIAL_ORDER_2005 = Regime(
    code="sso-2005",
    family="social_order",
    name=Text(
        "2005 жылғы № 36 Заң; ұсыныстар 2007 жылғы № 221 Заң бойынша",
        "Закон 2005 года № 36; предложения по Закону 2007 года № 221",
        "Law No 36 of 2005; proposals under Law No 221 of 2007",
    ),
    basis="Law No 36 of 12.04.2005 with Law No 221 of 12.01.2007",
    valid_from=date(2005, 4, 12),
    valid_to=date(2021, 6, 30),
    terms={
        term.code: term for term in (Term("topic.answer", 15, _DAY, _TOPIC_ANSWER, "Law No 221, art. 8(1)"), *_TERMS)
    },
)
SOCIAL_ORDER_2021 = Regime(
    code="sso-2021",
    family="social_order",
    name=Text(
        "2005 жылғы № 36 Заң; ұсыныстар ӘРПК бойынша",
        "Закон 2005 года № 36; предложения по АППК",
        "Law No 36 of 2005; proposals under the APPC",
    ),
    basis="Law No 36 of 12.04.2005 with Code No 350-VI of 29.06.2020",
    valid_from=date(2021, 7, 1),
    valid_to=None,
    terms={term.code: term for term in (Term("topic.answer", 15, _WORK, _TOPIC_ANSWER, "APPC art. 76, 89"), *_TERMS)},
)
