"""What everybody may see: the one place from which every public exit reads appeals.

A public appeal is one that a moderator published. Of its official copy nothing leaves: neither text nor place nor
person; only the public title, the public text and the public text of the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.search.queries import similar
from ortaq.systems.reception.models import Answer, Appeal
from ortaq.systems.reception.queries.intake import category_reference

PAGE = 20

PUBLIC_FIELDS = (
    "id", "kind", "number", "state", "public_title", "public_text", "published_at", "changed_at", "received_at", "language",
    "is_demo", "hops", "extended", "type", "channel", "answered_at", "regime", "latitude", "longitude",
    "body_id", "territory_id", "category_id",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the public list is narrowed to; empty is everything."""

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
    return Appeal.objects.filter(published_at__isnull=False).only(*PUBLIC_FIELDS)


def named(appeals: Iterable[Appeal]) -> list[Appeal]:
    """The same appeals with body, territory and category from the reference data: no join and no further query."""
    found = list(appeals)
    for appeal in found:
        appeal.body = organisation_reference.get(appeal.body_id)
        appeal.territory = territory_reference.get(appeal.territory_id)
        appeal.category = category_reference.get(appeal.category_id)
    return found


def public_page(filter_: Filter, after: str = "") -> Page:
    """A page of published appeals, the newest first; *after* is the key that the page before gave. One SQL query."""
    found = public_appeals().order_by("-published_at", "-id")
    if filter_.territory:
        found = found.filter(territory__slug=filter_.territory)
    if filter_.category:
        found = found.filter(category__slug=filter_.category)
    if filter_.body:
        found = found.filter(body__slug=filter_.body)
    key = _parsed(after)
    if key:
        moment, pk = key
        found = found.filter(Q(published_at__lt=moment) | Q(published_at=moment, id__lt=pk)).filter(published_at__lte=moment)
    rows = named(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.published_at.isoformat()}_{last.pk}" if last and last.published_at else None)


def public_appeal(number: str) -> Appeal | None:
    """One published appeal, or None: an unpublished and an absent one look the same."""
    return next(iter(named(public_appeals().filter(number=number)[:1])), None)


def public_answer(appeal: Appeal) -> Answer | None:
    """The newest signed answer of a published appeal, when its public text was made."""
    return (
        Answer.objects.filter(appeal_id=appeal.pk, signed_at__isnull=False)
        .exclude(public_text="")
        .only("id", "public_text", "signed_at", "outcome", "law", "language", "appeal_id")
        .order_by("-pk")
        .first()
    )


def similar_appeals(text: str, language: str, limit: int = 5) -> list[Appeal]:
    """Published appeals like *text*, the likest first. Two SQL queries."""
    hits = similar(text, language, kind="appeal", limit=limit)
    by_id = {appeal.pk: appeal for appeal in named(public_appeals().filter(pk__in=[hit.record_id for hit in hits]))}
    return [by_id[hit.record_id] for hit in hits if hit.record_id in by_id]


def _parsed(key: str) -> tuple[datetime, int] | None:
    moment, _, pk = key.partition("_")
    try:
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            return None
        return parsed, int(pk)
    except ValueError:
        return None
