"""What the worker does for competitions by itself."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.schedule.queries import daily
from ortaq.procedures.competitions.actions import finish_calls, keep_times, purge_drafts

DRAFT_LIFE = timedelta(days=180)
"""How long after the deadline an application that wasn't submitted can still be copied into another one."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="competitions_times")
def competitions_times(timestamp: int) -> None:
    """Every minute: calls that open or close. The deadline itself doesn't wait for it: submitting asks the clock."""
    keep_times(at=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="competitions_ends")
def competitions_ends(timestamp: int) -> None:
    """Every quarter of an hour: competitions whose term for complaints ran out become final."""
    finish_calls(at=timezone.now())


@app.periodic(cron=daily(3, 50))
@app.task(queueing_lock="competitions_drafts")
def competitions_drafts(timestamp: int) -> None:
    """Every night: what was typed in applications that were never submitted, half a year after the deadline."""
    while purge_drafts(before=timezone.now() - DRAFT_LIFE):
        pass
