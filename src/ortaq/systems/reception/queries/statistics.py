"""Figures on appeals for everybody: read from the roll-ups alone, never from appeals.

Numbers of a year are shown by one dimension, and narrowed by one value of another: no two shown tables overlap except
in sums that both show, so what one hides no other one gives away. Demo and real appeals are never counted together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, Sum
from django.utils import timezone

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import Share
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.systems.reception.models import Appeal, Category, DayAnswers, DayCount
from ortaq.systems.reception.rules import TYPES
from ortaq.systems.reception.rules.statistics import (
    FIGURES,
    Counts,
    Shown,
    hidden_in_list,
    hidden_in_table,
    shown,
    small,
    sum_tells_all,
)

DIMENSIONS = ("body", "territory", "category", "type", "month")
_COLUMNS = {
    "body": "body_id",
    "territory": "territory_id",
    "category": "category_id",
    "type": "type",
    "month": "extract(month FROM day)::int",
}
_SUMS = {
    "received": "received",
    "answered": "answered",
    "in_time": "in_time",
    "due": "in_time + late",
    "extended": "extended",
    "repeated": "repeated",
    "forwarded": "forwarded",
    "disputed": "disputed",
    "rated": "rated",
    "solved": "solved",
}
Value = int | str
"""A value of a dimension: an id, a type, a month from 1 to 12."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A year in a few figures. The base of ``in_time_share``: every appeal whose term has been kept or missed so far."""

    year: int
    received: int
    answered: int
    in_time_share: Share | None
    median_days: int | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One group of a table: the key that addresses it, what it is called, and its numbers as the public sees them."""

    key: str
    name: Text
    shown: Shown


@dataclass(frozen=True, slots=True)
class Table:
    """The groups of one dimension, those with most appeals first (months in their order)."""

    by: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page can be narrowed to: ``key`` is ``dimension:value``."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the statistics page shows. ``chosen``: the narrowing, None for the whole region."""

    year: int
    chosen: Choice | None
    total: Shown
    tables: list[Table]
    choices: dict[str, list[Choice]]
    median_days: int | None
    is_demo: bool


def headline(year: int) -> Headline:
    """What became of the appeals received in *year*. A demonstration installation counts demo appeals, others real ones.

    Two SQL queries.
    """
    counts = DayCount.objects.filter(day__range=_span(year), is_demo=settings.DEMO).aggregate(
        received=Sum("received"), answered=Sum("answered"), in_time=Sum("in_time"), late=Sum("late")
    )
    figures = {name: count or 0 for name, count in counts.items()}
    due = figures["in_time"] + figures["late"]
    share = Share(Decimal(figures["in_time"]), Decimal(due)) if due else None
    return Headline(year, figures["received"], figures["answered"], share, median_days(year), settings.DEMO)


def median_days(year: int) -> int | None:
    """So many calendar days or fewer half of the answered appeals of *year* waited; None below five answers. One SQL query."""
    rows = (
        DayAnswers.objects.filter(day__range=_span(year), is_demo=settings.DEMO)
        .values_list("days")
        .annotate(number=Sum("answered"))
        .order_by("days")
    )
    counted = list(rows)
    left = sum(number for _days, number in counted) / 2
    if small(int(left * 2)):
        return None
    for days, number in counted:
        left -= number
        if left <= 0:
            return int(days)
    return None


def years() -> list[int]:
    """The years of which something is counted, newest first; the present year at least. One SQL query."""
    span = DayCount.objects.filter(is_demo=settings.DEMO).aggregate(first=Min("day"), last=Max("day"))
    now = timezone.localdate().year
    if span["first"] is None:
        return [now]
    return list(range(max(span["last"].year, now), span["first"].year - 1, -1))


def first_day() -> date | None:
    """The day on which the oldest appeal was received. One SQL query over an index."""
    oldest = Appeal.objects.order_by("received_at").values_list("received_at", flat=True).first()
    return timezone.localtime(oldest).date() if oldest else None


def picture(year: int, chosen: str = "") -> Picture | None:
    """The figures of *year*, narrowed to *chosen* (``dimension:value``); None when there is no such narrowing.

    Six SQL queries, however much is counted.
    """
    names = _names()
    choices = {by: [Choice(f"{by}:{key}", name) for key, name in names[by].values()] for by in DIMENSIONS}
    by, _, wanted = chosen.partition(":")
    value: Value | None = None
    if chosen:
        value = next((value for value, (key, _name) in names.get(by, {}).items() if key == wanted), None)
        if value is None:
            return None
    lists, pairs = _counts(year, by if chosen else "")
    whole = lists[""].get("", Counts({}))
    hidden = {dimension: _hidden(lists[dimension]) for dimension in DIMENSIONS}
    if value is None:
        total = shown(whole, _small(whole) | _told_by_sums(lists))
        tables = [
            _table(each, {v: shown(counts, _of(hidden[each], v)) for v, counts in lists[each].items()}, names[each])
            for each in DIMENSIONS
        ]
    else:
        total = shown(lists[by].get(value, Counts({})), _of(hidden[by], value))
        tables = [
            _table(each, _narrowed(pairs[each], value, hidden[by], hidden[each]), names[each])
            for each in DIMENSIONS
            if each != by
        ]
    choice = next((c for c in choices[by] if c.key == chosen), None) if chosen else None
    return Picture(year, choice, total, tables, choices, median_days(year) if not chosen else None, settings.DEMO)


