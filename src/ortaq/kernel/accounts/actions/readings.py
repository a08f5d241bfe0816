"""Telling the auditors of an officer who was shown the personal data of very many records in one day.

Nobody is stopped: whoever takes out a whole work list may have to. But it stands in the log, and somebody else looks.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.accounts.queries import auditors
from ortaq.kernel.events.actions import record_rights_event
from ortaq.kernel.events.queries import MANY_READINGS, readers_beyond
from ortaq.kernel.parties.rules import SYSTEM

TELL_AUDITOR_TASK = "accounts.tell_auditor"

_jobs = JobManager(DjangoConnector())
"""Always Django's own connection: the letters are queued, or not, with the event."""


@transaction.atomic
def note_many_readings(*, today: date, at: datetime) -> int:
    """Notes who read more of yesterday's or today's records than the limit, once for each day; returns how many.

    Called by one task at a time. Each is an event of the log of rights, and a letter to every auditor.
    """
    limit, noted = settings.READINGS_A_DAY, 0
    for day in (today - timedelta(days=1), today):
        for found in readers_beyond(limit, day):
            record_rights_event(
                code=MANY_READINGS,
                subject_id=found.reader_id,
                by=SYSTEM,
                at=at,
                office_id=found.office_id,
                reason=f"{found.records} > {limit}",
                data={"first_day": day.isoformat(), "records": found.records, "limit": limit},
            )
            noted += 1
            for auditor_id in auditors(today):
                configure_task(name=TELL_AUDITOR_TASK, job_manager=_jobs, queue="notices").defer(
                    user_id=auditor_id,
                    reader_id=found.reader_id,
                    office_id=found.office_id,
                    day=day.isoformat(),
                    records=found.records,
                    limit=limit,
                )
    return noted
