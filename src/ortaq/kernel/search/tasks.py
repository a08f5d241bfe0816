"""The nightly recount."""

from procrastinate.contrib.django import app

from ortaq.kernel.schedule.queries import daily
from ortaq.kernel.search.actions import recount


@app.periodic(cron=daily(2, 40))
@app.task(queueing_lock="search_recount", pass_context=False)
def search_recount(timestamp: int) -> None:
    """Brings the counts of common terms up to date."""
    recount()
