"""Queueing notices with the event that they tell of, sending them, and what recipients do with theirs.

Delivery is *at least once, recognisable*: a notice is claimed in one transaction (state ``sending``, a lease of five
minutes, committed), then handed to the server, then marked ``sent`` in another. A worker killed before the hand-over
sent nothing, and the notice is taken up again when its lease ends; one killed after the mark sent it once. Only between
the server's "250" and the mark — one commit — can a kill cause a second copy. The other order (mark, then send) would
lose notices that the law requires, which is worse; so the Message-ID is fixed per notice, and mail systems and readers
see the copy as the same message.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.channels import Channels, NotDelivered
from ortaq.kernel.notices.letters import letter_of, text_letter
from ortaq.kernel.notices.models import Notice, ServerPause, Stop, TextMessage
from ortaq.kernel.notices.queries import address_of, is_stopped, notice_to_send, recipient_of
from ortaq.kernel.notices.rules import LEASE, SERVER_PAUSE, Recipient, channels_for, next_try
from ortaq.kernel.parties.models import Person
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.queries import KeptQuery

log = logging.getLogger(__name__)

SEND_TASK = "notices.send"
TEXTS_TASK = "notices.texts"

_real = KeptQuery(
    lambda accounts: get_user_model().objects.filter(pk__any=accounts, is_demo=False).values_list("pk", flat=True)
)
_jobs = JobManager(DjangoConnector())
"""Always Django's own connection, inside the worker too: the job is committed, or rolled back, with the event."""


@transaction.atomic(savepoint=False)
def queue_notices(*, event: Event, record: Record, recipients: Iterable[Recipient]) -> None:
    """Writes the notices of *event* and the job that sends them, in the transaction of the event. At most four SQL queries.

    Idempotent by (event, recipient, channel). A recipient named in several capacities is told once, in the first; a
    person who has an account is told by account.
    Who left no contact isn't told: they have the number and PIN. Demo people have invented addresses: they are told in
    the application only.
    """
    asked = list(recipients)
    people = _people(record, {r.person_id for r in asked if r.person_id})
    told: dict[str, Recipient] = {}
    for recipient in asked:
        person = people.get(recipient.person_id or 0)
        if person and not recipient.user_id:
            recipient = replace(recipient, user_id=person.user_id)
        told.setdefault(recipient.identity, recipient)
    if not told:
        return
    accounts = [r.user_id for r in told.values() if r.user_id]
    real_users = set(_real(accounts)) if accounts else set()
    notices = []
    for identity, recipient in told.items():
        person = people.get(recipient.person_id or 0)
        reachable = person if person and not person.is_demo else None
        guest = None if recipient.user_id else reachable
        channels = channels_for(
            recipient,
            email=recipient.user_id in real_users or bool(guest and guest.email),
            phone=bool(reachable and reachable.phone and (guest or recipient.user_id in real_users)),
            sms=bool(settings.SMS_URL),
        )
        notices += [_notice(event, recipient, channel, f"{event.pk}:{identity}:{channel}") for channel in channels]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if any(notice.channel != Notice.Channel.INAPP for notice in notices):
        configure_task(name=SEND_TASK, job_manager=_jobs, queue="notices").defer(event_id=event.pk)


def _people(record: Record, ids: set[int]) -> dict[int, Person]:
    """The people *ids*, without asking for an author whom the caller has at hand."""
    at_hand = Record._meta.get_field("author").is_cached(record)
    people = {record.author.pk: record.author} if at_hand and record.author and record.author.pk in ids else {}
    missing = ids - people.keys()
    if missing:
        rows = Person.objects.filter(pk__in=missing).only("email", "phone", "user_id", "is_demo")
        people |= {person.pk: person for person in rows}
    return people


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


def send_next(*, channels: Channels, at: datetime, event_id: int | None = None) -> bool:
    """Claims the notice that has been due longest (of *event_id*) and sends it; False when none is due.

    Must not run inside a transaction: claim and outcome are each committed by themselves (see the module's text).
    """
    notice_id = _claim(at, event_id)
    if notice_id is None:
        return False
    notice = notice_to_send(notice_id)
    address = address_of(notice)
    if is_stopped(notice):
        _settle(notice, Notice.State.STOPPED, {})
    elif not address:
        _settle(notice, Notice.State.DEAD, {"error": "no address"})
    else:
        try:
            evidence = channels[notice.channel].send(address, letter_of(notice, at))
        except NotDelivered as failure:
            _fail(notice, failure, at)
        except Exception as error:  # whatever breaks one letter must not hold up the others: it is kept for the office
            log.exception("notice %s can't be made", notice.pk)
            _fail(notice, NotDelivered(type(error).__name__), at)
        else:
            _settle(notice, Notice.State.SENT, evidence, sent_at=at)
            ServerPause.objects.filter(channel=notice.channel).delete()
    return True


