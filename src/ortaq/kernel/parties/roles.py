"""The roles of the platform, each with words that a lawyer can read (domain: one list for all systems)."""

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


REGISTRAR = Role(
    "registrar",
    Text("тіркеуші", "регистратор", "registrar"),
    Text(
        "Жолданымдарды қабылдайды және тіркейді, қайтарады, құзыретті органға жібереді. Жоя алмайды.",
        "Принимает и регистрирует обращения, возвращает, перенаправляет в компетентный орган. Удалять не может.",
        "Receives and registers appeals, returns and forwards them. Can't delete.",
    ),
)
HEAD = Role(
    "head",
    Text("басшы", "руководитель", "head"),
    Text(
        "Бұрыштама қояды, орындаушыны тағайындайды, мерзімді ұзартады, жауапқа қол қояды.",
        "Налагает резолюцию, назначает исполнителя, продлевает срок, подписывает ответ.",
        "Assigns the executor, extends the term, signs the answer.",
    ),
)
EXECUTOR = Role(
    "executor",
    Text("орындаушы", "исполнитель", "executor"),
    Text(
        "Жолданымды мәні бойынша қарайды және жауаптың жобасын дайындайды.",
        "Рассматривает обращение по существу и готовит проект ответа.",
        "Considers the appeal and drafts the answer.",
    ),
)
OPERATOR = Role(
    "operator",
    Text("оператор", "оператор", "operator"),
    Text(
        "Телефонмен, қағазбен және жеке қабылдауда түскен жолданымдарды енгізеді.",
        "Вносит обращения, поступившие по телефону, на бумаге и на личном приёме.",
        "Enters appeals that come by phone, on paper and at personal receptions.",
    ),
)
MODERATOR = Role(
    "moderator",
    Text("модератор", "модератор", "moderator"),
    Text(
        "Жариялауға келісім берілген жолданымдардан дербес деректерді алып тастап, жариялайды.",
        "Убирает персональные данные из обращений, на публикацию которых дано согласие, и публикует их.",
        "Takes personal data out of appeals whose authors agreed to publication, and publishes them.",
    ),
)
STATISTICIAN = Role(
    "statistician",
    Text("статист", "статистик", "statistician"),
    Text(
        "Көрсеткіштерді жүктейді, тексереді және жариялайды.",
        "Загружает, проверяет и публикует показатели.",
        "Loads, checks and publishes figures.",
    ),
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

ROLES = {
    role.code: role for role in (REGISTRAR, HEAD, EXECUTOR, OPERATOR, MODERATOR, STATISTICIAN, COORDINATOR, AUDITOR)
}
OFFICE_ROLES = frozenset(code for code, role in ROLES.items() if role.office)
