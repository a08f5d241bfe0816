"""Figures and what was printed about them: sums, shares with their bases, and checks of printed claims.

Nothing here is typed by hand but the figures themselves: every share, remainder and verdict is computed. An imported
claim that disagrees with its own figures is shown as disagreeing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import Share, growth, rounded, yearly_growth

AMOUNT, PROJECTS = "amount", "projects"
MEASURES = {
    AMOUNT: Text("қаржы", "деньги", "money"),
    PROJECTS: Text("жобалар саны", "число проектов", "number of projects"),
}
"""A share of money and a share of projects are two different measures: each is always named."""

BREAKDOWNS = {
    "level": Text("деңгей бойынша", "по уровням", "by level"),
    "body": Text("тапсырыс беруші бойынша", "по заказчикам", "by customer"),
    "territory": Text("аумақ бойынша", "по территориям", "by territory"),
    "sphere": Text("сала бойынша", "по сферам", "by sphere"),
    "project": Text("жоба бойынша", "по проектам", "by project"),
}
LEVELS = {
    "region": Text("облыстық деңгей", "областной уровень", "regional level"),
    "districts": Text("аудандар мен қалалар", "районы и города", "districts and cities"),
}
SHARE, TOTAL, COUNT, MULTIPLE = "share", "total", "count", "multiple"
CLAIMS = {
    SHARE: Text("үлес", "доля", "share"),
    TOTAL: Text("жиынтық", "итог", "total"),
    COUNT: Text("сан", "количество", "count"),
    MULTIPLE: Text("өсу", "рост", "growth"),
}
AGREES, DIFFERS, UNVERIFIABLE = "agrees", "differs", "unverifiable"
VERDICTS = {
    AGREES: Text("сәйкес", "сходится", "agrees"),
    DIFFERS: Text("сәйкес емес", "не сходится", "disagrees"),
    UNVERIFIABLE: Text("тексеру мүмкін емес", "проверить нельзя", "can't be checked"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure. ``of`` is the key of the figure that it is a part of, by ``breakdown``; "" is a whole.

    ``amount`` in tenge and ``projects`` are None where the source doesn't state them.
    """

    key: str
    name: Text
    year: int
    of: str = ""
    breakdown: str = ""
    level: str = ""
    territory: str = ""
    amount: Decimal | None = None
    projects: int | None = None
    since: int | None = None

    def measured(self, measure: str) -> Decimal | None:
        """The figure in one measure: tenge or number of projects; None where it isn't stated."""
        value = self.amount if measure == AMOUNT else self.projects
        return None if value is None else Decimal(value)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the source printed about its figures: a share, a total, a count or a growth.

    ``printed`` with ``places`` decimals; ``says`` is the measure that its words name, when that isn't the measure of
    its figures ("6.2 per cent of all projects" said of money).
    """

    key: str
    kind: str
    text: Text
    printed: Decimal
    places: int
    measure: str = AMOUNT
    says: str = ""
    part: str = ""
    of: str = ""
    breakdown: str = ""
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A figure within its breakdown, with its shares of the whole."""

    figure: Figure
    share: Share | None
    projects_share: Share | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts of one figure by one criterion, and what they leave unexplained.

    ``remainder``: tenge of the whole that no stated part explains; None when the whole isn't stated. ``unknown``: how
    many parts the source names without an amount: their money is somewhere in the remainder.
    """

    whole: Figure
    by: str
    parts: tuple[Part, ...]
    remainder: Decimal | None
    remainder_share: Share | None
    projects_remainder: int | None
    unknown: int

    @property
    def states_projects(self) -> bool:
        """Does the source say of any part how many projects it has?"""
        return any(part.figure.projects is not None for part in self.parts)


@dataclass(frozen=True, slots=True)
class Check:
    """A claim, recomputed. ``computed`` is exact; :attr:`shown` is rounded as the claim was printed.

    For a share: ``share`` has part and base; ``base_needed`` is the base of which the printed value would be true,
    ``part_needed`` the part of the true base. For a growth: ``yearly`` is the growth a year that it implies.
    """

    claim: Claim
    verdict: str
    computed: Decimal | None = None
    share: Share | None = None
    part: Figure | None = None
    whole: Figure | None = None
    base_needed: Decimal | None = None
    part_needed: Decimal | None = None
    parts: tuple[Figure, ...] = ()
    yearly: Decimal | None = None

    @property
    def shown(self) -> Decimal | None:
        """The computed value with as many decimals as were printed."""
        return None if self.computed is None else rounded(self.computed, self.claim.places)

    @property
    def wrong_measure(self) -> bool:
        """Do the words name another measure than the figures have?"""
        return bool(self.claim.says) and self.claim.says != self.claim.measure


@dataclass(frozen=True, slots=True)
class YearPoint:
    """The total of one year, and by how many per cent it is more than the year before it (None for the first)."""

    year: int
    amount: Decimal
    growth: Decimal | None


def breakdowns(figures: Sequence[Figure]) -> list[Breakdown]:
    """Every breakdown of every figure, in the order of the figures. A part never counts in two sums at once."""
    by_key = {figure.key: figure for figure in figures}
    grouped: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.of:
            grouped.setdefault((figure.of, figure.breakdown), []).append(figure)
    return [_breakdown(by_key[of], by, parts) for (of, by), parts in grouped.items()]


def _breakdown(whole: Figure, by: str, parts: Sequence[Figure]) -> Breakdown:
    stated = sum((part.amount for part in parts if part.amount is not None), Decimal(0))
    remainder = None if whole.amount is None else whole.amount - stated
    known_projects = [part.projects for part in parts if part.projects is not None]
    return Breakdown(
        whole=whole,
        by=by,
        parts=tuple(Part(part, _share(part, whole, AMOUNT), _share(part, whole, PROJECTS)) for part in parts),
        remainder=remainder,
        remainder_share=Share(remainder, whole.amount) if remainder and whole.amount else None,
        projects_remainder=(
            whole.projects - sum(known_projects)
            if whole.projects is not None and len(known_projects) == len(parts)
            else None
        ),
        unknown=sum(part.amount is None for part in parts),
    )


def _share(part: Figure, whole: Figure, measure: str) -> Share | None:
    value, base = part.measured(measure), whole.measured(measure)
    return Share(value, base) if value is not None and base else None


def checked(claims: Iterable[Claim], figures: Sequence[Figure]) -> list[Check]:
    """Every claim recomputed from *figures*."""
    by_key = {figure.key: figure for figure in figures}
    return [_checked(claim, by_key, figures) for claim in claims]


def _checked(claim: Claim, by_key: dict[str, Figure], figures: Sequence[Figure]) -> Check:
    whole = by_key.get(claim.of)
    parts = tuple(f for f in figures if claim.breakdown and f.of == claim.of and f.breakdown == claim.breakdown)
    if claim.kind == SHARE:
        part = by_key.get(claim.part)
        share = _share(part, whole, claim.measure) if part and whole else None
        if share is None:
            return Check(claim, UNVERIFIABLE, part=part, whole=whole)
        verdict = _verdict(share.percent, claim)
        apart = verdict == DIFFERS and claim.printed > 0
        return Check(
            claim,
            verdict,
            computed=share.percent,
            share=share,
            part=part,
            whole=whole,
            base_needed=share.base_of(claim.printed) if apart else None,
            part_needed=share.part_of(claim.printed) if apart else None,
        )
    if claim.kind == TOTAL:
        values = [part.measured(claim.measure) for part in parts]
        if not values or any(value is None for value in values):
            return Check(claim, UNVERIFIABLE, whole=whole, parts=parts)
        total = sum((value for value in values if value is not None), Decimal(0))
        return Check(claim, _verdict(total, claim), computed=total, whole=whole, parts=parts)
    if claim.kind == COUNT:
        number = Decimal(len(parts))
        return Check(claim, _verdict(number, claim), computed=number, whole=whole, parts=parts)
    yearly = yearly_growth(claim.printed, claim.years) if claim.years and claim.printed > 0 else None
    return Check(claim, UNVERIFIABLE, yearly=yearly)


def _verdict(computed: Decimal, claim: Claim) -> str:
    return AGREES if rounded(computed, claim.places) == claim.printed else DIFFERS


def years_compared(totals: Iterable[tuple[int, Decimal]]) -> list[YearPoint]:
    """Totals by year, oldest first, each with its growth over the year before (only where that year is known too)."""
    points: list[YearPoint] = []
    for year, amount in sorted(totals):
        before = points[-1] if points and points[-1].year == year - 1 and points[-1].amount > 0 else None
        points.append(YearPoint(year, amount, growth(before.amount, amount) if before else None))
    return points


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a band: where it begins and how wide it is, in thousandths of the band."""

    name: Text
    amount: Decimal
    share: Share
    start: str
    width: str
    tone: int
    """Number of the colour; 0 is what no stated part explains."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """Where a part lies in the total, in thousandths of it, and the number of its colour there."""

    start: str
    end: str
    tone: int


@dataclass(frozen=True, slots=True)
class Band:
    """One breakdown as a bar of the full width. A part's own breakdown says which piece of the total it enlarges."""

    whole: Figure
    by: Text
    segments: tuple[Segment, ...]
    zoom: Zoom | None


