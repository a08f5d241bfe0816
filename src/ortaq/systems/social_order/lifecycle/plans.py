"""The life of a line of the plan. Sources: Law No 36 of 12.04.2005, articles 4-2(2) (planned topics are published), 5(3), 6
(procurement). The approval by a second person is this platform's rule.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

PUBLIC_LINES = ("approved", "announced", "contracted", "closed", "not_held", "cancelled")
"""States in which a line is public."""
CHANGEABLE = ("approved", "announced", "contracted", "not_held")
"""States in which an approved line can still be changed, as a new version of the plan."""

_PLAN = "Law No 36, art. 4-2(2), 5(3)"
_OWN = "Ortaq: not set by a law that was read"

PLAN_LINE = lifecycle(
    "plan_line",
    initial="draft",
    states=[
        State("draft", Text("Жоба", "Черновик", "Draft"), tone="grey"),
        State("submitted", Text("Бекітуге жіберілді", "На утверждении", "Waits for approval"), tone="gold"),
        State(
            "approved",
            Text("Бекітілді", "Утверждено", "Approved"),
            Text("Конкурс жарияланғанын күтуде.", "Ожидает объявления конкурса.", "Waits for its call."),
            tone="green",
        ),
        State("announced", Text("Конкурс жарияланды", "Объявлен конкурс", "Call announced")),
        State("contracted", Text("Шарт жасалды", "Заключён договор", "Contracted"), tone="green"),
        State("closed", Text("Аяқталды", "Завершено", "Closed"), final=True, tone="green"),
        State(
            "not_held",
            Text("Конкурс өтпеді", "Конкурс не состоялся", "Call not held"),
            Text(
                "Конкурс қайта жарияланады немесе жол алып тасталады.",
                "Конкурс объявят снова или строку исключат.",
                "The call is announced again or the line is cancelled.",
            ),
            tone="gold",
        ),
        State("cancelled", Text("Алып тасталды", "Исключено", "Cancelled"), final=True, tone="red"),
    ],
    capacities={
        "customer": Text("тапсырыс беруші маманы", "специалист заказчика", "the customer's officer"),
        "approver": Text(
            "жолды өзі жасамаған басшы",
            "руководитель, который сам строку не составлял",
            "a head who didn't draw the line up",
        ),
        "proposer": Text("тақырыпты ұсынған", "предложивший тему", "who proposed the topic"),
        "auditor": Text("аудитор", "аудитор", "the auditor"),
    },
    transitions=[
        transition(
            "submit",
            Text("Бекітуге жіберу", "Отправить на утверждение", "Send for approval"),
            ["draft"],
            "submitted",
            ["customer"],
            done=Text("Бекітуге жіберілді", "Отправлено на утверждение", "Sent for approval"),
            norm=_OWN,
        ),
        transition(
            "discard",
            Text("Жобаны алып тастау", "Убрать черновик", "Discard the draft"),
            ["draft"],
            "cancelled",
            ["customer"],
            done=Text("Жоба алып тасталды", "Черновик убран", "Draft discarded"),
            norm=_OWN,
        ),
        transition(
            "return",
            Text("Түзетуге қайтару", "Вернуть на исправление", "Return for correction"),
            ["submitted"],
            "draft",
            ["approver"],
            done=Text("Түзетуге қайтарылды", "Возвращено на исправление", "Returned for correction"),
            norm=_OWN,
            reason_needed=True,
        ),
        transition(
            "approve",
            Text("Бекіту", "Утвердить", "Approve"),
            ["submitted"],
            "approved",
            ["approver"],
            done=Text("Бекітілді", "Утверждено", "Approved"),
            public=True,
            norm=_PLAN,
        ),
        transition(
            "change",
            Text("Өзгерісті бекіту", "Утвердить изменение", "Approve the change"),
            CHANGEABLE,
            None,
            ["approver"],
            done=Text("Жол өзгертілді", "Строка изменена", "The line was changed"),
            public=True,
            tells=["proposer"],
            norm=_OWN,
            reason_needed=True,
            reason_public=True,
        ),
        transition(
            "announce",
            Text("Конкурс жарияланды", "Конкурс объявлен", "The call is announced"),
            ["approved", "not_held"],
            "announced",
            ["customer", "system"],
            done=Text("Конкурс жарияланды", "Объявлен конкурс", "Call announced"),
            public=True,
            tells=["proposer"],
            norm="Law No 36, art. 6",
        ),
        transition(
            "contract",
            Text("Шарт жасалды", "Договор заключён", "The agreement is made"),
            ["announced"],
            "contracted",
            ["customer", "system"],
            done=Text("Шарт жасалды", "Заключён договор", "Contracted"),
            public=True,
            tells=["proposer"],
            norm="Law No 36, art. 6",
        ),
        transition(
            "fail",
            Text("Конкурс өтпеді", "Конкурс не состоялся", "The call was not held"),
            ["announced"],
            "not_held",
            ["customer", "system"],
            done=Text("Конкурс өтпеді", "Конкурс не состоялся", "Call not held"),
            public=True,
            tells=["proposer"],
            norm="Law No 36, art. 6",
            reason_needed=True,
            reason_public=True,
        ),
        transition(
            "close",
            Text("Аяқтау", "Завершить", "Close"),
            ["contracted"],
            "closed",
            ["customer", "system"],
            done=Text("Аяқталды", "Завершено", "Closed"),
            public=True,
            tells=["proposer"],
            norm=_PLAN,
        ),
        transition(
            "cancel",
            Text("Жоспардан алып тастау", "Исключить из плана", "Cancel"),
            ["approved", "announced", "not_held"],
            "cancelled",
            ["approver"],
            done=Text("Жоспардан алып тасталды", "Исключено из плана", "Cancelled"),
            public=True,
            tells=["proposer"],
            norm=_OWN,
            reason_needed=True,
            reason_public=True,
        ),
    ],
)
