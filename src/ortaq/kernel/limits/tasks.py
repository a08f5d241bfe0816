"""What the worker does for this room by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.limits.actions import purge_limits


@app.periodic(cron="17 * * * *")
@app.task(name="limits.purge", queue="housekeeping", queueing_lock="limits.purge", pass_context=False)
def purge(timestamp: int) -> None:
    """Hourly: forgets what no limit and no idempotency key needs any more."""
    purge_limits(timezone.now())
