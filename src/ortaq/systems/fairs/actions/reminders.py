"""Both sides are reminded of a promised gift: before its day, and on the first day after it."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.lifecycle.actions import advance
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.fairs.models import Pledge, PledgeLine, Reminder
from ortaq.systems.fairs.queries.reminders import to_remind
from ortaq.systems.fairs.rules.reminders import STEPS

log = logging.getLogger(__name__)


def remind_of_gifts(*, at: datetime) -> int:
    """Reminds of every gift whose step has come, once; returns how many reminders went out.

    Each pledge is a transaction of its own: one that can't be reminded of doesn't keep the others waiting.
    """
    today, told = local_day(at), 0
    for pledge_id in sorted({line.pledge_id for _step, line in to_remind(today)}):
        try:
            told += _remind(pledge_id, today, at)
        except Exception:  # whatever it is with this pledge: the other gifts are reminded of all the same
            log.exception("pledge %s isn't reminded of", pledge_id)
    return told


@transaction.atomic
def _remind(pledge_id: int, today: date, at: datetime) -> int:
    """One event and one notice to each reader for all gifts of a pledge that have come to the same step."""
    pledge = lock_record(Pledge, pledge_id)
    steps: dict[int, list[PledgeLine]] = {}
    for step, line in to_remind(today, pledge_id):  # read anew under the lock: another worker may have been faster
        steps.setdefault(step, []).append(line)
    for step, lines in sorted(steps.items()):
        Reminder.objects.bulk_create(Reminder(line=line, due_on=line.due_on, step=step, at=at) for line in lines)
        numbers = [line.need.number for line in lines]
        advance(pledge, STEPS[step], by=SYSTEM, at=at, regime="", data={"needs": numbers})
    return len(steps)
