"""A new PIN: for who lost theirs, by a link to the contact that they left or at the counter; and joining by such a link."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import advance
from ortaq.kernel.notices.actions import queue_notices
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import contact_hashes
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.reception.actions.filing import require_joinable, write_joiner
from ortaq.systems.reception.models import Appeal, Joiner
from ortaq.systems.reception.queries.own import appeal_named
from ortaq.systems.reception.queries.pins import hashed_pin, link_of, whose_pin
from ortaq.systems.reception.rules import new_pin

LINK_TASK = "reception.pin_link"
_jobs = JobManager(DjangoConnector())
"""Always Django's own connection, inside the worker too."""


@transaction.atomic
def ask_new_pin(*, number: str, email: str, phone: str) -> None:
    """Somebody says that they lost the PIN of *number*, where they left this contact. The worker finds out whether that is
    so: what is done here is the same for every number and every contact, and takes the same time.
    """
    contacts = " ".join(each.hex() for each in contact_hashes(email, phone))
    by = "sms" if phone and not email else ""
    configure_task(name=LINK_TASK, job_manager=_jobs, queue="notices").defer(number=number, contacts=contacts, by=by)


@transaction.atomic
def send_pin_link(*, number: str, contacts: list[bytes], by: str, at: datetime) -> bool:
    """Sends the link to a new PIN to whoever left one of *contacts* with the appeal *number*; answers whether it was sent.

    ``by``: "sms" where they gave their phone number. The link itself is made when the letter is (``notices``).
    """
    appeal = appeal_named(number)
    whose = whose_pin(appeal, contacts) if appeal else None
    if appeal is None or whose is None:
        return False
    person_id, because = whose
    locked = lock_record(Appeal, appeal.pk)
    event = record_event(record=locked, code="ask_pin", by=SYSTEM, at=at, data={"person": person_id})
    queue_notices(
        event=event,
        record=locked,
        recipients=[Recipient(because, locked.language, person_id=person_id, by=by)],
    )
    return True


@transaction.atomic
def ask_to_join(*, appeal: Appeal, name: str, email: str, phone: str, at: datetime) -> None:
    """A guest wants to join a published appeal: the link in the letter makes them do it. Whether somebody joined with this
    contact before, the letter says, and nobody else is told.

    Raises Refused when the appeal isn't public or is over.
    """
    locked = lock_record(Appeal, appeal.pk)
    require_joinable(locked)
    person = save_person(name=name, email=email, phone=phone)
    event = record_event(record=locked, code="ask_join", by=GUEST, at=at, data={"person": person.pk})
    queue_notices(event=event, record=locked, recipients=[Recipient("joiner", locked.language, person_id=person.pk)])


@transaction.atomic
def forget_who_never_joined(*, before: datetime) -> int:
    """Empties what those left of themselves who asked to join in the thirty days before *before* and never did; answers how many."""
    asked = Event.objects.filter(code="ask_join", at__gte=before - timedelta(days=30), at__lt=before)
    people = {int(data["person"]) for data in asked.values_list("data", flat=True)}
    left = Person.objects.filter(pk__in=people, contact_hash__isnull=False, user__isnull=True)
    joined = Joiner.objects.filter(person_id__in=people).values("person_id")
    return left.exclude(pk__in=joined).update(name="", email="", phone="", contact_hash=None)


@dataclass(frozen=True, slots=True)
class TakenPin:
    """A PIN that has just been made: for which appeal, whose; ``joined``: they joined by it; ``own``: they are its author."""

    appeal: Appeal
    person_id: int
    pin: str
    joined: bool
    own: bool


@transaction.atomic
def take_pin(*, token: str, at: datetime) -> TakenPin | None:
    """Makes the new PIN that a link is good for; the old one ends. Who had none joins the appeal by it.

    None when the link is used, too old or forged. Raises Refused when the appeal can't be joined any more.
    """
    link = link_of(token)
    if link is None:
        return None
    locked = lock_record(Appeal, link.appeal.pk)
    link = link_of(token)  # of two clicks at the same moment the second finds the link used
    if link is None:
        return None
    by, pin = replace(GUEST, person_id=link.person_id), new_pin()
    own = link.person_id == locked.author_id
    if own:
        Appeal.objects.filter(pk=locked.pk).update(pin_hash=hashed_pin(pin))
    elif link.joins:
        require_joinable(locked)
        person = Person.objects.get(pk=link.person_id)
        contacts = contact_hashes(person.email, person.phone)
        if not contacts or locked.joiners.filter(contact_hash__in=contacts).exists():
            return None  # they were forgotten meanwhile, or an earlier letter to the same contact was taken: it counts for all
        write_joiner(locked, person, contacts[0], pin, by=by, at=at)
    else:
        Joiner.objects.filter(appeal=locked, person_id=link.person_id).update(pin_hash=hashed_pin(pin))
    if not link.joins:
        record_event(record=locked, code="take_pin", by=by, at=at)
    return TakenPin(link.appeal, link.person_id, pin, link.joins, own)


@transaction.atomic
def replace_pin(*, appeal: Appeal, by: Actor, at: datetime, version: int | None = None) -> str:
    """At the counter: the officer has seen the identity card of the appellant, who lost the PIN. The old one ends.

    Returns the new PIN, told once. The appellant is told, in case it wasn't they who stood there.
    """
    pin = new_pin()
    advance(
        appeal,
        "replace_pin",
        by=by,
        at=at,
        regime=appeal.regime,
        version=version,
        changes={"pin_hash": hashed_pin(pin)},
    )
    return pin
