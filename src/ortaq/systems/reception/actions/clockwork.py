"""What time itself does: silence becomes a refusal, feedback ends, a complaint not sent on is sent on."""

from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import expired_clocks, has_expired
from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.reception.actions.complaining import superior_silence
from ortaq.systems.reception.models import Appeal, AppealDraft, Complaint

FOLLOWS = {
    ("appeal", "appeal.answer"): "deem_refused",
    ("appeal", "appeal.feedback"): "close",
    ("complaint", "complaint.forward"): "forward",
    ("complaint", "complaint.answer"): "deem_refused",
}
"""What happens by itself to a kind of record when its clock runs out."""
MODELS: dict[str, type[Appeal] | type[Complaint]] = {"appeal": Appeal, "complaint": Complaint}


def run_expired_clocks(*, today: date, at: datetime, limit: int = 500) -> int:
    """Does what follows when a term ran out before *today*; returns how many records moved.

    Each record is a transaction of its own; one that has moved on meanwhile is passed over. Under Law No 221 silence
    was no refusal: its answer clock names no consequence, and the appeal stays overdue.
    """
    moved = 0
    for consequence in ("deemed_refused", "closed", "forwarded"):
        after: tuple[date, int] | None = None
        while clocks := expired_clocks(on_expiry=consequence, before=today, limit=limit, after=after):
            moved += sum(_follow(clock, today, at) for clock in clocks)
            after = (clocks[-1].due_on, clocks[-1].pk)
    return moved


def _follow(clock: Clock, today: date, at: datetime) -> int:
    transition = FOLLOWS.get((clock.record.kind, clock.code))
    if transition is None:
        return 0
    try:
        with transaction.atomic():
            model = MODELS[clock.record.kind]
            record = lock_record(model, clock.record_id)
            if not has_expired(clock, today):  # extended, or a day off declared, since the sweep read it
                return 0
            if isinstance(record, Complaint) and transition == "deem_refused":
                superior_silence(complaint=record, at=at)
            else:
                advance(record, transition, by=SYSTEM, at=at, regime=record.regime)
    except (Refused, ClockError):  # something was done with it since the sweep began
        return 0
    return 1


def silence(*, appeal: Appeal, at: datetime) -> None:
    """What the sweep does to one appeal whose answer term ran out: deemed refusal (APPC 91(2))."""
    advance(appeal, "deem_refused", by=SYSTEM, at=at, regime=appeal.regime)


def end_of_feedback(*, appeal: Appeal, at: datetime) -> None:
    """What the sweep does to one appeal when the time for feedback is over."""
    advance(appeal, "close", by=SYSTEM, at=at, regime=appeal.regime)


def purge_drafts(*, before: datetime) -> int:
    """Deletes drafts that nobody has touched since *before*."""
    return AppealDraft.objects.filter(changed_at__lt=before).delete()[0]
