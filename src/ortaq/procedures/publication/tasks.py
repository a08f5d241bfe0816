"""What the worker does for publication duties by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.schedule.queries import daily
from ortaq.procedures.publication.actions import open_yearly_duties


@app.periodic(cron=daily(1, 20))
@app.task(queueing_lock="publication_yearly")
def publication_yearly(timestamp: int) -> None:
    """Every night: the duties of this year, so that a body that was added meanwhile has its own the next day."""
    open_yearly_duties(about=timezone.localdate().year, by=SYSTEM, at=timezone.now())
