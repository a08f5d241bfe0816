"""Money and visits: a tranche is paid, its receipt confirmed or denied, money returned; a visit planned and made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from ortaq.kernel.clocks.actions import stop_clock
from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.documents.rules import CheckedFile
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.systems.social_order.actions.contract_pdf import keep_act
from ortaq.systems.social_order.models import Agreement, Milestone, MoneyReturn, Payment, Report, Visit, VisitPhoto

_REFUSALS = {
    "payment_order_once": Text(
        "Бұл төлем тапсырмасының нөмірі осы шарт бойынша енгізілген.",
        "Платёжное поручение с этим номером по договору уже внесено.",
        "A payment order with this number was entered for this agreement already.",
    ),
    "payment_within_tranche": Text(
        "Төлем транштан артық.", "Платёж больше транша.", "The payment is more than its tranche."
    ),
    "payment_after_acceptance": Text(
        "Транш тек басқа адам қабылдаған есептен кейін төленеді.",
        "Транш оплачивается только после отчёта, который принял другой человек.",
        "A tranche is paid only for a report that somebody else has accepted.",
    ),
    "paid_within_agreed": Text(
        "Төлемдер шарттың сомасынан асып кетеді.",
        "Платежи превысят сумму договора.",
        "The payments would exceed the agreement.",
    ),
    "returned_within_paid": Text(
        "Қайтарылған ақша төленгеннен көп бола алмайды.",
        "Вернуть больше, чем оплачено, нельзя.",
        "No more can be returned than was paid.",
    ),
    "money_return_paper_once": Text(
        "Бұл құжат бойынша қайтару енгізілген.",
        "Возврат по этому документу уже внесён.",
        "A return by this paper was entered already.",
    ),
}
"""What the database refuses, in words."""
_METRE = Decimal("0.00001")
"""Degrees of about one metre: phones tell more digits than they know."""
_PAID = Text(
    "Бұл транш төленіп қойған: оны басқа бухгалтер енгізді. Бетті жаңартып, тексеріңіз.",
    "Этот транш уже оплачен: его внёс другой бухгалтер. Обновите страницу и проверьте.",
    "This tranche is paid already: another accountant entered it. Reload the page and check.",
)


def _in_words(error: IntegrityError) -> Refused | None:
    """The database's refusal in words; None for one that nobody expects."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = str(getattr(diagnosis, "constraint_name", ""))
    # Django names the unique index of a column by itself.
    words = _PAID if name.startswith("social_order_payment_milestone_id") else _REFUSALS.get(name)
    return Refused(words) if words else None


@transaction.atomic
def pay_tranche(
    *,
    agreement: Agreement,
    milestone: Milestone,
    amount: Decimal,
    order_number: str,
    paid_on: date,
    by: Actor,
    at: datetime,
) -> Payment:
    """Enters a payment order for one tranche. Raises Refused: paid before, not accepted yet, too much, a number used twice.

    Two accountants at once: the second waits for the first and is told that the tranche is paid.
    """
    lock_record(Agreement, agreement.pk)
    if Payment.objects.filter(milestone=milestone).exists():
        raise Refused(_PAID)
    report = Report.objects.filter(milestone=milestone).first()
    if report is not None and report.accepted_by_id is not None and report.accepted_by_id == by.user_id:
        raise Refused(
            Text(
                "Есепті қабылдаған адам оның траншын төлемейді: басқа бухгалтер енгізсін.",
                "Кто принял отчёт, тот не платит по нему: платёж вносит другой человек.",
                "Who accepted the report doesn't pay for it: another person enters the payment.",
            )
        )
    advance(
        agreement,
        "pay",
        by=by,
        at=at,
        regime=agreement.regime,
        data={"milestone": milestone.number, "amount": str(amount), "order": order_number.strip()},
    )
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                agreement=agreement,
                milestone=milestone,
                amount=amount,
                order_number=order_number.strip(),
                paid_on=paid_on,
                entered_by_id=by.account,
                entered_at=at,
            )
    except IntegrityError as error:
        raise _in_words(error) or error from error
    if report is not None:
        stop_clock(record=report, code="payment.pay", at=at)
    return payment


