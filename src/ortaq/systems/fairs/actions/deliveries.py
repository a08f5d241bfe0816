"""What was given by a memorandum: reported by the sponsor, confirmed with evidence or disputed by the NGO."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.documents.rules import CheckedFile
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.fairs.actions.memoranda import complete_when_done, free_the_rest
from ortaq.systems.fairs.actions.pledges import in_words
from ortaq.systems.fairs.actions.rollups import enter_in_ledger, put_on_show
from ortaq.systems.fairs.models import Delivery, Memorandum, PledgeLine

PAPER, PROOF = "given", "received"
"""Purposes of the files of a delivery: the sponsor's and the NGO's."""


@transaction.atomic
def report_delivery(
    *,
    memorandum: Memorandum,
    line: PledgeLine,
    amount: Decimal,
    given_on: date,
    by: Actor,
    at: datetime,
    note: str = "",
    paper: CheckedFile | None = None,
    version: int | None = None,
) -> Delivery:
    """The sponsor reports that it gave something. Raises Refused for more than is promised, for a day to come."""
    if given_on > local_day(at):
        raise Refused(Text("Бұл күн әлі келген жоқ.", "Этот день ещё не наступил.", "This day hasn’t come yet."))
    if line.pledge_id != memorandum.pledge_id:
        raise Stale
    data = {"line": line.need.number, "amount": str(amount)}
    advance(memorandum, "report", by=by, at=at, regime="", version=version, data=data)
    document = None
    if paper is not None:
        document = attach_files(record=memorandum, uploads=[paper], purpose=PAPER, by=by, at=at)[0]
    with in_words():
        return Delivery.objects.create(
            memorandum=memorandum,
            line=line,
            amount=amount,
            given_on=given_on,
            note=note.strip(),
            paper=document,
            reported_by_id=by.account,
            reported_at=at,
        )


@transaction.atomic
def confirm_delivery(*, delivery: Delivery, proof: CheckedFile, by: Actor, at: datetime, answer: str = "") -> None:
    """The NGO confirms that it received what was reported, with evidence. When all is confirmed the memorandum ends."""
    memorandum, locked = _locked(delivery, {"awaited", "disputed"})
    data = {"line": locked.line.need.number, "amount": str(locked.amount)}
    advance(memorandum, "confirm", by=by, at=at, regime="", data=data)
    document = attach_files(record=memorandum, uploads=[proof], purpose=PROOF, by=by, at=at)[0]
    locked.state, locked.proof, locked.answer = Delivery.State.CONFIRMED, document, answer.strip()
    locked.answered_by_id, locked.answered_at = by.account, at
    with in_words():
        locked.save()
    complete_when_done(memorandum=memorandum, at=at)
    enter_in_ledger(project_id=memorandum.pledge.project_id)


@transaction.atomic
def dispute_delivery(*, delivery: Delivery, answer: str, by: Actor, at: datetime) -> None:
    """The NGO says that it has not received what was reported, or not as promised. That it is disputed is public at once."""
    if not answer.strip():
        raise Refused(Text("Не болғанын жазыңыз.", "Напишите, что произошло.", "Say what happened."))
    memorandum, locked = _locked(delivery, {"awaited"})
    data = {"line": locked.line.need.number, "amount": str(locked.amount)}
    advance(memorandum, "dispute", by=by, at=at, regime="", data=data)
    locked.state, locked.answer = Delivery.State.DISPUTED, answer.strip()
    locked.answered_by_id, locked.answered_at = by.account, at
    with in_words():
        locked.save()


@transaction.atomic
def take_back_delivery(*, delivery: Delivery, by: Actor, at: datetime) -> None:
    """The sponsor takes back a report that isn't confirmed: a mistake, or a dispute that is settled."""
    memorandum, locked = _locked(delivery, {"awaited", "disputed"})
    data = {"line": locked.line.need.number, "amount": str(locked.amount)}
    advance(memorandum, "take_back", by=by, at=at, regime="", data=data)
    locked.state = Delivery.State.TAKEN_BACK
    locked.save()
    if memorandum.state == "terminated":
        free_the_rest(pledge=memorandum.pledge, at=at)
        put_on_show(project_id=memorandum.pledge.project_id)


def _locked(delivery: Delivery, states: set[str]) -> tuple[Memorandum, Delivery]:
    """The memorandum and the delivery under one lock. Raises Stale when somebody else was faster."""
    memorandum = lock_record(Memorandum, delivery.memorandum_id)
    locked = Delivery.objects.select_related("line__need").get(pk=delivery.pk)
    if locked.state not in states:
        raise Stale
    return memorandum, locked
