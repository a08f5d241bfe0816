"""Businesses that help: their profiles, and who checks them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from ortaq.kernel.parties.models import Assignment, Organisation
from ortaq.kernel.parties.queries import looking_alike, officer_called
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.fairs.models import SponsorProfile

PAGE = 20


def business_by_bin(bin_: str) -> Organisation | None:
    """The organisation with this BIN, of whatever kind."""
    return Organisation.objects.filter(bin=bin_).first() if bin_ else None


def public_sponsors() -> QuerySet[SponsorProfile]:
    """Checked profiles: the visibility function of sponsors."""
    return SponsorProfile.objects.filter(published_at__isnull=False, state="approved").select_related("organisation")


def sponsors_page(after: str = "") -> tuple[list[SponsorProfile], str | None]:
    """A page of sponsors, the newest first. One SQL query."""
    found = public_sponsors()
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else None


def public_sponsor(slug: str) -> SponsorProfile | None:
    """The public profile of a business, by its slug or BIN."""
    return public_sponsors().filter(Q(organisation__slug=slug) | Q(bin=slug)).first()


def slug_of_number(number: str) -> str | None:
    """The slug of the business of a public profile, by the number of the profile."""
    parsed = parse_number(number)
    found = public_sponsors().filter(number=str(parsed)).first() if parsed else None
    return found.organisation.slug if found is not None and found.organisation is not None else None


def business(slug: str) -> Organisation | None:
    """A business by its slug or BIN, whether it has a public profile or not: what it promised stays public."""
    found = Organisation.objects.filter(kind=Organisation.Kind.BUSINESS).filter(
        Q(slug=slug) | (Q(bin=slug) & ~Q(bin=""))
    )
    return found.select_related("territory").first()


def own_profiles(actor: Actor) -> QuerySet[SponsorProfile]:
    """The profiles that *actor* entered, or of businesses that they represent."""
    mine = Q(organisation_id__in=actor.offices("representative")) | Q(
        entered_by_id=actor.user_id, organisation__isnull=True
    )
    return SponsorProfile.objects.filter(mine).select_related("organisation").order_by("-pk")


def own_profile(number: str, actor: Actor) -> SponsorProfile | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return own_profiles(actor).filter(number=str(parsed)).first() if parsed and actor.user_id is not None else None


def role_holders(role: str) -> list[Assignment]:
    """Who holds a role anywhere today. One SQL query."""
    today = timezone.localdate()
    found = Assignment.objects.filter(role=role, valid_from__lte=today, user__is_active=True)
    return list(
        found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).select_related("user").order_by("user_id")
    )


def profiles_to_check() -> QuerySet[SponsorProfile]:
    """Every profile, those that wait first: for the coordinator."""
    return SponsorProfile.objects.select_related("organisation", "territory").order_by("-pk")


def profile_to_check(number: str, actor: Actor) -> SponsorProfile | None:
    """One profile for a coordinator; None for whoever isn't one, or stands on the business's side."""
    parsed = parse_number(number)
    if parsed is None or not actor.holds("coordinator"):
        return None
    found = profiles_to_check().filter(number=str(parsed)).exclude(entered_by_id=actor.user_id)
    return (
        found.exclude(organisation_id__in=actor.offices("representative")).select_related("entered_by__person").first()
    )


def sender_called(profile: SponsorProfile) -> str:
    """What the coordinator calls whoever sent a profile of :func:`profile_to_check`."""
    person = getattr(profile.entered_by, "person", None)
    return officer_called(person.name if person else "", role="representative", account=profile.entered_by_id)


def imitated(profile: SponsorProfile) -> list[Organisation]:
    """Other organisations for which this business could be taken by its name. One SQL query."""
    return looking_alike((profile.name_kk, profile.name_ru, profile.name_en), bin=profile.bin)


def parties(ids: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by id, with nothing but what is public of them. One SQL query."""
    return Organisation.objects.in_bulk(set(ids))
