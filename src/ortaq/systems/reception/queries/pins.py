"""How a PIN is compared (by its keyed hash alone), and the one-time links by which a new one is taken."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from ortaq.kernel.keys.queries import lookup_hash, lookup_hashes
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import contact_hashes
from ortaq.systems.reception.models import Appeal, Joiner
from ortaq.systems.reception.rules import tidy_pin

LINK_LASTS = timedelta(hours=24)
"""How long a link to a new PIN is good: long enough for somebody who reads mail once a day."""


def hashed_pin(pin: str) -> bytes:
    """The keyed hash of a PIN, however it was typed."""
    return lookup_hash("pin", tidy_pin(pin))


def pin_hashes(pin: str) -> list[bytes]:
    """What a PIN may be stored as: its hash under each field key, for the PIN itself is kept nowhere."""
    return lookup_hashes("pin", tidy_pin(pin))


def pin_mark(appeal: Appeal, person_id: int) -> str:
    """What tells the present PIN of an author or a joiner from every other; "" for somebody who has none (yet)."""
    if person_id == appeal.author_id:
        return bytes(appeal.pin_hash).hex()[:24]
    joined = Joiner.objects.filter(appeal=appeal, person_id=person_id).values_list("pin_hash", flat=True).first()
    return bytes(joined).hex()[:24] if joined else ""


@dataclass(frozen=True, slots=True)
class PinLink:
    """What a good link says: whose new PIN it gives, for which appeal. ``joins``: taking it is how they join."""

    appeal: Appeal
    person_id: int
    joins: bool


def link_token(appeal: Appeal, person_id: int) -> str:
    """What the link of a letter carries. It is good once, for the PIN that it replaces is signed with it, and for a day;
    nothing of it is stored.
    """
    return _signer(pin_mark(appeal, person_id)).sign(f"{appeal.pk}-{person_id}")


def link_of(token: str) -> PinLink | None:
    """What *token* says; None when it is forged, used or too old."""
    appeal_id, _, person_id = token.partition(".")[0].partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (appeal_id, person_id)):
        return None
    appeal = Appeal.objects.filter(pk=int(appeal_id)).select_related("body").first()
    if appeal is None:
        return None
    mark = pin_mark(appeal, int(person_id))
    try:
        _signer(mark).unsign(token, max_age=LINK_LASTS)
    except BadSignature:
        return None
    return PinLink(appeal, int(person_id), joins=not mark)


def _signer(mark: str) -> TimestampSigner:
    return TimestampSigner(salt=f"reception.pin-link.{mark}", sep=".")


def whose_pin(appeal: Appeal, contacts: list[bytes]) -> tuple[int, str] | None:
    """Who left one of these contacts (keyed hashes) with an appeal: (person, "appellant" or "joiner"); None for nobody.

    Special protection shuts joiners out: they are nobody then.
    """
    author = appeal.author
    if author is not None:
        left = [*contact_hashes(author.email, ""), *contact_hashes("", author.phone)]
        if set(left) & set(contacts):
            return author.pk, "appellant"
    if appeal.sensitive:
        return None
    joined = appeal.joiners.filter(contact_hash__in=contacts).values_list("person_id", flat=True).first()
    return (joined, "joiner") if joined else None


def joined_by_contact(appeal: Appeal, person_id: int) -> int:
    """The person who joined an appeal with the contact of *person_id*, who may be the same or an earlier one; 0 for nobody."""
    person = Person.objects.filter(pk=person_id).first()
    same = contact_hashes(person.email, person.phone) if person else []
    return appeal.joiners.filter(contact_hash__in=same).values_list("person_id", flat=True).first() or 0
