"""A request for talks: an NGO asks, the sponsor answers with an offer or declines. Private for ever.

Why the sponsor declines is kept with the request, encrypted, and is no reason of an event.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition
from ortaq.systems.fairs.lifecycle.fair import OWN
from ortaq.systems.fairs.lifecycle.pledge import LAPSED, SIDES, lapses

TALK_REQUEST = lifecycle(
    "talk_request",
    initial="sent",
    states=[
        State(
            "sent",
            Text("Жауап күтілуде", "Ждёт ответа", "Waiting for an answer"),
            Text(
                "Демеуші көмек ұсынады немесе себебін жазып, бас тартады. Мұны екі тараптан басқа ешкім көрмейді.",
                "Спонсор предлагает помощь или отказывается, указав причину. Этого не видит никто, кроме двух сторон.",
                "The sponsor makes an offer, or declines and says why. Nobody but the two sides sees it.",
            ),
            tone="gold",
        ),
        State("answered", Text("Көмек ұсынылды", "Помощь предложена", "Help was offered"), final=True, tone="green"),
        State("declined", Text("Бас тартылды", "Отклонён", "Declined"), final=True, tone="grey"),
        State("withdrawn", Text("Қайтарып алынды", "Отозван", "Withdrawn"), final=True, tone="grey"),
        LAPSED,
    ],
    capacities=SIDES,
    transitions=[
        transition(
            "answer",
            Text("Көмек ұсыну", "Предложить помощь", "Offer help"),
            ["sent"],
            "answered",
            ["sponsor"],
            done=Text("Демеуші көмек ұсынды", "Спонсор предложил помощь", "The sponsor offered help"),
            norm=OWN,
        ),
        transition(
            "decline",
            Text("Келіссөзден бас тарту", "Отказаться от переговоров", "Decline the talks"),
            ["sent"],
            "declined",
            ["sponsor"],
            done=Text("Демеуші келіссөзден бас тартты", "Спонсор отказался от переговоров", "The sponsor declined"),
            tells=["ngo"],
            norm=OWN,
        ),
        transition(
            "withdraw",
            Text("Сұрауды қайтарып алу", "Отозвать запрос", "Withdraw the request"),
            ["sent"],
            "withdrawn",
            ["ngo"],
            done=Text("Сұрау қайтарып алынды", "Запрос отозван", "The request was withdrawn"),
            tells=["sponsor"],
            norm=OWN,
        ),
        *lapses("sent"),
    ],
)
