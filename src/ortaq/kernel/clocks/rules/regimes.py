"""The laws on appeals as data: three regimes, each with its terms, dates and articles.

Sources and doubts:

- ``law221-2018``: Law No 221 of 12.01.2007 "On the order of consideration of appeals", read in the edition of
  15.04.2013; later changes up to its end on 30.06.2021 are thought to be small but were not read. The law says "from
  the day of receipt" and is silent on the day that counts first and on a last day off: both follow the general rule
  of the Civil Code (articles 173 and 175).
- ``appc-2021``: Administrative Procedural and Process-Related Code No 350-VI, in force since 1.07.2021. Its first
  wording was not read as text: it is reconstructed from the present one and the footnotes of its changes.
- ``appc-2026``: the same code as Law No 241-VIII of 17.12.2025 left it, read as text. By a published lawyers' review
  of the law it is in force since 29.12.2025; the official publication was not seen. Check this day before relying on
  it for appeals registered between 17.12.2025 and 10.01.2026.

Kinds: an application and a complaint go by the ordinary procedure; a message, proposal, response or request by the
simplified one (APPC art. 87–89), which has the same term for the answer. So the terms don't depend on the kind.
"""

from datetime import date

from ortaq.kernel.clocks.rules.calendars import OFFICE_CLOSES
from ortaq.kernel.clocks.rules.social_order import SOCIAL_ORDER_2005, SOCIAL_ORDER_2021
from ortaq.kernel.clocks.rules.terms import Extension, Regime, Starts, Term, Unit, UnknownTerm
from ortaq.kernel.language.rules import Text

DEEMED_REFUSED = "deemed_refused"
"""No answer in time counts as a refusal that can be complained of (APPC art. 91(2), 100(5))."""
FORWARDED = "forwarded"
"""A complaint that the body neither satisfied nor sent on in time is sent on by the platform (APPC art. 91(4))."""
CLOSED = "closed"
"""The time for feedback is over: a rule of the platform, not of a law."""

_REGISTER = Text("Тіркеу", "Регистрация", "Registration")
_FORWARD = Text("Құзыретті органға жіберу", "Перенаправление в компетентный орган", "Forwarding to the competent body")
_ANSWER = Text("Жолданымға жауап", "Ответ на обращение", "Answer to the appeal")
_INQUIRY = Text(
    "Басқа органдардан ақпарат алып немесе орнына барып тексеріп жауап беру",
    "Ответ с запросом информации у других органов или выездом на место",
    "Answer after inquiries to others or a visit on the spot",
)
_RETURN = Text("Жолданымды қайтару", "Возврат обращения", "Return of the appeal")
_EXTEND_NOTICE = Text(
    "Мерзімнің ұзартылғаны туралы хабарлау", "Извещение о продлении срока", "Notice that the term was extended"
)
_TERMINATE_NOTICE = Text(
    "Рәсімнің тоқтатылғаны туралы хабарлау",
    "Извещение о прекращении процедуры",
    "Notice that the procedure was terminated",
)
_HEARING_NOTICE = Text(
    "Алдын ала шешімді таныстыру: актіге дейін кемінде",
    "Ознакомление с предварительным решением: до акта не менее",
    "Showing the preliminary decision: before the act at least",
)
_OBJECTION = Text(
    "Алдын ала шешімге қарсылық", "Возражение на предварительное решение", "Objection to the preliminary decision"
)
_ORAL_REQUEST = Text("Ауызша тыңдау туралы өтініш", "Ходатайство об устном заслушивании", "Request for an oral hearing")
_PROTOCOL = Text("Тыңдау хаттамасы", "Протокол заслушивания", "Protocol of the hearing")
_REMARKS = Text("Хаттамаға ескертулер", "Замечания на протокол", "Remarks on the protocol")
_ACCESS = Text("Әкімшілік іспен танысу", "Ознакомление с административным делом", "Access to the administrative case")
_FILE = Text("Шағым беру", "Подача жалобы", "Filing a complaint")
_FILE_UNINSTRUCTED = Text(
    "Шағым беру (шағымдану тәртібі түсіндірілмеген болса)",
    "Подача жалобы (порядок обжалования не был разъяснён)",
    "Filing a complaint (the act didn't say how)",
)
_COMPLAINT_FORWARD = Text(
    "Шағымды іспен бірге жоғары тұрған органға жіберу",
    "Направление жалобы с делом в вышестоящий орган",
    "Sending the complaint with the case to the superior body",
)
_COMPLAINT_ANSWER = Text("Шағым бойынша шешім", "Решение по жалобе", "Decision on the complaint")
_REMIT = Text("Қайта қарауға жіберу", "Направление на новое рассмотрение", "Remitting for a new consideration")
_EXECUTE = Text("Актіні орындау", "Исполнение акта", "Execution of the act")
_CLARIFY = Text(
    "Кемшіліктерді жою (өтініш беруші)", "Устранение недостатков (заявитель)", "Putting defects right (applicant)"
)
_FEEDBACK = Text("Жауапты бағалау", "Оценка ответа", "Feedback on the answer")
_TAKEDOWN = Text(
    "Дербес деректерді жариялаудан алып тастау",
    "Снятие персональных данных с публикации",
    "Taking personal data off publication",
)

