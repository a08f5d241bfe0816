"""Elections, for the public and for the office."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.procedures.ballots.lifecycle import PUBLIC
from ortaq.procedures.ballots.models import Election, Option, Paper

PAGE = 20


def election_by_number(number: str) -> Election | None:
    """One election with its body. One SQL query."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    return Election.objects.select_related("body", "territory", "result_owner").filter(number=str(parsed)).first()


def public_elections(before: int | None = None) -> tuple[list[Election], int | None]:
    """Announced elections, the newest first, one page and the id to go on from. One SQL query."""
    found = Election.objects.filter(published_at__isnull=False, state__in=PUBLIC).select_related("body")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def open_elections(at: datetime, limit: int = 3) -> list[Election]:
    """Elections in which ballots are taken at the moment *at*, the first to close first. One SQL query."""
    found = Election.objects.filter(published_at__isnull=False, state="open", opens_at__lte=at, closes_at__gt=at)
    return list(found.select_related("body").order_by("closes_at", "pk")[:limit])


def bodies_of(actor: Actor, *roles: str) -> list[Organisation]:
    """The bodies where *actor* holds one of *roles*."""
    rows = organisation_reference.rows()
    return [rows[pk] for pk in sorted(actor.offices(*roles)) if pk in rows]


def office_elections(bodies: Iterable[int]) -> list[Election]:
    """The elections of *bodies*, the newest first. One SQL query."""
    return list(Election.objects.filter(body__in=list(bodies)).select_related("body").order_by("-pk")[:100])


def papers_with_options(election: Election) -> list[Paper]:
    """The papers of an election with their options. Two SQL queries."""
    options = Prefetch("options", Option.objects.select_related("withdrawal"))
    return list(election.papers.select_related("territory").prefetch_related(options, "options__record"))


def records_of(paper: Paper) -> dict[str, int]:
    """The records behind the options of a paper (:func:`papers_with_options`), by number. No query."""
    return {option.record.number: option.record.pk for option in paper.options.all() if option.record}


def what_is_there(election: Election) -> dict[str, Any]:
    """What of an election's preparation is done: counts for the task list. One SQL query."""
    return Election.objects.filter(pk=election.pk).aggregate(
        options=Count("papers__options", distinct=True),
        papers=Count("papers", distinct=True),
        trustees=Count("trustees", distinct=True),
        places=Count("places", distinct=True),
    )
