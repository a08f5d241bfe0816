"""A time of the local day as a line of cron. Pure."""

from datetime import time, timedelta

_DAY = timedelta(days=1)


def in_utc(at: time, offset: timedelta) -> str:
    """The line that means every day at *at* of a clock that is *offset* ahead of UTC, for a worker that counts in UTC."""
    minutes = (timedelta(hours=at.hour, minutes=at.minute) - offset) % _DAY // timedelta(minutes=1)
    return f"{minutes % 60} {minutes // 60} * * *"
