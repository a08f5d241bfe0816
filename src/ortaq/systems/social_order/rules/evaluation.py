"""The evaluation of results: three numbers side by side, never mixed. Pure.

Experts' points by five criteria (Order of the Minister of Social Development No 18 of 15.08.2018, evaluation report:
each expert gives up to 5 points by each criterion); what was planned and what was reached; and the recipients'
satisfaction, which ``procedures/surveys`` finds. A sum is always computed. A missing mark or figure is named and is
never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ortaq.kernel.language.rules import Text
from ortaq.procedures.competitions.rules.alpha import agreement

CRITERIA: Mapping[str, Text] = {
    "relevance": Text("Өзектілігі", "Актуальность", "Relevance"),
    "plan": Text("Жоспардың орындалуы", "Выполнение плана", "Fulfilment of the plan"),
    "result": Text(
        "Жобаның (бағдарламаның) нәтижесі", "Результат проекта (программы)", "Result of the project (programme)"
    ),
    "continuing": Text(
        "Басталған қызметтің жалғасу ықтималдығы",
        "Вероятность продолжения начатой деятельности",
        "Probability of continuing the activity begun",
    ),
    "effect": Text(
        "Ұзақ мерзімді оң әлеуметтік әсердің ықтималдығы",
        "Вероятность долгосрочного положительного социального эффекта",
        "Probability of a long-term positive social effect",
    ),
}
"""The five criteria of the official form, in its order."""
QUESTIONS: Mapping[str, Text] = {
    "relevance": Text(
        "Мәселе өңірде шынымен бар ма, жоба соған бағытталған ба?",
        "Есть ли такая проблема в регионе и направлен ли проект на неё?",
        "Is the problem really there in the region, and does the project address it?",
    ),
    "plan": Text(
        "Жоспарланған жұмыстың бәрі мерзімінде істелді ме?",
        "Всё ли запланированное сделано и в срок?",
        "Was everything that was planned done, and in time?",
    ),
    "result": Text(
        "Адамдардың өмірінде не өзгерді? Оны не растайды?",
        "Что изменилось в жизни людей? Чем это подтверждается?",
        "What has changed in people's lives? What proves it?",
    ),
    "continuing": Text(
        "Ақша біткен соң жұмыс жалғаса ма? Кім жалғастырады?",
        "Продолжится ли работа, когда закончатся деньги? Кто её продолжит?",
        "Will the work go on when the money ends? Who will go on?",
    ),
    "effect": Text(
        "Бір-екі жылдан кейін де пайдасы қала ма?",
        "Останется ли польза через год-два?",
        "Will the good of it last a year or two from now?",
    ),
}
"""What an expert asks themselves by each criterion (wording of this platform)."""
LOWEST, HIGHEST = 0, 5
SHORTEST_REASON = 10
"""A reason has at least so many characters (a rule of this platform)."""
CAP = Fraction(120, 100)
"""More than 120 % of a plan counts as 120 %: one figure can't hide the others (a rule of this platform)."""
OUTCOMES: Mapping[str, Text] = {
    "positive": Text("Оң", "Положительное", "Positive"),
    "remarks": Text("Ескертулермен оң", "Положительное с замечаниями", "Positive with remarks"),
    "negative": Text("Теріс", "Отрицательное", "Negative"),
}
"""What the conclusion of the expert council comes to."""
STAGES: Mapping[str, Text] = {
    "preliminary": Text("Алдын ала бағалау", "Предварительная оценка", "Preliminary evaluation"),
    "final": Text("Қорытынды бағалау", "Итоговая оценка", "Final evaluation"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: the experts' points in the order of the experts (None: missing), and what follows from them."""

    criterion: str
    points: tuple[int | None, ...]

    @property
    def given(self) -> tuple[int, ...]:
        """The points that were given."""
        return tuple(each for each in self.points if each is not None)

    @property
    def total(self) -> int:
        """Sum of the points."""
        return sum(self.given)

    @property
    def most(self) -> int:
        """The most that those who gave points could have given."""
        return HIGHEST * len(self.given)

    @property
    def mean(self) -> Fraction | None:
        """Mean of the points that were given."""
        return Fraction(self.total, len(self.given)) if self.given else None

    @property
    def missing(self) -> int:
        """How many experts gave no point."""
        return len(self.points) - len(self.given)


@dataclass(frozen=True, slots=True)
class Tally:
    """All criteria. ``within_one``: the share of pairs of experts within one point of each other, None without a pair."""

    rows: tuple[Row, ...]
    pairs: int
    within_one: Fraction | None

    @property
    def total(self) -> int:
        """Sum of all points."""
        return sum(row.total for row in self.rows)

    @property
    def most(self) -> int:
        """The most that those who gave points could have given: the base of the total."""
        return sum(row.most for row in self.rows)

    @property
    def missing(self) -> int:
        """How many marks are missing."""
        return sum(row.missing for row in self.rows)


def tally(marks: Sequence[Mapping[str, int | None]]) -> Tally:
    """Counts the marks: for each expert, points by criterion. Raises ValueError for points beyond 0 to 5."""
    rows = tuple(Row(criterion, tuple(expert.get(criterion) for expert in marks)) for criterion in CRITERIA)
    if any(not LOWEST <= each <= HIGHEST for row in rows for each in row.given):
        raise ValueError("points beyond 0 to 5")
    found = agreement([[None if each is None else Decimal(each) for each in row.points] for row in rows])
    return Tally(rows, found.pairs, found.within_one)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator: planned, and reached (None: not reported)."""

    title: str
    unit: str
    plan: Decimal
    fact: Decimal | None

    @property
    def share(self) -> Fraction | None:
        """Fact by plan, capped at 120 %; None where the fact is missing or nothing was planned."""
        if self.fact is None or self.plan <= 0:
            return None
        return min(CAP, Fraction(self.fact) / Fraction(self.plan))


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """All indicators: the mean share of those that can be computed, how many they are, and the names of the others."""

    measured: tuple[Measured, ...]

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """The shares that can be computed."""
        return tuple(each.share for each in self.measured if each.share is not None)

    @property
    def mean(self) -> Fraction | None:
        """Mean of the shares; None without one."""
        return sum(self.shares, Fraction(0)) / len(self.shares) if self.shares else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the indicators without a share."""
        return tuple(each.title for each in self.measured if each.share is None)


def fulfilment(measured: Iterable[Measured]) -> Fulfilment:
    """What was reached of what was planned."""
    return Fulfilment(tuple(measured))
