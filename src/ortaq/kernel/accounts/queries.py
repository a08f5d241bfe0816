"""Reading accounts: second factors, context words of passwords, what is held about a person."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q

from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.registry import holdings
from ortaq.kernel.parties.models import Assignment, Organisation, Person, Territory
from ortaq.kernel.parties.roles import OFFICE_ROLES
from ortaq.kernel.parties.rules import Actor, masked_iin
from ortaq.kernel.records.models import Record


def holds_office(actor: Actor) -> bool:
    """Does the actor hold a role that works in a state body?"""
    return any(grant.role in OFFICE_ROLES for grant in actor.grants)


def has_second_factor(user_id: int) -> bool:
    """Has the account an authenticator app or a passkey? Recovery codes alone don't count. One SQL query."""
    factors = Authenticator.objects.filter(
        user_id=user_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return bool(factors.exists())


def context_words() -> frozenset[str]:
    """Words that everybody here would guess in a password: the system, the region, its districts and bodies."""
    words = {"ortaq", "ортақ", "ортак", settings.REGION}
    for model in (Territory, Organisation):
        rows = model.objects.values_list("slug", "name_kk", "name_ru", "name_en")
        if model is Organisation:
            rows = rows.filter(kind=Organisation.Kind.STATE_BODY)
        for row in rows:
            for name in row:
                words.update(part for part in name.replace("-", " ").split() if len(part) >= 4)
    return frozenset(words)


def account(user_id: int) -> User:
    """The account. Raises User.DoesNotExist."""
    return User.objects.get(pk=user_id)


def person_of(user_id: int) -> Person | None:
    """The person behind an account; None while nothing is known of them."""
    return Person.objects.filter(user_id=user_id).first()


def profile_of(user_id: int) -> dict[str, Any]:
    """What the profile page shows: the account, name, phone, masked IIN. Two SQL queries."""
    user, person = account(user_id), person_of(user_id)
    return {
        "user": user,
        "name": person.name if person else "",
        "phone": person.phone if person else "",
        "masked_iin": masked_iin(person.iin) if person else "",
    }


def held_data(actor: Actor) -> dict[str, Any]:
    """All that is held about the person behind *actor*, as JSON can carry it; secrets (password, keys) are left out.

    Rooms on upper floors add theirs through ``registry.register_holdings``.
    """
    if actor.user_id is None:
        raise PermissionError("a guest has no account")
    user, person = account(actor.user_id), person_of(actor.user_id)
    mine = Q(author=person) if person else Q(pk__in=[])
    return {
        "account": {
            "email": user.email,
            "language": user.language,
            "level": user.level,
            "joined": user.date_joined.isoformat(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None,
            "demo": user.is_demo,
        },
        "person": {
            "name": person.name,
            "iin": person.iin,
            "email": person.email,
            "phone": person.phone,
            "address": person.address,
        }
        if person
        else None,
        "email_addresses": list(EmailAddress.objects.filter(user_id=user.pk).values("email", "verified", "primary")),
        "second_factors": [
            {"type": row.type, "added": row.created_at.isoformat()}
            for row in Authenticator.objects.filter(user_id=user.pk)
        ],
        "sessions": [
            {"started": row.created_at.isoformat(), "ip": row.ip, "browser": row.user_agent}
            for row in UserSession.objects.filter(user_id=user.pk)
        ],
        "roles": [
            {
                "role": row.role,
                "organisation": row.organisation.slug,
                "from": row.valid_from.isoformat(),
                "to": row.valid_to.isoformat() if row.valid_to else None,
            }
            for row in Assignment.objects.filter(user_id=user.pk).select_related("organisation")
        ],
        "records": [
            {
                "number": row.number,
                "kind": row.kind,
                "state": row.state,
                "created": row.created_at.isoformat(),
                "public_title": row.public_title,
                "public_text": row.public_text,
            }
            for row in Record.objects.filter(mine).order_by("pk")
        ],
        **{name: export(actor) for name, export in holdings().items()},
    }
