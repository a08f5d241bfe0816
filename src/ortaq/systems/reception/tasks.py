"""What the worker does for the Internet-reception by itself."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.systems.reception.actions.clockwork import purge_drafts, run_expired_clocks

DRAFT_LIFE = timedelta(days=30)


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="reception_clocks")
def reception_clocks(timestamp: int) -> None:
    """Every quarter of an hour: terms that ran out before today."""
    run_expired_clocks(today=timezone.localdate(), at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="reception_drafts")
def reception_drafts(timestamp: int) -> None:
    """Every night: drafts untouched for thirty days."""
    purge_drafts(before=timezone.now() - DRAFT_LIFE)
