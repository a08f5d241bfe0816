"""An appeal comes in, by whatever channel."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, open_record
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import contact_hashes
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.statements.queries import KeptQuery
from ortaq.systems.reception.lifecycle import JOINABLE
from ortaq.systems.reception.models import Appeal, Joiner
from ortaq.systems.reception.permissions import may_enter_for_others
from ortaq.systems.reception.queries.pins import hashed_pin
from ortaq.systems.reception.rules import new_pin

REPEAT_WINDOW = timedelta(days=365)
_same = KeptQuery(lambda contacts: Person.objects.filter(contact_hash__any=contacts).values_list("pk", flat=True))
"""Everybody who left one of these contacts."""

_earlier = KeptQuery(
    lambda category_id, since, people: Appeal.objects.filter(
        category_id=category_id, received_at__gt=since, author__pk__any=people
    ).values_list("pk", flat=True)[:1]
)
"""Any appeal of these people in one category since a moment."""


@dataclass(frozen=True)
class Filing:
    """What somebody files. Who is signed in files as the person of the account; what they give of themselves besides
    (a phone, an address, the name that the account lacked) is kept there.
    """

    type: str
    category_id: int
    territory_id: int
    body_id: int
    subject: str
    text: str
    language: str
    delivery: str
    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    iin: str = ""
    representative: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    consent_to_publish: bool = False
    channel: str = "web"
    external_number: str = ""
    attributes: dict[str, object] = field(default_factory=dict)
    is_demo: bool = False


@dataclass(frozen=True)
class Filed:
    """A filed appeal and the PIN that opens its status: the PIN is told once and stored only as a keyed hash."""

    appeal: Appeal
    pin: str


def file_appeal(*, filing: Filing, by: Actor, at: datetime, received_at: datetime | None = None) -> Filed:
    """Files an appeal and gives it number and PIN at once (APPC 64(2): a coupon with a unique number).

    ``received_at``: when it really came, for paper and phone entered later; never after *at*.

    Raises Refused when *by* enters an appeal of another channel without being the body's operator.
    """
    received = min(received_at or at, at)
    if filing.channel in {"paper", "phone", "personal"}:
        decision = may_enter_for_others(by, filing.body_id)
        if not decision and by.kind != "system":
            raise Refused.by(decision)
    with transaction.atomic(
        savepoint=False
    ):  # refusals are over: what goes wrong from here on undoes the caller's work too
        return _filed(filing, by, at, received)


def _filed(filing: Filing, by: Actor, at: datetime, received: datetime) -> Filed:
    person = _person(filing, by)
    regime = regime_on("appeal", local_day(received))
    pin = new_pin()
    own = filing.channel in {"web", "open311"}
    appeal = Appeal(
        kind="appeal",
        body_id=filing.body_id,
        territory_id=filing.territory_id,
        author=person,
        language=filing.language,
        is_demo=filing.is_demo,
        type=filing.type,
        channel=filing.channel,
        regime=regime.code,
        category_id=filing.category_id,
        subject=filing.subject,
        text=filing.text,
        place=filing.place,
        latitude=filing.latitude,
        longitude=filing.longitude,
        representative=filing.representative,
        delivery=filing.delivery,
        pin_hash=hashed_pin(pin),
        consent_to_publish=filing.consent_to_publish,
        consent_at=at if filing.consent_to_publish else None,
        received_at=received,
        entered_by_id=None if own else by.user_id,
        external_number=filing.external_number,
        attributes=filing.attributes,
        repeated=_came_before(person, filing, received, known=person.pk == by.person_id),
    )
    open_record(
        appeal,
        by=by,
        at=received,
        code="file",
        year=local_day(received).year,
        data={
            "channel": filing.channel,
            "type": filing.type,
            "regime": regime.code,
            "text_sha256": text_digest(appeal),
        },
        regime=regime.code,
        starts=("appeal.register",),
        tells=("appellant", "registrar"),
        public=True,
    )
    return Filed(appeal, pin)


def text_digest(appeal: Appeal) -> str:
    """Keyed digest of the official copy, for the log: shows a change, and tells a stranger nothing of the text."""
    return lookup_hash("official", f"{appeal.subject}\n{appeal.text}").hex()


def _person(filing: Filing, by: Actor) -> Person:
    if by.person_id is not None and filing.channel == "web":
        return _with_what_they_gave(Person.objects.get(pk=by.person_id), filing)
    account = by.user_id if filing.channel == "web" else None
    if account is not None:
        # Two first appeals of an account at once: the second waits, and finds the person that the first has made.
        User.objects.select_for_update().get(pk=account)
        made = Person.objects.filter(user_id=account).first()
        if made is not None:
            return _with_what_they_gave(made, filing)
    return save_person(
        name=filing.name,
        iin=filing.iin,
        email=filing.email,
        phone=filing.phone,
        address=filing.address,
        user_id=account,
        is_demo=filing.is_demo,
    )


def _with_what_they_gave(person: Person, filing: Filing) -> Person:
    known = (person.name, person.phone, person.address)
    told = (person.name or filing.name, filing.phone or person.phone, filing.address or person.address)
    if told == known:
        return person
    name, phone, address = told
    return save_person(
        person=person,
        name=name,
        iin=person.iin,
        email=person.email,
        phone=phone,
        address=address,
        is_demo=person.is_demo,
    )


def _came_before(person: Person, filing: Filing, received: datetime, *, known: bool) -> bool:
    same = contact_hashes(filing.email, filing.phone)
    if person.contact_hash:
        same = [bytes(person.contact_hash), *contact_hashes(person.email, person.phone)]
    # Two questions, not one with a join: few people share a contact, and the database can't know that of a joined
    # table (it read every appeal of the category instead). A person made for this appeal has none before it.
    people = {*(_same(same) if same else ())} - {person.pk} | ({person.pk} if known else set())
    return bool(people and _earlier(filing.category_id, received - REPEAT_WINDOW, [*people]))


@transaction.atomic
def join_appeal(
    *, appeal: Appeal, name: str, email: str, phone: str, by: Actor, at: datetime
) -> tuple[Joiner, str | None]:
    """Joins a published appeal: the same notices and the same answer. Returns the PIN too, None if joined before.

    Raises Refused when the appeal isn't public or is over.
    """
    locked = lock_record(Appeal, appeal.pk)
    require_joinable(locked)
    same = contact_hashes(email, phone) or lookup_hashes("contact", f"person:{by.person_id}")
    found = Joiner.objects.filter(appeal=locked, contact_hash__in=same).first()
    if found:
        return found, None
    if by.person_id is not None:
        person = Person.objects.get(pk=by.person_id)
    else:
        person = save_person(name=name, email=email, phone=phone)
    pin = new_pin()
    return write_joiner(locked, person, same[0], pin, by=by, at=at), pin


def require_joinable(locked: Appeal) -> None:
    """Raises Refused when an appeal isn't public or is over."""
    if locked.published_at is None or locked.state not in JOINABLE:
        raise Refused(
            Text(
                "Бұл жолданымға қосылу мүмкін емес.",
                "К этому обращению присоединиться нельзя.",
                "This appeal can't be joined.",
            )
        )


@transaction.atomic
def write_joiner(locked: Appeal, person: Person, contact: bytes, pin: str, *, by: Actor, at: datetime) -> Joiner:
    """Writes that *person* joined. The caller holds the appeal, and has seen that nobody joined with this contact."""
    joiner = Joiner.objects.create(
        appeal=locked, person=person, contact_hash=contact, pin_hash=hashed_pin(pin), joined_at=at
    )
    record_event(record=locked, code="join", by=by, at=at, public=True)
    return joiner
