"""What the worker does for clocks."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.clocks.actions import RECOMPUTE_TASK, recompute_clocks
from ortaq.kernel.clocks.queries import version_at
from ortaq.kernel.schedule.queries import daily

_LOOK_BACK = timedelta(days=3)


@app.task(name=RECOMPUTE_TASK, queue="clocks", lock=RECOMPUTE_TASK)
def recompute(since: int) -> None:
    """After a change of the business calendar: due days are counted anew."""
    recompute_clocks(since=since)


@app.periodic(cron=daily(0, 10))
@app.task(name="clocks.recheck", queue="clocks", queueing_lock="clocks.recheck")
def recheck(timestamp: int) -> None:
    """Every night: clocks that were started by the old calendar at the very moment of a change."""
    recompute_clocks(since=version_at(timezone.now() - _LOOK_BACK))
