"""A business becomes a sponsor: its profile is sent, checked by the coordinator, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from ortaq.kernel.accounts.actions import NotAllowed
from ortaq.kernel.accounts.actions.roles import give_role
from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor, is_bin
from ortaq.kernel.search.actions import index_record, remove_record
from ortaq.systems.fairs.models import SponsorProfile
from ortaq.systems.fairs.queries.sponsors import business_by_bin


@dataclass(frozen=True)
class Business:
    """What a business says of itself. ``areas``: codes of spheres; ``gives``: kinds of need."""

    bin: str
    name_kk: str
    name_ru: str
    about_kk: str
    about_ru: str
    territory_id: int
    gives: Sequence[str]
    areas: Sequence[str] = ()
    name_en: str = ""

    def stored(self) -> dict[str, Any]:
        """The fields of the profile."""
        return {**asdict(self), "gives": list(self.gives), "areas": list(self.areas)}


_TAKEN = Text(
    "Бұл БСН-мен профиль бар. Ұйымыңыздың өкіліне немесе үйлестірушіге хабарласыңыз.",
    "Профиль с этим БИН уже есть. Обратитесь к представителю вашей организации или к координатору.",
    "There is a profile with this BIN already. Ask your organisation’s representative or the coordinator.",
)
_NO_BUSINESS = Text(
    "Бұл БСН бизнеске тиесілі емес: ҮЕҰ мен мемлекеттік орган демеуші болмайды.",
    "Этот БИН принадлежит не бизнесу: НПО и государственный орган не бывают спонсорами.",
    "This BIN isn’t a business’s: an NGO or a state body isn’t a sponsor.",
)


def _check(business: Business, but: int | None = None) -> Organisation | None:
    """The business of this BIN, if it is known. Raises Refused for a BIN that can't be, or that isn't a business's."""
    if not is_bin(business.bin):
        raise Refused(
            Text(
                "БСН қате: он екі цифр, соңғысы қалғандарын тексереді.",
                "БИН указан неверно: двенадцать цифр, последняя проверяет остальные.",
                "This is no BIN: twelve digits, the last one checks the others.",
            )
        )
    with connection.cursor() as cursor:  # of two who send the same business at once the second waits, and is refused
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"fairs.sponsor.{business.bin}"])
    taken = SponsorProfile.objects.filter(bin=business.bin).exclude(state="refused").exclude(pk=but or 0)
    if taken.exists():
        raise Refused(_TAKEN)
    known = business_by_bin(business.bin)
    if known is not None and known.kind != Organisation.Kind.BUSINESS:
        raise Refused(_NO_BUSINESS)
    return known


@transaction.atomic
def send_profile(*, business: Business, by: Actor, at: datetime, is_demo: bool = False) -> SponsorProfile:
    """Sends the profile of a business to be checked. Nobody but its author and the coordinator sees it."""
    _check(business)
    profile = SponsorProfile(
        kind="sponsor", language="kk", entered_by_id=by.account, is_demo=is_demo, **business.stored()
    )
    return open_record(profile, by=by, at=at, code="send", year=local_day(at).year, tells=("coordinator",))


@transaction.atomic
def edit_profile(
    *, profile: SponsorProfile, business: Business, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Changes a profile; it is checked again, and isn't shown until then. The BIN of a checked business stays."""
    if profile.organisation_id is not None and business.bin != profile.bin:
        raise Refused(Text("БСН өзгертілмейді.", "БИН не меняется.", "The BIN doesn’t change."))
    _check(business, profile.pk)
    changes = {
        **business.stored(),
        "remark": "",
        "checked_by_id": None,
        "published_at": None,
        "public_title": "",
        "public_text": "",
    }
    advance(profile, "edit", by=by, at=at, regime="", version=version, changes=changes)
    remove_record(profile.pk)


@transaction.atomic
def approve_profile(*, profile: SponsorProfile, by: Actor, at: datetime, version: int | None = None) -> None:
    """The coordinator has checked business, BIN and person: the profile is public, its author represents the business.

    The organisation is found by its BIN, or made. Giving the role is an event of the log of rights.
    """
    business = _business(profile)
    known = _check(business, profile.pk)
    organisation = known or Organisation.objects.create(
        slug=f"business-{profile.bin}",
        kind=Organisation.Kind.BUSINESS,
        bin=profile.bin,
        territory_id=business.territory_id,
        name_kk=profile.name_kk,
        name_ru=profile.name_ru,
        name_en=profile.name_en or profile.name_ru,
        is_demo=profile.is_demo,
    )
    changes = {
        "organisation": organisation,
        "checked_by_id": by.user_id,
        "published_at": at,
        "public_title": profile.name_kk,
        "public_text": f"{profile.name_ru}\n{profile.about_kk}\n{profile.about_ru}",
    }
    advance(profile, "approve", by=by, at=at, regime="", version=version, changes=changes)
    author = get_user_model().objects.get(pk=profile.entered_by_id)
    try:
        give_role(
            by=by,
            email=author.email,
            role="representative",
            organisation_id=organisation.pk,
            first_day=local_day(at),
            reason=profile.number,
            today=local_day(at),
            at=at,
        )
    except NotAllowed as error:
        raise Refused.by(error.decision) from error
    _index(profile)


def _business(profile: SponsorProfile) -> Business:
    names = ("bin", "name_kk", "name_ru", "name_en", "about_kk", "about_ru", "areas", "gives")
    return Business(territory_id=profile.territory_id or 0, **{name: getattr(profile, name) for name in names})


def _index(profile: SponsorProfile) -> None:
    index_record(record_id=profile.pk, title=profile.public_title, text=profile.public_text, language="kk")


@transaction.atomic
def return_profile(
    *, profile: SponsorProfile, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Returns a profile to be corrected."""
    advance(profile, "return", by=by, at=at, regime="", reason=reason, version=version, changes={"remark": reason})


@transaction.atomic
def refuse_profile(
    *, profile: SponsorProfile, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Refuses a profile."""
    advance(profile, "refuse", by=by, at=at, regime="", reason=reason, version=version, changes={"remark": reason})


@transaction.atomic
def suspend_profile(
    *, profile: SponsorProfile, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Takes a profile down; what is promised and signed stays, and stays public."""
    changes = {"remark": reason, "published_at": None, "public_title": "", "public_text": ""}
    advance(profile, "suspend", by=by, at=at, regime="", reason=reason, version=version, changes=changes)
    remove_record(profile.pk)


@transaction.atomic
def resume_profile(*, profile: SponsorProfile, by: Actor, at: datetime, version: int | None = None) -> None:
    """Shows a suspended profile again."""
    changes = {
        "remark": "",
        "published_at": at,
        "public_title": profile.name_kk,
        "public_text": f"{profile.name_ru}\n{profile.about_kk}\n{profile.about_ru}",
    }
    advance(profile, "resume", by=by, at=at, regime="", version=version, changes=changes)
    _index(profile)
