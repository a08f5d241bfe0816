"""The life of an evaluation. Sources: Law No 36 of 12.04.2005, articles 1 and 4-2(2); the five criteria and the expert
council: evaluation report of Order No 18 of 15.08.2018. Declarations, immutable marks and two people for conclusion and
signature are this platform's rules.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

_OWN = "Ortaq: not set by a law that was read"
_LAW = "Law No 36, art. 1, 4-2(2)"
_ORDER = "Order No 18 of 15.08.2018, evaluation report"

EVALUATION = lifecycle(
    "evaluation",
    initial="scheduled",
    states=[
        State(
            "scheduled",
            Text("Жоспарланған", "Запланирована", "Scheduled"),
            Text("Сарапшылар тағайындалуда.", "Назначаются эксперты.", "Experts are being named."),
            tone="grey",
        ),
        State(
            "scoring",
            Text("Балл қойылуда", "Выставляются баллы", "Being scored"),
            Text(
                "Сарапшылар бес өлшемшарт бойынша балл қойып, себебін жазады.",
                "Эксперты ставят баллы по пяти критериям и пишут основания.",
                "Experts give points by five criteria and write their reasons.",
            ),
            tone="gold",
        ),
        State(
            "signed",
            Text("Қол қойылды", "Подписана", "Signed"),
            Text("Жариялануы тиіс.", "Должна быть опубликована.", "It has to be published."),
            tone="gold",
        ),
        State("published", Text("Жарияланды", "Опубликована", "Published"), final=True, tone="green"),
    ],
    capacities={
        "customer": Text("тапсырыс беруші маманы", "специалист заказчика", "the customer's officer"),
        "head": Text(
            "қорытындыны өзі жазбаған басшы",
            "руководитель, который сам заключение не писал",
            "a head who didn't write the conclusion",
        ),
        "expert": Text(
            "осы бағалауға тағайындалған сарапшы", "эксперт, назначенный для этой оценки", "an expert named for it"
        ),
        "supplier": Text("өнім берушінің өкілі", "представитель поставщика", "the supplier's representative"),
        "auditor": Text("аудитор", "аудитор", "the auditor"),
    },
    transitions=[
        transition(
            "name",
            Text("Сарапшыны тағайындау", "Назначить эксперта", "Name an expert"),
            ["scheduled", "scoring"],
            None,
            ["customer"],
            done=Text("Сарапшы тағайындалды", "Назначен эксперт", "An expert was named"),
            tells=["expert"],
            norm=_ORDER,
        ),
        transition(
            "release",
            Text("Сарапшыны босату", "Освободить эксперта", "Release an expert"),
            ["scheduled", "scoring"],
            None,
            ["customer"],
            done=Text("Сарапшы босатылды", "Эксперт освобождён", "An expert was released"),
            norm=_OWN,
            reason_needed=True,
        ),
        transition(
            "open",
            Text("Балл қоюды бастау", "Начать выставление баллов", "Open the scoring"),
            ["scheduled"],
            "scoring",
            ["customer"],
            done=Text("Балл қою басталды", "Начато выставление баллов", "The scoring is open"),
            tells=["expert"],
            norm=_ORDER,
        ),
        transition(
            "declare",
            Text("Мүдделер қақтығысы туралы мәлімдеу", "Заявить о конфликте интересов", "Declare interests"),
            ["scheduled", "scoring"],
            None,
            ["expert"],
            done=Text("Сарапшы мәлімдеме берді", "Эксперт сделал заявление", "An expert declared their interests"),
            norm=_OWN,
        ),
        transition(
            "submit",
            Text("Балдарды тапсыру", "Сдать баллы", "Hand in the points"),
            ["scoring"],
            None,
            ["expert"],
            done=Text("Сарапшы балдарын тапсырды", "Эксперт сдал баллы", "An expert handed in the points"),
            tells=["customer"],
            norm=_ORDER,
        ),
        transition(
            "conclude",
            Text("Қорытынды жазу", "Написать заключение", "Write the conclusion"),
            ["scoring"],
            None,
            ["customer"],
            done=Text(
                "Сараптама кеңесінің қорытындысы жазылды",
                "Написано заключение экспертного совета",
                "The conclusion was written",
            ),
            tells=["head"],
            norm=_ORDER,
        ),
        transition(
            "sign",
            Text("Қол қою", "Подписать", "Sign"),
            ["scoring"],
            "signed",
            ["head"],
            done=Text("Бағалауға қол қойылды", "Оценка подписана", "The evaluation is signed"),
            moves=[("start", "evaluation.publish")],
            tells=["customer"],
            norm=_OWN,
        ),
        transition(
            "publish",
            Text("Жариялау", "Опубликовать", "Publish"),
            ["signed"],
            "published",
            ["customer", "head"],
            done=Text("Бағалау жарияланды", "Оценка опубликована", "The evaluation is published"),
            moves=[("stop", "evaluation.publish")],
            public=True,
            tells=["expert", "supplier"],
            norm=_LAW,
        ),
    ],
)
