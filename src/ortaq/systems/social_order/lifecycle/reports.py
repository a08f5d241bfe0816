"""The life of a report on an agreement. Sources: those of the agreement."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition
from ortaq.systems.social_order.lifecycle.agreements import CAPACITIES

_MONITORING = "Law No 36, art. 1, 4-2(2)"
_OWN = "Ortaq: not set by a law that was read"

REPORT = lifecycle(
    "report",
    initial="draft",
    states=[
        State("draft", Text("Толтырылуда", "Заполняется", "Being written"), tone="grey"),
        State(
            "submitted",
            Text("Тапсырылды", "Сдан", "Submitted"),
            Text(
                "Тапсырыс беруші мерзімінде қабылдайды немесе себебін жазып қайтарады.",
                "Заказчик в срок примет его или вернёт с указанием причины.",
                "The customer accepts it in time, or returns it and says why.",
            ),
        ),
        State(
            "returned",
            Text("Түзетуге қайтарылды", "Возвращён на исправление", "Returned"),
            Text(
                "Ескертулер төменде. Түзетіп, қайта тапсырыңыз.",
                "Замечания ниже. Исправьте и сдайте снова.",
                "The remarks stand below. Correct it and submit it again.",
            ),
            tone="gold",
        ),
        State("accepted", Text("Қабылданды", "Принят", "Accepted"), final=True, tone="green"),
    ],
    capacities=CAPACITIES,
    transitions=[
        transition(
            "submit",
            Text("Есеп тапсыру", "Сдать отчёт", "Submit the report"),
            ["draft", "returned"],
            "submitted",
            ["supplier"],
            done=Text("Есеп тапсырылды", "Отчёт сдан", "The report was submitted"),
            moves=[("start", "report.accept")],
            tells=["customer"],
            norm="Law No 36, art. 6-4",
        ),
        transition(
            "return",
            Text("Түзетуге қайтару", "Вернуть на исправление", "Return"),
            ["submitted"],
            "returned",
            ["customer", "head"],
            done=Text("Есеп қайтарылды", "Отчёт возвращён", "The report was returned"),
            moves=[("stop", "report.accept")],
            tells=["supplier"],
            reason_needed=True,
            reason_to=["supplier"],
            norm=_OWN,
        ),
        transition(
            "accept",
            Text("Қабылдау", "Принять", "Accept"),
            ["submitted"],
            "accepted",
            ["customer", "head"],
            done=Text("Есеп қабылданды", "Отчёт принят", "The report was accepted"),
            moves=[("stop", "report.accept")],
            public=True,
            tells=["supplier", "accountant"],
            norm=_MONITORING,
        ),
    ],
)
