"""What the worker does for accounts: letters about roles, and housekeeping."""

from allauth.account.adapter import get_adapter
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ortaq.kernel.accounts.actions import drop_expired_cache
from ortaq.kernel.accounts.actions.roles import TELL_TASK
from ortaq.kernel.accounts.queries import role_letter


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Deletes sessions and counters that ended, once a night."""
    SessionStore.clear_expired()
    drop_expired_cache(at=timezone.now())


@app.task(name=TELL_TASK, queue="notices", retry=RetryStrategy(max_attempts=12, exponential_wait=4))
def tell_of_role(user_id: int, organisation_id: int, role: str, code: str, last_day: str) -> None:
    """Writes to somebody whose role was given, changed or ended: the same letter whether the account is new or old."""
    letter = role_letter(user_id, organisation_id, role, code, last_day)
    if letter is None:
        return
    with translation.override(letter["language"]):
        get_adapter().render_mail("account/email/role", letter["email"], letter).send()
