"""What smells of answers that recipients didn't give. Hints with their evidence: a person looks, nothing is deleted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from ortaq.kernel.language.rules import Text
from ortaq.procedures.surveys.rules.answers import HIGHEST, NOTHING_BELOW, QUESTIONS

CROWD = Fraction(30, 100)
"""More answers than this from one device, or within one hour, are worth a look."""
ENOUGH = 10
"""Fewer answers than this raise no flag: chance alone would."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of one answer beside its content: when it came, from which device (a daily keyed hash), how."""

    at: datetime
    device: str
    channel: str
    marks: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Flag:
    """A hint: its code, how many of how many answers it rests on."""

    code: str
    part: int
    of: int


def flags(answers: Sequence[Given], asked: Mapping[str, int]) -> list[Flag]:
    """The hints about *answers*. ``asked``: codes handed out by channel."""
    if len(answers) < ENOUGH:
        return []
    found = []
    online = [each for each in answers if each.device]
    for code, counts in (
        ("one_device", Counter(each.device for each in online)),
        ("one_hour", Counter(each.at.replace(minute=0, second=0, microsecond=0) for each in online)),
    ):
        most = max(counts.values(), default=0)
        if most > CROWD * len(answers):
            found.append(Flag(code, most, len(answers)))
    perfect = sum(all(each.marks.get(question) == HIGHEST for question in QUESTIONS) for each in answers)
    if perfect == len(answers):
        found.append(Flag("all_highest", perfect, len(answers)))
    came = Counter(each.channel for each in answers)
    rates = {channel: Fraction(came[channel], given) for channel, given in asked.items() if given >= ENOUGH}
    if len(rates) > 1 and max(rates.values()) > 3 * max(min(rates.values()), Fraction(1, 100)):
        best = max(rates, key=lambda channel: rates[channel])
        if came[best] >= NOTHING_BELOW:
            found.append(Flag("channel", came[best], asked[best]))
    return found


FLAGS: Mapping[str, Text] = {
    "one_device": Text(
        "Бір күнде бір құрылғыдан тым көп жауап келді",
        "С одного устройства за день пришло слишком много ответов",
        "Too many answers came from one device in a day",
    ),
    "one_hour": Text(
        "Бір сағатта тым көп жауап келді",
        "За один час пришло слишком много ответов",
        "Too many answers came within one hour",
    ),
    "all_highest": Text(
        "Барлық жауапта ең жоғары баға қойылған",
        "Во всех ответах стоят высшие оценки",
        "Every answer gives the highest marks",
    ),
    "channel": Text(
        "Бір арна бойынша басқаларға қарағанда үш еседен артық жауап берген",
        "По одному каналу отвечали втрое чаще, чем по другим",
        "By one channel more than three times as many answered as by another",
    ),
}
"""What each hint means."""
