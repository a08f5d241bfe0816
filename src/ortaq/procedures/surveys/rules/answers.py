"""The questions, what the answers come to, and how much of it may be shown.

A share is shown only when enough recipients answered, and nothing at all when so few did that one of them might be
recognised.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ortaq.kernel.language.rules import Text
from ortaq.procedures.surveys.rules.intervals import Interval, answers_needed, interval

QUESTIONS: Mapping[str, Text] = {
    "quality": Text("Қызметтің сапасы", "Качество услуги", "Quality of the service"),
    "access": Text("Қолжетімділігі мен мерзімі", "Доступность и сроки", "Access and time"),
    "attitude": Text("Қызметкерлердің көзқарасы", "Отношение сотрудников", "Attitude of the staff"),
    "usefulness": Text("Сізге пайдасы", "Польза для вас", "Use for you"),
    "overall": Text("Жалпы бағаңыз", "Общая оценка", "All in all"),
}
"""Each is answered from 1 (bad) to 5 (good), or left out."""
LOWEST, HIGHEST = 1, 5
MARKS: Mapping[int, Text] = {
    5: Text("Өте жақсы", "Очень хорошо", "Very good"),
    4: Text("Жақсы", "Хорошо", "Good"),
    3: Text("Орташа", "Средне", "So-so"),
    2: Text("Нашар", "Плохо", "Bad"),
    1: Text("Өте нашар", "Очень плохо", "Very bad"),
}
"""What each mark is called on the form."""
SATISFIED, DISSATISFIED = 4, 2

NOTHING_BELOW = 5
"""Fewer answers than this are not shown at all: an answer could be told to its giver."""
SHARE_FROM = 10
"""Fewer answers than this give no percentage, whatever the number of recipients."""


class Shown(StrEnum):
    """How much of a survey is public: nothing, how many answered, or the share with its interval."""

    NOTHING = "nothing"
    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered form: marks by question, None where one was left out, and the channel that it came by."""

    marks: Mapping[str, int | None]
    channel: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a survey found. Shares are of those who answered the overall question; ``recipients`` None: unknown.

    ``net``: share of satisfied (4–5) less that of dissatisfied (1–2). ``means``: by question, with how many answered.
    Every figure is None that :attr:`shown` doesn't allow.
    """

    shown: Shown
    recipients: int | None
    answers: int | None
    needed: int
    satisfied: int | None = None
    share: Fraction | None = None
    interval: Interval | None = None
    net: Fraction | None = None
    means: Mapping[str, tuple[Fraction, int]] | None = None
    channels: Mapping[str, int] | None = None

    @property
    def response_rate(self) -> Fraction | None:
        """Answers per recipient who was asked; None when either isn't known or shown."""
        return Fraction(self.answers, self.recipients) if self.answers is not None and self.recipients else None


def summed_up(answers: Sequence[Answer], recipients: int | None) -> Summary:
    """What *answers* come to, no more than may be shown."""
    overall = [value for each in answers if (value := each.marks.get("overall")) is not None]
    count = len(overall)
    needed = max(SHARE_FROM, answers_needed(recipients) if recipients is not None else SHARE_FROM)
    if recipients is not None:
        needed = min(needed, max(recipients, NOTHING_BELOW))
    if count < NOTHING_BELOW:
        return Summary(Shown.NOTHING, recipients, None, needed)
    if count < needed:
        return Summary(Shown.COUNT, recipients, count, needed)
    satisfied = sum(value >= SATISFIED for value in overall)
    dissatisfied = sum(value <= DISSATISFIED for value in overall)
    return Summary(
        Shown.SHARE,
        recipients,
        count,
        needed,
        satisfied,
        Fraction(satisfied, count),
        interval(satisfied, count, recipients),
        Fraction(satisfied - dissatisfied, count),
        _means(answers),
        _channels(answers),
    )


def _means(answers: Iterable[Answer]) -> dict[str, tuple[Fraction, int]]:
    found = {}
    given = list(answers)
    for question in QUESTIONS:
        values = [value for each in given if (value := each.marks.get(question)) is not None]
        if len(values) >= NOTHING_BELOW:
            found[question] = (Fraction(sum(values), len(values)), len(values))
    return found


def _channels(answers: Iterable[Answer]) -> dict[str, int]:
    """How many answers came by each channel; channels with too few are put together as "other"."""
    counts: dict[str, int] = {}
    for each in answers:
        counts[each.channel] = counts.get(each.channel, 0) + 1
    few = {channel for channel, count in counts.items() if count < NOTHING_BELOW}
    shown = {channel: count for channel, count in counts.items() if channel not in few}
    rest = sum(counts[channel] for channel in few)
    return shown | ({"other": rest} if rest else {})