def _claim(at: datetime, event_id: int | None) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notices_notice SET state = 'sending', attempts = attempts + 1, next_try_at = %(lease)s
            WHERE id = (
                SELECT id FROM notices_notice
                WHERE state IN ('queued', 'sending', 'failed') AND next_try_at <= %(at)s
                  AND (%(event)s::bigint IS NULL OR event_id = %(event)s)
                  AND channel NOT IN (SELECT channel FROM notices_serverpause WHERE until > %(at)s)
                ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            RETURNING id
            """,
            {"at": at, "lease": at + LEASE, "event": event_id},
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _settle(notice: Notice, state: str, evidence: dict[str, str], sent_at: datetime | None = None) -> None:
    Notice.objects.filter(pk=notice.pk).exclude(state=Notice.State.SENT).update(
        state=state, evidence=evidence, sent_at=sent_at, next_try_at=None
    )


def _fail(notice: Notice, failure: NotDelivered, at: datetime) -> None:
    again = None if failure.permanent else next_try(notice.attempts, at, notice.created_at)
    if again is None:
        _settle(notice, Notice.State.DEAD, {"error": failure.why})
        return
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).exclude(state=Notice.State.SENT).update(
            state=Notice.State.FAILED, evidence={"error": failure.why}, next_try_at=again
        )
        if failure.server:
            _pause(notice.channel, failure, at)


def _pause(channel: str, failure: NotDelivered, at: datetime) -> None:
    ServerPause.objects.bulk_create(
        [ServerPause(channel=channel, since=at, until=at + SERVER_PAUSE, why=failure.why[:200])],
        update_conflicts=True,
        unique_fields=["channel"],
        update_fields=["until", "why"],
    )


@transaction.atomic(savepoint=False)
def queue_text_messages(*, purpose: str, messages: Mapping[str, tuple[str, str]], language: str, at: datetime) -> int:
    """Queues text messages to bare numbers, in the transaction that makes what they say; answers how many.

    ``messages``: (number, words) by a key of its own within the *purpose*; what is queued under a key stays.
    """
    rows = [
        TextMessage(
            purpose=purpose, key=f"{purpose}:{key}", language=language, number=number, words=words, created_at=at,
            next_try_at=at,
        )
        for key, (number, words) in messages.items()
    ]  # fmt: skip
    TextMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if rows:
        configure_task(name=TEXTS_TASK, job_manager=_jobs, queue="notices").defer()
    return len(rows)


def send_next_text(*, channels: Channels, at: datetime) -> bool:
    """The same for text messages to bare numbers: claims the one that has been due longest and sends it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notices_textmessage SET state = 'sending', attempts = attempts + 1, next_try_at = %(lease)s
            WHERE id = (
                SELECT id FROM notices_textmessage
                WHERE state IN ('queued', 'sending', 'failed') AND next_try_at <= %(at)s
                  AND NOT EXISTS (SELECT FROM notices_serverpause WHERE channel = 'sms' AND until > %(at)s)
                ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            RETURNING id
            """,
            {"at": at, "lease": at + LEASE},
        )
        row = cursor.fetchone()
    if row is None:
        return False
    message = TextMessage.objects.filter(pk=row[0]).first()
    if message is None:
        return True  # its sender has just had it forgotten
    try:
        evidence = channels[Notice.Channel.SMS].send(message.number, text_letter(message))
    except NotDelivered as failure:
        again = None if failure.permanent else next_try(message.attempts, at, message.created_at)
        if again is None:
            _forget_text(message, Notice.State.DEAD, {"error": failure.why})
        else:
            TextMessage.objects.filter(pk=message.pk, state=Notice.State.SENDING).update(
                state=Notice.State.FAILED, evidence={"error": failure.why}, next_try_at=again
            )
        if failure.server:
            _pause(Notice.Channel.SMS, failure, at)
    else:
        _forget_text(message, Notice.State.SENT, evidence, at)
        ServerPause.objects.filter(channel=Notice.Channel.SMS).delete()
    return True


def _forget_text(message: TextMessage, state: str, evidence: dict[str, str], sent_at: datetime | None = None) -> None:
    TextMessage.objects.filter(pk=message.pk).update(
        state=state, evidence=evidence, sent_at=sent_at, next_try_at=None, number="", words=""
    )


def drop_text_messages(*, purpose: str) -> int:
    """What of *purpose* hasn't left yet never will, and is forgotten; answers how many."""
    waiting = TextMessage.objects.filter(purpose=purpose, state__in=[Notice.State.QUEUED, Notice.State.FAILED])
    return waiting.update(state=Notice.State.STOPPED, next_try_at=None, number="", words="")


def forget_text_messages(*, purpose: str) -> int:
    """Every text message of *purpose* is deleted, waiting or sent, with the evidence of its delivery; answers how many."""
    return TextMessage.objects.filter(purpose=purpose).delete()[0]


def try_again(*, notice_ids: Iterable[int], at: datetime) -> int:
    """Queues given-up notices anew, after the office has seen to the address; returns how many."""
    return Notice.objects.filter(pk__in=list(notice_ids), state=Notice.State.DEAD).update(
        state=Notice.State.QUEUED, next_try_at=at, created_at=at, attempts=0
    )


def stop_notices(*, notice: Notice, everything: bool, at: datetime) -> None:
    """The recipient of an optional *notice* wants no more of its record, or (*everything*) of any. Idempotent."""
    record_id = None if everything else notice.event.record_id
    Stop.objects.bulk_create([Stop(recipient=recipient_of(notice), record_id=record_id, at=at)], ignore_conflicts=True)


def resume_notices(*, notice: Notice) -> None:
    """The recipient of *notice* takes back what they stopped."""
    Stop.objects.filter(recipient=recipient_of(notice)).delete()
