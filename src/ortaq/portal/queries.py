"""What the portal shows of several systems at once; every read goes through their own visibility functions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.registry import RecordKind, kind_of
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.records.models import Link, Record
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.search.queries import search

THREAD_LIMIT = 60
THREAD_STEPS = 10
"""From an appeal to the topic that its evaluation raises are seven."""
NO_NEWS = ("close", "join")
"""Happenings that come by the dozen and tell nothing: a time for feedback has run out, one more person has joined."""
PAGE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records that suit a query, and where the next page starts (None on the last)."""

    records: list[Record]
    after: str | None


@dataclass(frozen=True, slots=True)
class Tie:
    """One record of a thread and how it hangs on the one before: *kind* as the link names it, "" for the first."""

    record: Record
    kind: str
    outgoing: bool


def public_record(number: str) -> Record | None:
    """A published record; an unpublished and an absent one are the same None."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    return (
        Record.objects.filter(number=str(parsed), published_at__isnull=False)
        .select_related("body", "territory")
        .first()
    )


def thread_of(record: Record) -> list[Tie]:
    """The public thread: every published record that hangs together with *record*, breadth first.

    Two SQL queries a step outwards, at most ten steps and sixty records.
    """
    found = {record.pk: Tie(record, "", True)}
    edge = {record.pk}
    for _step in range(THREAD_STEPS):
        links = Link.objects.filter(Q(source_id__in=edge) | Q(target_id__in=edge)).values_list(
            "source_id", "kind", "target_id"
        )
        new = {}
        for source, kind, target in links:
            near, far, outgoing = (source, target, True) if source in edge else (target, source, False)
            if far not in found and near in edge:
                new[far] = (kind, outgoing)
        public = Record.objects.filter(pk__in=list(new)[:THREAD_LIMIT], published_at__isnull=False).select_related(
            "body", "territory"
        )
        edge = set()
        for each in public:
            kind, outgoing = new[each.pk]
            found[each.pk] = Tie(each, kind, outgoing)
            edge.add(each.pk)
        if not edge or len(found) >= THREAD_LIMIT:
            break
    return sorted(found.values(), key=lambda tie: (tie.record.created_at, tie.record.pk))


def page_of(record: Record) -> str:
    """The path of a record's own page, without the language."""
    return kind_of(record).address(record)


def page_of_number(kind: RecordKind, number: str) -> str:
    """The path of the page of a record of *kind* that may not exist, without the language."""
    return kind.address(kind.model(kind=kind.code, number=number))


def newest_public_events(since: datetime, limit: int = 8) -> list[Event]:
    """The newest public happenings of published records since *since*, without those that are no news to a reader.

    Of each record the last one alone: what led to it stands on the record's own page.
    """
    newest: dict[int, Event] = {}
    for event in (
        Event.objects.filter(is_public=True, at__gte=since, record__published_at__isnull=False)
        .exclude(code__in=NO_NEWS)
        .select_related("record", "record__body", "office")
        .order_by("-at", "-pk")[: limit * 5]
    ):
        newest.setdefault(event.record_id, event)
    return list(newest.values())[:limit]


def found_records(words: str, after: str = "") -> Found:
    """Public records that suit *words*, the best first. At most three SQL queries."""
    hits = search(words, limit=PAGE + 1, after=after or None)
    public = Record.objects.filter(pk__in=[hit.record_id for hit in hits[:PAGE]], published_at__isnull=False)
    by_id = {record.pk: record for record in public}
    for record in by_id.values():
        record.body = (
            organisation_reference.get(record.body_id) if record.body_id in organisation_reference.rows() else None
        )
        record.territory = territory_reference.get(record.territory_id)
    records = [by_id[hit.record_id] for hit in hits[:PAGE] if hit.record_id in by_id]
    return Found(records, hits[PAGE - 1].cursor if len(hits) > PAGE else None)


def territory_by_slug(slug: str) -> Territory | None:
    """A territory by its slug, from the reference data."""
    return next((each for each in territory_reference.rows().values() if each.slug == slug), None)


def territory_above(place: Territory) -> Territory | None:
    """The territory that *place* lies in."""
    return territory_reference.rows().get(place.parent_id) if place.parent_id else None


def territories_inside(place: Territory) -> list[Territory]:
    """The territories right inside *place*."""
    return [each for each in territory_reference.rows().values() if each.parent_id == place.pk]


def bodies_of(place: Territory) -> list[Organisation]:
    """The state bodies of a territory, akimats first."""
    found = [each for each in organisation_reference.rows().values() if each.territory_id == place.pk]
    return sorted(found, key=lambda each: (each.body_kind != Organisation.BodyKind.AKIMAT, each.slug))


def body_by_slug(slug: str) -> Organisation | None:
    """A state body by its slug, from the reference data."""
    return next((each for each in organisation_reference.rows().values() if each.slug == slug), None)


def place_of(body: Organisation) -> Territory | None:
    """Where a body works."""
    return territory_reference.rows().get(body.territory_id)


def superior_of(body: Organisation) -> Organisation | None:
    """The body that *body* answers to."""
    return organisation_reference.rows().get(body.superior_id) if body.superior_id else None


def bodies_below(body: Organisation) -> list[Organisation]:
    """The bodies that answer to *body*."""
    return [each for each in organisation_reference.rows().values() if each.superior_id == body.pk]
