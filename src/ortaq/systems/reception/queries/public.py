"""What everybody may see: the one place from which every public exit reads appeals.

A public appeal is one that a moderator published. Of its official copy nothing leaves: neither text nor place nor
person; only the public title, the public text and the public text of the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ortaq.kernel.documents.models import Document
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.queries import Happening
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.records.models import Link
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.search.queries import search, similar
from ortaq.kernel.statements.queries import KeptQuery
from ortaq.systems.reception.models import Answer, Appeal, Joiner
from ortaq.systems.reception.queries.intake import category_reference

PAGE = 20
LOOKED_THROUGH = 100
"""How many of the best hits of a search are narrowed by category and body for one page."""

PUBLIC_FIELDS = (
    "id",
    "kind",
    "number",
    "state",
    "public_title",
    "public_text",
    "published_at",
    "changed_at",
    "received_at",
    "language",
    "is_demo",
    "hops",
    "extended",
    "type",
    "channel",
    "registered_at",
    "answered_at",
    "regime",
    "latitude",
    "longitude",
    "body_id",
    "territory_id",
    "category_id",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the public list is narrowed to, by slug; empty is everything. A territory stands for all that lies in it."""

    territory: str = ""
    category: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the keys of the next; ``after`` is None on the last page."""

    appeals: list[Appeal]
    after: str | None


def public_appeals() -> QuerySet[Appeal]:
    """Published appeals with public fields alone: the visibility function of this system."""
    return Appeal.objects.filter(published_at__isnull=False, sensitive=False).only(*PUBLIC_FIELDS)


def named(appeals: Iterable[Appeal]) -> list[Appeal]:
    """The same appeals with body, territory and category from the reference data: no join and no further query."""
    found = list(appeals)
    for appeal in found:
        appeal.body = organisation_reference.get(appeal.body_id)
        appeal.territory = territory_reference.get(appeal.territory_id)
        appeal.category = category_reference.row(appeal.category_id)
    return found


_newest = KeptQuery(lambda: public_appeals().order_by("-published_at", "-id")[: PAGE + 1])


def public_page(filter_: Filter, after: str = "") -> Page:
    """A page of published appeals, the newest first; *after* is the key that the page before gave. One SQL query."""
    key = _parsed(after)
    if not key and filter_ == Filter():
        return _page(named(_newest()))
    found = _narrowed(filter_).order_by("-published_at", "-id")
    if key:
        moment, pk = key
        found = found.filter(Q(published_at__lt=moment) | Q(published_at=moment, id__lt=pk)).filter(
            published_at__lte=moment
        )
    return _page(named(found[: PAGE + 1]))


def _page(rows: list[Appeal]) -> Page:
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.published_at.isoformat()}_{last.pk}" if last and last.published_at else None)


def found_page(words: str, filter_: Filter, after: str = "") -> Page:
    """A page of published appeals that suit *words*, the best first. At most three SQL queries."""
    territory = next((pk for pk, row in territory_reference.rows().items() if row.slug == filter_.territory), None)
    if filter_.territory and territory is None:
        return Page([], None)
    hits = search(words, kind="appeal", territory=territory, limit=LOOKED_THROUGH, after=after or None)
    allowed = {appeal.pk: appeal for appeal in _narrowed(filter_).filter(pk__in=[hit.record_id for hit in hits])}
    suiting = [hit for hit in hits if hit.record_id in allowed]
    shown = suiting[:PAGE]
    rest = len(suiting) > PAGE or len(hits) == LOOKED_THROUGH
    last = shown[-1] if len(suiting) > PAGE else hits[-1] if hits else None
    return Page(named(allowed[hit.record_id] for hit in shown), last.cursor if rest and last else None)


def public_appeal(number: str) -> Appeal | None:
    """One published appeal, or None: an unpublished and an absent one look the same."""
    parsed = parse_number(number)
    return next(iter(named(public_appeals().filter(number=str(parsed))[:1])), None) if parsed else None


def _case_query(number: object) -> QuerySet[Appeal]:
    joiners = Joiner.objects.filter(appeal_id=OuterRef("pk")).order_by().values("appeal_id")
    found = public_appeals().annotate(
        joined=Coalesce(Subquery(joiners.annotate(n=Count("pk")).values("n")), 0),
        has_ties=Exists(Link.objects.filter(Q(source_id=OuterRef("pk")) | Q(target_id=OuterRef("pk")))),
        has_documents=Exists(Document.objects.filter(record_id=OuterRef("pk"), public_copy__isnull=False)),
    )
    return found.filter(number=number)[:1]


_case = KeptQuery(_case_query)


@dataclass(frozen=True, slots=True)
class Case:
    """A published appeal with what its page asks besides: how many people joined, and whether it has attachments and
    ties to other records.
    """

    appeal: Appeal
    joined: int
    has_documents: bool
    has_ties: bool


def public_case(number: str) -> Case | None:
    """The same with what stands beside it on its own page. One SQL query: three questions are one round trip."""
    parsed = parse_number(number)
    appeal = next(iter(named(_case(str(parsed)))), None) if parsed else None
    if appeal is None:
        return None
    return Case(appeal, appeal.joined, appeal.has_documents, appeal.has_ties)  # type: ignore[attr-defined]  # the annotations above


_happenings = KeptQuery(
    lambda record_id: (
        Event.objects.filter(record_id=record_id, is_public=True)
        .order_by("sequence")
        .values_list("code", "at", "office_id")
    )
)


def public_happenings(appeal: Appeal) -> list[Happening]:
    """What everybody may know of what happened to a published appeal, oldest first. One SQL query of three columns.

    No words that an officer wrote with it: nobody has taken out of them what betrays a person.
    """
    return [
        Happening(code, at, organisation_reference.get(office) if office else None)
        for code, at, office in _happenings(appeal.pk)
    ]


_answer = KeptQuery(
    lambda appeal_id: (
        Answer.objects.filter(appeal_id=appeal_id, signed_at__isnull=False)
        .exclude(public_text="")
        .only("id", "public_text", "signed_at", "outcome", "law", "language", "appeal_id")
        .order_by("-pk")[:1]
    )
)


def public_answer(appeal: Appeal) -> Answer | None:
    """The newest signed answer of a published appeal, when its public text was made."""
    return _answer.first(appeal.pk)


def similar_appeals(text: str, language: str, limit: int = 5) -> list[Appeal]:
    """Published appeals like *text*, the likest first. Two SQL queries."""
    hits = similar(text, language, kind="appeal", limit=limit)
    by_id = {appeal.pk: appeal for appeal in named(public_appeals().filter(pk__in=[hit.record_id for hit in hits]))}
    return [by_id[hit.record_id] for hit in hits if hit.record_id in by_id]


def _narrowed(filter_: Filter) -> QuerySet[Appeal]:
    """Published appeals of a filter. An unknown slug finds nothing; none of them reaches the database."""
    found = public_appeals()
    if filter_.territory:
        places = territory_reference.rows()
        ids = {pk for pk, row in places.items() if row.slug == filter_.territory}
        while inside := {pk for pk, row in places.items() if row.parent_id in ids} - ids:
            ids |= inside
        found = found.filter(territory_id__in=ids)
    if filter_.category:
        found = found.filter(
            category_id__in=[pk for pk, row in category_reference.rows().items() if row.slug == filter_.category]
        )
    if filter_.body:
        found = found.filter(
            body_id__in=[pk for pk, row in organisation_reference.rows().items() if row.slug == filter_.body]
        )
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
