"""Signs that somebody may have stuffed the box: reported to the commission and the public, never acted on by themselves.

Each sign has an honest explanation too, and says which. What was learnt where: Gdańsk 2017 (lost ballots were found by
comparing yearly statistics), Gdynia 2020 (second ballots), Karaganda 2020 (votes with other people's numbers).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt

from ortaq.kernel.language.rules import Text
from ortaq.procedures.ballots.rules.election import Number
from ortaq.procedures.ballots.rules.wording import sentence

ENOUGH = 50
"""Below so many ballots, heads or batches nothing is said: chance alone makes patterns."""
PAPER = "paper"
NIGHT = range(5)
"""The hours from midnight to five."""


class Sign(StrEnum):
    """What was noticed."""

    TURNOUT = "turnout"
    NIGHT = "night"
    SPIKE = "spike"
    ONE_PLACE = "one-place"
    ALIKE = "alike"
    SINGLE = "single"
    DIGITS = "digits"
    MARKS = "marks"
    GUESSING = "guessing"


@dataclass(frozen=True, slots=True)
class Smell:
    """One sign: where, the number found and the number that is usual (both exact)."""

    sign: Sign
    where: str
    found: Number
    usual: Number

    @property
    def words(self) -> Text:
        """The sign as a sentence."""
        return sentence(*_WORDS[self.sign], where=self.where, found=self.found, usual=self.usual)


_WORDS: Mapping[Sign, tuple[str, str, str]] = {
    Sign.TURNOUT: (
        "{where}: қатысу {found} %, барлығында {usual} %. Белсенді ауыл болуы мүмкін; тізіммен және қолдармен салыстырыңыз.",
        "{where}: явка {found} %, в целом {usual} %. Может быть, село просто активное; сверьте со списком и подписями.",
        "{where}: turnout {found} %, overall {usual} %. It may be a lively village; compare with the roll and signatures.",
    ),
    Sign.NIGHT: (
        "Дауыстың {found} % түнгі 0-ден 5-ке дейін берілді; әдетте {usual} % шамасында. Түнгі ауысым да дауыс береді.",
        "{found} % голосов поданы ночью, с 0 до 5 часов; обычно около {usual} %. Голосуют и ночные смены.",
        "{found} % of the votes were cast between midnight and five; usual is about {usual} %. Night shifts vote too.",
    ),
    Sign.SPIKE: (
        "{where} сағатында {found} дауыс келді, әдеттегі сағатта {usual}. Хабарлама, теледидар не жиын себеп болуы мүмкін.",
        "За час {where} пришло {found} голосов, в обычный час {usual}. Причиной могли быть рассылка, телевидение, собрание.",
        "In the hour {where} {found} votes came, in a usual hour {usual}. A mailing, television or a meeting may be why.",
    ),
    Sign.ONE_PLACE: (
        "№ {where} жоба дауыстарының {found} % бір жерден, ал барлық дауыстың {usual} % сол жерден. Жергілікті жоба болса, қалыпты.",
        "{found} % голосов за проект № {where} из одного места, откуда пришло {usual} % всех голосов. Для местного проекта это обычно.",
        "{found} % of the votes for project No {where} come from one place, which has {usual} % of all votes. Usual for a local project.",
    ),
    Sign.ALIKE: (
        "Бірнеше белгісі бар бюллетеньдердің {found} % мүлде бірдей: {where}; күтілетіні {usual} % шамасында. Бір топтың келісімі болуы мүмкін.",
        "{found} % бюллетеней с несколькими отметками совершенно одинаковы: {where}; ожидалось около {usual} %. Может быть, так решила одна группа.",
        "{found} % of the ballots with several marks are quite the same: {where}; about {usual} % would be expected. A group may have agreed.",
    ),
    Sign.SINGLE: (
        "{where} арнасында бюллетеньдердің {found} % бір ғана жобаны белгілеген, барлығында {usual} %. Үгіт осылай да көрінеді.",
        "В канале {where} только один проект отмечен в {found} % бюллетеней, в целом в {usual} %. Так выглядит и агитация.",
        "By the channel {where} {found} % of the ballots mark one project alone, overall {usual} %. Campaigning looks like this too.",
    ),
    Sign.DIGITS: (
        "Қағаз топтамалары санының соңғы цифрлары біркелкі емес: ауытқу {found}, шегі {usual}. Топтамалар алдын ала бөлінсе, қалыпты.",
        "Последние цифры итогов бумажных партий распределены неровно: отклонение {found}, граница {usual}. Обычно, если партии делили по счёту.",
        "The last digits of paper batches aren't even: deviation {found}, limit {usual}. Usual when batches were counted off.",
    ),
    Sign.GUESSING: (
        "SMS-кодтарды таңдап көру байқалды: {found} сағатта қате код сағатына {usual}-ден көп болды. Ондай сағатта кодты теруге аз талпыныс берілді.",
        "Похоже, коды из SMS подбирали: часов, в которые неверных кодов было больше {usual}, – {found}. В такие часы на код давалось меньше попыток.",
        "Codes by text message seem to have been guessed: hours with more than {usual} wrong ones: {found}. In such hours a code was good for fewer tries.",
    ),
    Sign.MARKS: (
        "{where}: тізімде {found} белгі, ал бюллетень {usual}. Экранда тең болуы, қағазда бюллетень артық болмауы керек.",
        "{where}: в списке {found} отметок, а бюллетеней {usual}. На экране их поровну, на бумаге бюллетеней не больше.",
        "{where}: {found} marks in the roll and {usual} ballots. On screens they are equal; on paper there are no more ballots.",
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A ballot as the statistics see it: its channel, its territory, the options it marks."""

    channel: str
    territory: str
    options: frozenset[str]


