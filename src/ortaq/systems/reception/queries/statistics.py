"""Figures on appeals for everybody: read from the roll-ups alone, never from appeals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from ortaq.kernel.money.rules import Share
from ortaq.systems.reception.models import DayCount


@dataclass(frozen=True, slots=True)
class Headline:
    """A year in a few figures. The base of ``in_time_share``: every appeal whose term has been kept or missed so far."""

    year: int
    received: int
    answered: int
    in_time_share: Share | None
    median_days: int | None
    is_demo: bool


def headline(year: int) -> Headline:
    """What became of the appeals received in *year*. A demonstration installation counts demo appeals, others real ones.

    Constant number of SQL queries.
    """
    counts = DayCount.objects.filter(
        day__range=(date(year, 1, 1), date(year, 12, 31)), is_demo=settings.DEMO
    ).aggregate(received=Sum("received"), answered=Sum("answered"), in_time=Sum("in_time"), late=Sum("late"))
    figures = {name: count or 0 for name, count in counts.items()}
    due = figures["in_time"] + figures["late"]
    return Headline(
        year, figures["received"], figures["answered"],
        Share(Decimal(figures["in_time"]), Decimal(due)) if due else None, None, settings.DEMO,
    )
