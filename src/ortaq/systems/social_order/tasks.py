"""What the worker does for the social order by itself."""

from procrastinate.contrib.django import app

from ortaq.systems.social_order.actions import fold_sums


@app.periodic(cron="40 * * * *")
@app.task(queueing_lock="social_order_sums")
def social_order_sums(timestamp: int) -> None:
    """Every hour: one row of each plan's sums that belong together, so that its page reads few."""
    fold_sums()
