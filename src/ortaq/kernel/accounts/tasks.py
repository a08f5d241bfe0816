"""Housekeeping of accounts."""

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate.contrib.django import app

from ortaq.kernel.accounts.actions import drop_expired_cache


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Deletes sessions and counters that ended, once a night."""
    SessionStore.clear_expired()
    drop_expired_cache(at=timezone.now())
