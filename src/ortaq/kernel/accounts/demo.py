"""Demo accounts: they live in demonstrations alone, and their password is printed for everybody."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from ortaq.kernel.accounts.models import User
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.models import Person

PASSWORD = "ortaq-demo-көрсетілім"  # noqa: S105 -- printed on purpose


def address(name: str) -> str:
    """The e-mail address of a demo account: reserved for examples (RFC 2606)."""
    return f"{name}@demo.example"


def demo_account(name: str, *, language: str = "kk", person: str = "") -> User:
    """The demo account *name*, made with a verified address unless it is there; *person*: who is behind it."""
    user, made = User.objects.get_or_create(
        email=address(name), defaults={"password": _hash(), "is_demo": True, "language": language}
    )
    if made:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person and not Person.objects.filter(user_id=user.pk).exists():
        save_person(name=person, email=user.email, user_id=user.pk, is_demo=True)
    return user


@cache
def _hash() -> str:
    """One for all: hashing is slow on purpose, and there is nothing to protect in a password that is printed."""
    return make_password(PASSWORD)
