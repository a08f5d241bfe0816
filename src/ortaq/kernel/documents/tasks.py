"""What the worker does for documents by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.documents import actions
from ortaq.kernel.schedule.queries import daily


@app.periodic(cron="*/2 * * * *")
@app.task(name="documents.check", queue="documents", queueing_lock="documents.check", pass_context=False)
def check_held_files(timestamp: int) -> None:
    """Every two minutes: the antivirus looks at what is held."""
    actions.check_quarantined(at=timezone.now())


@app.periodic(cron=daily(3, 17))
@app.task(name="documents.sweep", queue="housekeeping", queueing_lock="documents.sweep", pass_context=False)
def sweep_left_over_files(timestamp: int) -> None:
    """Every night: files that no row names are deleted."""
    actions.sweep_files(at=timezone.now())
