"""Reading duties. A constant number of SQL queries each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from ortaq.kernel.parties.models import Organisation
from ortaq.procedures.publication.models import Duty
from ortaq.procedures.publication.registry import duty_kind, duty_kinds
from ortaq.procedures.publication.rules import DutyKind, Standing, standing

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A duty as a page shows it: what, whose, and how it stands on the day of the page."""

    duty: Duty
    kind: DutyKind
    standing: Standing


@dataclass(frozen=True, slots=True)
class Score:
    """How a body met its duties up to a day: in time, late, overdue. What isn't due yet counts nowhere."""

    body: Organisation
    met: int
    late: int
    overdue: int

    @property
    def due(self) -> int:
        """How many were due in all: the base of every share."""
        return self.met + self.late + self.overdue


def lines(duties: Iterable[Duty], today: date) -> list[Line]:
    """*duties* with their kinds; those of a kind that is no longer declared are left out."""
    known = {kind.code for kind in duty_kinds()}
    return [
        Line(duty, duty_kind(duty.code), standing(duty.due_on, duty.done_on, today))
        for duty in duties
        if duty.code in known
    ]


def public_lines(year: int, today: date, body: str = "", after: int = 0) -> tuple[list[Line], int | None]:
    """The duties that are or were due in *year*, the earliest first; and the key of the next page. One SQL query.

    What is due later than *today* shows too: anybody may know what is to come.
    """
    found = Duty.objects.filter(due_on__year=year).select_related("body", "record")
    if body:
        found = found.filter(body__slug=body)
    if after:
        last = Duty.objects.filter(pk=after).values_list("due_on", "pk").first()
        if last:
            found = found.filter(Q(due_on__gt=last[0]) | Q(due_on=last[0], pk__gt=last[1]))
    rows = list(found.order_by("due_on", "pk")[: PAGE + 1])
    return lines(rows[:PAGE], today), rows[PAGE - 1].pk if len(rows) > PAGE else None


def scores(year: int, today: date) -> list[Score]:
    """Each body's record for *year*, whoever is most overdue first. Two SQL queries."""
    counted = (
        Duty.objects.filter(due_on__year=year)
        .values("body")
        .annotate(
            met=Count("pk", filter=Q(done_on__lte=F("due_on"))),
            late=Count("pk", filter=Q(done_on__gt=F("due_on"))),
            overdue=Count("pk", filter=Q(done_on__isnull=True, due_on__lt=today)),
        )
        .order_by()
    )
    rows = {row["body"]: row for row in counted}
    bodies = Organisation.objects.in_bulk(rows)
    found = [Score(bodies[pk], row["met"], row["late"], row["overdue"]) for pk, row in rows.items()]
    return sorted(found, key=lambda each: (-each.overdue, -each.late, each.body.slug))


def years() -> list[int]:
    """The years in which duties are due, the newest first."""
    return [each.year for each in Duty.objects.dates("due_on", "year", order="DESC")]


def open_duties(offices: Iterable[int], today: date) -> list[Line]:
    """What bodies still have to publish, the most pressing first, a page of it. One SQL query."""
    found = Duty.objects.filter(body__in=list(offices), done_at__isnull=True).select_related("body", "record")
    return lines(found.order_by("due_on", "pk")[:PAGE], today)


def duty(pk: int) -> Duty | None:
    """One duty with its body and record."""
    return Duty.objects.select_related("body", "record").filter(pk=pk).first()
