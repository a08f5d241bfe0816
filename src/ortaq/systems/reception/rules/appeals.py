"""Pure rules of the Internet-reception."""

import secrets
import unicodedata
from datetime import date, datetime
from typing import NamedTuple

from ortaq.kernel.language.rules import Text

PIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: the PIN is read out on the phone and written by hand."""
PIN_LENGTH = 8

SIMPLIFIED = frozenset({"message", "proposal", "response", "request"})
"""Kinds that go by the simplified procedure (APPC 87): no hearing, substantive answer or note taken."""

TYPES: dict[str, tuple[Text, Text]] = {
    "application": (
        Text("Арыз", "Заявление", "Application"),
        Text(
            "Құқығыңызды іске асыруға көмек сұрайсыз: жәрдемақы, анықтама, жөндеу, қосу.",
            "Вы просите помочь осуществить ваше право: пособие, справка, ремонт, подключение.",
            "You ask for help to use a right of yours: a benefit, a certificate, a repair, a connection.",
        ),
    ),
    "complaint": (
        Text("Шағым", "Жалоба", "Complaint"),
        Text(
            "Органның немесе лауазымды адамның шешімі, әрекеті не әрекетсіздігі құқығыңызды бұзды.",
            "Решение, действие или бездействие органа или должностного лица нарушило ваши права.",
            "A decision, an act or a failure to act of a body or an official violated your rights.",
        ),
    ),
    "message": (
        Text("Хабар", "Сообщение", "Message"),
        Text(
            "Заң бұзылғаны немесе жұмыстағы кемшілік туралы хабарлайсыз: шұңқыр, сөнген шам, тасталған қоқыс.",
            "Вы сообщаете о нарушении закона или недостатке в работе: яма, погасший фонарь, свалка.",
            "You report a breach of law or a fault: a pothole, a dead street lamp, dumped rubbish.",
        ),
    ),
    "proposal": (
        Text("Ұсыныс", "Предложение", "Proposal"),
        Text(
            "Заңды, органның жұмысын немесе өмір жағдайын жақсарту жөніндегі ойыңыз.",
            "Ваша мысль о том, как улучшить законы, работу органа или жизнь вокруг.",
            "Your idea how to improve laws, the work of a body, or life around you.",
        ),
    ),
    "response": (
        Text("Үн қосу", "Отклик", "Response"),
        Text(
            "Органның ішкі не сыртқы саясатына көзқарасыңызды білдіресіз.",
            "Вы выражаете своё отношение к проводимой органом политике.",
            "You say what you think of the policy that a body carries out.",
        ),
    ),
    "request": (
        Text("Сұрау салу", "Запрос", "Request for information"),
        Text(
            "Өзіңізге керек немесе қоғамдық маңызы бар ақпаратты сұрайсыз.",
            "Вы просите информацию, нужную вам или важную для общества.",
            "You ask for information that you need or that matters to the public.",
        ),
    ),
}


def new_pin() -> str:
    """A fresh secret of an appeal: 8 characters of 31, 39 bits; guessing is limited per number and per sender."""
    return "".join(secrets.choice(PIN_ALPHABET) for _ in range(PIN_LENGTH))


def tidy_pin(typed: str) -> str:
    """What was typed, in the form that is hashed: upper case, no spaces or dashes, Cyrillic look-alikes folded."""
    look_alikes = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")
    return "".join(unicodedata.normalize("NFKC", typed).upper().translate(look_alikes).split()).replace("-", "")[:40]


def deliverable_at_once(delivery: str, *, texts: bool) -> bool:
    """Does the answer reach the appellant without a person's hand? By text message only where *texts* are sent."""
    return delivery in {"email", "portal"} or (delivery == "sms" and texts)


def hearing_needed(type_: str, outcome: str) -> bool:
    """Must a preliminary decision be shown before the act? Not in the simplified procedure, nor before a favourable act.

    Source: APPC 73 (edition after Law 241-VIII).
    """
    return type_ not in SIMPLIFIED and outcome in {"refused", "partly"}


