"""The ways to vote, how sure each is that the right person votes, and what voting promises."""

from collections.abc import Iterable
from dataclasses import dataclass

from ortaq.kernel.language.rules import Text


@dataclass(frozen=True, slots=True)
class Way:
    """One way to vote. *strength*: 3 a document was looked at, 2 something that only the person has, 1 something that was handed over."""

    code: str
    name: Text
    hint: Text
    strength: int


WAYS = {
    way.code: way
    for way in (
        Way(
            "account",
            Text("Расталған аккаунт", "Подтверждённый аккаунт", "Verified account"),
            Text(
                "ЖСН-і сәйкестендіру қызметі растаған адам өз аккаунтымен кіреді.",
                "Входит тот, чей ИИН подтверждён службой идентификации.",
                "People whose IIN was vouched for by an identity service sign in.",
            ),
            3,
        ),
        Way(
            "sms",
            Text("SMS-код", "Код по SMS", "Code by text message"),
            Text(
                "Бір реттік код тізімдегі телефон нөміріне жіберіледі.",
                "Одноразовый код приходит на номер телефона из списка.",
                "A one-time code goes to the phone number on the roll.",
            ),
            2,
        ),
        Way(
            "code",
            Text("Қағаздағы жеке код", "Личный код на бумаге", "Personal code on paper"),
            Text(
                "Ұйымдастырушы таратқан парақтағы код немесе QR.",
                "Код или QR с листка, который раздал организатор.",
                "The code or QR picture from a slip that the organiser handed out.",
            ),
            1,
        ),
        Way(
            "desk",
            Text("Дауыс беру орнында", "На месте голосования", "At a place"),
            Text(
                "Қызметкер құжатты қарап, осында планшетпен дауыс беруге код береді.",
                "Сотрудник смотрит документ и даёт код, чтобы проголосовать здесь же на планшете.",
                "Staff look at a document and give a code to vote on a tablet there.",
            ),
            3,
        ),
        Way(
            "paper",
            Text("Қағаз бюллетень", "Бумажный бюллетень", "Paper ballot"),
            Text(
                "Қол қойып алып, жәшікке салынады. Интернеттегі дауыстың орнына өтеді.",
                "Выдаётся под подпись и опускается в урну. Заменяет голос, поданный в интернете.",
                "Handed out against a signature and put into the urn. It takes the place of a vote cast online.",
            ),
            3,
        ),
    )
}

STRENGTHS = {
    3: Text(
        "Дауыс берушінің кім екені құжатпен немесе сәйкестендіру қызметімен тексеріледі.",
        "Личность голосующего проверяется по документу или службой идентификации.",
        "Who votes is checked by a document or an identity service.",
    ),
    2: Text(
        "Дауыс берушінің кім екені тізімдегі телефон арқылы тексеріледі.",
        "Личность голосующего проверяется по телефону из списка.",
        "Who votes is checked by the phone number on the roll.",
    ),
    1: Text(
        "Код кімнің қолында болса, сол дауыс береді: кодты ешкімге бермеңіз.",
        "Голосует тот, у кого код на руках: никому не отдавайте свой код.",
        "Whoever has the code votes: give yours to nobody.",
    ),
}


def strength(modes: Iterable[str]) -> int:
    """How sure an election is of who votes: as sure as the weakest way that it lets in."""
    return min((WAYS[mode].strength for mode in modes if mode in WAYS), default=1)


PROMISED = (
    Text(
        "Тізімдегі бір адамның бір ғана бюллетені саналады.",
        "У каждого человека из списка считается один бюллетень.",
        "Of each person on the roll one ballot is counted.",
    ),
    Text(
        "Дауыс беру біткенше нәтижені ешкім көрмейді: бюллетеньдер мөрленген, кілт бірнеше адамға бөлінген.",
        "До конца голосования результата не видит никто: бюллетени запечатаны, ключ разделён между несколькими людьми.",
        "Until voting ends nobody sees a result: ballots are sealed, and the key is divided among several people.",
    ),
    Text(
        "Түбіртек бойынша бюллетеніңіздің жәшікте жатқанын тексере аласыз.",
        "По квитанции вы можете проверить, что ваш бюллетень лежит в урне.",
        "By the receipt you can check that your ballot lies in the box.",
    ),
    Text(
        "Кез келген адам барлық бюллетеньді өз компьютерінде қайта санай алады.",
        "Любой человек может пересчитать все бюллетени на своём компьютере.",
        "Anybody can count all ballots again on a computer of their own.",
    ),
    Text(
        "Қағаз бюллетень мен интернеттегі дауыс тең.",
        "Бумажный бюллетень и голос в интернете равны.",
        "A paper ballot and a vote online are equal.",
    ),
)
NOT_PROMISED = (
    Text(
        "Дауыс беру кабинасындағыдай құпиялық: қасыңызда тұрған адам экраныңызды көре алады. Ондай жағдайда кейін қайта дауыс беріңіз немесе қағазбен дауыс беріңіз.",
        "Тайна, как в кабине: кто стоит рядом, видит ваш экран. В таком случае проголосуйте заново позже или на бумаге.",
        "Secrecy as in a polling booth: somebody beside you can see your screen. Vote again later then, or on paper.",
    ),
    Text(
        "Телефоныңызда зиянды бағдарлама болса, одан қорғау.",
        "Защита от вредоносной программы в вашем телефоне.",
        "Protection from a malicious program in your phone.",
    ),
    Text(
        "Кілт сақтаушылардың жеткілікті бөлігі мен жүйе қызметкерлері бірігіп алдаса, одан қорғау.",
        "Защита, если сговорятся достаточное число хранителей ключа и те, кто обслуживает систему.",
        "Protection if enough keepers of the key and those who run the system collude.",
    ),
    Text(
        "Мемлекеттік лауазымға сайлауға жарамдылық: бұл – тек жобаларға дауыс беру.",
        "Пригодность для выборов на государственные должности: здесь голосуют только за проекты.",
        "Fitness for elections to public office: here people vote on projects alone.",
    ),
)
"""What is promised and what isn't, in plain words (Council of Europe CM/Rec(2017)5: people must know what a vote is worth)."""
