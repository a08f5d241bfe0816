"""The profile of a business: sent, checked by the region's coordinator, shown."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition
from ortaq.systems.fairs.lifecycle.fair import OWN

SPONSOR = lifecycle(
    "sponsor",
    initial="submitted",
    states=[
        State(
            "submitted",
            Text("Тексерілуде", "На проверке", "Being checked"),
            Text(
                "Үйлестіруші ұйымды, оның БСН-ін және сіздің өкілдігіңізді тексереді.",
                "Координатор проверяет организацию, её БИН и то, что вы её представляете.",
                "The coordinator checks the organisation, its BIN, and that you represent it.",
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
            "approved",
            Text("Демеуші", "Спонсор", "Sponsor"),
            Text(
                "Жәрмеңкелердегі жобаларға көмек ұсына алады.",
                "Может предлагать помощь проектам ярмарок.",
                "It can offer help to projects of fairs.",
            ),
            tone="green",
        ),
        State("suspended", Text("Тоқтатылған", "Приостановлен", "Suspended"), tone="red"),
        State("refused", Text("Қабылданбады", "Отклонён", "Refused"), final=True, tone="red"),
    ],
    capacities={
        "sponsor": Text("демеуші өкілі", "представитель спонсора", "the sponsor’s representative"),
        "coordinator": Text("өңір үйлестірушісі", "координатор региона", "the region’s coordinator"),
    },
    transitions=[
        transition(
            "edit",
            Text("Түзетіп, тексеруге жіберу", "Исправить и отправить на проверку", "Correct it and send it"),
            ["submitted", "returned", "approved"],
            "submitted",
            ["sponsor"],
            done=Text("Тексеруге жіберілді", "Отправлен на проверку", "Sent to be checked"),
            tells=["coordinator"],
            norm=OWN,
        ),
        transition(
            "approve",
            Text("Демеуші ретінде тіркеу", "Признать спонсором", "Accept as a sponsor"),
            ["submitted"],
            "approved",
            ["coordinator"],
            done=Text("Демеуші ретінде тіркелді", "Признан спонсором", "Accepted as a sponsor"),
            public=True,
            tells=["sponsor"],
            norm=OWN,
        ),
        transition(
            "return",
            Text("Түзетуге қайтару", "Вернуть на исправление", "Return to be corrected"),
            ["submitted"],
            "returned",
            ["coordinator"],
            done=Text("Түзетуге қайтарылды", "Возвращён на исправление", "Returned to be corrected"),
            tells=["sponsor"],
            reason_needed=True,
            reason_to=["sponsor"],
            norm=OWN,
        ),
        transition(
            "refuse",
            Text("Қабылдамау", "Отклонить", "Refuse"),
            ["submitted"],
            "refused",
            ["coordinator"],
            done=Text("Қабылданбады", "Отклонён", "Refused"),
            tells=["sponsor"],
            reason_needed=True,
            reason_to=["sponsor"],
            norm=OWN,
        ),
        transition(
            "suspend",
            Text("Тоқтата тұру", "Приостановить", "Suspend"),
            ["approved"],
            "suspended",
            ["coordinator"],
            done=Text("Тоқтатыла тұрды", "Приостановлен", "Suspended"),
            tells=["sponsor"],
            reason_needed=True,
            reason_to=["sponsor"],
            norm=OWN,
        ),
        transition(
            "resume",
            Text("Қайта қосу", "Возобновить", "Resume"),
            ["suspended"],
            "approved",
            ["coordinator"],
            done=Text("Қайта қосылды", "Возобновлён", "Resumed"),
            public=True,
            tells=["sponsor"],
            norm=OWN,
        ),
    ],
)
