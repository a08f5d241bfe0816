"""Reading the outbox: what a person was told, what the office can prove, what can't be delivered."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q, QuerySet

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.models import Notice, ServerPause, Stop, TextMessage
from ortaq.kernel.parties.models import Person
from ortaq.kernel.records.models import Record

PAGE = 20
STOP_SALT = "ortaq.notices.stop"
STOP_DAYS = 180
"""How long the link in a mail that stops further ones works."""


def is_quarantined() -> bool:
    """Is this a restored twin that must tell nobody anything (the file ``VAR/quarantine`` is there)?"""
    return bool((settings.VAR / "quarantine").exists())


def _page(found: QuerySet[Notice], before: int | None, limit: int) -> tuple[list[Notice], int | None]:
    """The newest of *found* that are older than the id *before*, and the id to go on from; None at the end."""
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("event__record").order_by("-pk")[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


def inbox(user_id: int, before: int | None = None, limit: int = PAGE) -> tuple[list[Notice], int | None]:
    """A person's notices in the application, newest first, and the id to go on from. One SQL query."""
    return _page(Notice.objects.filter(user_id=user_id, channel=Notice.Channel.INAPP), before, limit)


def unread_count(user_id: int, most: int = 99) -> int:
    """How many notices a person hasn't read, counted up to *most*. One SQL query."""
    unread = Notice.objects.filter(user_id=user_id, channel=Notice.Channel.INAPP, read_at__isnull=True)
    return unread.order_by()[:most].count()


def delivery_of(record: Record) -> QuerySet[Notice]:
    """Everything that anybody was told about *record*, with the evidence of delivery, newest first. For its office."""
    return Notice.objects.filter(event__record_id=record.pk).select_related("event").order_by("-pk")


def undelivered(before: int | None = None, limit: int = PAGE) -> tuple[list[Notice], int | None]:
    """Notices that were given up, newest first, and the id to go on from: whoever they were for must be reached
    otherwise. One SQL query.
    """
    return _page(Notice.objects.filter(state=Notice.State.DEAD), before, limit)


def silent_servers(now: datetime) -> QuerySet[ServerPause]:
    """The channels whose server doesn't answer at present."""
    return ServerPause.objects.filter(until__gt=now)


def text_counts(purpose: str) -> dict[str, int]:
    """How many text messages of *purpose* stand where: "waiting", "sent", "dead", "stopped". One SQL query."""
    waiting = {Notice.State.QUEUED, Notice.State.SENDING, Notice.State.FAILED}
    counts: dict[str, int] = {}
    for state, count in (
        TextMessage.objects.filter(purpose=purpose).values_list("state").annotate(count=Count("pk")).order_by()
    ):
        name = "waiting" if state in waiting else state
        counts[name] = counts.get(name, 0) + count
    return counts


def notice_to_send(notice_id: int) -> Notice:
    """A notice with all that its letter needs."""
    return Notice.objects.select_related("event__record", "user", "person").get(pk=notice_id)


def address_of(notice: Notice) -> str:
    """Where *notice* goes now: the account's or the person's address as it stands at this moment; "" when there is none."""
    person: Person | None = notice.person
    if notice.channel == Notice.Channel.SMS:
        return person.phone if person else ""
    if notice.user is not None:
        return str(notice.user.email) if notice.user.is_active else ""
    return person.email if person else ""


def is_stopped(notice: Notice) -> bool:
    """Has the recipient of an optional notice stopped those of this record, or all?"""
    return (
        notice.optional
        and Stop.objects.filter(
            Q(record__isnull=True) | Q(record_id=notice.event.record_id), recipient=recipient_of(notice)
        ).exists()
    )


def recipient_of(notice: Notice) -> str:
    """The recipient's identity ("u17", "p23"), as in ``Recipient.identity``."""
    return f"u{notice.user_id}" if notice.user_id else f"p{notice.person_id}"


def stop_token(notice: Notice) -> str:
    """What the link carries that stops further optional notices: signed, for this purpose only."""
    return signing.dumps(notice.pk, salt=STOP_SALT)


def notice_of_stop_token(token: str) -> Notice | None:
    """The notice that *token* was made for; None when it is forged, for another purpose, or too old."""
    try:
        notice_id = signing.loads(token, salt=STOP_SALT, max_age=STOP_DAYS * 86_400)
    except signing.BadSignature:
        return None
    return Notice.objects.filter(pk=notice_id, optional=True).select_related("event__record").first()


def public_events(number: str | None = None, limit: int = 50) -> list[Event]:
    """The newest public events of published records (of the record *number*), newest first. One SQL query."""
    found = Event.objects.filter(is_public=True, record__published_at__isnull=False)
    if number is not None:
        found = found.filter(record__number=number)
    return list(found.select_related("record").order_by("-pk")[:limit])


def public_record(number: str) -> Record | None:
    """The published record of that number; None for an unpublished one as for one that doesn't exist."""
    return Record.objects.filter(number=number, published_at__isnull=False).first()
