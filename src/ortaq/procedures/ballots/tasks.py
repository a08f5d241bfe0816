"""What the worker does for votes by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.procedures.ballots.actions.elections import keep_times
from ortaq.procedures.ballots.actions.sms import drop_expired_codes


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ballots_times")
def ballots_times(timestamp: int) -> None:
    """Every minute: votes that open or close. The hour itself doesn't wait for it: casting asks the clock."""
    keep_times(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="ballots_codes")
def ballots_codes(timestamp: int) -> None:
    """Every five minutes: codes whose time is over are forgotten."""
    drop_expired_codes(at=timezone.now())
