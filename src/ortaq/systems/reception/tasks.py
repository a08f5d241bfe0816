"""What the worker does for the Internet-reception by itself."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.schedule.queries import daily
from ortaq.systems.reception.actions import send_pin_link
from ortaq.systems.reception.actions.clockwork import purge_drafts, run_expired_clocks
from ortaq.systems.reception.actions.pins import LINK_TASK, forget_who_never_joined
from ortaq.systems.reception.actions.statistics import refresh_day_counts
from ortaq.systems.reception.queries.statistics import first_day

DRAFT_LIFE = timedelta(days=30)
UNJOINED_LIFE = timedelta(days=4)
"""A letter is tried for three days, and its link is good for one."""
LIVELY = timedelta(days=120)
"""Appeals received longer ago change seldom: their figures are counted at night."""


@app.task(name=LINK_TASK, queue="notices", pass_context=False)
def pin_link(number: str, contacts: str, by: str) -> None:
    """When somebody says that they lost a PIN: the link goes to the contact that was left, if it was.

    ``contacts``: keyed hashes in hexadecimal, with spaces between.
    """
    hashes = [bytes.fromhex(each) for each in contacts.split()]
    send_pin_link(number=number, contacts=hashes, by=by, at=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="reception_clocks")
def reception_clocks(timestamp: int) -> None:
    """Every quarter of an hour: terms that ran out before today."""
    run_expired_clocks(today=timezone.localdate(), at=timezone.now())


@app.periodic(cron=daily(3, 40))
@app.task(queueing_lock="reception_drafts")
def reception_drafts(timestamp: int) -> None:
    """Every night: drafts untouched for thirty days, and what people left of themselves who wanted to join and never did."""
    now = timezone.now()
    purge_drafts(before=now - DRAFT_LIFE)
    forget_who_never_joined(before=now - UNJOINED_LIFE)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="reception_statistics")
def reception_statistics(timestamp: int) -> None:
    """Every ten minutes: figures on the appeals of the last months."""
    today = timezone.localdate()
    refresh_day_counts(today - LIVELY, today)


@app.periodic(cron=daily(2, 20))
@app.task(queueing_lock="reception_statistics_whole")
def reception_statistics_whole(timestamp: int) -> None:
    """Every night: figures on every appeal since the first, a month at a time."""
    first = first_day()
    if first is not None:
        refresh_day_counts(first, timezone.localdate())
