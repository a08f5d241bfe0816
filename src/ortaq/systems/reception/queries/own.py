"""What the appellant sees of their own appeal."""

from django.db.models import Q, QuerySet

from ortaq.kernel.lifecycle.queries import Happening, told_to
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.reception.models import Answer, Appeal, Complaint, Hearing, Joiner
from ortaq.systems.reception.queries.pins import pin_hashes

COMPLAINT_PREFIX = "CO"
"""What the numbers of complaints begin with (``kinds.COMPLAINT_KIND``)."""


def person_by_pin(number: str, pin: str) -> tuple[Appeal, int] | None:
    """The appeal and the person (author or joiner) whom number and PIN prove; None for any mistake.

    The number of a complaint stands for the appeal that it is about: letters about a complaint name its own. A wrong PIN
    and an absent number take the same two queries and look the same.
    """
    hashes = pin_hashes(pin)
    appeal = appeal_named(number)
    joiner = Joiner.objects.filter(appeal=appeal.pk if appeal else None, pin_hash__in=hashes).first()
    if appeal is None:
        return None
    if bytes(appeal.pin_hash) in hashes and appeal.author_id:
        return appeal, appeal.author_id
    return (appeal, joiner.person_id) if joiner else None


def appeal_named(number: str) -> Appeal | None:
    """The appeal that *number* names by itself or by a complaint about it. One SQL query."""
    return Appeal.objects.filter(_named(number)).select_related("author").first()


def appeal_of(record_id: int) -> Appeal:
    """The appeal behind a record of that kind."""
    return Appeal.objects.select_related("author").get(pk=record_id)


def _named(number: str) -> Q:
    parsed = parse_number(number)
    if parsed is not None and parsed.prefix == COMPLAINT_PREFIX:
        return Q(complaints__number=str(parsed))
    return Q(number=str(parsed) if parsed else "")


def number_of_appeal(number: str) -> str:
    """The number of the appeal that *number* names by itself or by a complaint about it; "" for none. One SQL query."""
    return Appeal.objects.filter(_named(number)).values_list("number", flat=True).first() or ""


def own_appeal(number: str, by: Actor) -> Appeal | None:
    """The appeal *number* when *by* is its author or has joined it; else None. Special protection shuts joiners out."""
    parsed = parse_number(number)
    if by.person_id is None or parsed is None:
        return None
    appeal = (
        Appeal.objects.filter(number=str(parsed))
        .select_related("body", "body__superior", "territory", "category")
        .first()
    )
    if appeal is None:
        return None
    if appeal.author_id == by.person_id:
        return appeal
    joined = not appeal.sensitive and Joiner.objects.filter(appeal=appeal, person_id=by.person_id).exists()
    return appeal if joined else None


def received_appeal(number: str) -> Appeal:
    """The appeal behind a receipt that this session holds: for its coupon alone."""
    return Appeal.objects.select_related("body").get(number=number)


def own_appeals(person_id: int, before: int | None = None) -> QuerySet[Appeal]:
    """The appeals of a signed-in citizen, the newest first; older than the id *before*."""
    found = Appeal.objects.filter(author_id=person_id).select_related("body", "category").order_by("-id")
    return found if before is None else found.filter(pk__lt=before)


def delivered_answers(appeal: Appeal) -> list[Answer]:
    """The signed answers of an appeal, the newest first."""
    return list(Answer.objects.filter(appeal=appeal, signed_at__isnull=False).order_by("-pk"))


def last_hearing(appeal: Appeal) -> Hearing | None:
    """The newest preliminary decision or hearing."""
    return Hearing.objects.filter(appeal=appeal).order_by("-pk").first()


def complaints_about(appeal: Appeal) -> list[Complaint]:
    """The complaints about an appeal, the newest first."""
    return list(Complaint.objects.filter(about=appeal).select_related("superior").order_by("-pk"))


def own_happenings(appeal: Appeal) -> list[Happening]:
    """What the author may know of what happened to their appeal, oldest first: everything that was done, and of what was
    written with it the words that are addressed to them. One SQL query.

    A resolution, a question to another body, why a draft went back: those officers write to each other.
    """
    return told_to(appeal, {"appellant"})
