"""A call: announced, open for applications, opened, scored, decided, published, final.

No read law sets these steps for grants; Law No 36 of 12.04.2005, art. 3, wants publicity and equal chances, art. 6-1 a
competition. Terms come from the regimes of the family "social_order".
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

UNOPENED = frozenset({"draft", "announced", "accepting", "closed"})
"""The states of a call in which nobody has opened the applications yet."""

_OFFICE = ["customer", "secretary"]

_STATES = (
    State("draft", Text("Жоба", "Проект", "Draft"), tone="grey"),
    State(
        "announced",
        Text("Жарияланды", "Объявлен", "Announced"),
        Text(
            "Өтінім қабылдау көрсетілген күні мен уақытында басталады.",
            "Приём заявок начнётся в указанный день и час.",
            "Applications open on the day and hour named.",
        ),
    ),
    State(
        "accepting",
        Text("Өтінім қабылдануда", "Идёт приём заявок", "Open for applications"),
        Text(
            "Өтінімді соңғы мерзімге дейін беруге болады. Мерзім сервер сағатымен есептеледі.",
            "Заявку можно подать до окончания приёма. Срок считается по часам сервера.",
            "Apply before the deadline. The server's clock counts.",
        ),
        tone="green",
    ),
    State("closed", Text("Қабылдау аяқталды", "Приём завершён", "Closed"), tone="gold"),
    State(
        "admission",
        Text("Өтінімдер тексерілуде", "Проверка и допуск заявок", "Admission"),
        Text(
            "Хатшы өтінімдердің қатысу шарттарына сәйкестігін тексереді.",
            "Секретарь проверяет, соответствуют ли заявки условиям участия.",
            "The secretary checks the applications against the conditions.",
        ),
    ),
    State("scoring", Text("Сарапшылар бағалауда", "Оценка экспертами", "Scoring")),
    State("scored", Text("Комиссия қарауда", "Рассмотрение комиссией", "Before the commission")),
    State("decided", Text("Шешім қабылданды", "Решение принято", "Decided")),
    State(
        "published",
        Text("Нәтижесі жарияланды", "Результаты опубликованы", "Results published"),
        Text(
            "Нәтижеге шағымдануға болатын мерзім жүріп жатыр.",
            "Идёт срок обжалования результатов.",
            "The term for complaints about the results is running.",
        ),
        tone="green",
    ),
    State("final", Text("Аяқталды", "Завершён", "Final"), final=True, tone="green"),
    State("failed", Text("Өтпеді", "Не состоялся", "Failed"), final=True, tone="red"),
    State("cancelled", Text("Жойылды", "Отменён", "Cancelled"), final=True, tone="red"),
)

_TRANSITIONS = (
    transition(
        "announce",
        Text("Жариялау", "Объявить", "Announce"),
        ["draft"],
        "announced",
        _OFFICE,
        done=Text("Конкурс жарияланды", "Конкурс объявлен", "Announced"),
        public=True,
        norm="Law No 36 of 12.04.2005, art. 3, 6-1",
    ),
    transition(
        "open",
        Text("Қабылдауды бастау", "Начать приём", "Open for applications"),
        ["announced"],
        "accepting",
        ["system"],
        done=Text("Өтінім қабылдау басталды", "Начался приём заявок", "Opened for applications"),
        public=True,
    ),
    transition(
        "prolong",
        Text("Қабылдауды ұзарту", "Продлить приём", "Prolong"),
        ["announced", "accepting"],
        None,
        _OFFICE,
        done=Text("Қабылдау ұзартылды", "Приём продлён", "Prolonged"),
        public=True,
        tells=["applicant"],
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "close",
        Text("Қабылдауды жабу", "Закрыть приём", "Close"),
        ["accepting"],
        "closed",
        ["system"],
        done=Text("Өтінім қабылдау аяқталды", "Приём заявок завершён", "Closed for applications"),
        public=True,
        tells=["secretary"],
    ),
    transition(
        "start_admission",
        Text("Өтінімдерді ашу", "Вскрыть заявки", "Open the applications"),
        ["closed"],
        "admission",
        ["secretary"],
        done=Text("Өтінімдер ашылды", "Заявки вскрыты", "The applications were opened"),
        moves=[("start", "competition.admit")],
        public=True,
    ),
    transition(
        "start_scoring",
        Text("Бағалауды бастау", "Начать оценку", "Start scoring"),
        ["admission"],
        "scoring",
        ["secretary"],
        done=Text("Бағалау басталды", "Началась оценка", "Scoring started"),
        moves=[("stop", "competition.admit"), ("start", "competition.decide")],
        public=True,
    ),
    transition(
        "close_scoring",
        Text("Бағалауды жабу", "Закрыть оценку", "Close scoring"),
        ["scoring"],
        "scored",
        ["secretary"],
        done=Text("Бағалау аяқталды", "Оценка завершена", "Scoring closed"),
        public=True,
        tells=["commission"],
    ),
    transition(
        "decide",
        Text("Хаттамаға қол қою", "Подписать протокол", "Sign the protocol"),
        ["scored"],
        "decided",
        ["secretary"],
        done=Text("Комиссия шешім қабылдады", "Комиссия приняла решение", "The commission decided"),
        moves=[("stop", "competition.decide"), ("start", "competition.publish")],
    ),
    transition(
        "publish",
        Text("Нәтижесін жариялау", "Опубликовать результаты", "Publish the results"),
        ["decided"],
        "published",
        ["secretary"],
        done=Text("Нәтижесі жарияланды", "Результаты опубликованы", "The results were published"),
        moves=[("stop", "competition.publish"), ("start", "competition.complain")],
        public=True,
        norm="Law No 36 of 12.04.2005, art. 4-2(2)",
    ),
    transition(
        "reconsider",
        Text("Комиссияға қайта қарауға жіберу", "Вернуть на рассмотрение комиссии", "Send back to the commission"),
        ["published"],
        "scored",
        ["secretary"],
        done=Text("Қайта қарауға жіберілді", "Возвращено на рассмотрение", "Sent back to the commission"),
        moves=[("stop", "competition.complain"), ("start", "competition.decide")],
        public=True,
        tells=["applicant"],
        reason_needed=True,
        reason_to=["applicant"],
    ),
    transition(
        "finish",
        Text("Аяқтау", "Завершить", "Finish"),
        ["published"],
        "final",
        ["system"],
        done=Text("Конкурс аяқталды", "Конкурс завершён", "The competition is final"),
        moves=[("stop", "competition.complain")],
        public=True,
    ),
    transition(
        "record_result",
        Text(
            "Портал нәтижесін енгізу",
            "Внести результат с портала закупок",
            "Record the procurement portal's result",
        ),
        ["announced", "accepting", "closed"],
        "published",
        _OFFICE,
        done=Text(
            "Мемлекеттік сатып алу порталының нәтижесі енгізілді",
            "Внесён результат портала государственных закупок",
            "The result of the procurement portal was recorded",
        ),
        moves=[("start", "competition.complain")],
        public=True,
        norm="Law No 36 of 12.04.2005, art. 6",
    ),
    transition(
        "fail",
        Text("Өтпеді деп тану", "Признать несостоявшимся", "Declare failed"),
        ["closed", "admission", "scoring", "scored"],
        "failed",
        ["secretary"],
        done=Text("Конкурс өтпеді", "Конкурс не состоялся", "The competition failed"),
        moves=[("stop", "competition.admit"), ("stop", "competition.decide")],
        public=True,
        tells=["applicant"],
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "cancel",
        Text("Жою", "Отменить", "Cancel"),
        ["draft", "announced", "accepting", "closed", "admission", "scoring", "scored"],
        "cancelled",
        ["customer"],
        done=Text("Конкурс жойылды", "Конкурс отменён", "The competition was cancelled"),
        moves=[("stop", "competition.admit"), ("stop", "competition.decide")],
        public=True,
        tells=["applicant"],
        reason_needed=True,
        reason_public=True,
    ),
)

CALL = lifecycle(
    "call",
    initial="draft",
    states=_STATES,
    transitions=_TRANSITIONS,
    capacities={
        "customer": Text("тапсырыс беруші маманы", "специалист заказчика", "the customer's officer"),
        "secretary": Text("комиссия хатшысы", "секретарь комиссии", "the commission's secretary"),
        "commission": Text("комиссия мүшесі", "член комиссии", "a member of the commission"),
        "expert": Text("сарапшы", "эксперт", "an expert"),
        "applicant": Text("өтінім беруші", "заявитель", "an applicant"),
        "auditor": Text("аудитор", "аудитор", "the auditor"),
    },
)
