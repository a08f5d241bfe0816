"""What the worker does for fairs by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.systems.fairs.actions import remind_of_gifts


@app.periodic(cron="20 9 * * *")
@app.task(queueing_lock="fairs_reminders")
def fairs_reminders(timestamp: int) -> None:
    """Every morning: gifts whose day comes near or has passed."""
    remind_of_gifts(at=timezone.now())