_DAY, _WORK, _MONTH = Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH


def _by_code(*terms: Term) -> dict[str, Term]:
    return {term.code: term for term in terms}


_FEEDBACK_TERM = Term("appeal.feedback", 14, _DAY, _FEEDBACK, "Ortaq: not set by law", duty=False, on_expiry="closed")
_TAKEDOWN_TERM = Term("data.takedown", 1, _WORK, _TAKEDOWN, "Law No 94-V of 21.05.2013 on personal data, art. 6")

LAW_221 = Regime(
    code="law221-2018",
    family="appeal",
    name=Text(
        "«Жеке және заңды тұлғалардың өтініштерін қарау тәртібі туралы» 2007 жылғы № 221 Заң",
        "Закон 2007 года № 221 «О порядке рассмотрения обращений физических и юридических лиц»",
        "Law No 221 of 2007 on the consideration of appeals",
    ),
    basis="Law No 221 of 12.01.2007",
    valid_from=date(2007, 1, 12),
    valid_to=date(2021, 6, 30),
    terms=_by_code(
        Term("appeal.register", 1, _DAY, _REGISTER, "Law No 221, art. 7", starts=Starts.SAME, closes=OFFICE_CLOSES),
        Term("appeal.forward", 3, _WORK, _FORWARD, "Law No 221, art. 7(6)"),
        Term(
            "appeal.answer",
            15,
            _DAY,
            _ANSWER,
            "Law No 221, art. 8(1)",
            extension=Extension(30, _DAY, "due", "Law No 221, art. 8(2)"),
        ),
        Term(
            "appeal.inquiry",
            30,
            _DAY,
            _INQUIRY,
            "Law No 221, art. 8(1)",
            extension=Extension(30, _DAY, "due", "Law No 221, art. 8(2)"),
        ),
        Term("appeal.extend_notice", 3, _DAY, _EXTEND_NOTICE, "Law No 221, art. 8(2)"),
        Term("complaint.file", 3, _MONTH, _FILE, "Law No 221, art. 12", duty=False),
        _FEEDBACK_TERM,
        _TAKEDOWN_TERM,
    ),
)

