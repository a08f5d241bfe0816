"""Requests for talks. Everything goes through ``readable_by``: the two sides alone read any of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.fairs.models import ShowcaseProject, TalkRequest
from ortaq.systems.fairs.permissions import HELPED, readable_by


def requests_of(actor: Actor) -> QuerySet[TalkRequest]:
    """The requests that *actor* reads, the newest first."""
    found = TalkRequest.objects.filter(readable_by(actor))
    return found.select_related("project__organisation", "sponsor", "pledge").order_by("-pk")


def request_of(number: str, actor: Actor) -> TalkRequest | None:
    """One of them; None for anybody else's, as if it didn't exist."""
    parsed = parse_number(number)
    return requests_of(actor).filter(number=str(parsed)).first() if parsed else None


def projects_to_ask_for(actor: Actor, sponsor: Organisation) -> list[ShowcaseProject]:
    """The projects on show for which *actor* may ask a sponsor: of the NGOs that they represent, not asked for yet.

    One SQL query; none for who represents nobody, or the sponsor itself.
    """
    offices = actor.offices("representative")
    if not offices or sponsor.pk in offices:
        return []
    asked = TalkRequest.objects.filter(project=OuterRef("pk"), sponsor=sponsor, live=True)
    found = ShowcaseProject.objects.filter(
        organisation_id__in=offices, published_at__isnull=False, state__in=HELPED
    ).exclude(Exists(asked))
    return list(found.order_by("-pk"))


def open_requests(project: ShowcaseProject) -> int:
    """How many sponsors are asked about a project and haven't answered."""
    return TalkRequest.objects.filter(project=project, live=True).count()


def was_declined(project: ShowcaseProject, sponsor: Organisation, *, since: datetime) -> bool:
    """Has this sponsor declined talks about this project since then?"""
    found = TalkRequest.objects.filter(project=project, sponsor=sponsor, state="declined", changed_at__gt=since)
    return found.exists()
