"""What the customer's officers and the council's members work on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import calendar, reading_of, term_of_clock
from ortaq.kernel.clocks.rules import Reading, Term
from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.queries import documents_of
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.social_order.lifecycle import WAITING
from ortaq.systems.social_order.models import TopicProposal
from ortaq.systems.social_order.permissions import PLANNERS
from ortaq.systems.social_order.queries.topics import named

PAGE = 30


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A topic on a work list with the clock that matters there, when one is open."""

    topic: TopicProposal
    clock: Clock | None
    reading: Reading | None
    term: Term | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of a work list, and the key of the next (None at the end)."""

    rows: list[WorkRow]
    after: str | None


def office_topics(actor: Actor) -> QuerySet[TopicProposal]:
    """The topics addressed to the bodies whose customer's officer or head *actor* is."""
    return TopicProposal.objects.filter(body_id__in=actor.offices(*PLANNERS))


def office_topic(number: str, actor: Actor) -> TopicProposal | None:
    """One of them; None for anybody else's, as if it didn't exist."""
    return _one(office_topics(actor), number)


def attachment_of(topic: TopicProposal, uuid: UUID) -> Document | None:
    """A file that was sent with a topic; None for another record's. One SQL query."""
    return next((each for each in documents_of(topic) if each.uuid == uuid), None)


def council_topics(actor: Actor) -> QuerySet[TopicProposal]:
    """The topics that wait for the opinion of *actor*'s councils."""
    seats = actor.offices("council")
    bodies = [pk for pk, row in organisation_reference.rows().items() if pk in seats or row.superior_id in seats]
    return TopicProposal.objects.filter(body_id__in=bodies, published_at__isnull=False)


def council_topic(number: str, actor: Actor) -> TopicProposal | None:
    """One of them."""
    return _one(council_topics(actor), number)


def work_page(actor: Actor, now: datetime, *, waiting: bool = True, after: str = "") -> WorkPage:
    """Proposals that wait for an answer, the soonest term first; or those that were answered, the newest first.

    Two SQL queries, and the calendar's.
    """
    if not waiting:
        return _answered(office_topics(actor).exclude(state__in=WAITING), after)
    return _by_clock(office_topics(actor).filter(state__in=WAITING), "topic.answer", now, after)


def council_page(actor: Actor, now: datetime, after: str = "") -> WorkPage:
    """Topics at the council, the soonest term first."""
    return _by_clock(council_topics(actor).filter(state="at_council"), "topic.council", now, after)


def acceptable(actor: Actor, body_id: int) -> list[TopicProposal]:
    """Accepted topics of a body that stand in no plan yet, the newest first."""
    return list(office_topics(actor).filter(body_id=body_id, state="accepted").order_by("-id")[:100])


def _by_clock(topics: QuerySet[TopicProposal], code: str, now: datetime, after: str) -> WorkPage:
    # One join over open clocks: the soonest first; a paused clock keeps the day that it had.
    found: QuerySet[Any] = (
        Clock.objects.filter(code=code, record_id__in=topics.values("pk"))
        .exclude(state=Clock.State.STOPPED)
        .order_by("due_on", "record_id")
    )
    day, _, pk = after.partition("_")
    if pk.isascii() and pk.isdigit() and len(pk) <= 18:
        try:
            due = datetime.fromisoformat(day).date()
            found = found.filter(Q(due_on__gt=due) | Q(due_on=due, record_id__gt=int(pk)))
        except ValueError:
            pass
    clocks = list(found[: PAGE + 1])
    by_id = {topic.pk: topic for topic in named(topics.filter(pk__in=[clock.record_id for clock in clocks[:PAGE]]))}
    known = calendar()
    rows = [
        WorkRow(by_id[clock.record_id], clock, reading_of(clock, now, known), term_of_clock(clock))
        for clock in clocks[:PAGE]
        if clock.record_id in by_id
    ]
    last = clocks[PAGE - 1] if len(clocks) > PAGE else None
    return WorkPage(rows, f"{last.due_on.isoformat()}_{last.record_id}" if last else None)


def _answered(topics: QuerySet[TopicProposal], after: str) -> WorkPage:
    found = topics.order_by(F("id").desc())
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = named(found[: PAGE + 1])
    return WorkPage(
        [WorkRow(topic, None, None, None) for topic in rows[:PAGE]],
        str(rows[PAGE - 1].pk) if len(rows) > PAGE else None,
    )


def _one(topics: QuerySet[TopicProposal], number: str) -> TopicProposal | None:
    parsed = parse_number(number)
    return next(iter(named(topics.filter(number=str(parsed))[:1])), None) if parsed else None
