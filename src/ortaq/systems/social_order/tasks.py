"""What the worker does for the social order by itself."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.schedule.queries import daily
from ortaq.systems.social_order import imports
from ortaq.systems.social_order.actions import fold_sums, purge_topic_drafts

DRAFT_LIFE = timedelta(days=90)
"""How long a proposal that isn't sent stays in its account, untouched."""


@app.periodic(cron="40 * * * *")
@app.task(queueing_lock="social_order_sums")
def social_order_sums(timestamp: int) -> None:
    """Every hour: one row of each plan's sums that belong together, so that its page reads few."""
    fold_sums()


@app.periodic(cron=daily(3, 55))
@app.task(queueing_lock="social_order_drafts")
def social_order_drafts(timestamp: int) -> None:
    """Every night: drafts of proposals that nobody has touched for ninety days."""
    purge_topic_drafts(before=timezone.now() - DRAFT_LIFE)


@app.task(name=imports.LOAD_TASK, queue="exports", pass_context=False)
def load_plan(file_id: int) -> None:
    """Loads a long plan file that an officer asked for."""
    imports.work_off(file_id=file_id, clock=timezone.now)
