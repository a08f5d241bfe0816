"""Events: to come and past, for everybody and for the organiser."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.fairs.lifecycle import PUBLIC_OCCASIONS
from ortaq.systems.fairs.models import Occasion

PAGE = 30
KEPT = timedelta(days=60)
"""How long past events stay in the calendar that programs fetch."""


def public_occasions() -> QuerySet[Occasion]:
    """Announced events: the visibility function of events."""
    found = Occasion.objects.filter(published_at__isnull=False, state__in=PUBLIC_OCCASIONS)
    return found.select_related("body", "fair")


def to_come(now: datetime) -> list[Occasion]:
    """Events that aren't over, the nearest first. One SQL query."""
    return list(public_occasions().filter(ends_at__gte=now).order_by("starts_at", "pk")[:PAGE])


def past(now: datetime) -> list[Occasion]:
    """Events that are over, the newest first. One SQL query."""
    return list(public_occasions().filter(ends_at__lt=now).order_by("-starts_at", "-pk")[:PAGE])


def calendar_occasions(now: datetime) -> list[Occasion]:
    """What the calendar holds: events to come and those of the last two months. One SQL query."""
    return list(public_occasions().filter(ends_at__gte=now - KEPT).order_by("starts_at", "pk")[:500])


def public_occasion(number: str) -> Occasion | None:
    """One public event; None for one that isn't."""
    parsed = parse_number(number)
    return public_occasions().filter(number=str(parsed)).first() if parsed else None


def office_occasions(actor: Actor, *roles: str) -> QuerySet[Occasion]:
    """The events of the bodies where *actor* works."""
    return (
        Occasion.objects.filter(body_id__in=actor.offices(*roles))
        .select_related("body", "territory", "fair")
        .order_by("-starts_at", "-pk")
    )


def office_occasion(number: str, actor: Actor, *roles: str) -> Occasion | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return office_occasions(actor, *roles).filter(number=str(parsed)).first() if parsed else None
