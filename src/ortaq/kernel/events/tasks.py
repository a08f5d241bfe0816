"""The daily checkpoint, and the end of old readings."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.events.actions import drop_old_readings, make_due_checkpoint
from ortaq.kernel.schedule.queries import daily


@app.periodic(cron=daily(0, 20))
@app.task(queueing_lock="daily_checkpoint", pass_context=False)
def daily_checkpoint(timestamp: int) -> None:
    """Signs yesterday's events, twenty minutes past midnight."""
    make_due_checkpoint(at=timezone.now(), today=timezone.localdate())


@app.periodic(cron=daily(3, 50))
@app.task(name="events.drop_old_readings", queue="housekeeping", queueing_lock="events.drop_old_readings")
def clear_readings(timestamp: int) -> None:
    """Once a night: readings that are older than they are kept."""
    drop_old_readings(at=timezone.now())
