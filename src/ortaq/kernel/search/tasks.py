"""The nightly recount."""

from procrastinate.contrib.django import app

from ortaq.kernel.search.actions import recount


@app.periodic(cron="40 21 * * *")  # 02:40 in Kazakhstan: these lines count in UTC
@app.task(queueing_lock="search_recount", pass_context=False)
def search_recount(timestamp: int) -> None:
    """Brings the counts of common terms up to date."""
    recount()
