"""What the worker does for fairs by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.schedule.queries import daily
from ortaq.systems.fairs.actions import move_ledger_day, remind_of_gifts


@app.periodic(cron=daily(9, 20))
@app.task(queueing_lock="fairs_reminders")
def fairs_reminders(timestamp: int) -> None:
    """Every morning: gifts whose day comes near or has passed."""
    remind_of_gifts(at=timezone.now())


@app.periodic(cron=daily(0, 5))
@app.task(queueing_lock="fairs_ledger_day")
def fairs_ledger_day(timestamp: int) -> None:
    """Every night: what fell due the day before is overdue in the sums that pages read."""
    move_ledger_day(today=timezone.localdate())