HEARING_EXCEPTIONS: dict[str, Text] = {
    "request": Text(
        "арыз иесі тыңдаудан бас тартты", "заявитель отказался от заслушивания", "the appellant asked for none"
    ),
    "urgent": Text(
        "құқықтарды, бостандықтарды немесе қоғамдық мүддені кідіріссіз қорғау керек",
        "нужна безотлагательная защита прав, свобод или общественных интересов",
        "rights, freedoms or the public interest need protection without delay",
    ),
    "short": Text(
        "рәсімнің мерзімі бес жұмыс күнінен аз",
        "срок процедуры меньше пяти рабочих дней",
        "the procedure lasts less than five working days",
    ),
    "automated": Text(
        "актіні автоматтандырылған жүйе қабылдайды",
        "акт принимает автоматизированная система",
        "an automated system makes the act",
    ),
    "law": Text("заң басқа жағдайды көздейді", "иной случай, названный законом", "another case that the law names"),
}
"""When a burdensome act needs no preliminary decision and no hearing. Favourable acts and the simplified procedure need
none anyhow (``hearing_needed``). Source: APPC 73 (edition after Law 241-VIII).
"""


def no_hearing_words(ground: str, words: str) -> Text:
    """What an answer says where nobody was heard before it: by which exception of the law, and why that is so here."""
    named = HEARING_EXCEPTIONS[ground]
    return Text(
        f"Тыңдау өткізілмеді: {named.kk} (ӘРПК-нің 73-бабы). {words}",
        f"Заслушивание не проводилось: {named.ru} (статья 73 АППК). {words}",
        f"There was no hearing: {named.en} (APPC, article 73). {words}",
    )


def how_to_complain(regime: str, superior: Text | None) -> Text:
    """The mandatory words on where, when and how to complain (APPC 80(5), 91, 92; Law 221 article 12)."""
    kk = f"«{superior.kk}» органына" if superior else "жоғары тұрған органға немесе сотқа"
    ru = f"в вышестоящий орган («{superior.ru}»)" if superior else "в вышестоящий орган или в суд"
    en = f"to the superior body (“{superior.en}”)" if superior else "to the superior body or to a court"
    if regime.startswith("law221"):
        return Text(
            f"Жауаппен келіспесеңіз, үш ай ішінде {kk} шағым бере аласыз (2007 жылғы 12 қаңтардағы № 221 Заңның 12-бабы).",
            f"При несогласии с ответом вы вправе в течение трёх месяцев подать жалобу {ru} (статья 12 Закона № 221 от 12 января 2007 года).",
            f"If you disagree, you may complain within three months {en} (article 12 of Law No 221 of 12 January 2007).",
        )
    return Text(
        f"Жауаппен келіспесеңіз, үш ай ішінде {kk} осы орган арқылы шағым бере аласыз (ӘРПК-нің 91, 92-баптары).",
        f"При несогласии с ответом вы вправе в течение трёх месяцев подать жалобу {ru} через этот же орган (статьи 91, 92 АППК).",
        f"If you disagree, you may complain within three months {en}, through this same body (APPC, articles 91 and 92).",
    )


def law_named(regime: str) -> Text:
    """The law under which an appeal is considered, as it is named on coupons and answers."""
    if regime.startswith("law221"):
        return Text(
            "«Жеке және заңды тұлғалардың өтініштерін қарау тәртібі туралы» 2007 жылғы 12 қаңтардағы № 221 Заң",
            "Закон от 12 января 2007 года № 221 «О порядке рассмотрения обращений физических и юридических лиц»",
            "Law No 221 of 12 January 2007 on the procedure for considering appeals",
        )
    return Text(
        "Қазақстан Республикасының Әкімшілік рәсімдік-процестік кодексі, 76-бап",
        "Административный процедурно-процессуальный кодекс Республики Казахстан, статья 76",
        "Administrative Procedural and Process-Related Code of the Republic of Kazakhstan, article 76",
    )


class Sender(NamedTuple):
    """What somebody left of themselves with an appeal; empty is: not given."""

    name: str = ""
    iin: str = ""
    email: str = ""
    phone: str = ""


