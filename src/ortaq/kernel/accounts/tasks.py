"""What the worker does for accounts: letters about roles and their use, and housekeeping."""

from allauth.account.adapter import get_adapter
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ortaq.kernel.accounts.actions import drop_expired_cache
from ortaq.kernel.accounts.actions.readings import TELL_AUDITOR_TASK, note_many_readings
from ortaq.kernel.accounts.actions.roles import TELL_TASK
from ortaq.kernel.accounts.queries import many_readings_letter, role_letter
from ortaq.kernel.schedule.queries import daily


@app.periodic(cron=daily(3, 40))
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


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="accounts.watch_readings",
    queue="housekeeping",
    lock="accounts.watch_readings",
    queueing_lock="accounts.watch_readings",
    pass_context=False,
)
def watch_readings(timestamp: int) -> None:
    """Every ten minutes: who was shown very many records today or yesterday is told of to the auditors."""
    note_many_readings(today=timezone.localdate(), at=timezone.now())


@app.task(name=TELL_AUDITOR_TASK, queue="notices", retry=RetryStrategy(max_attempts=12, exponential_wait=4))
def tell_auditor(user_id: int, reader_id: int, office_id: int, day: str, records: int, limit: int) -> None:
    """Writes to one auditor of somebody who read very many records in a day."""
    letter = many_readings_letter(user_id, reader_id, office_id, day, records, limit)
    if letter is None:
        return
    with translation.override(letter["language"]):
        get_adapter().render_mail("account/email/many_readings", letter["email"], letter).send()