NOT_EXPLAINED = Text(
    "Аталған бөліктермен түсіндірілмеген",
    "Не объяснено названными частями",
    "Not explained by the named parts",
)


def picture(figures: Sequence[Figure], total: Figure) -> list[Band]:
    """The breakdowns of *total* and of its parts as bands. Nothing when the total isn't stated."""
    if not total.amount:
        return []
    places = {total.key: (Decimal(0), 0)}
    bands = []
    for breakdown in breakdowns(figures):
        place, whole = places.get(breakdown.whole.key), breakdown.whole.amount
        if place is None or not whole:
            continue
        first, colour = place
        start, segments = Decimal(0), []
        for tone, part in enumerate((p for p in breakdown.parts if p.figure.amount), start=1):
            places.setdefault(part.figure.key, (first + start, tone % 6))
            amount = part.figure.amount or Decimal(0)
            segments.append(_segment(part.figure.name, amount, whole, start, tone))
            start += amount
        if breakdown.remainder and breakdown.remainder > 0:
            segments.append(_segment(NOT_EXPLAINED, breakdown.remainder, whole, start, 0))
        if segments:
            ends = (_thousandths(first, total.amount), _thousandths(first + whole, total.amount))
            zoom = None if breakdown.whole.key == total.key else Zoom(*ends, colour)
            bands.append(Band(breakdown.whole, BREAKDOWNS[breakdown.by], tuple(segments), zoom))
    return bands


