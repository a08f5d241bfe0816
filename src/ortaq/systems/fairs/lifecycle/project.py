"""A project of a fair: sent by an NGO, checked by the organiser, shown, supported, done."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition
from ortaq.systems.fairs.lifecycle.fair import OWN

PUBLIC_PROJECTS = ("shown", "supported", "done")
WRITABLE = ("draft", "returned")
"""States in which the NGO may still change what it says."""

PROJECT = lifecycle(
    "showcase",
    initial="draft",
    states=[
        State("draft", Text("Толтырылуда", "Заполняется", "Being written"), tone="grey"),
        State(
            "submitted",
            Text("Тексерілуде", "На проверке", "Being checked"),
            Text(
                "Ұйымдастырушы мәліметтерді тексереді: қойылғаны немесе түзету керегі осында жазылады.",
                "Организатор проверяет сведения: здесь появится, что проект на выставке или что нужно исправить.",
                "The organiser checks what you wrote: here you will see that it is on show, or what to correct.",
            ),
        ),
        State(
            "returned",
            Text("Түзетуге қайтарылды", "Возвращён на исправление", "Returned"),
            Text(
                "Ескерту төменде. Түзетіп, қайта жіберіңіз.",
                "Замечание ниже. Исправьте и отправьте снова.",
                "The remark stands below. Correct it and send it again.",
            ),
            tone="gold",
        ),
        State(
            "shown",
            Text("Көрмеде", "На выставке", "On show"),
            Text(
                "Демеуші іздейді: сұрақ қоюға және көмек ұсынуға болады.",
                "Ищет спонсора: можно задать вопрос и предложить помощь.",
                "It looks for sponsors: ask a question, offer help.",
            ),
            tone="green",
        ),
        State(
            "supported",
            Text("Демеуші тапты", "Нашёл спонсора", "Has a sponsor"),
            Text(
                "Меморандум күшінде. Жетпейтін бөлігіне әлі де көмектесуге болады.",
                "Меморандум действует. С тем, чего ещё не хватает, по-прежнему можно помочь.",
                "A memorandum is in force. What is still missing can still be given.",
            ),
            tone="green",
        ),
        State("done", Text("Орындалды", "Выполнен", "Done"), final=True, tone="green"),
        State("refused", Text("Көрмеге қойылмады", "Не принят на выставку", "Not shown"), final=True, tone="red"),
        State("withdrawn", Text("Қайтарып алынды", "Отозван", "Withdrawn"), final=True, tone="grey"),
    ],
    capacities={
        "ngo": Text("ҮЕҰ өкілі", "представитель НПО", "the NGO’s representative"),
        "organiser": Text("ұйымдастырушы", "организатор", "the organiser"),
    },
    transitions=[
        transition(
            "edit",
            Text("Өзгерту", "Изменить", "Change"),
            WRITABLE,
            None,
            ["ngo"],
            done=Text("Жоба өзгертілді", "Проект изменён", "The project was changed"),
            norm=OWN,
        ),
        transition(
            "submit",
            Text("Тексеруге жіберу", "Отправить на проверку", "Send to be checked"),
            WRITABLE,
            "submitted",
            ["ngo"],
            done=Text("Тексеруге жіберілді", "Отправлен на проверку", "Sent to be checked"),
            tells=["organiser"],
            norm=OWN,
        ),
        transition(
            "show",
            Text("Тексерілді: көрмеге қою", "Проверено: поставить на выставку", "Checked: put on show"),
            ["submitted"],
            "shown",
            ["organiser"],
            done=Text("Тексеріліп, көрмеге қойылды", "Проверен и поставлен на выставку", "Checked and put on show"),
            public=True,
            tells=["ngo"],
            norm=OWN,
        ),
        transition(
            "return",
            Text("Түзетуге қайтару", "Вернуть на исправление", "Return to be corrected"),
            ["submitted"],
            "returned",
            ["organiser"],
            done=Text("Түзетуге қайтарылды", "Возвращён на исправление", "Returned to be corrected"),
            tells=["ngo"],
            reason_needed=True,
            reason_to=["ngo"],
            norm=OWN,
        ),
        transition(
            "refuse",
            Text("Көрмеге қоймау", "Не принимать на выставку", "Don’t show"),
            ["submitted"],
            "refused",
            ["organiser"],
            done=Text("Көрмеге қойылмады", "Не принят на выставку", "Not shown"),
            tells=["ngo"],
            reason_needed=True,
            reason_to=["ngo"],
            norm=OWN,
        ),
        transition(
            "support",
            Text("Демеуші тапты деп белгілеу", "Отметить, что нашёл спонсора", "Note that it has a sponsor"),
            ["shown"],
            "supported",
            ["system"],
            done=Text("Демеуші тапты", "Нашёл спонсора", "It has found a sponsor"),
            public=True,
            tells=["ngo", "organiser"],
            norm=OWN,
        ),
        transition(
            "finish",
            Text("Орындалғанын жариялау", "Сообщить о выполнении", "Tell that it is done"),
            ["shown", "supported"],
            "done",
            ["ngo"],
            done=Text("Жоба орындалды", "Проект выполнен", "The project is done"),
            public=True,
            tells=["organiser"],
            norm=OWN,
        ),
        transition(
            "withdraw",
            Text("Қайтарып алу", "Отозвать", "Withdraw"),
            ["draft", "submitted", "returned", "shown"],
            "withdrawn",
            ["ngo", "organiser"],
            done=Text("Қайтарып алынды", "Отозван", "Withdrawn"),
            tells=["ngo", "organiser"],
            reason_needed=True,
            reason_to=["ngo"],
            norm=OWN,
        ),
    ],
)