def guessed(hours: int, limit: int) -> list[Smell]:
    """In how many *hours* more than *limit* wrong codes came; none is no sign."""
    return [Smell(Sign.GUESSING, "", hours, limit)] if hours else []


def unequal_marks(marked: Mapping[str, int], envelopes: Mapping[str, int], spoilt_sheets: int = 0) -> list[Smell]:
    """By each channel as many marks in the roll as envelopes; on paper no more sheets than people who were handed one."""
    found = []
    for channel in sorted({*marked, *envelopes}):
        told, held = marked.get(channel, 0), envelopes.get(channel, 0)
        if channel == PAPER:
            held += spoilt_sheets
        if told < held or (told > held and channel != PAPER):
            found.append(Smell(Sign.MARKS, channel, told, held))
    return found


def uneven_turnout(places: Mapping[str, tuple[int, int]]) -> list[Smell]:
    """Places (territory or desk → roll, voted) that stand out: three standard deviations and half as much again."""
    large = {name: pair for name, pair in places.items() if pair[0] >= ENOUGH}
    roll, voted = (sum(pair[at] for pair in large.values()) for at in (0, 1))
    if not roll or len(large) < 3:
        return []
    overall = Fraction(voted, roll)
    found = []
    for name, (size, cast) in sorted(large.items()):
        here = Fraction(cast, size)
        spread = sqrt(float(overall * (1 - overall)) / size)
        if here > 1 or (here > overall * Fraction(3, 2) and float(here - overall) > 3 * spread):
            found.append(Smell(Sign.TURNOUT, name, here * 100, overall * 100))
    return found


def strange_hours(hours: Sequence[tuple[str, int, int]], *, usual_night: Fraction = Fraction(3)) -> list[Smell]:
    """Hours of the log (name, hour of the day, new entries) that stand out, and a share of night votes that does.

    *usual_night*: per cent of votes between midnight and five in votes that nobody doubted.
    """
    total = sum(entries for _, _, entries in hours)
    if total < ENOUGH or len(hours) < 24:
        return []
    found = []
    night = Fraction(100 * sum(entries for _, hour, entries in hours if hour in NIGHT), total)
    if night > 3 * usual_night:
        found.append(Smell(Sign.NIGHT, "", night, usual_night))
    busy = sorted(entries for _, _, entries in hours if entries)
    middle = busy[len(busy) // 2]
    for name, _, entries in hours:
        if entries >= ENOUGH and entries > 10 * middle:
            found.append(Smell(Sign.SPIKE, name, entries, middle))
    return found


def one_place(ballots: Iterable[Told]) -> list[Smell]:
    """Options with more than nine in ten votes from one territory that has less than half of all."""
    by_place: Counter[str] = Counter()
    by_option: dict[str, Counter[str]] = {}
    for ballot in ballots:
        by_place[ballot.territory] += 1
        for option in ballot.options:
            by_option.setdefault(option, Counter())[ballot.territory] += 1
    total = sum(by_place.values())
    found = []
    for option, places in sorted(by_option.items()):
        place, most = places.most_common(1)[0]
        votes = sum(places.values())
        if votes >= ENOUGH and most * 10 > votes * 9 and by_place[place] * 2 < total:
            found.append(Smell(Sign.ONE_PLACE, option, Fraction(100 * most, votes), Fraction(100 * by_place[place], total)))  # fmt: skip
    return found


def too_alike(ballots: Iterable[Told]) -> list[Smell]:
    """One pattern of three options or more on a much larger part of the ballots than its options' shares would give.

    The shares are those of the other ballots: a bought pattern would else explain itself.
    """
    long = [ballot.options for ballot in ballots if len(ballot.options) >= 3]
    if len(long) < ENOUGH:
        return []
    votes = Counter(option for options in long for option in options)
    found = []
    for options, times in Counter(long).most_common(3):
        share = Fraction(times, len(long))
        expected = Fraction(1)
        for option in options:
            expected *= Fraction(votes[option] - times, max(len(long) - times, 1))
        if times >= 20 and share > Fraction(1, 20) and share > 5 * expected:
            where = ", ".join(sorted(options, key=lambda option: (len(option), option)))
            found.append(Smell(Sign.ALIKE, where, share * 100, expected * 100))
    return found


def single_marks(ballots: Iterable[Told]) -> list[Smell]:
    """Channels by which ballots with one mark alone come half as often again as overall, and thirty points more."""
    size: Counter[str] = Counter()
    single: Counter[str] = Counter()
    for ballot in ballots:
        size[ballot.channel] += 1
        single[ballot.channel] += len(ballot.options) == 1
    total = sum(size.values())
    if not total:
        return []
    overall = Fraction(100 * sum(single.values()), total)
    found = []
    for channel, ballots_here in sorted(size.items()):
        here = Fraction(100 * single[channel], ballots_here)
        if ballots_here >= ENOUGH and here > overall * Fraction(3, 2) and here > overall + 30:
            found.append(Smell(Sign.SINGLE, channel, here, overall))
    return found


def odd_digits(totals: Iterable[int]) -> list[Smell]:
    """Last digits of the batches' totals (those of two digits or more) that are too uneven to be chance.

    Chi-square with nine degrees of freedom; the limit is that of one in a thousand.
    """
    digits = [total % 10 for total in totals if total >= 10]
    if len(digits) < ENOUGH:
        return []
    expected = Fraction(len(digits), 10)
    counts = Counter(digits)
    deviation = sum(((counts[digit] - expected) ** 2 / expected for digit in range(10)), start=Fraction(0))
    limit = Fraction("27.88")
    return [Smell(Sign.DIGITS, "", deviation, limit)] if deviation > limit else []
