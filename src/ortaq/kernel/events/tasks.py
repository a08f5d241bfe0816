"""The daily checkpoint."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.events.actions import make_due_checkpoint


@app.periodic(cron="20 0 * * *")
@app.task(queueing_lock="daily_checkpoint", pass_context=False)
def daily_checkpoint(timestamp: int) -> None:
    """Signs yesterday's events, twenty minutes past midnight."""
    make_due_checkpoint(at=timezone.now(), today=timezone.localdate())
