"""Queueing notices with the event that they tell of, and what recipients do with theirs."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.notices.rules import Recipient, channels_for
from ortaq.kernel.parties.models import Person
from ortaq.kernel.records.models import Record

SEND_TASK = "notices.send"

_jobs = JobManager(DjangoConnector())
"""Always Django's own connection, inside the worker too: the job is committed, or rolled back, with the event."""


@transaction.atomic
def queue_notices(*, event: Event, record: Record, recipients: Iterable[Recipient]) -> int:
    """Writes the notices of *event* and the job that sends them, in the transaction of the event; how many were new.

    Idempotent by (event, recipient, channel). A recipient named in several capacities is told once, in the first.
    Who left no contact isn't told: they have the number and PIN.
    """
    told: dict[str, Recipient] = {}
    for recipient in recipients:
        told.setdefault(recipient.identity, recipient)
    if not told:
        return 0
    people = {
        person.pk: person
        for person in Person.objects.filter(pk__in=[r.person_id for r in told.values() if r.person_id]).only(
            "email", "phone"
        )
    }
    notices = []
    for identity, recipient in told.items():
        person = people.get(recipient.person_id or 0)
        channels = channels_for(
            recipient,
            email=bool(recipient.user_id or (person and person.email)),
            phone=bool(person and person.phone),
            sms=bool(settings.SMS_URL),
        )
        notices += [_notice(event, recipient, channel, f"{event.pk}:{identity}:{channel}") for channel in channels]
    made = Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if any(notice.channel != Notice.Channel.INAPP for notice in made):
        configure_task(name=SEND_TASK, job_manager=_jobs, queue="notices").defer(event_id=event.pk)
    return len(made)


def _notice(event: Event, recipient: Recipient, channel: str, key: str) -> Notice:
    inapp = channel == Notice.Channel.INAPP
    return Notice(
        event=event,
        person_id=recipient.person_id,
        user_id=recipient.user_id,
        because=recipient.because,
        language=recipient.language,
        channel=channel,
        optional=recipient.optional,
        key=key,
        state=Notice.State.SENT if inapp else Notice.State.QUEUED,
        next_try_at=None if inapp else event.at,
        created_at=event.at,
        sent_at=event.at if inapp else None,
    )


def mark_read(*, user_id: int, at: datetime, up_to: int | None = None, notice_id: int | None = None) -> int:
    """Marks a person's own notices in the application as read: one, or all up to the id *up_to*."""
    unread = Notice.objects.filter(user_id=user_id, channel=Notice.Channel.INAPP, read_at__isnull=True)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=at)
