"""What the office reads of complaints: those about its own body, and those that it decides as the superior."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import calendar, reading_of, term_of_clock
from ortaq.kernel.clocks.rules import Reading, Term
from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception.models import Complaint
from ortaq.systems.reception.permissions import SENT_ON
from ortaq.systems.reception.queries.office import PAGE, page_key


def complaints_for(actor: Actor) -> QuerySet[Complaint]:
    """Complaints that *actor* handles: of the body complained of, or, once they are sent on, as the superior's head."""
    return (
        Complaint.objects.filter(
            Q(body_id__in=actor.offices("registrar", "head")) | Q(SENT_ON, superior_id__in=actor.offices("head"))
        )
        .select_related("about", "body", "superior", "decided_by__person")
        .order_by("-id")
    )


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint of the list, with the clock that runs on it."""

    complaint: Complaint
    clock: Clock | None
    reading: Reading | None
    term: Term | None


def complaints_page(actor: Actor, now: datetime, after: str = "") -> tuple[list[ComplaintRow], str | None]:
    """A page of complaints, the newest first, and the key of the next. Three SQL queries."""
    found = complaints_for(actor)
    _day, pk = page_key(after)
    if pk:
        found = found.filter(pk__lt=pk)
    open_ = Prefetch("clocks", Clock.objects.exclude(state=Clock.State.STOPPED).defer("ticks"), to_attr="open_clocks")
    complaints = list(found.prefetch_related(open_)[: PAGE + 1])
    known = calendar()
    rows = []
    for complaint in complaints[:PAGE]:
        clock = next(iter(getattr(complaint, "open_clocks", [])), None)
        reading, term = (reading_of(clock, now, known), term_of_clock(clock)) if clock else (None, None)
        rows.append(ComplaintRow(complaint, clock, reading, term))
    return rows, f"_{rows[-1].complaint.pk}" if len(complaints) > PAGE else None


def office_complaint(number: str, actor: Actor) -> Complaint | None:
    """One complaint that *actor* handles; None as if it didn't exist."""
    return complaints_for(actor).filter(number=number).first()
