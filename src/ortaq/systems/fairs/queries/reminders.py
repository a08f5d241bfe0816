"""Promised gifts that both sides are to be reminded of."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef

from ortaq.systems.fairs.models import PledgeLine, Reminder
from ortaq.systems.fairs.queries.pledges import line_row, with_given
from ortaq.systems.fairs.rules.reminders import FIRST, OVERDUE, step_of


def to_remind(today: date, pledge_id: int | None = None) -> list[tuple[int, PledgeLine]]:
    """(step, gift) of what is still owed by memoranda in force and not reminded of, of one pledge where one is named.

    Two SQL queries, however many there are.
    """
    told = Reminder.objects.filter(line=OuterRef("pk"), due_on=OuterRef("due_on"), step=OVERDUE)
    lines = PledgeLine.objects.filter(pledge__state="in_force", due_on__lte=today + timedelta(days=FIRST))
    if pledge_id is not None:
        lines = lines.filter(pledge_id=pledge_id)
    found = list(with_given(lines.exclude(Exists(told))).select_related("pledge", "need").order_by("pledge_id", "pk"))
    sent = set(Reminder.objects.filter(line__in=found, due_on=F("line__due_on")).values_list("line_id", "step"))
    steps = ((step_of(line.due_on, today), line) for line in found if line_row(line, line.pledge, today).standing.left)
    return [(step, line) for step, line in steps if step is not None and (line.pk, step) not in sent]