@transaction.atomic
def answer_for_receipt(*, payment: Payment, received: bool, by: Actor, at: datetime, note: str = "") -> None:
    """The supplier says whether the money came; both answers are public. "Not received" can become "received" later."""
    agreement = lock_record(Agreement, payment.agreement_id)
    locked = Payment.objects.select_related("milestone").get(pk=payment.pk)
    if locked.receipt == Payment.Receipt.CONFIRMED:
        raise Refused(
            Text("Ақшаның келгені расталған.", "Получение уже подтверждено.", "The receipt is confirmed already.")
        )
    if not received and not note.strip():
        raise Refused(
            Text(
                "Не болғанын жазыңыз: қай күні тексердіңіз, банк не дейді.",
                "Напишите, что произошло: когда проверили, что говорит банк.",
                "Say what happened: when you looked, what the bank says.",
            )
        )
    code = "confirm_receipt" if received else "deny_receipt"
    advance(
        agreement,
        code,
        by=by,
        at=at,
        regime=agreement.regime,
        data={"milestone": locked.milestone.number, "order": locked.order_number},
    )
    locked.receipt = Payment.Receipt.CONFIRMED if received else Payment.Receipt.NOT_RECEIVED
    locked.receipt_at, locked.receipt_by_id, locked.receipt_note = at, by.account, note.strip()
    locked.save(update_fields=["receipt", "receipt_at", "receipt_by", "receipt_note"])
    payment.refresh_from_db()


@transaction.atomic
def return_money(
    *,
    agreement: Agreement,
    amount: Decimal,
    returned_on: date,
    paper: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> MoneyReturn:
    """Notes money that the supplier returned to the budget. Raises Refused for more than was paid."""
    advance(
        agreement,
        "return_money",
        by=by,
        at=at,
        regime=agreement.regime,
        reason=reason,
        data={"amount": str(amount), "paper": paper.strip()},
    )
    try:
        with transaction.atomic():
            return MoneyReturn.objects.create(
                agreement=agreement,
                amount=amount,
                returned_on=returned_on,
                paper=paper.strip(),
                reason=reason.strip(),
                entered_by_id=by.account,
                entered_at=at,
            )
    except IntegrityError as error:
        raise _in_words(error) or error from error


@transaction.atomic
def plan_visit(*, agreement: Agreement, planned_on: date, purpose: str, by: Actor, at: datetime) -> Visit:
    """Plans a monitoring visit; the supplier is told."""
    advance(agreement, "plan_visit", by=by, at=at, regime=agreement.regime, data={"on": planned_on.isoformat()})
    return Visit.objects.create(
        agreement=agreement, planned_on=planned_on, purpose=purpose.strip(), planned_by_id=by.account, planned_at=at
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a visit found. ``place`` in words; latitude and longitude in degrees (WGS 84) where the phone told them."""

    done_on: date
    place: str
    findings: str
    people: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@transaction.atomic
def withdraw_visit(*, visit: Visit, reason: str, by: Actor, at: datetime) -> Visit:
    """A planned visit won't be made; the supplier is told why. Raises Refused once it was made, withdrawn, or without a
    reason.
    """
    agreement = lock_record(Agreement, visit.agreement_id)
    locked = _waiting(visit)
    data = {"on": locked.planned_on.isoformat()}
    advance(agreement, "withdraw_visit", by=by, at=at, regime=agreement.regime, reason=reason, data=data)
    locked.withdrawn_at = at
    locked.save(update_fields=["withdrawn_at"])
    return locked


def _waiting(visit: Visit) -> Visit:
    """The visit, locked, while it is still to be made."""
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.done_at is not None or locked.withdrawn_at is not None:
        raise Refused(
            Text(
                "Бұл сапардың нәтижесі енгізілген немесе одан бас тартылған.",
                "Результат этого посещения уже внесён, или оно отменено.",
                "What this visit found was entered already, or it was withdrawn.",
            )
        )
    return locked


@transaction.atomic
def record_visit(*, visit: Visit, found: Found, photos: Sequence[CheckedFile], by: Actor, at: datetime) -> Visit:
    """Notes what a visit found, keeps its photos, makes its act. Raises Refused when it was recorded before."""
    agreement = lock_record(Agreement, visit.agreement_id)
    locked = _waiting(visit)
    advance(agreement, "record_visit", by=by, at=at, regime=agreement.regime, data={"on": found.done_on.isoformat()})
    kept = attach_files(record=agreement, uploads=photos, purpose="visit", by=by, at=at)
    VisitPhoto.objects.bulk_create(
        VisitPhoto(visit=locked, document=each) for each in kept if each.stored.media_type.startswith("image/")
    )
    locked.done_on, locked.place, locked.findings = found.done_on, found.place.strip(), found.findings.strip()
    locked.people = found.people
    if found.latitude is not None and found.longitude is not None:
        locked.latitude, locked.longitude = found.latitude.quantize(_METRE), found.longitude.quantize(_METRE)
    locked.act = keep_act(agreement=agreement, visit=locked, photos=len(photos), by=by, at=at)
    locked.done_at, locked.done_by_id = at, by.account
    locked.save()
    return locked
