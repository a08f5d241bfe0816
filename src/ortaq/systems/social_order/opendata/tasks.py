"""What the worker does for packages from elsewhere."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.systems.social_order.opendata.imports import jobs


@app.task(name=jobs.LOAD_TASK, queue="exports", pass_context=False)
def load_package_file(file_id: int) -> None:
    """Reads and loads a long package that a statistician sent."""
    jobs.work_off(file_id=file_id, clock=timezone.now)
