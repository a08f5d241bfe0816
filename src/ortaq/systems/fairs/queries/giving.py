"""Sponsorships as 360Giving tells them: one grant for each signed memorandum, with its money, things and hours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from ortaq.kernel.interchange.queries.publishing import page, party
from ortaq.kernel.interchange.rules.publishing import Grant, InKind, Paid, Paper
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.queries import territory_reference
from ortaq.systems.fairs.models import Delivery, Memorandum
from ortaq.systems.fairs.queries.ledger import entries_of
from ortaq.systems.fairs.queries.memoranda import public_memoranda
from ortaq.systems.fairs.queries.reference import sphere_name
from ortaq.systems.fairs.rules import HOURS, MONEY, UNITS
from ortaq.systems.fairs.rules.ledger import Entry

KIND = "sponsorship"
TITLE = "Демеушілік"
CHUNK = 500
"""Memoranda read at a time: a year of any length takes the same memory."""


def sponsorships(year: int) -> Iterator[Grant]:
    """The sponsorships of a year, the oldest first. Two SQL queries for each ``CHUNK`` of memoranda, and one to find them."""
    for memoranda in _chunks(year):
        lines: dict[str, list[Entry]] = {}
        for entry in entries_of([row.pledge_id for row in memoranda]):
            lines.setdefault(entry.memorandum, []).append(entry)
        paid: dict[int, list[Paid]] = {}
        for row in Delivery.objects.filter(
            memorandum__in=memoranda, line__need__kind=MONEY, state=Delivery.State.CONFIRMED
        ):
            paid.setdefault(row.memorandum_id, []).append(
                Paid(f"{row.memorandum_id}-{row.pk}", row.given_on, row.amount)
            )
        for memorandum in memoranda:
            rows = [row for row in lines.get(memorandum.number, ()) if row.promised]
            if rows:
                yield _grant(memorandum, rows, tuple(paid.get(memorandum.pk, ())))


def _chunks(year: int) -> Iterator[list[Memorandum]]:
    found = public_memoranda().filter(effective_at__year=year).order_by("pk")
    found, after = found.select_related("pledge__project__fair", "sponsor", "ngo"), 0
    while rows := list(found.filter(pk__gt=after)[:CHUNK]):
        yield rows
        after = rows[-1].pk


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
        awarded=sum((row.promised for row in rows if row.kind == MONEY), Decimal(0)),
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
        in_kind=tuple(_in_kind(row) for row in rows if row.kind != MONEY),
        papers=(Paper(memorandum.number, "contractSigned", memorandum.title_kk, page(memorandum.number), effective),),
        is_demo=memorandum.is_demo,
    )


def _in_kind(row: Entry) -> InKind:
    return InKind(row.kind, row.title, UNITS[HOURS].kk if row.kind == HOURS else row.unit, row.promised, row.confirmed)
