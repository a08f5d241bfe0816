"""An application: written, submitted, admitted, scored, chosen or not, contracted."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

SECRET = frozenset({"draft", "lapsed"})
"""States in which an application is the applicant's alone, whatever the call."""

DECIDED = frozenset({"winner", "reserve", "not_selected"})
"""What the results say of an application."""

_STATES = (
    State(
        "draft",
        Text("Жоба", "Черновик", "Draft"),
        Text(
            "Өтінім әлі берілген жоқ. Оны тек сіздің ұйымыңыз көреді.",
            "Заявка ещё не подана. Её видит только ваша организация.",
            "Not submitted yet. Only your organisation sees it.",
        ),
        tone="grey",
    ),
    State(
        "submitted",
        Text("Берілді", "Подана", "Submitted"),
        Text(
            "Қабылдау аяқталғаннан кейін хатшы өтінімді тексереді.",
            "После окончания приёма заявку проверит секретарь.",
            "The secretary checks it after the deadline.",
        ),
    ),
    State("admitted", Text("Рұқсат етілді", "Допущена", "Admitted"), tone="green"),
    State("scored", Text("Бағаланды", "Оценена", "Scored")),
    State("winner", Text("Жеңімпаз", "Победитель", "Winner"), tone="green"),
    State("reserve", Text("Резервте", "В резерве", "In reserve"), tone="gold"),
    State("not_selected", Text("Таңдалмады", "Не отобрана", "Not selected"), tone="grey"),
    State("contracted", Text("Шарт жасалды", "Договор заключён", "Contracted"), final=True, tone="green"),
    State("rejected", Text("Рұқсат етілмеді", "Не допущена", "Not admitted"), tone="red"),
    State("refused", Text("Шарттан бас тартты", "Отказ от договора", "Agreement declined"), final=True, tone="red"),
    State("withdrawn", Text("Кері қайтарып алынды", "Отозвана", "Withdrawn"), final=True, tone="grey"),
    State("lapsed", Text("Мерзімінде берілмеді", "Не подана в срок", "Not submitted in time"), final=True, tone="grey"),
)

_TRANSITIONS = (
    transition(
        "submit",
        Text("Беру", "Подать", "Submit"),
        ["draft"],
        "submitted",
        ["representative"],
        done=Text("Өтінім берілді", "Заявка подана", "Submitted"),
        tells=["representative"],
    ),
    transition(
        "withdraw",
        Text("Кері қайтарып алу", "Отозвать", "Withdraw"),
        ["draft", "submitted", "admitted"],
        "withdrawn",
        ["representative"],
        done=Text("Кері қайтарып алынды", "Отозвана", "Withdrawn"),
    ),
    transition(
        "lapse",
        Text("Мерзімі өтті деп белгілеу", "Отметить как не поданную", "Mark as not submitted"),
        ["draft"],
        "lapsed",
        ["system"],
        done=Text("Мерзімінде берілмеді", "Не подана в срок", "Not submitted in time"),
        tells=["representative"],
    ),
    transition(
        "admit",
        Text("Рұқсат ету", "Допустить", "Admit"),
        ["submitted", "rejected"],
        "admitted",
        ["secretary"],
        done=Text("Рұқсат етілді", "Допущена", "Admitted"),
        tells=["representative"],
        norm="Law No 36 of 12.04.2005, art. 6-1",
    ),
    transition(
        "reject",
        Text("Рұқсат етпеу", "Не допустить", "Don't admit"),
        ["submitted", "admitted"],
        "rejected",
        ["secretary"],
        done=Text("Рұқсат етілмеді", "Не допущена", "Not admitted"),
        tells=["representative"],
        norm="Law No 36 of 12.04.2005, art. 6-1",
        reason_needed=True,
        reason_to=["representative"],
    ),
    transition(
        "score",
        Text("Бағаланды деп белгілеу", "Отметить как оценённую", "Mark as scored"),
        ["admitted"],
        "scored",
        ["system"],
        done=Text("Бағалау аяқталды", "Оценка завершена", "Scoring closed"),
    ),
    transition(
        "win",
        Text("Жеңімпаз деп тану", "Признать победителем", "Name a winner"),
        ["scored"],
        "winner",
        ["system"],
        done=Text("Жеңімпаз деп танылды", "Признана победителем", "Named a winner"),
        public=True,
        tells=["representative"],
    ),
    transition(
        "reserve",
        Text("Резервке қою", "Включить в резерв", "Put in reserve"),
        ["scored"],
        "reserve",
        ["system"],
        done=Text("Резервке қойылды", "Включена в резерв", "Put in reserve"),
        public=True,
        tells=["representative"],
    ),
    transition(
        "pass_over",
        Text("Таңдамау", "Не отбирать", "Don't select"),
        ["scored"],
        "not_selected",
        ["system"],
        done=Text("Таңдалмады", "Не отобрана", "Not selected"),
        public=True,
        tells=["representative"],
    ),
    transition(
        "reconsider",
        Text("Қайта қарау", "Пересмотреть", "Reconsider"),
        ["winner", "reserve", "not_selected"],
        "scored",
        ["system"],
        done=Text("Қайта қаралады", "Пересматривается", "Being reconsidered"),
        public=True,
        tells=["representative"],
    ),
    transition(
        "promote",
        Text("Резервтен жеңімпаз ету", "Перевести из резерва в победители", "Promote from the reserve"),
        ["reserve"],
        "winner",
        ["secretary"],
        done=Text("Резервтен жеңімпаз болды", "Переведена из резерва в победители", "Promoted from the reserve"),
        public=True,
        tells=["representative"],
        reason_needed=True,
        reason_public=True,
    ),
    transition(
        "contract",
        Text("Шарт жасалды деп белгілеу", "Отметить заключение договора", "Mark as contracted"),
        ["winner"],
        "contracted",
        ["customer", "system"],
        done=Text("Шарт жасалды", "Договор заключён", "Contracted"),
        public=True,
        tells=["representative"],
    ),
    transition(
        "refuse",
        Text("Шарттан бас тарту", "Отказаться от договора", "Decline the agreement"),
        ["winner", "reserve"],
        "refused",
        ["representative", "customer"],
        done=Text("Шарттан бас тартылды", "Отказ от договора", "Agreement declined"),
        public=True,
        tells=["representative", "secretary"],
        reason_needed=True,
        reason_to=["representative"],
    ),
    transition(
        "end",
        Text("Аяқтау", "Завершить", "End"),
        ["submitted", "admitted", "scored"],
        "not_selected",
        ["system"],
        done=Text(
            "Конкурс нәтижесіз аяқталды", "Конкурс завершён без результата", "The competition ended without a result"
        ),
        tells=["representative"],
    ),
)

APPLICATION = lifecycle(
    "application",
    initial="draft",
    states=_STATES,
    transitions=_TRANSITIONS,
    capacities={
        "representative": Text(
            "өтінім беруші ұйымның өкілі", "представитель заявителя", "the applicant's representative"
        ),
        "secretary": Text("комиссия хатшысы", "секретарь комиссии", "the commission's secretary"),
        "customer": Text("тапсырыс беруші маманы", "специалист заказчика", "the customer's officer"),
        "expert": Text("сарапшы", "эксперт", "an expert"),
        "commission": Text("комиссия мүшесі", "член комиссии", "a member of the commission"),
        "auditor": Text("аудитор", "аудитор", "the auditor"),
    },
)
