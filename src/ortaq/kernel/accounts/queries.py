"""Reading accounts: second factors, context words of passwords, what is held about a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.registry import holdings
from ortaq.kernel.events.models import RightsEvent
from ortaq.kernel.parties.models import Assignment, Organisation, Person, Territory
from ortaq.kernel.parties.queries import officer_called
from ortaq.kernel.parties.roles import AUDITOR, BY_HEAD, COORDINATOR, HEAD, OFFICE_ROLES, ROLES, Role
from ortaq.kernel.parties.rules import Actor, masked_iin
from ortaq.kernel.records.models import Record
from ortaq.kernel.statements.queries import KeptQuery


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


_account = KeptQuery(lambda user_id: User.objects.filter(pk=user_id))


def account_now(user_id: int) -> User | None:
    """The account, None when it is gone."""
    return _account.first(user_id)


def account(user_id: int) -> User:
    """The account. Raises User.DoesNotExist."""
    return User.objects.get(pk=user_id)


def is_connected(user_id: int, provider: str, uid: str) -> bool:
    """Does this identity of a provider belong to the account? One SQL query."""
    return bool(SocialAccount.objects.filter(user_id=user_id, provider=provider, uid=uid).exists())


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


ROLES_PAGE = 50


@dataclass(frozen=True, slots=True)
class RoleFilter:
    """Which roles are listed: of one body, in force on a day. None: all."""

    organisation_id: int | None = None
    on: date | None = None


def kept_bodies(actor: Actor) -> list[Organisation]:
    """The bodies whose roles the actor keeps: all for the coordinator, the own for a head. One SQL query."""
    bodies = Organisation.objects.filter(kind=Organisation.Kind.STATE_BODY).order_by("territory__order", "slug")
    return list(bodies if actor.holds(COORDINATOR.code) else bodies.filter(pk__in=actor.offices(HEAD.code)))


def kept_roles(actor: Actor) -> list[Role]:
    """The roles that the actor may give somewhere."""
    return [role for role in ROLES.values() if actor.holds(COORDINATOR.code) or role.code in BY_HEAD]


def _held() -> QuerySet[Assignment]:
    given = RightsEvent.objects.filter(
        code="role_given", subject_id=OuterRef("user_id"), role=OuterRef("role"), office_id=OuterRef("organisation_id")
    )
    newest = Subquery(given.order_by("-sequence").values("at")[:1])
    return Assignment.objects.select_related("user__person", "organisation").annotate(given_at=newest)


def holder_called(held: Assignment) -> str:
    """What somebody who holds a role is called before those who keep roles: by name, as everywhere in an office, once
    they have signed in since the role was given; until then by the address to which it was given.

    Whoever gives a role knows the address, for they typed it. The name behind it would tell whether it has an account,
    and whose. *held*: from :func:`role_page` or :func:`kept_role`.
    """
    given_at = held.given_at  # type: ignore[attr-defined]  # annotated by _held
    came = held.user.last_login
    if came is None or (given_at is not None and came < given_at):
        return held.user.email
    person = getattr(held.user, "person", None)
    return officer_called(person.name if person else "", role=held.role, account=held.user_id)


def role_page(actor: Actor, chosen: RoleFilter, before: int | None) -> tuple[list[Assignment], int | None]:
    """Who holds which role, those given last first, and the id to go on from. One SQL query."""
    found = _held().order_by("-pk")
    if not actor.holds(COORDINATOR.code):
        found = found.filter(organisation_id__in=actor.offices(HEAD.code))
    if chosen.organisation_id is not None:
        found = found.filter(organisation_id=chosen.organisation_id)
    if chosen.on is not None:
        found = found.filter(valid_from__lte=chosen.on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=chosen.on))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: ROLES_PAGE + 1])
    return rows[:ROLES_PAGE], rows[ROLES_PAGE - 1].pk if len(rows) > ROLES_PAGE else None


def kept_role(actor: Actor, assignment_id: int) -> Assignment | None:
    """One of the roles that :func:`role_page` may list; None for others as for those that don't exist."""
    found = _held().filter(pk=assignment_id)
    if not actor.holds(COORDINATOR.code):
        found = found.filter(organisation_id__in=actor.offices(HEAD.code))
    return found.first()


def roles_held(email: str, role: str, organisation: str, today: date) -> list[Assignment]:
    """The times, not over yet, for which an address holds a role in a body (by its short name). One SQL query."""
    found = Assignment.objects.filter(user__email=email.strip().lower(), role=role, organisation__slug=organisation)
    return list(found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).order_by("pk"))


def role_letter(user_id: int, organisation_id: int, role: str, code: str, last_day: str) -> dict[str, Any] | None:
    """What a letter about a role says; None when the account is gone."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    office = Organisation.objects.get(pk=organisation_id)
    return {
        "email": user.email,
        "language": user.language,
        "code": code,
        "role": ROLES[role].name.in_language(user.language),
        "office": getattr(office, f"name_{user.language}"),
        "last_day": date.fromisoformat(last_day) if last_day else None,
    }


def auditors(today: date) -> list[int]:
    """The accounts that hold the auditor's role today. One SQL query."""
    held = Assignment.objects.filter(
        role=AUDITOR.code, valid_from__lte=today, user__is_active=True, user__is_demo=False
    )
    held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return list(held.order_by("user_id").values_list("user_id", flat=True).distinct())


def many_readings_letter(
    user_id: int, reader_id: int, office_id: int, day: str, records: int, limit: int
) -> dict[str, Any] | None:
    """What a letter to an auditor says of somebody who read very many records; None when the auditor's account is gone."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    office = Organisation.objects.get(pk=office_id)
    return {
        "email": user.email,
        "language": user.language,
        "reader": reader_id,
        "office": getattr(office, f"name_{user.language}"),
        "day": date.fromisoformat(day),
        "records": records,
        "limit": limit,
    }
