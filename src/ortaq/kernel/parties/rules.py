"""Who acts: identification numbers, and the actor that every action is done by."""

from dataclasses import dataclass, field
from datetime import date

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(eleven: str) -> int | None:
    """The twelfth digit of an IIN or BIN; None where the number can't be issued.

    Source: Government Resolution No 565 of 11.06.2003.
    """
    digits = [int(digit) for digit in eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def _is_number(value: str) -> bool:
    if len(value) != 12 or not value.isascii() or not value.isdigit():
        return False
    return check_digit(value[:11]) == int(value[11])


def is_iin(value: str) -> bool:
    """Is *value* an individual identification number: twelve ASCII digits, check digit right, not a BIN?

    The birth date inside is not judged: old numbers have errors in it. Nothing but zeros is what stands in for no number.
    """
    return _is_number(value) and value[4] not in "456" and bool(value.strip("0"))


def is_bin(value: str) -> bool:
    """Is *value* a business identification number: check digit right, fifth digit 4, 5 or 6?"""
    return _is_number(value) and value[4] in "456"


def masked_iin(value: str) -> str:
    """An IIN as it may be shown to an officer: the birth date, then stars."""
    return value[:6] + "*" * 6 if value else ""


def contact_of(email: str, phone: str) -> str:
    """The one contact that somebody is found again by: the address, else the last ten digits of the phone number."""
    return email.strip().lower() or "".join(sign for sign in phone if sign.isdigit())[-10:]


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that a person holds in one organisation at the moment of acting."""

    role: str
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does an action: a guest, a signed-in person, or the system itself (a clock, an import).

    ``level``: how far the identity is verified: 0 contact only, 1 IIN with a right check digit, 2 signature.
    """

    kind: str = "guest"
    user_id: int | None = None
    person_id: int | None = None
    level: int = 0
    grants: tuple[Grant, ...] = field(default=())
    name: str = ""

    @property
    def account(self) -> int:
        """The account that acts. Raises ValueError for a guest and for the system: they don't sign anything."""
        if self.user_id is None:
            raise ValueError(f"{self.kind} acts without an account")
        return self.user_id

    def roles_in(self, organisation_id: int | None) -> frozenset[str]:
        """The roles that the actor holds in one organisation."""
        return frozenset(grant.role for grant in self.grants if grant.organisation_id == organisation_id)

    def holds(self, role: str) -> bool:
        """Does the actor hold *role* anywhere?"""
        return any(grant.role == role for grant in self.grants)

    def offices(self, *roles: str) -> frozenset[int]:
        """The organisations where the actor holds one of *roles* (any role when none is named)."""
        return frozenset(grant.organisation_id for grant in self.grants if not roles or grant.role in roles)


GUEST = Actor()
SYSTEM = Actor(kind="system", name="system")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last day, both included; None is open."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Does *day* lie in the period?"""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)
