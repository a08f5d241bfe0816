"""Sponsors' money as 360Giving tells it: one grant for each signed memorandum that promises money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from ortaq.kernel.interchange.queries.publishing import page, party
from ortaq.kernel.interchange.rules.publishing import Grant, Paid, Paper
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.queries import territory_reference
from ortaq.systems.fairs.models import Delivery, Memorandum
from ortaq.systems.fairs.queries.ledger import entries
from ortaq.systems.fairs.queries.memoranda import public_memoranda
from ortaq.systems.fairs.queries.reference import sphere_name
from ortaq.systems.fairs.rules import MONEY
from ortaq.systems.fairs.rules.ledger import Entry

KIND = "sponsorship"
TITLE = "Демеушілік"


def sponsorships(year: int) -> Iterator[Grant]:
    """The sponsorships of a year. Three SQL queries. Things and hours have no price here, so they aren't told."""
    by_number: dict[str, list[Entry]] = {}
    for entry in entries():
        if entry.year == year and entry.kind == MONEY and entry.promised:
            by_number.setdefault(entry.memorandum, []).append(entry)
    found = (
        public_memoranda()
        .filter(number__in=by_number)
        .select_related("pledge__project__fair", "sponsor", "ngo", "pledge__project__organisation")
    )
    given: dict[int, list[Paid]] = {}
    confirmed = Delivery.objects.filter(memorandum__in=found, line__need__kind=MONEY, state=Delivery.State.CONFIRMED)
    for row in confirmed:
        given.setdefault(row.memorandum_id, []).append(Paid(f"{row.memorandum_id}-{row.pk}", row.given_on, row.amount))
    for memorandum in found.order_by("pk"):
        yield _grant(memorandum, by_number[memorandum.number], tuple(given.get(memorandum.pk, ())))


def _grant(memorandum: Memorandum, rows: list[Entry], payments: tuple[Paid, ...]) -> Grant:
    project = memorandum.pledge.project
    place = territory_reference.get(memorandum.territory_id)
    sphere = sphere_name(project.sphere) if project.sphere else ""
    effective = memorandum.effective_at or memorandum.created_at
    signed = timezone.localtime(effective).date()
    return Grant(
        number=memorandum.number,
        kind=KIND,
        kind_title=TITLE,
        title=project.title_kk,
        description=project.summary_kk,
        applied=None,
        awarded=sum((row.promised for row in rows), Decimal(0)),
        awarded_on=signed,
        recipient=party(memorandum.ngo),
        funder=party(memorandum.sponsor),
        changed_at=memorandum.changed_at,
        url=page(memorandum.number),
        paid=sum((each.amount for each in payments), Decimal(0)),
        starts_on=signed,
        ends_on=memorandum.ends_on,
        programme=(project.fair.number, project.fair.title_kk),
        open_call=False,
        sphere=(project.sphere, sphere.kk) if isinstance(sphere, Text) else ("", ""),
        place=(place.name_kk, place.kato) if place else ("", ""),
        payments=payments,
        papers=(Paper(memorandum.number, "contractSigned", memorandum.title_kk, page(memorandum.number), effective),),
        is_demo=memorandum.is_demo,
    )
