"""What everybody may see of proposed topics, and what their authors see of their own.

A public topic is one that an officer published. Of its official copy nothing leaves: every public exit reads
``public_title``, ``public_parts`` and the answer; the author's name only while they let it show.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ortaq.kernel.documents.models import Document
from ortaq.kernel.documents.queries import Listed, public_documents_of
from ortaq.kernel.parties.models import Organisation, Person
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Link, Record
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.search.queries import search, similar
from ortaq.systems.social_order.lifecycle import OPEN_TO_SUPPORT, TOPIC
from ortaq.systems.social_order.models import Opinion, Supporter, TopicDraft, TopicProposal
from ortaq.systems.social_order.permissions import SPOKEN_FOR
from ortaq.systems.social_order.queries.reference import body_by_slug, inside, sphere_by_code, sphere_reference

PAGE = 20
LOOKED_THROUGH = 100
PUBLIC_FIELDS = (
    "id",
    "kind",
    "number",
    "state",
    "version",
    "public_title",
    "public_text",
    "public_parts",
    "published_at",
    "proposed_at",
    "language",
    "is_demo",
    "months",
    "estimate",
    "supports",
    "hops",
    "outcome",
    "answer",
    "answered_at",
    "title_kk",
    "title_ru",
    "name_public",
    "regime",
    "body_id",
    "territory_id",
    "sphere_id",
    "organisation_id",
    "author_id",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the public list is narrowed to; empty is everything. A territory stands for all that lies in it."""

    sphere: str = ""
    territory: str = ""
    state: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the key of the next; ``after`` is None on the last page."""

    topics: list[TopicProposal]
    after: str | None


def public_topics() -> QuerySet[TopicProposal]:
    """Published topics with public fields alone: the visibility function of topics."""
    return TopicProposal.objects.filter(published_at__isnull=False).only(*PUBLIC_FIELDS)


def named(topics: Iterable[TopicProposal]) -> list[TopicProposal]:
    """The same topics with body, territory and sphere from the reference data: no join and no further query."""
    found = list(topics)
    for topic in found:
        topic.body = organisation_reference.get(topic.body_id)
        topic.territory = territory_reference.get(topic.territory_id)
        topic.sphere = sphere_reference.row(topic.sphere_id)
    return found


def public_page(filter_: Filter, after: str = "") -> Page:
    """A page of published topics, the newest first; *after* is the key that the page before gave. One SQL query."""
    found = _narrowed(filter_).order_by("-published_at", "-id")
    key = _parsed(after)
    if key:
        moment, pk = key
        found = found.filter(Q(published_at__lt=moment) | Q(published_at=moment, id__lt=pk))
    rows = named(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.published_at.isoformat()}_{last.pk}" if last and last.published_at else None)


def found_page(words: str, filter_: Filter) -> Page:
    """Published topics that suit *words*, the best first. At most three SQL queries."""
    hits = search(words, kind="topic", limit=LOOKED_THROUGH)
    allowed = {topic.pk: topic for topic in _narrowed(filter_).filter(pk__in=[hit.record_id for hit in hits])}
    return Page(named([allowed[hit.record_id] for hit in hits if hit.record_id in allowed][:PAGE]), None)


def public_topic(number: str) -> TopicProposal | None:
    """One published topic, or None: an unpublished and an absent one look the same."""
    parsed = parse_number(number)
    copies = Document.objects.filter(record_id=OuterRef("pk"), public_copy__isnull=False)
    found = public_topics().annotate(has_copies=Exists(copies))
    return next(iter(named(found.filter(number=str(parsed))[:1])), None) if parsed else None


def public_copies(topic: TopicProposal) -> list[Listed]:
    """The public copies of attachments of a topic that :func:`public_topic` gave. One SQL query, none without copies."""
    return public_documents_of(topic) if getattr(topic, "has_copies", True) else []


def author_name(topic: TopicProposal) -> Organisation | str:
    """Who proposed it, when they let it show; "" otherwise. At most one SQL query."""
    if not topic.name_public:
        return ""
    if topic.organisation_id is not None:
        return Organisation.objects.get(pk=topic.organisation_id)
    person = Person.objects.filter(pk=topic.author_id or 0).only("name").first()
    return person.name if person else ""


def opinions_of(topic: TopicProposal) -> list[Opinion]:
    """What the council said, oldest first."""
    return list(Opinion.objects.filter(topic_id=topic.pk).select_related("council"))


def ties_of(topic: TopicProposal) -> list[tuple[Link, Record]]:
    """The public records that the topic grew out of and that followed from it, with how they hang together."""
    links = Link.objects.filter(Q(source_id=topic.pk) | Q(target_id=topic.pk)).select_related("source", "target")
    pairs = [(link, link.target if link.source_id == topic.pk else link.source) for link in links.order_by("pk")[:40]]
    return [(link, record) for link, record in pairs if record.published_at is not None]


def supports(topic: TopicProposal, actor: Actor) -> bool:
    """Does *actor* support the topic?"""
    return (
        actor.person_id is not None and Supporter.objects.filter(topic_id=topic.pk, person_id=actor.person_id).exists()
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """A public record that tells of the same thing: a proposed topic, or a line of a plan."""

    record: Record
    likeness: float


def alike(text: str, language: str, limit: int = 5, but: int | None = None) -> list[Alike]:
    """Public topics and plan lines like *text*, the likest first. At most five SQL queries."""
    hits = [
        *similar(text, language, kind="topic", limit=limit + 1),
        *similar(text, language, kind="plan_line", limit=limit),
    ]
    hits = sorted((hit for hit in hits if hit.record_id != but), key=lambda hit: (-hit.score, -hit.record_id))[:limit]
    found = Record.objects.in_bulk([hit.record_id for hit in hits])
    return [
        Alike(found[hit.record_id], hit.score)
        for hit in hits
        if hit.record_id in found and found[hit.record_id].published_at is not None
    ]


def mergeable(topic: TopicProposal, limit: int = 50) -> list[TopicProposal]:
    """Public topics of the same body that another may be merged into, the newest first."""
    found = public_topics().filter(body_id=topic.body_id, state__in=(*OPEN_TO_SUPPORT, "included"))
    return list(found.exclude(pk=topic.pk).order_by("-published_at", "-id")[:limit])


# ---- one's own ---------------------------------------------------------------------------------------------------


def own_topics(actor: Actor) -> QuerySet[TopicProposal]:
    """The topics that *actor* proposed, themselves or for the organisations that they speak for, the newest first."""
    if actor.user_id is None:
        return TopicProposal.objects.none()
    mine = Q(organisation_id__in=actor.offices(*SPOKEN_FOR))
    if actor.person_id is not None:
        mine |= Q(author_id=actor.person_id, organisation_id__isnull=True)
    return TopicProposal.objects.filter(mine).order_by("-id")


def own_topic(number: str, actor: Actor) -> TopicProposal | None:
    """One of one's own; None for anybody else's, as if it didn't exist."""
    parsed = parse_number(number)
    return next(iter(named(own_topics(actor).filter(number=str(parsed))[:1])), None) if parsed else None


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """A draft that waits."""

    pk: int
    title: str
    changed_at: datetime


