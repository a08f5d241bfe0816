"""What the portal shows of several systems at once; every read goes through their own visibility functions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.records.models import Link, Record

THREAD_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Tie:
    """One record of a thread and how it hangs on the one before: *kind* as the link names it, "" for the first."""

    record: Record
    kind: str
    outgoing: bool


def public_record(number: str) -> Record | None:
    """A published record; an unpublished and an absent one are the same None."""
    return Record.objects.filter(number=number, published_at__isnull=False).select_related("body", "territory").first()


def thread_of(record: Record) -> list[Tie]:
    """The public thread: every published record that hangs together with *record*, breadth first.

    Two SQL queries a step outwards, at most six steps and sixty records.
    """
    found = {record.pk: Tie(record, "", True)}
    edge = {record.pk}
    for _step in range(6):
        links = Link.objects.filter(Q(source_id__in=edge) | Q(target_id__in=edge)).values_list("source_id", "kind", "target_id")
        new = {}
        for source, kind, target in links:
            near, far, outgoing = (source, target, True) if source in edge else (target, source, False)
            if far not in found and near in edge:
                new[far] = (kind, outgoing)
        public = Record.objects.filter(pk__in=list(new)[:THREAD_LIMIT], published_at__isnull=False).select_related("body", "territory")
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


def newest_public_events(since: datetime, limit: int = 8) -> list[Event]:
    """The newest public happenings of published records since *since*."""
    return list(
        Event.objects.filter(is_public=True, at__gte=since, record__published_at__isnull=False)
        .select_related("record", "record__body", "office")
        .order_by("-at", "-pk")[:limit]
    )
