"""The entries of the public ledger, from signed memoranda alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from ortaq.systems.fairs.lifecycle import PUBLIC_MEMORANDA
from ortaq.systems.fairs.models import Memorandum, PledgeLine
from ortaq.systems.fairs.queries.pledges import public_pledges, with_given
from ortaq.systems.fairs.rules.ledger import Entry
from ortaq.systems.fairs.rules.sponsoring import owed


def _lines() -> QuerySet[PledgeLine]:
    memoranda = Memorandum.objects.filter(
        pledge=OuterRef("pledge"), published_at__isnull=False, state__in=PUBLIC_MEMORANDA
    )
    found = with_given(PledgeLine.objects.filter(pledge__in=public_pledges()))
    return found.annotate(
        memorandum=Subquery(memoranda.values("number")[:1]),
        effective_at=Subquery(memoranda.values("effective_at")[:1]),
        project_number=F("pledge__project__number"),
    ).select_related("need", "pledge__project")


def entries(
    *, sponsor_id: int | None = None, ngo_id: int | None = None, pledges: Sequence[int] | None = None
) -> list[Entry]:
    """Every entry, of one business, of one NGO, of some pledges where they are named; the newest memorandum first. One SQL
    query.
    """
    found = _lines()
    if pledges is not None:
        found = found.filter(pledge__in=pledges)
    if sponsor_id is not None:
        found = found.filter(pledge__sponsor_id=sponsor_id)
    if ngo_id is not None:
        found = found.filter(pledge__project__organisation_id=ngo_id)
    return list(_entries(found.order_by("-pledge_id", "need__number")))


def _entries(lines: QuerySet[PledgeLine]) -> Iterator[Entry]:
    for line in lines:
        pledge, need = line.pledge, line.need
        others, confirmed = line.others, line.confirmed  # type: ignore[attr-defined]
        yield Entry(
            memorandum=line.memorandum,  # type: ignore[attr-defined]
            project=line.project_number,  # type: ignore[attr-defined]
            title=need.title,
            sponsor_id=pledge.sponsor_id,
            ngo_id=pledge.project.organisation_id,
            year=timezone.localtime(line.effective_at).year,  # type: ignore[attr-defined]
            territory_id=pledge.territory_id,
            sphere=pledge.project.sphere,
            kind=need.kind,
            unit=need.unit,
            # Who gives matching money before others do has promised what they gave.
            promised=max(owed(line.amount, pledge.match_percent, others), confirmed),
            confirmed=confirmed,
            due_on=line.due_on,
            in_force=pledge.state == "in_force",
            ended=pledge.state == "ended",
            is_demo=pledge.is_demo,
        )
