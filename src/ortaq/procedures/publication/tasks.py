"""What the worker does for publication duties by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.parties.rules import SYSTEM
from ortaq.procedures.publication.actions import open_yearly_duties


@app.periodic(cron="20 20 * * *")  # 01:20 in Kazakhstan: these lines count in UTC
@app.task(queueing_lock="publication_yearly")
def publication_yearly(timestamp: int) -> None:
    """Every night: the duties of this year, so that a body that was added meanwhile has its own the next day."""
    open_yearly_duties(about=timezone.localdate().year, by=SYSTEM, at=timezone.now())
