"""The roles of the platform, each with words that a lawyer can read (domain: one list for all systems)."""

from collections.abc import Iterable
from dataclasses import dataclass

from ortaq.kernel.language.rules import Text


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its code, its name, and who may hold it and for what."""

    code: str
    name: Text
    description: Text
    office: bool = True
    """Office roles work in a state body: a second factor is required of them."""
    content: bool = False
    """Reads what people wrote and who they are."""
    by_head: bool = False
    """The head of a body gives and ends it there; every role is given by the region's coordinator."""


REGISTRAR = Role(
    "registrar",
    Text("тіркеуші", "регистратор", "registrar"),
    Text(
        "Жолданымдарды қабылдайды және тіркейді, қайтарады, құзыретті органға жібереді. Жоя алмайды.",
        "Принимает и регистрирует обращения, возвращает, перенаправляет в компетентный орган. Удалять не может.",
        "Receives and registers appeals, returns and forwards them. Can't delete.",
    ),
    content=True,
    by_head=True,
)
HEAD = Role(
    "head",
    Text("басшы", "руководитель", "head"),
    Text(
        "Бұрыштама қояды, орындаушыны тағайындайды, мерзімді ұзартады, жауапқа қол қояды.",
        "Налагает резолюцию, назначает исполнителя, продлевает срок, подписывает ответ.",
        "Assigns the executor, extends the term, signs the answer.",
    ),
    content=True,
)
EXECUTOR = Role(
    "executor",
    Text("орындаушы", "исполнитель", "executor"),
    Text(
        "Жолданымды мәні бойынша қарайды және жауаптың жобасын дайындайды.",
        "Рассматривает обращение по существу и готовит проект ответа.",
        "Considers the appeal and drafts the answer.",
    ),
    content=True,
    by_head=True,
)
OPERATOR = Role(
    "operator",
    Text("оператор", "оператор", "operator"),
    Text(
        "Телефонмен, қағазбен және жеке қабылдауда түскен жолданымдарды енгізеді.",
        "Вносит обращения, поступившие по телефону, на бумаге и на личном приёме.",
        "Enters appeals that come by phone, on paper and at personal receptions.",
    ),
    content=True,
    by_head=True,
)
MODERATOR = Role(
    "moderator",
    Text("модератор", "модератор", "moderator"),
    Text(
        "Жариялауға келісім берілген жолданымдардан дербес деректерді алып тастап, жариялайды.",
        "Убирает персональные данные из обращений, на публикацию которых дано согласие, и публикует их.",
        "Takes personal data out of appeals whose authors agreed to publication, and publishes them.",
    ),
    content=True,
    by_head=True,
)
STATISTICIAN = Role(
    "statistician",
    Text("статист", "статистик", "statistician"),
    Text(
        "Көрсеткіштерді жүктейді, тексереді және жариялайды.",
        "Загружает, проверяет и публикует показатели.",
        "Loads, checks and publishes figures.",
    ),
    by_head=True,
)
COORDINATOR = Role(
    "coordinator",
    Text("өңір үйлестірушісі", "координатор региона", "region coordinator"),
    Text(
        "Өңірдің анықтамалықтарын жүргізеді: аумақтар, ұйымдар, рөлдер, іскерлік күнтізбе.",
        "Ведёт справочники региона: территории, организации, роли, производственный календарь.",
        "Keeps the region's reference data: territories, organisations, roles, business calendar.",
    ),
)
AUDITOR = Role(
    "auditor",
    Text("аудитор", "аудитор", "auditor"),
    Text(
        "Оқиғалар журналын көреді, ештеңені өзгертпейді.",
        "Видит журнал событий, ничего не изменяет.",
        "Sees the log of events, changes nothing.",
    ),
)
CUSTOMER = Role(
    "customer",
    Text("тапсырыс беруші маманы", "специалист заказчика", "customer's officer"),
    Text(
        "Тақырып ұсыныстарын қарайды, жоспар жасайды, конкурс пен шартты жүргізеді, орындалуына мониторинг жасайды.",
        "Рассматривает предложения тем, составляет план, ведёт конкурсы и договоры, проводит мониторинг исполнения.",
        "Considers proposed topics, makes the plan, runs competitions and agreements, monitors fulfilment.",
    ),
)
ACCOUNTANT = Role(
    "accountant",
    Text("бухгалтер", "бухгалтер", "accountant"),
    Text(
        "Шарттар бойынша төлемдерді енгізеді. Төлемге негіз болатын есепті өзі қабылдамайды.",
        "Вносит платежи по договорам. Отчёт, по которому платят, сам не принимает.",
        "Enters payments of agreements. Doesn't accept the reports that are paid for.",
    ),
)
SECRETARY = Role(
    "secretary",
    Text("комиссия хатшысы", "секретарь комиссии", "commission secretary"),
    Text(
        "Конкурсты ұйымдастырады: өтінімдерді рұқсат етеді, сарапшыларды бөледі, хаттама жасайды. Балл қоймайды.",
        "Организует конкурс: допускает заявки, распределяет экспертов, готовит протокол. Баллов не ставит.",
        "Runs a competition: admits applications, assigns experts, prepares the protocol. Gives no scores.",
    ),
)
COMMISSION = Role(
    "commission",
    Text("комиссия мүшесі", "член комиссии", "commission member"),
    Text(
        "Конкурстық комиссияның отырысында дауыс береді.",
        "Голосует на заседании конкурсной комиссии.",
        "Votes at the sessions of the competition commission.",
    ),
)
EXPERT = Role(
    "expert",
    Text("сарапшы", "эксперт", "expert"),
    Text(
        "Өзіне бөлінген өтінімдер мен жобаларды өлшемшарттар бойынша бағалайды.",
        "Оценивает по критериям назначенные ему заявки и проекты.",
        "Scores by the criteria the applications and projects that are assigned to them.",
    ),
)
COUNCIL = Role(
    "council",
    Text("кеңес мүшесі", "член совета", "council member"),
    Text(
        "ҮЕҰ-мен өзара іс-қимыл жөніндегі кеңестің тақырыптар туралы пікірін енгізеді.",
        "Вносит мнение совета по взаимодействию с НПО о темах.",
        "Enters the opinion of the council for cooperation with NGOs on topics.",
    ),
)
REPRESENTATIVE = Role(
    "representative",
    Text("ұйым өкілі", "представитель организации", "organisation's representative"),
    Text(
        "ҮЕҰ атынан тақырып пен жоба ұсынады, өтінім береді, шартқа қол қояды, есеп тапсырады; бизнес атынан көмек ұсынады.",
        "От имени НПО предлагает темы и проекты, подаёт заявки, подписывает договор, сдаёт отчёты; от имени бизнеса предлагает помощь.",
        "Proposes topics and projects, applies, signs agreements and reports in an NGO's name; offers help in a business's name.",
    ),
    office=False,
)

ROLES = {
    role.code: role
    for role in (
        REGISTRAR, HEAD, EXECUTOR, OPERATOR, MODERATOR, STATISTICIAN, COORDINATOR, AUDITOR,
        CUSTOMER, ACCOUNTANT, SECRETARY, COMMISSION, EXPERT, COUNCIL, REPRESENTATIVE,
    )
}  # fmt: skip
OFFICE_ROLES = frozenset(code for code, role in ROLES.items() if role.office)
CONTENT_ROLES = frozenset(code for code, role in ROLES.items() if role.content)
BY_HEAD = frozenset(code for code, role in ROLES.items() if role.by_head)


def stands_against(role: str, held: Iterable[str]) -> frozenset[str]:
    """Which of the roles *held* one person may not hold beside *role*: who keeps accounts reads no people's matters,
    who audits does nothing else. (Separation of duties; a rule of the platform.)
    """
    others = frozenset(held) - {role}
    if role == AUDITOR.code:
        return others
    if role == COORDINATOR.code:
        return others & (CONTENT_ROLES | {AUDITOR.code})
    return others & ({AUDITOR.code, COORDINATOR.code} if role in CONTENT_ROLES else {AUDITOR.code})
