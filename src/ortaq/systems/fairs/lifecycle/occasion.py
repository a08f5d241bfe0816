"""An event for the development of social entrepreneurship: announced, held, or cancelled."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition
from ortaq.systems.fairs.lifecycle.fair import OWN

PUBLIC_OCCASIONS = ("announced", "held", "cancelled")

OCCASION = lifecycle(
    "occasion",
    initial="draft",
    states=[
        State("draft", Text("Дайындалуда", "Готовится", "Being prepared"), tone="grey"),
        State("announced", Text("Өтеді", "Состоится", "To be held"), tone="green"),
        State("held", Text("Өтті", "Состоялось", "Held"), final=True, tone="grey"),
        State("cancelled", Text("Өтпейді", "Отменено", "Cancelled"), final=True, tone="red"),
    ],
    capacities={"organiser": Text("ұйымдастырушы", "организатор", "the organiser")},
    transitions=[
        transition(
            "edit",
            Text("Өзгерту", "Изменить", "Change"),
            ["draft", "announced"],
            None,
            ["organiser"],
            done=Text("Өзгертілді", "Изменено", "Changed"),
            norm=OWN,
        ),
        transition(
            "announce",
            Text("Жариялау", "Объявить", "Announce"),
            ["draft"],
            "announced",
            ["organiser"],
            done=Text("Іс-шара жарияланды", "Мероприятие объявлено", "The event was announced"),
            public=True,
            norm=OWN,
        ),
        transition(
            "hold",
            Text("Өтті деп белгілеу", "Отметить, что состоялось", "Note that it was held"),
            ["announced"],
            "held",
            ["organiser"],
            done=Text("Іс-шара өтті", "Мероприятие состоялось", "The event was held"),
            public=True,
            norm=OWN,
        ),
        transition(
            "cancel",
            Text("Өткізбеу", "Отменить", "Cancel"),
            ["draft", "announced"],
            "cancelled",
            ["organiser"],
            done=Text("Іс-шара өтпейді", "Мероприятие отменено", "The event was cancelled"),
            public=True,
            reason_needed=True,
            reason_public=True,
            norm=OWN,
        ),
    ],
)
