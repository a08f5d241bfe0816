"""An election: drafted, announced with everything frozen, open, closed, counted, certified.

No law that was read sets these steps for votes on projects; they are the platform's. That nothing changes once it is announced, that
extension follows a rule stated before, and that a result can be complained of, follow the Council of Europe's Recommendation CM/Rec(2017)5 on e-voting.
"""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

PUBLIC = frozenset({"announced", "open", "suspended", "closed", "counted", "certified", "annulled"})
"""The states in which everybody may see an election."""

ORGANISERS = ("customer", "secretary")

_STATES = (
    State("draft", Text("Жоба", "Проект", "Draft"), tone="grey"),
    State(
        "announced",
        Text("Жарияланды", "Объявлено", "Announced"),
        Text(
            "Бюллетень мен санау ережесі енді өзгермейді. Дауыс беру көрсетілген күні мен сағатта басталады.",
            "Бюллетень и правило подсчёта больше не меняются. Голосование начнётся в указанный день и час.",
            "The ballot paper and the counting rule never change any more. Voting begins on the day and hour named.",
        ),
    ),
    State(
        "open",
        Text("Дауыс беру жүріп жатыр", "Идёт голосование", "Voting is open"),
        Text(
            "Жабылғанға дейін дауысты қайта беруге болады: соңғысы саналады.",
            "До закрытия можно проголосовать заново: считается последний бюллетень.",
            "Until it closes you may vote again: the last ballot counts.",
        ),
        tone="green",
    ),
    State("suspended", Text("Тоқтатыла тұрды", "Приостановлено", "Suspended"), tone="gold"),
    State(
        "closed",
        Text("Дауыс беру аяқталды", "Голосование закончено", "Voting is over"),
        Text(
            "Бюллетеньдер кілт сақтаушылардың қатысуымен ашылып, саналады.",
            "Бюллетени вскрываются с участием хранителей ключа и подсчитываются.",
            "Ballots are opened with the keepers of the key and counted.",
        ),
        tone="gold",
    ),
    State(
        "counted",
        Text("Саналды", "Подсчитано", "Counted"),
        Text(
            "Нәтижеге шағымдануға болатын мерзім жүріп жатыр. Кез келген адам дауыстарды қайта санай алады.",
            "Идёт срок обжалования. Любой человек может пересчитать голоса сам.",
            "The term for complaints is running. Anybody can count the ballots again.",
        ),
        tone="green",
    ),
    State("certified", Text("Бекітілді", "Утверждено", "Certified"), final=True, tone="green"),
    State("annulled", Text("Күші жойылды", "Отменено", "Annulled"), final=True, tone="red"),
)

_TRANSITIONS = (
    transition(
        "announce",
        Text("Жариялау", "Объявить", "Announce"),
        ["draft"],
        "announced",
        ORGANISERS,
        done=Text("Дауыс беру жарияланды", "Голосование объявлено", "Announced"),
        public=True,
    ),
    transition(
        "open",
        Text("Ашу", "Открыть", "Open"),
        ["announced"],
        "open",
        ["system"],
        done=Text("Дауыс беру басталды", "Голосование началось", "Voting began"),
        public=True,
        tells=ORGANISERS,
    ),
    transition(
        "extend",
        Text("Ереже бойынша ұзарту", "Продлить по правилу", "Extend by the rule"),
        ["open", "suspended"],
        None,
        ORGANISERS,
        done=Text("Дауыс беру ұзартылды", "Голосование продлено", "Extended"),
        public=True,
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "withdraw",
        Text("Жобаны алып тастау", "Снять проект", "Withdraw a project"),
        ["announced", "open", "suspended"],
        None,
        ORGANISERS,
        done=Text("Жоба алынып тасталды", "Проект снят с голосования", "A project was withdrawn"),
        public=True,
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "suspend",
        Text("Тоқтата тұру", "Приостановить", "Suspend"),
        ["open"],
        "suspended",
        ORGANISERS,
        done=Text("Дауыс беру тоқтатыла тұрды", "Голосование приостановлено", "Suspended"),
        public=True,
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "resume",
        Text("Жалғастыру", "Возобновить", "Resume"),
        ["suspended"],
        "open",
        ORGANISERS,
        done=Text("Дауыс беру жалғасты", "Голосование возобновлено", "Resumed"),
        public=True,
    ),
    transition(
        "close",
        Text("Жабу", "Закрыть", "Close"),
        ["open", "suspended"],
        "closed",
        ["system"],
        done=Text("Дауыс беру аяқталды", "Голосование закончилось", "Voting ended"),
        public=True,
        tells=ORGANISERS,
    ),
    transition(
        "reopen",
        Text("Ереже бойынша қайта ашу", "Открыть снова по правилу", "Open again by the rule"),
        ["closed"],
        "open",
        ORGANISERS,
        done=Text(
            "Үзіліс аяқталу сағатына тап келді: дауыс беру ереже бойынша қайта ашылды",
            "Перерыв пришёлся на час закрытия: голосование снова открыто по правилу",
            "The outage fell on the hour of closing: opened again by the rule",
        ),
        public=True,
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "count",
        Text("Нәтижені енгізу", "Внести результат", "Record the count"),
        ["closed"],
        "counted",
        ["system"],
        done=Text("Дауыстар саналды", "Голоса подсчитаны", "Counted"),
        public=True,
        tells=ORGANISERS,
    ),
    transition(
        "certify",
        Text("Нәтижені бекіту", "Утвердить результат", "Certify the result"),
        ["counted"],
        "certified",
        ORGANISERS,
        done=Text("Нәтиже бекітілді", "Результат утверждён", "Certified"),
        public=True,
    ),
    transition(
        "annul",
        Text("Күшін жою", "Отменить", "Annul"),
        ["draft", "announced", "open", "suspended", "closed", "counted"],
        "annulled",
        ORGANISERS,
        done=Text("Дауыс берудің күші жойылды", "Голосование отменено", "Annulled"),
        public=True,
        tells=ORGANISERS,
        reason_needed=True,
        reason_public=True,
    ),
)

ELECTION = lifecycle(
    "election",
    initial="draft",
    states=_STATES,
    transitions=_TRANSITIONS,
    capacities={
        "customer": Text("тапсырыс беруші маманы", "специалист заказчика", "the customer's officer"),
        "secretary": Text("комиссия хатшысы", "секретарь комиссии", "the commission's secretary"),
        "operator": Text("оператор", "оператор", "an operator"),
        "registrar": Text("тіркеуші", "регистратор", "a registrar"),
        "auditor": Text("аудитор", "аудитор", "the auditor"),
    },
)