_APPC_TERMS = _by_code(
    Term("appeal.register", 1, _DAY, _REGISTER, "APPC art. 64(3)", starts=Starts.SAME, closes=OFFICE_CLOSES),
    Term("appeal.forward", 3, _WORK, _FORWARD, "APPC art. 65"),
    Term(
        "appeal.answer",
        15,
        _WORK,
        _ANSWER,
        "APPC art. 76, 89",
        on_expiry=DEEMED_REFUSED,
        extension=Extension(2, _MONTH, "decision", "APPC art. 76(3)"),
    ),
    Term("appeal.extend_notice", 3, _WORK, _EXTEND_NOTICE, "APPC art. 76(3)"),
    Term("appeal.terminate_notice", 3, _WORK, _TERMINATE_NOTICE, "APPC art. 70(3)"),
    Term("hearing.notice", 3, _WORK, _HEARING_NOTICE, "APPC art. 73"),
    Term("hearing.objection", 2, _WORK, _OBJECTION, "APPC art. 73", duty=False),
    Term("hearing.oral_request", 2, _WORK, _ORAL_REQUEST, "APPC art. 73", duty=False),
    Term("hearing.protocol", 2, _WORK, _PROTOCOL, "APPC art. 74"),
    Term("hearing.remarks", 3, _WORK, _REMARKS, "APPC art. 74", duty=False),
    Term("case.access", 3, _WORK, _ACCESS, "APPC art. 75"),
    Term("act.execute", 5, _WORK, _EXECUTE, "APPC art. 86"),
    # The code asks for a "reasonable" time without a figure; ten working days are this platform's choice.
    Term("appeal.clarification", 10, _WORK, _CLARIFY, "APPC art. 64(6)", duty=False),
    Term("complaint.file", 3, _MONTH, _FILE, "APPC art. 92", duty=False),
    Term("complaint.file_uninstructed", 6, _MONTH, _FILE_UNINSTRUCTED, "APPC art. 92", duty=False),
    Term("complaint.forward", 3, _WORK, _COMPLAINT_FORWARD, "APPC art. 91(4)", on_expiry="forwarded"),
    Term("complaint.answer", 20, _WORK, _COMPLAINT_ANSWER, "APPC art. 99", on_expiry=DEEMED_REFUSED),
    Term("complaint.remit", 5, _WORK, _REMIT, "APPC art. 100"),
    _FEEDBACK_TERM,
    _TAKEDOWN_TERM,
)

APPC_2021 = Regime(
    code="appc-2021",
    family="appeal",
    name=Text(
        "Әкімшілік рәсімдік-процестік кодекс (2021 жылғы редакция)",
        "Административный процедурно-процессуальный кодекс (редакция 2021 года)",
        "Administrative Procedural and Process-Related Code (2021 edition)",
    ),
    basis="Code No 350-VI of 29.06.2020",
    valid_from=date(2021, 7, 1),
    valid_to=date(2025, 12, 28),
    terms=_APPC_TERMS,
)

APPC_2026 = Regime(
    code="appc-2026",
    family="appeal",
    name=Text(
        "Әкімшілік рәсімдік-процестік кодекс (2025 жылғы 17 желтоқсандағы № 241-VIII Заңмен)",
        "Административный процедурно-процессуальный кодекс (с Законом от 17 декабря 2025 года № 241-VIII)",
        "Administrative Procedural and Process-Related Code (with Law No 241-VIII of 17 December 2025)",
    ),
    basis="Code No 350-VI of 29.06.2020 with Law No 241-VIII of 17.12.2025",
    valid_from=date(2025, 12, 29),
    valid_to=None,
    terms=_APPC_TERMS | _by_code(Term("appeal.return", 3, _WORK, _RETURN, "APPC art. 64(7)")),
)

REGIMES: tuple[Regime, ...] = (LAW_221, APPC_2021, APPC_2026, SOCIAL_ORDER_2005, SOCIAL_ORDER_2021)
_BY_CODE = {regime.code: regime for regime in REGIMES}
_KNOWN = frozenset(code for regime in REGIMES for code in regime.terms)


def regime_on(family: str, day: date) -> Regime:
    """The law in force for *family* ("appeal") on *day*. Raises UnknownTerm when none was."""
    for found in REGIMES:
        if found.family == family and found.covers(day):
            return found
    raise UnknownTerm(f"no law is known for {family!r} on {day}")


def regime(code: str) -> Regime:
    """The regime *code*. Raises UnknownTerm for a code that isn't declared."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownTerm(f"no legal regime {code!r} is declared") from None


def term_of(regime_code: str, code: str) -> Term | None:
    """The term *code* under a regime; None when that law sets no such term, though another one does.

    Raises UnknownTerm when no law knows the code, or the regime isn't declared.
    """
    term = regime(regime_code).terms.get(code)
    if term is None and code not in _KNOWN:
        raise UnknownTerm(f"no legal regime has a term {code!r}")
    return term
