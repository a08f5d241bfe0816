"""The region's clock, as the worker needs it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from ortaq.kernel.schedule.rules import in_utc


def daily(hour: int, minute: int) -> str:
    """``@app.periodic(cron=daily(2, 40))``: every day at that time in ``TIME_ZONE``.

    The distance from UTC is the one of the moment when the program starts: where a zone changes it, restart.
    """
    offset = datetime.now(ZoneInfo(settings.TIME_ZONE)).utcoffset()
    assert offset is not None, "a zone knows its distance"
    return in_utc(time(hour, minute), offset)