Lists = dict[str, dict[Value, Counts]]
Pairs = dict[str, dict[tuple[Value, Value], Counts]]
Hidden = dict[str, frozenset[Value]]
"""By figure, the values whose number is hidden."""


def _counts(year: int, chosen: str) -> tuple[Lists, Pairs]:
    """Sums by each dimension, and by *chosen* with each other dimension, in one SQL query."""
    pairs = [(chosen, other) for other in DIMENSIONS if chosen and other != chosen]
    sets = [(), *((each,) for each in DIMENSIONS), *pairs]
    grouping = ", ".join("(" + ", ".join(_COLUMNS[each] for each in group) + ")" for group in sets)
    keys = ", ".join(f"CASE WHEN grouping({column}) = 0 THEN {column} END" for column in _COLUMNS.values())
    sums = ", ".join(f"sum({expression})" for expression in (*_SUMS.values(), "rating_sum"))
    # Every piece is a constant of this file; what was asked for travels as a parameter.
    sql = f"SELECT {keys}, {sums} FROM reception_daycount WHERE day BETWEEN %s AND %s AND is_demo = %s GROUP BY GROUPING SETS ({grouping})"  # noqa: S608
    lists: Lists = {each: {} for each in ("", *DIMENSIONS)}
    crossed: Pairs = {other: {} for _chosen, other in pairs}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_span(year), settings.DEMO])
        for row in cursor.fetchall():
            numbers = [int(number or 0) for number in row[len(DIMENSIONS) :]]
            counts = Counts(dict(zip(FIGURES, numbers, strict=False)), numbers[-1])
            here = {each: value for each, value in zip(DIMENSIONS, row, strict=False) if value is not None}
            if len(here) == 2:
                other = next(each for each in here if each != chosen)
                crossed[other][here[chosen], here[other]] = counts
            elif here:
                ((dimension, value),) = here.items()
                lists[dimension][value] = counts
            else:
                lists[""][""] = counts
    return lists, crossed


def _hidden(groups: Mapping[Value, Counts]) -> Hidden:
    return {figure: hidden_in_list({value: counts[figure] for value, counts in groups.items()}) for figure in FIGURES}


def _of(hidden: Hidden, value: Value) -> frozenset[str]:
    return frozenset(figure for figure, values in hidden.items() if value in values)


def _small(counts: Counts) -> frozenset[str]:
    return frozenset(figure for figure in FIGURES if hidden_in_list({"": counts[figure]}))


def _told_by_sums(lists: Lists) -> frozenset[str]:
    """The figures whose total would say that every group of some list has just one."""
    return frozenset(
        figure
        for figure in FIGURES
        if any(sum_tells_all({v: counts[figure] for v, counts in lists[each].items()}) for each in DIMENSIONS)
    )


def _narrowed(
    pairs: Mapping[tuple[Value, Value], Counts], value: Value, hidden: Hidden, others: Hidden
) -> dict[Value, Shown]:
    """The row *value* of a table of two dimensions, hidden as the whole table demands it."""
    rows, columns = {row for row, _column in pairs}, {column for _row, column in pairs}
    nothing = Counts({})
    whole = {(row, column): pairs.get((row, column), nothing) for row in rows for column in columns}
    gone = {
        figure: hidden_in_table(
            {pair: counts[figure] for pair, counts in whole.items()}, hidden[figure], others[figure]
        )
        for figure in FIGURES
    }
    narrowed = {
        pair[1]: shown(counts, frozenset(figure for figure in FIGURES if pair in gone[figure]))
        for pair, counts in whole.items()
        if pair[0] == value
    }
    return {other: numbers for other, numbers in narrowed.items() if numbers["received"] != 0}


def _table(by: str, groups: Mapping[Value, Shown], names: Mapping[Value, tuple[str, Text]]) -> Table:
    known = [Row(*names[value], numbers) for value, numbers in groups.items() if value in names]
    if by == "month":
        return Table(by, sorted(known, key=lambda row: int(row.key)))
    return Table(by, sorted(known, key=lambda row: (-(row.shown["received"] or 0), row.key)))


def _names() -> dict[str, dict[Value, tuple[str, Text]]]:
    found: dict[str, dict[Value, tuple[str, Text]]] = {
        by: {
            row[0]: (row[1], Text(row[2], row[3], row[4]))
            for row in rows.values_list("id", "slug", "name_kk", "name_ru", "name_en")
        }
        for by, rows in (
            ("body", Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY).order_by("slug")),
            ("territory", Territory.objects.order_by("order", "slug")),
            ("category", Category.objects.order_by("order", "slug")),
        )
    }
    found["type"] = {code: (code, name) for code, (name, _hint) in TYPES.items()}
    found["month"] = {number: (str(number), name) for number, name in enumerate(MONTHS, start=1)}
    return found


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


MONTHS = (
    Text("қаңтар", "январь", "January"),
    Text("ақпан", "февраль", "February"),
    Text("наурыз", "март", "March"),
    Text("сәуір", "апрель", "April"),
    Text("мамыр", "май", "May"),
    Text("маусым", "июнь", "June"),
    Text("шілде", "июль", "July"),
    Text("тамыз", "август", "August"),
    Text("қыркүйек", "сентябрь", "September"),
    Text("қазан", "октябрь", "October"),
    Text("қараша", "ноябрь", "November"),
    Text("желтоқсан", "декабрь", "December"),
)
