"""What the worker does for competitions by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.procedures.competitions.actions import finish_calls, keep_times


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
