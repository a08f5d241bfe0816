"""What time itself does: silence becomes a refusal, feedback ends, a complaint not sent on is sent on."""

from datetime import date, datetime

from django.db import transaction

from ortaq.kernel.clocks.queries import expired_clocks
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.reception.models import Appeal, AppealDraft, Complaint

ON_EXPIRY = {
    ("appeal", "appeal.answer"): "deem_refused",
    ("appeal", "appeal.feedback"): "close",
    ("complaint", "complaint.forward"): "forward",
    ("complaint", "complaint.answer"): "deem_refused",
}


def run_expired_clocks(*, today: date, at: datetime, limit: int = 500) -> int:
    """Does what the law says happens when a term ran out before *today*; returns how many records moved.

    Each record is a transaction of its own; one that has moved on meanwhile is passed over.
    """
    moved = 0
    for code in {code for _, code in ON_EXPIRY}:
        for clock in expired_clocks(code=code, before=today, limit=limit):
            transition = ON_EXPIRY.get((clock.record.kind, code))
            model = {"appeal": Appeal, "complaint": Complaint}.get(clock.record.kind)
            if transition is None or model is None:
                continue
            record = model.objects.get(pk=clock.record_id)
            if transition == "deem_refused" and record.regime == "law221-2018":
                continue  # Law 221 knew no deemed refusal: the appeal stays overdue
            try:
                with transaction.atomic():
                    advance(record, transition, by=SYSTEM, at=at, regime=record.regime)
                moved += 1
            except Refused:
                continue
    return moved


def purge_drafts(*, before: datetime) -> int:
    """Deletes drafts that nobody has touched since *before*."""
    return AppealDraft.objects.filter(changed_at__lt=before).delete()[0]
