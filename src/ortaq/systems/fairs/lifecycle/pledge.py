"""A pledge: offered and talked over in private by two sides, public once a memorandum is in force.

Why one side declines or withdraws is a message to the other, encrypted, and no reason of an event.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, Transition, lifecycle, transition
from ortaq.systems.fairs.lifecycle.fair import OWN

PUBLIC_PLEDGES = ("in_force", "fulfilled", "ended")
SIDES = {
    "sponsor": Text("демеуші", "спонсор", "the sponsor"),
    "ngo": Text("ҮЕҰ өкілі", "представитель НПО", "the NGO’s representative"),
}
REMINDERS = (
    (
        "remind_first",
        Text(
            "Уәде етілген көмекті беретін күнге екі апта немесе одан аз қалды",
            "До дня, к которому обещана помощь, осталось не больше двух недель",
            "The day of a promised gift is two weeks away or nearer",
        ),
    ),
    (
        "remind_last",
        Text(
            "Уәде етілген көмекті беретін күнге үш күн немесе одан аз қалды",
            "До дня, к которому обещана помощь, осталось не больше трёх дней",
            "The day of a promised gift is three days away or nearer",
        ),
    ),
    (
        "remind_overdue",
        Text(
            "Уәде етілген көмекті беретін күн өтті, алынғаны расталған жоқ",
            "День, к которому обещана помощь, прошёл, получение не подтверждено",
            "The day of a promised gift has passed, and its receipt isn’t confirmed",
        ),
    ),
)
"""What both sides are reminded of, by the steps of ``rules.reminders``."""
LAPSED = State(
    "lapsed",
    Text(
        "Жоба көрмеден шыққандықтан жабылды", "Закрыто: проект больше не на выставке", "Closed: the project is off show"
    ),
    Text(
        "Жоба қайтарып алынды немесе орындалды, сондықтан бұл іс жабылды. Ештеңе істеу керек емес.",
        "Проект отозван или выполнен, поэтому это закрыто. Делать ничего не нужно.",
        "The project was withdrawn or is done, so this is closed. There is nothing to do.",
    ),
    final=True,
    tone="grey",
)
"""Where an offer and a request for talks end that wait for an answer when their project leaves the exhibition."""


def lapses(source: str) -> list[Transition]:
    """How they get there from *source*, by what became of the project; both sides are told."""
    return [
        transition(
            code,
            Text("Жабу", "Закрыть", "Close"),
            [source],
            "lapsed",
            ["system"],
            done=done,
            tells=["sponsor", "ngo"],
            norm=OWN,
        )
        for code, done in (
            (
                "lapse_withdraw",
                Text(
                    "Жоба қайтарып алынды, келіссөз жабылды",
                    "Проект отозван, переговоры закрыты",
                    "The project was withdrawn; the talks are closed",
                ),
            ),
            (
                "lapse_finish",
                Text(
                    "Жоба орындалды, келіссөз жабылды",
                    "Проект выполнен, переговоры закрыты",
                    "The project is done; the talks are closed",
                ),
            ),
        )
    ]


PLEDGE = lifecycle(
    "pledge",
    initial="offered",
    states=[
        State(
            "offered",
            Text("Ұсынылды", "Предложено", "Offered"),
            Text(
                "Екі тарап келіссөз жүргізеді; мұны басқа ешкім көрмейді.",
                "Стороны ведут переговоры; этого не видит больше никто.",
                "The two sides talk it over; nobody else sees it.",
            ),
        ),
        State(
            "accepted",
            Text("Келісілді", "Согласовано", "Agreed"),
            Text(
                "Енді меморандум жасап, екі тарап қол қояды.",
                "Теперь составляют меморандум, его подписывают обе стороны.",
                "Now a memorandum is drawn up and both sides sign it.",
            ),
            tone="gold",
        ),
        State("in_force", Text("Меморандум күшінде", "Меморандум действует", "Memorandum in force"), tone="green"),
        State("fulfilled", Text("Орындалды", "Исполнено", "Fulfilled"), final=True, tone="green"),
        State("ended", Text("Мерзімінен бұрын тоқтады", "Прекращено досрочно", "Ended early"), final=True, tone="red"),
        State("declined", Text("Қабылданбады", "Не принято", "Declined"), final=True, tone="grey"),
        State("withdrawn", Text("Қайтарып алынды", "Отозвано", "Withdrawn"), final=True, tone="grey"),
        LAPSED,
    ],
    capacities=SIDES,
    transitions=[
        transition(
            "change",
            Text("Ұсынысты өзгерту", "Изменить предложение", "Change the offer"),
            ["offered"],
            None,
            ["sponsor"],
            done=Text("Ұсыныс өзгерді", "Предложение изменено", "The offer was changed"),
            tells=["ngo"],
            norm=OWN,
        ),
        transition(
            "accept",
            Text("Ұсынысты қабылдау", "Принять предложение", "Accept the offer"),
            ["offered"],
            "accepted",
            ["ngo"],
            done=Text("Ұсыныс қабылданды", "Предложение принято", "The offer was accepted"),
            tells=["sponsor"],
            norm=OWN,
        ),
        transition(
            "decline",
            Text("Қабылдамау", "Отказаться", "Decline"),
            ["offered"],
            "declined",
            ["ngo"],
            done=Text("Ұсыныс қабылданбады", "Предложение не принято", "The offer was declined"),
            tells=["sponsor"],
            norm=OWN,
        ),
        transition(
            "withdraw",
            Text("Ұсынысты қайтарып алу", "Отозвать предложение", "Withdraw the offer"),
            ["offered", "accepted"],
            "withdrawn",
            ["sponsor"],
            done=Text("Ұсыныс қайтарып алынды", "Предложение отозвано", "The offer was withdrawn"),
            tells=["ngo"],
            norm=OWN,
        ),
        *lapses("offered"),
        transition(
            "take_effect",
            Text("Күшіне енгізу", "Ввести в силу", "Take effect"),
            ["accepted"],
            "in_force",
            ["system"],
            done=Text("Меморандум күшіне енді", "Меморандум вступил в силу", "The memorandum took effect"),
            public=True,
            norm=OWN,
        ),
        *(
            transition(
                code,
                Text("Еске салу", "Напомнить", "Remind"),
                ["in_force"],
                None,
                ["system"],
                done=done,
                tells=["sponsor", "ngo"],
                norm=OWN,
            )
            for code, done in REMINDERS
        ),
        transition(
            "fulfil",
            Text("Орындалды деп белгілеу", "Отметить исполнение", "Note that it is fulfilled"),
            ["in_force"],
            "fulfilled",
            ["system"],
            done=Text("Уәде толық орындалды", "Обещание исполнено полностью", "The promise was fulfilled"),
            public=True,
            tells=["sponsor", "ngo"],
            norm=OWN,
        ),
        transition(
            "end",
            Text("Тоқтату", "Прекратить", "End"),
            ["in_force"],
            "ended",
            ["system"],
            done=Text("Мерзімінен бұрын тоқтады", "Прекращено досрочно", "It ended early"),
            public=True,
            norm=OWN,
        ),
    ],
)