def topic_drafts(user_id: int) -> list[LeftDraft]:
    """The account's drafts, the newest first."""
    rows = TopicDraft.objects.filter(user_id=user_id).order_by("-changed_at")[:20]
    return [LeftDraft(row.pk, _content(row).get("title", ""), row.changed_at) for row in rows]


def topic_draft(draft_id: int, actor: Actor) -> dict[str, Any] | None:
    """What was typed in one's own draft; None when it isn't theirs, or gone."""
    row = TopicDraft.objects.filter(pk=draft_id, user_id=actor.user_id).first() if actor.user_id else None
    return _content(row) if row else None


def _content(row: TopicDraft) -> dict[str, Any]:
    return dict(json.loads(row.content)) if row.content else {}


@dataclass(frozen=True, slots=True)
class Speaker:
    """An organisation in whose name an account may propose."""

    pk: int
    slug: str
    name: str


def speaks_for(actor: Actor) -> list[Speaker]:
    """The organisations in whose name *actor* may propose. One SQL query, none for most people."""
    ids = actor.offices(*SPOKEN_FOR)
    rows = Organisation.objects.filter(pk__in=ids).order_by("slug") if ids else []
    return [Speaker(row.pk, row.slug, row.name) for row in rows]


def person_name(actor: Actor) -> str:
    """The name in the account's profile; "" while there is none."""
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    return person.name if person else ""


def source_record(number: str, actor: Actor) -> Record | None:
    """A record that a topic can be raised by: a public one, or one's own."""
    parsed = parse_number(number)
    if parsed is None or parsed.prefix == "TP":
        return None
    visible = Q(published_at__isnull=False)
    if actor.person_id is not None:
        visible |= Q(author_id=actor.person_id)
    return Record.objects.filter(visible, number=str(parsed)).first()


def _narrowed(filter_: Filter) -> QuerySet[TopicProposal]:
    """Published topics of a filter. An unknown code finds nothing; none of them reaches the database."""
    found = public_topics()
    if filter_.territory:
        found = found.filter(territory_id__in=inside(filter_.territory))
    if filter_.sphere:
        sphere = sphere_by_code(filter_.sphere)
        found = found.filter(sphere_id=sphere.pk) if sphere else found.none()
    if filter_.body:
        body = body_by_slug(filter_.body)
        found = found.filter(body_id=body.pk) if body else found.none()
    if filter_.state:
        found = found.filter(state=filter_.state) if filter_.state in TOPIC.states else found.none()
    return found


def _parsed(key: str) -> tuple[datetime, int] | None:
    moment, _, pk = key.partition("_")
    try:
        parsed = datetime.fromisoformat(moment)
        if parsed.utcoffset() != timedelta(0) or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            return None
        return parsed, int(pk)
    except ValueError:
        return None
