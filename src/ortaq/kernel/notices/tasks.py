"""What the worker does for this room: sends what is due, and looks after the queue itself.

Each room's periodic tasks stand in its own ``tasks.py``, which is found by itself:

    @app.periodic(cron="5 * * * *")
    @app.task(name="room.what", queue="housekeeping", queueing_lock="room.what")
    def what(timestamp: int) -> None: ...

What is done once a day says when by the region's clock: ``cron=daily(2, 40)`` of ``kernel/schedule``.

A task may be killed anywhere and run again: it must be safe to repeat.
"""

from typing import Any

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from ortaq.kernel.notices.actions import SEND_TASK, TEXTS_TASK, send_next, send_next_text
from ortaq.kernel.notices.channels import Channels
from ortaq.kernel.notices.queries import is_quarantined
from ortaq.kernel.schedule.queries import daily

MOST_AT_ONCE = 500
"""How many notices one run sends before it lets other jobs have their turn."""


def _send_texts() -> None:
    with Channels() as channels:
        for _ in range(MOST_AT_ONCE):
            if is_quarantined() or not send_next_text(channels=channels, at=timezone.now()):
                break


def _send(event_id: int | None) -> int:
    sent = 0
    with Channels() as channels:
        while sent < MOST_AT_ONCE and not is_quarantined():
            if not send_next(channels=channels, at=timezone.now(), event_id=event_id):
                break
            sent += 1
    return sent


@app.task(name=SEND_TASK, queue="notices")
def send_notices(event_id: int) -> None:
    """Sends the notices of one event, right after it was committed."""
    _send(event_id)


@app.task(name=TEXTS_TASK, queue="notices")
def send_text_messages() -> None:
    """Sends what waits of text messages to bare numbers, right after they were committed."""
    _send_texts()


@app.periodic(cron="* * * * *")
@app.task(name="notices.sweep", queue="notices", queueing_lock="notices.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: sends what is due again, and what a killed worker left behind."""
    _send(None)
    _send_texts()


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.revive", queue="housekeeping", queueing_lock="notices.revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Every five minutes: jobs whose worker was killed go back into the queue."""
    manager: Any = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron=daily(3, 40))
@app.task(name="notices.clear_jobs", queue="housekeeping", queueing_lock="notices.clear_jobs", pass_context=True)
async def clear_jobs(context: JobContext, timestamp: int) -> None:
    """Daily: forgets jobs that ended a month ago, failed ones too."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=30 * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )
