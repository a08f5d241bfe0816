"""The days of Kazakhstan: the local day of a moment, the business calendar, and adding days, working days, months."""

from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from ortaq.kernel.clocks.rules.terms import Unit

ZONE = ZoneInfo("Asia/Almaty")
"""One time zone for the whole country since 1 March 2024 (UTC+5); the region was at UTC+6 before. Both are in tzdata."""

OFFICE_OPENS, OFFICE_CLOSES = time(9), time(18, 30)
"""The working day of a state body: what comes after its end is registered as of the next day (APPC art. 64(3))."""

_ONE = timedelta(days=1)


def local_day(moment: datetime) -> date:
    """The day in Kazakhstan on which an aware *moment* falls. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(ZONE).date()


@dataclass(frozen=True)
class Calendar:
    """The business calendar: which days work. Monday to Friday, but for ``days_off`` and ``working_weekends``.

    ``version`` names the state of the table that it was read from. Days outside the years that the table was filled
    for follow the week alone.
    """

    days_off: frozenset[date] = frozenset()
    working_weekends: frozenset[date] = frozenset()
    version: int = 0

    def is_working(self, day: date) -> bool:
        """Is *day* a working day?"""
        return day in self.working_weekends if day.weekday() >= 5 else day not in self.days_off

    def next_working_day(self, day: date) -> date:
        """*day* itself when it works, else the first working day after it."""
        while not self.is_working(day):
            day += _ONE
        return day

    def add_working_days(self, day: date, amount: int) -> date:
        """The *amount*-th working day after *day* (not counting *day*); for 0 the next working day from *day* on.

        Raises ValueError for a negative amount.
        """
        if amount < 0:
            raise ValueError("working days are added, not taken away")
        if amount == 0:
            return self.next_working_day(day)
        while amount > 0:
            day += _ONE
            amount -= self.is_working(day)
        return day

    def working_days_between(self, first: date, end: date) -> int:
        """How many working days lie from *first* up to the day before *end*; 0 when *end* is not after *first*."""
        if end <= first:
            return 0
        weeks, rest = divmod((end - first).days, 7)
        count = weeks * 5 + sum((first.weekday() + n) % 7 < 5 for n in range(rest))
        off = bisect_left(self._weekdays_off, end) - bisect_left(self._weekdays_off, first)
        extra = bisect_left(self._weekends_on, end) - bisect_left(self._weekends_on, first)
        return count - off + extra

    def in_office_hours(self, moment: datetime) -> bool:
        """Does a state body work at an aware *moment*?"""
        local = moment.astimezone(ZONE)
        return self.is_working(local.date()) and OFFICE_OPENS <= local.time() < OFFICE_CLOSES

    def next_office_moment(self, moment: datetime) -> datetime:
        """*moment* itself when a state body works then, else when it opens next. A later moment never gives an earlier one."""
        if self.in_office_hours(moment):
            return moment
        local = moment.astimezone(ZONE)
        day = local.date() if local.time() < OFFICE_OPENS else local.date() + _ONE
        return datetime.combine(self.next_working_day(day), OFFICE_OPENS, ZONE)

    def last_office_moment(self, moment: datetime) -> datetime:
        """*moment* itself when a state body works then, else the last minute before in which it did. A later moment never
        gives an earlier one.
        """
        if self.in_office_hours(moment):
            return moment
        local = moment.astimezone(ZONE)
        day = local.date() if local.time() >= OFFICE_CLOSES else local.date() - _ONE
        while not self.is_working(day):
            day -= _ONE
        return datetime.combine(day, OFFICE_CLOSES, ZONE) - timedelta(minutes=1)

    @cached_property
    def _weekdays_off(self) -> list[date]:
        return sorted(day for day in self.days_off if day.weekday() < 5)

    @cached_property
    def _weekends_on(self) -> list[date]:
        return sorted(day for day in self.working_weekends if day.weekday() >= 5)


def add_months(day: date, months: int) -> date:
    """The day with the same number *months* later, or the last of a shorter month (Civil Code art. 174)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_term(calendar: Calendar, day: date, amount: int, unit: Unit) -> date:
    """*amount* of *unit* after *day*, *day* itself being day 0."""
    if unit is Unit.MONTH:
        return add_months(day, amount)
    if unit is Unit.WORKING_DAY:
        return calendar.add_working_days(day, amount)
    return day + timedelta(days=amount)
