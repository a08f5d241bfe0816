"""Which records an appeal hangs together with, and which of them a reader may know of."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Link, Record
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.office import workable
from ortaq.systems.reception.queries.public import public_appeals
from ortaq.systems.reception.rules import SPLIT_OR_MERGED, tie_name


@dataclass(frozen=True, slots=True)
class Tie:
    """One record that an appeal hangs together with. ``opens``: may the reader open its page?"""

    how: Text
    other: Record
    opens: bool


def office_ties(appeal: Appeal, actor: Actor) -> list[Tie]:
    """All that an appeal is tied to, for its office; the appeals among it open that *actor* works with. Two SQL queries."""
    links = list(_links(appeal))
    readable = (
        set(workable(actor).filter(pk__in=_others(appeal, links)).values_list("pk", flat=True)) if links else set()
    )
    return _ties(appeal, links, readable)


def own_ties(appeal: Appeal) -> list[Tie]:
    """What the appellant's appeal was split from or into, merged into or with; their own appeals open. One SQL query."""
    links = list(_links(appeal).filter(kind__in=SPLIT_OR_MERGED))
    own = {pk for pk, other in _others(appeal, links).items() if other.author_id == appeal.author_id}
    return _ties(appeal, links, own)


def public_ties(appeal: Appeal) -> list[Tie]:
    """What a published appeal was split from or into, merged into or with, as far as that is published too; of the rest
    not even the numbers are told. Two SQL queries.
    """
    links = list(_links(appeal).filter(kind__in=SPLIT_OR_MERGED))
    public = (
        set(public_appeals().filter(pk__in=_others(appeal, links)).values_list("pk", flat=True)) if links else set()
    )
    return [tie for tie in _ties(appeal, links, public) if tie.opens]


def _links(appeal: Appeal) -> QuerySet[Link]:
    found = Link.objects.filter(Q(source_id=appeal.pk) | Q(target_id=appeal.pk))
    return found.select_related("source", "target").order_by("pk")


def _other(appeal: Appeal, link: Link) -> Record:
    return link.target if link.source_id == appeal.pk else link.source


def _others(appeal: Appeal, links: Iterable[Link]) -> dict[int, Record]:
    return {other.pk: other for other in (_other(appeal, link) for link in links)}


def _ties(appeal: Appeal, links: Iterable[Link], opening: set[int]) -> list[Tie]:
    return [
        Tie(tie_name(link.kind, link.source_id == appeal.pk), other, other.pk in opening)
        for link in links
        for other in [_other(appeal, link)]
    ]