def one_sender(one: Sender, other: Sender) -> bool:
    """Did the same person send both? Two different IINs never; else the same IIN, e-mail address or phone number says so.

    A name says nothing by itself: in one district many bear the same (``one_name``).
    """
    if one.iin and other.iin:
        return one.iin == other.iin
    return any(mine and mine == theirs for mine, theirs in zip(_contacts(one), _contacts(other), strict=True))


def one_name(one: Sender, other: Sender) -> bool:
    """May both be the same person by their name, with nothing that contradicts it? A human being has to find that out."""
    if one.iin and other.iin and one.iin != other.iin:
        return False
    name = " ".join(one.name.casefold().split())
    return bool(name) and name == " ".join(other.name.casefold().split())


def _contacts(sender: Sender) -> tuple[str, str]:
    digits = "".join(sign for sign in sender.phone if sign.isdecimal())
    return sender.email.strip().casefold(), digits[-10:]


def in_time(due: date | None, answered: date) -> bool:
    """Was an answer of day *answered* within the term that ended on *due*?"""
    return due is None or answered <= due


def draft_mark(drafted_at: datetime | None) -> str:
    """What tells one version of a draft from another: a form carries it and sends it back."""
    return drafted_at.isoformat() if drafted_at else ""


def fill_in(template: str, *, number: str, day: str, body: str) -> str:
    """The text of an answer template with ``{number}``, ``{date}`` and ``{body}`` replaced; nothing else is looked at."""
    return template.replace("{number}", number).replace("{date}", day).replace("{body}", body)


RETURN_GROUNDS: dict[str, Text] = {
    "requirements": Text(
        "Жолданым заң талаптарына сай емес, кемшілік берілген мерзімде түзетілмеді (ӘРПК 64(6), 64(7))",
        "Обращение не соответствует требованиям закона, недостатки не устранены в данный срок (АППК 64(6), 64(7))",
        "It doesn't meet the law's requirements, and the defects were not mended in the time given (APPC 64(6), 64(7))",
    ),
    "identical": Text(
        "Осыған ұқсас жолданым қаралған, жаңа дәлел жоқ (ӘРПК 64(7))",
        "Такое же обращение уже рассмотрено, новых доводов нет (АППК 64(7))",
        "The same appeal was considered before, and there are no new arguments (APPC 64(7))",
    ),
    "language": Text(
        "Жолданымда әдепсіз немесе қорлайтын сөздер бар (ӘРПК 64(7))",
        "В обращении нецензурные или оскорбительные выражения (АППК 64(7))",
        "It contains obscene or insulting language (APPC 64(7))",
    ),
    "substance": Text(
        "Жолданымда мәселенің мәні баяндалмаған (ӘРПК 63, 64(6))",
        "В обращении не изложена суть вопроса (АППК 63, 64(6))",
        "It doesn't say what it is about (APPC 63, 64(6))",
    ),
    "other": Text("Басқа себеп (төменде жазыңыз)", "Другая причина (напишите ниже)", "Another reason (write it below)"),
}
"""Grounds on which an appeal is returned. Never for news of a crime or a threat (APPC 64(7-2))."""
FEW_HOPS = 2
"""From so many hops on, an officer who forwards again is warned: people are sent in circles."""

SENSITIVE: dict[str, Text] = {
    "health": Text("Денсаулық, мүгедектік", "Здоровье, инвалидность", "Health, disability"),
    "child": Text("Бала туралы", "О ребёнке", "About a child"),
    "violence": Text(
        "Зорлық-зомбылық, отбасындағы жағдай", "Насилие, положение в семье", "Violence, trouble in the family"
    ),
    "crime": Text(
        "Қылмыс, қауіп-қатер туралы мәлімет", "Сведения о преступлении или угрозе", "News of a crime or a threat"
    ),
    "other": Text(
        "Басқа: адамға зиян келтіруі мүмкін мәліметтер",
        "Другое: сведения, которые могут навредить человеку",
        "Other: what may harm somebody",
    ),
}
"""Why an appeal stands under special protection: fewer people read it, and it isn't published whatever was agreed to
(personal data law, articles 7(8) and 7(9): no more than the purpose needs).
"""
