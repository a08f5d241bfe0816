"""What the worker does for votes by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.procedures.ballots.actions.destruction import destroy_all
from ortaq.procedures.ballots.actions.elections import keep_times
from ortaq.procedures.ballots.actions.heads import make_heads
from ortaq.procedures.ballots.actions.sms import drop_expired_codes
from ortaq.procedures.ballots.actions.telling import tell_all


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


@app.periodic(cron="0 * * * *")
@app.task(queueing_lock="ballots_heads")
def ballots_heads(timestamp: int) -> None:
    """Every hour: what came in enters the public log under a signed head; then who voted is told that they did."""
    make_heads(at=timezone.now())
    tell_all(at=timezone.now())


@app.periodic(cron="30 * * * *")
@app.task(queueing_lock="ballots_destruction")
def ballots_destruction(timestamp: int) -> None:
    """Every hour: where a closing broke off, or a vote was annulled, what ties voters to ballots is destroyed."""
    destroy_all(at=timezone.now())
