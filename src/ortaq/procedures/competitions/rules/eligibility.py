"""Who may apply: conditions by declared code, each with its norm. A call names the codes that hold for it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ortaq.kernel.language.rules import Text

REGISTER, DECLARATION, PROFILE = "register", "declaration", "profile"
"""How a condition is checked: in an imported list, by what the applicant declares, by what is known of the organisation."""
OK, WARNING, FAILED, UNKNOWN = "ok", "warning", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of taking part. ``declared``: what the applicant confirms, where they must."""

    code: str
    name: Text
    how: str
    norm: str
    declared: Text | None = None


def _condition(code: str, name: Text, how: str, norm: str, declared: Text | None = None) -> tuple[str, Condition]:
    return code, Condition(code, name, how, norm, declared)


_EXCLUDED = "Law No 36 of 12.04.2005, art. 6-1"
_PROJECT = "Law No 36 of 12.04.2005, art. 6"

CONDITIONS: dict[str, Condition] = dict(
    (
        _condition(
            "ngo",
            Text("Үкіметтік емес ұйым", "Неправительственная организация", "Non-governmental organisation"),
            PROFILE,
            "Law No 36 of 12.04.2005, art. 1",
        ),
        _condition(
            "ngo_database",
            Text("Үкіметтік емес ұйымдардың дерекқорында", "Состоит в Базе данных НПО", "Is in the NGO database"),
            REGISTER,
            _EXCLUDED,
        ),
        _condition(
            "not_unfair",
            Text(
                "Мемлекеттік сатып алудың жосықсыз қатысушылар тізілімінде жоқ",
                "Не состоит в реестре недобросовестных участников государственных закупок",
                "Not in the register of unfair participants of public procurement",
            ),
            REGISTER,
            _EXCLUDED,
        ),
        _condition(
            "charter",
            Text(
                "Жарғылық мақсаттары салаға сәйкес",
                "Уставные цели соответствуют сфере",
                "The goals of the charter match the sphere",
            ),
            DECLARATION,
            _PROJECT,
            Text(
                "Ұйымның жарғылық мақсаттары осы конкурстың саласына сәйкес келеді.",
                "Уставные цели организации соответствуют сфере этого конкурса.",
                "The goals in the organisation's charter match the sphere of this competition.",
            ),
        ),
        _condition(
            "no_liquidation",
            Text(
                "Таратылмайды, банкрот емес",
                "Не ликвидируется, не банкрот",
                "Not being liquidated, not bankrupt",
            ),
            DECLARATION,
            _EXCLUDED,
            Text(
                "Ұйым таратылып жатқан жоқ және банкрот деп танылмаған, қызметі тоқтатылмаған.",
                "Организация не ликвидируется, не признана банкротом, её деятельность не приостановлена.",
                "The organisation isn't being liquidated, isn't bankrupt, and its activity isn't suspended.",
            ),
        ),
        _condition(
            "no_debts",
            Text(
                "Берешегі мен тыйым салынған мүлкі жоқ",
                "Нет задолженности и арестованного имущества",
                "No debts under enforcement, no arrested property",
            ),
            DECLARATION,
            _EXCLUDED,
            Text(
                "Ұйымның атқарушылық іс жүргізу бойынша берешегі жоқ, мүлкіне тыйым салынбаған.",
                "У организации нет задолженности по исполнительному производству, её имущество не арестовано.",
                "The organisation has no debts under enforcement proceedings, and its property isn't arrested.",
            ),
        ),
        _condition(
            "no_interest",
            Text("Мүдделер қақтығысы жоқ", "Нет конфликта интересов", "No conflict of interest"),
            DECLARATION,
            _EXCLUDED,
            Text(
                "Ұйымның басшысы мен құрылтайшылары мемлекеттік органның немесе оператордың уәкілетті адамдарының "
                "жұбайы (зайыбы), жақын туысы немесе жекжаты емес.",
                "Руководитель и учредители организации не являются супругами, близкими родственниками или "
                "свойственниками уполномоченных лиц государственного органа или оператора.",
                "The head and the founders aren't spouses, close relatives or in-laws of authorised persons of the state "
                "body or the operator.",
            ),
        ),
        _condition(
            "not_listed",
            Text(
                "Терроризмге қарсы тізімдерде жоқ",
                "Не состоит в перечнях по противодействию терроризму",
                "Not on the lists against terrorism and proliferation",
            ),
            DECLARATION,
            _EXCLUDED,
            Text(
                "Ұйым терроризмді және жаппай қырып-жою қаруын таратуды қаржыландыруға байланысты тізімдерде жоқ.",
                "Организация не состоит в перечнях, связанных с финансированием терроризма и распространения оружия "
                "массового уничтожения.",
                "The organisation isn't on the lists of financing terrorism and the proliferation of weapons of mass "
                "destruction.",
            ),
        ),
        _condition(
            "material_base",
            Text("Материалдық базасы бар", "Есть материальная база", "Has a material base"),
            DECLARATION,
            _EXCLUDED,
            Text(
                "Ұйымның жобаға қажетті материалдық базасы бар.",
                "У организации есть материальная база, нужная для проекта.",
                "The organisation has the material base that the project needs.",
            ),
        ),
    )
)
"""Every condition that a call can name."""

TRUTH = "truth"
"""The declaration that every application carries, whatever its call: what is written is true."""

GROUNDS: dict[str, Text] = {
    "not_eligible": Text(
        "Қатысу шартына сәйкес келмейді", "Не соответствует условиям участия", "Doesn't meet the conditions"
    ),
    "documents": Text("Міндетті құжаттар жоқ", "Нет обязательных документов", "Obligatory documents are missing"),
    "budget": Text(
        "Смета конкурстың шарттарын бұзады", "Смета нарушает условия конкурса", "The budget breaks the call's terms"
    ),
    "topic": Text("Конкурстың тақырыбына сай емес", "Не соответствует теме конкурса", "Not on the call's topic"),
    "false": Text("Жалған мәлімет берілген", "Представлены недостоверные сведения", "False information was given"),
}
"""Grounds on which an application isn't admitted; the secretary adds the facts."""


def unknown_codes(codes: Iterable[str]) -> list[str]:
    """Which of *codes* aren't declared conditions."""
    return [code for code in codes if code not in CONDITIONS]


def declarations(codes: Iterable[str]) -> list[Condition]:
    """The conditions among *codes* that the applicant has to confirm, in their order."""
    return [CONDITIONS[code] for code in codes if CONDITIONS[code].how == DECLARATION]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an imported register: decided and, where it ends, until when it holds."""

    number: str
    decided_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Register:
    """What a register said of one organisation. ``as_of``: the date of the list; None when no list was loaded."""

    as_of: date | None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one condition and what it rests on."""

    code: str
    result: str
    source_date: date | None = None
    number: str = ""


def by_registers(codes: Iterable[str], registers: Mapping[str, Register], on: date) -> list[Finding]:
    """Checks the conditions among *codes* that lists answer. A list that wasn't loaded gives "unknown", never "ok".

    An entry in the register of unfair participants counts while it hasn't expired on day *on*.
    """
    found = []
    for code in codes:
        if CONDITIONS[code].how != REGISTER:
            continue
        register = registers.get(code, Register(None))
        if register.as_of is None:
            found.append(Finding(code, UNKNOWN))
            continue
        valid = [e for e in register.entries if e.expires_on is None or e.expires_on >= on]
        listed = bool(valid)
        good = listed if code == "ngo_database" else not listed
        found.append(Finding(code, OK if good else FAILED, register.as_of, valid[0].number if valid else ""))
    return found
