"""Writing parties: people, and the region's reference data."""

from datetime import date

from django.db import transaction

from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.parties.models import Assignment, Person
from ortaq.kernel.parties.roles import ROLES
from ortaq.kernel.parties.rules import contact_of, is_iin
from ortaq.kernel.statements.actions import insert


def save_person(
    *,
    person: Person | None = None,
    name: str,
    iin: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    user_id: int | None = None,
    is_demo: bool = False,
) -> Person:
    """Makes or changes a person. Raises ValueError for an IIN whose check digit is wrong."""
    if iin and not is_iin(iin):
        raise ValueError("IIN: the check digit is wrong")
    person = person or Person(is_demo=is_demo)
    person.name, person.iin, person.email, person.phone, person.address = name, iin, email, phone, address
    person.iin_hash = lookup_hash("iin", iin) if iin else None
    person.contact_hash = contact_hash(email, phone)
    if user_id is not None:
        person.user_id = user_id
    if person.pk is None:
        insert(person)
    else:
        person.save()
    return person


def contact_hash(email: str, phone: str) -> bytes | None:
    """Keyed hash of the contact that somebody left: the same contact is found again, and read by nobody."""
    contact = contact_of(email, phone)
    return lookup_hash("contact", contact) if contact else None


@transaction.atomic
def assign_role(
    *, user_id: int, organisation_id: int, role: str, first_day: date, last_day: date | None = None
) -> Assignment:
    """Gives an account a declared role in an organisation for a period. Raises ValueError for an unknown role.

    It asks no rights and tells nobody: demonstration data are made by it. People give roles by
    ``accounts.actions.roles.give_role``.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}")
    assignment, _ = Assignment.objects.update_or_create(
        user_id=user_id,
        organisation_id=organisation_id,
        role=role,
        valid_from=first_day,
        defaults={"valid_to": last_day},
    )
    return assignment
