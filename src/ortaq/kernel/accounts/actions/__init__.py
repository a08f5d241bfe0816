"""Writing accounts: the profile, the IIN, a person's own data, the end of an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from ortaq.kernel.accounts.models import CacheEntry, ProvedIin, User
from ortaq.kernel.accounts.permissions import may_erase_account, may_keep_account
from ortaq.kernel.accounts.queries import held_data, person_of
from ortaq.kernel.accounts.registry import unsent
from ortaq.kernel.accounts.rules import clean_phone
from ortaq.kernel.language.rules import LANGUAGES
from ortaq.kernel.lifecycle.rules import Decision
from ortaq.kernel.parties.actions import contact_hash, save_person
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.rules import Actor, is_iin
from ortaq.kernel.records.models import Record


class NotAllowed(PermissionError):
    """The actor may not do this. ``decision.reason`` says why, in the three languages."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason.en if decision.reason else "not allowed")
        self.decision = decision


class IinRefused(ValueError):
    """The IIN can't be taken: its check digit is wrong, or the account has another one already."""


def _locked(actor: Actor, decision: Decision) -> User:
    if not decision:
        raise NotAllowed(decision)
    return User.objects.select_for_update().get(pk=actor.user_id or 0)


@transaction.atomic
def update_profile(*, by: Actor, name: str, phone: str, language: str, at: datetime) -> Person:
    """Keeps the name, the phone number and the language of one's own account.

    Raises NotAllowed for guests, ValueError for a phone number or language that can't be.
    """
    user = _locked(by, may_keep_account(by))
    if language not in LANGUAGES:
        raise ValueError(f"not a language of the interface: {language!r}")
    user.language = language
    user.save(update_fields=["language"])
    person = person_of(user.pk)
    return save_person(
        person=person,
        name=" ".join(name.split()),
        iin=person.iin if person else "",
        email=user.email,
        phone=clean_phone(phone),
        address=person.address if person else "",
        user_id=user.pk,
        is_demo=user.is_demo,
    )


@transaction.atomic
def verify_iin(*, by: Actor, iin: str, at: datetime) -> Person:
    """Keeps an IIN whose check digit is right and raises the account to level 1.

    An IIN is given once: a second, different one would let one account act for two people. Whether another account
    gave the same IIN is not told here. Raises NotAllowed for guests, IinRefused.
    """
    user = _locked(by, may_keep_account(by))
    if not is_iin(iin):
        raise IinRefused("the check digit is wrong")
    person = person_of(user.pk)
    if person and person.iin and person.iin != iin:
        raise IinRefused("the account has another IIN")
    person = save_person(
        person=person,
        name=person.name if person else "",
        iin=iin,
        email=user.email,
        phone=person.phone if person else "",
        address=person.address if person else "",
        user_id=user.pk,
        is_demo=user.is_demo,
    )
    if user.level < User.Level.IIN:
        user.level = User.Level.IIN
        user.save(update_fields=["level"])
    return person


def export_my_data(*, by: Actor, at: datetime) -> dict[str, Any]:
    """All that is held about the person who asks, dated *at*: under the personal data law a
    person may learn it.

    Raises NotAllowed for guests.
    """
    decision = may_keep_account(by)
    if not decision:
        raise NotAllowed(decision)
    return {"made_at": at.isoformat(), **held_data(by)}


@transaction.atomic
def follow_email(*, user_id: int, at: datetime) -> None:
    """After the account's address was confirmed: the person behind it is written to there too."""
    person = person_of(user_id)
    if person is not None:
        person.email = User.objects.only("email").get(pk=user_id).email
        # Found by the new address and no more by the old one, which may be somebody else's one day.
        person.contact_hash = contact_hash(person.email, person.phone)
        person.save(update_fields=["email", "contact_hash"])


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of an erased account: how many of the person's records stay, because the law asks for it."""

    records_kept: int


@transaction.atomic
def erase_account(*, by: Actor, at: datetime) -> Erased:
    """Ends one's own account: nobody can sign in any more, and nothing in it names the person.

    Appeals and other records stay with their author's data: a body has to keep what it was
    asked and what it answered.
    The person of an account that wrote none is emptied, and what the account had only begun to write is forgotten.
    Raises NotAllowed.
    """
    user = _locked(by, may_erase_account(by))
    for forget in unsent():
        forget(user.pk)
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
    EmailAddress.objects.filter(user_id=user.pk).delete()
    Authenticator.objects.filter(user_id=user.pk).delete()
    SocialAccount.objects.filter(user_id=user.pk).delete()
    ProvedIin.objects.filter(user_id=user.pk).delete()
    user.email = f"erased-{user.pk}@invalid"
    user.level = User.Level.CONTACT
    user.is_active = False
    user.set_unusable_password()
    user.save()
    person = person_of(user.pk)
    if person is None:
        return Erased(0)
    kept = Record.objects.filter(author=person).count()
    person.user = None
    if not kept:
        person.name = person.iin = person.email = person.phone = person.address = ""
        person.iin_hash = person.contact_hash = None
    person.save()
    return Erased(kept)


def drop_expired_cache(*, at: datetime) -> int:
    """Deletes cache entries that expired before *at*; returns how many."""
    return CacheEntry.objects.filter(expires_at__lt=at).delete()[0]
