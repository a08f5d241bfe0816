"""What waits for somebody at fairs: counted for "My page", by what they represent and where they work."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.signatures.models import Signature
from ortaq.systems.fairs.models import (
    Delivery,
    MemorandumVersion,
    Pledge,
    Question,
    ShowcaseProject,
    SponsorProfile,
    TalkRequest,
)
from ortaq.systems.fairs.permissions import ORGANISERS


def waits_for(actor: Actor) -> dict[str, int]:
    """How much of each kind waits for *actor*; what doesn't wait is left out.

    Six SQL queries for who represents an NGO or a business, one for an organiser, one for a coordinator, none for others.
    """
    found: dict[str, int] = {}
    sides = actor.offices("representative")
    if sides:
        own = ShowcaseProject.objects.filter(organisation_id__in=sides)
        signed = Signature.objects.filter(document=OuterRef("document"))
        to_sign = MemorandumVersion.objects.filter(
            Q(memorandum__ngo_id__in=sides) & ~Exists(signed.filter(side="ngo"))
            | Q(memorandum__sponsor_id__in=sides) & ~Exists(signed.filter(side="sponsor")),
            effective_at__isnull=True,
            withdrawn_at__isnull=True,
            document__isnull=False,
            memorandum__state__in=("signing", "active"),
        )
        found = {
            "returned": own.filter(state="returned").count(),
            "questions": Question.objects.filter(
                project__in=own, answered_at__isnull=True, hidden_at__isnull=True
            ).count(),
            "offers": Pledge.objects.filter(project__in=own, state="offered").count(),
            "requests": TalkRequest.objects.filter(sponsor_id__in=sides, live=True).count(),
            "to_sign": to_sign.count(),
            "gifts": Delivery.objects.filter(memorandum__ngo_id__in=sides, state=Delivery.State.AWAITED).count(),
        }
    bodies = actor.offices(*ORGANISERS)
    if bodies:
        found["projects"] = ShowcaseProject.objects.filter(body_id__in=bodies, state="submitted").count()
    if actor.holds("coordinator"):
        found["sponsors"] = SponsorProfile.objects.filter(state="submitted").count()
    return {name: count for name, count in found.items() if count}
