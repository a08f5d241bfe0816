"""What an election must have before it is announced, in words for the person who prepares it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ortaq.kernel.language.rules import Text
from ortaq.procedures.ballots.rules.papers import Paper, fits
from ortaq.procedures.ballots.rules.specification import Method
from ortaq.procedures.ballots.rules.ways import WAYS
from ortaq.procedures.ballots.rules.wording import sentence

SHORTEST = timedelta(hours=1)
"""A vote in a hall may be short; shorter than this is a mistake of typing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """An election as its rules see it. *texts*: can the installation send text messages?"""

    titles: tuple[str, str]
    who: tuple[str, str]
    modes: Sequence[str]
    opens_at: datetime
    closes_at: datetime
    papers: Sequence[Paper]
    trustees: int
    trustees_needed: int
    places: int
    texts: bool = True


def problems(facts: Facts, at: datetime) -> list[Text]:
    """Why the election can't be announced at the moment *at*; empty when it can."""
    found: list[Text] = []
    if not all(title.strip() for title in facts.titles):
        found.append(
            Text(
                "Атауын қазақша және орысша жазыңыз.",
                "Напишите название на казахском и русском.",
                "Write the title in Kazakh and Russian.",
            )
        )
    if not all(words.strip() for words in facts.who):
        found.append(
            Text(
                "Кім дауыс бере алатынын қазақша және орысша жазыңыз.",
                "Напишите на казахском и русском, кто может голосовать.",
                "Say in Kazakh and Russian who may vote.",
            )
        )
    if not facts.modes or not set(facts.modes) <= set(WAYS):
        found.append(
            Text(
                "Дауыс берудің кемінде бір жолын таңдаңыз.",
                "Выберите хотя бы один способ голосования.",
                "Choose at least one way to vote.",
            )
        )
    if {"desk", "paper"} & set(facts.modes) and not facts.places:
        found.append(
            Text(
                "Дауыс беру орнын енгізіңіз: таңдалған жолдар соны керек етеді.",
                "Внесите место голосования: оно нужно для выбранных способов.",
                "Enter a place: the ways that you chose need one.",
            )
        )
    if "sms" in facts.modes and not facts.texts:
        found.append(
            Text(
                "SMS-код арқылы дауыс беруге болмайды: мұнда SMS жіберілмейді. Басқа жолын таңдаңыз.",
                "Способ «код по SMS» здесь не работает: сообщения не отправляются. Выберите другой.",
                "The way by text message can't be offered: no text messages are sent here. Choose another.",
            )
        )
    if facts.opens_at <= at:
        found.append(
            Text(
                "Басталу уақыты өтіп кетті: бәрі дауыс беру ашылғанға дейін жариялануы керек.",
                "Время начала прошло: всё объявляется до открытия.",
                "The hour of opening has passed: everything is announced before it.",
            )
        )
    if facts.closes_at - facts.opens_at < SHORTEST:
        found.append(
            Text("Дауыс беру тым қысқа.", "Голосование слишком короткое.", "Voting is too short."),
        )
    if facts.trustees < facts.trustees_needed:
        found.append(
            sentence(
                "Кілт сақтаушылар аз: кемінде {needed} керек, қазір {there}.",
                "Хранителей ключа мало: нужно не меньше {needed}, сейчас {there}.",
                "There are too few keepers of the key: at least {needed} are needed, there are {there}.",
                needed=facts.trustees_needed,
                there=facts.trustees,
            )
        )
    if not facts.papers:
        found.append(
            Text("Бюллетень жоқ.", "Нет ни одного бюллетеня.", "There is no ballot paper."),
        )
    for paper in facts.papers:
        found += _paper(paper)
    return found


def _paper(paper: Paper) -> list[Text]:
    title = paper.title["ru"]
    found = []
    if len(paper.lines) < 2:
        found.append(
            sentence(
                "«{title}»: кемінде екі жоба керек.",
                "«{title}»: нужно не меньше двух проектов.",
                "“{title}”: at least two projects are needed.",
                title=title,
            )
        )
    if not fits(paper.form, paper.rule):
        found.append(
            sentence(
                "«{title}»: санау ережесі бюллетень түріне келмейді (ұпай мен белгі).",
                "«{title}»: правило подсчёта не подходит к бюллетеню (баллы и отметки).",
                "“{title}”: the counting rule doesn't fit the paper (points and marks).",
                title=title,
            )
        )
    if paper.rule.method is Method.EQUAL_SHARES and paper.form.most == 1:
        found.append(
            sentence(
                "«{title}»: бір ғана жоба таңдалса, тең үлестер әдісі ақшаның көбін жұмсамай қалдырады. Тізім бойынша санаңыз немесе көбірек таңдатыңыз.",
                "«{title}»: если выбирают один проект, метод равных долей оставит почти все деньги. Считайте по списку или разрешите выбирать больше.",
                "“{title}”: where one project is chosen, equal shares leave nearly all the money unspent. Count by the list, or let people choose more.",
                title=title,
            )
        )
    return found