def _thousandths(amount: Decimal, whole: Decimal) -> str:
    return str(rounded(amount * 1000 / whole, 1))


def _segment(name: Text, amount: Decimal, whole: Decimal, start: Decimal, tone: int) -> Segment:
    return Segment(
        name, amount, Share(amount, whole), _thousandths(start, whole), _thousandths(amount, whole), tone % 6
    )


def faults(figures: Sequence[Figure], claims: Sequence[Claim]) -> list[tuple[str, str, Text, Text]]:
    """What contradicts itself in a set: (key, column, what is wrong, what to do).

    Unknown parents, circles, parts in another year than their whole, parts that sum to more than their whole, claims
    about figures that aren't there.
    """
    by_key = {figure.key: figure for figure in figures}
    found: list[tuple[str, str, Text, Text]] = []
    for figure in figures:
        whole = by_key.get(figure.of)
        if figure.of and whole is None:
            found.append((figure.key, "of", _no_such(figure.of), _NAME_A_KEY))
        elif whole is not None and _in_a_circle(figure, by_key):
            found.append((figure.key, "of", _CIRCLE, _NAME_A_KEY))
        elif whole is not None and whole.year != figure.year:
            found.append((figure.key, "year", _OTHER_YEAR, _SAME_YEAR))
    if found:
        return found
    for breakdown in breakdowns(figures):
        if breakdown.remainder is not None and breakdown.remainder < 0:
            found.append((breakdown.whole.key, "amount", _more_than(breakdown.by, -breakdown.remainder), _CHECK_SUMS))
        stated = sum(part.figure.projects or 0 for part in breakdown.parts)
        if breakdown.whole.projects is not None and stated > breakdown.whole.projects:
            excess = Decimal(stated - breakdown.whole.projects)
            found.append((breakdown.whole.key, "projects", _more_than(breakdown.by, excess), _CHECK_SUMS))
    for claim in claims:
        for column, key in (("of", claim.of), ("part", claim.part)):
            if key and key not in by_key:
                found.append((claim.key, column, _no_such(key), _NAME_A_KEY))
    return found


def _in_a_circle(figure: Figure, by_key: dict[str, Figure]) -> bool:
    seen = {figure.key}
    step = by_key.get(figure.of)
    while step is not None:
        if step.key in seen:
            return True
        seen.add(step.key)
        step = by_key.get(step.of)
    return False


def _no_such(key: str) -> Text:
    return Text(
        f"«{key}» кілті бар көрсеткіш жоқ.",
        f"Нет показателя с ключом «{key}».",
        f"There is no figure with the key “{key}”.",
    )


def _more_than(by: str, excess: Decimal) -> Text:
    words = BREAKDOWNS.get(by, Text(by, by, by))
    amount = format(excess, "f")
    return Text(
        f"Бөліктердің қосындысы ({words.kk}) жиынтықтан {amount} артық.",
        f"Сумма частей ({words.ru}) больше итога на {amount}.",
        f"The parts ({words.en}) sum to {amount} more than the whole.",
    )


_NAME_A_KEY = Text(
    "Осы файлдағы көрсеткіштің кілтін жазыңыз.",
    "Укажите ключ показателя из этого же файла.",
    "Write the key of a figure in this file.",
)
_CIRCLE = Text("Көрсеткіш өзінің бөлігі болып тұр.", "Показатель входит сам в себя.", "The figure is a part of itself.")
_OTHER_YEAR = Text(
    "Жылы жиынтықтың жылынан бөлек.", "Год не совпадает с годом итога.", "The year isn't the year of its whole."
)
_SAME_YEAR = Text("Бір жылды жазыңыз.", "Укажите один и тот же год.", "Write the same year.")
_CHECK_SUMS = Text(
    "Сомаларды түпнұсқамен салыстырыңыз.",
    "Сверьте суммы с первоисточником.",
    "Compare the amounts with the source.",
)
