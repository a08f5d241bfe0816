"""An agreement is drawn up, sent, signed by both sides, amended, suspended, ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from ortaq.kernel.clocks.rules import local_day, regime_on
from ortaq.kernel.documents.models import Document
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, advance, open_record
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record
from ortaq.kernel.signatures.actions import add_signature, add_trial_signature, note_paper_signature
from ortaq.kernel.signatures.models import Signature
from ortaq.kernel.signatures.queries import signatures_of
from ortaq.procedures.competitions.models import Application
from ortaq.systems.social_order.actions.contract_pdf import keep_pdf
from ortaq.systems.social_order.actions.schedule import put_in_force, refuse_faults
from ortaq.systems.social_order.actions.winning import demand_winner, note_contracted
from ortaq.systems.social_order.models import Agreement, AgreementVersion, PlanLine, TopicProposal
from ortaq.systems.social_order.permissions import may_draw_up
from ortaq.systems.social_order.queries.delivery import bound_on, open_version, planned_for, standing_of
from ortaq.systems.social_order.rules import Schedule, over_plan, period_fault

SIDES = {"sign_customer": "customer", "sign_supplier": "supplier"}
"""For which side each transition signs."""


@dataclass(frozen=True)
class Terms:
    """What an agreement says. ``amount`` in tenge; ``contract_*``: the contract on the procurement portal, if there is one.

    ``exception``: why more is agreed than planned; "" when it isn't. ``bank_details`` is private.
    """

    title_kk: str
    title_ru: str
    amount: Decimal
    starts_on: date
    ends_on: date
    schedule: Schedule = field(default_factory=Schedule)
    exception: str = ""
    contract_number: str = ""
    contract_on: date | None = None
    contract_sum: Decimal | None = None
    bank_details: str = ""


@transaction.atomic
def draw_up_agreement(
    *,
    line: PlanLine,
    supplier: Organisation,
    terms: Terms,
    by: Actor,
    at: datetime,
    application: Application | None = None,
    is_demo: bool = False,
) -> Agreement:
    """Draws up the draft of an agreement on a line of the plan (Law No 36, art. 6).

    ``application``: the winning application that it comes from; without one it refers to the contract on the
    procurement portal. Raises Refused when *by* may not, or when the terms contradict themselves.
    """
    decision = may_draw_up(by, line)
    if not decision:
        raise Refused.by(decision)
    if supplier.kind != Organisation.Kind.NGO:
        raise Refused(
            Text(
                "Мемлекеттік әлеуметтік тапсырысты ҮЕҰ орындайды: ұйымды тексеріңіз.",
                "Государственный социальный заказ выполняет НПО: проверьте организацию.",
                "The state social order is carried out by an NGO: check the organisation.",
            )
        )
    if "representative" in by.roles_in(supplier.pk):
        raise Refused(_BOTH_SIDES)
    if application is not None:
        demand_winner(lock_record(Application, application.pk), line, supplier)
    _check_period(terms)
    regime = regime_on("social_order", local_day(at)).code
    agreement = Agreement(
        kind="agreement",
        body_id=line.body_id,
        territory_id=line.territory_id,
        supplier=supplier,
        line=line,
        regime=regime,
        language="kk",
        drawn_by_id=by.user_id,
        is_demo=is_demo or line.is_demo,
        **_fields(terms),
    )
    with _contract_once():
        open_record(agreement, by=by, at=at, code="draw_up", year=local_day(at).year, data={"line": line.number})
    AgreementVersion.objects.create(
        agreement=agreement,
        number=1,
        amount=terms.amount,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        exception=terms.exception.strip(),
        schedule=terms.schedule.as_json(),
        drawn_by_id=by.user_id,
        drawn_at=at,
    )
    if application is not None:
        Link.objects.create(source=application, kind=Link.Kind.RESULTS_IN, target=agreement, created_at=at)
    else:  # the tender was held elsewhere: the thread goes on from the plan
        Link.objects.create(source=agreement, kind=Link.Kind.FUNDED_BY, target=line, created_at=at)
    return agreement


def _fields(terms: Terms) -> dict[str, object]:
    return {
        "title_kk": terms.title_kk.strip(),
        "title_ru": terms.title_ru.strip(),
        "amount": terms.amount,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "contract_number": terms.contract_number.strip(),
        "contract_on": terms.contract_on,
        "contract_sum": terms.contract_sum,
        "bank_details": terms.bank_details.strip(),
    }


def _check_period(terms: Terms) -> None:
    fault = period_fault(terms.starts_on, terms.ends_on)
    if fault:
        raise Refused(fault)


@contextmanager
def _contract_once() -> Iterator[None]:
    """Turns the database's refusal of a contract number that stands twice into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "agreement_contract_number_once" not in str(error):
            raise
        raise Refused(
            Text(
                "Портал шартының бұл нөмірі бар: ол басқа жазбада тұр.",
                "Этот номер договора портала уже есть в другой записи.",
                "This contract number of the portal stands in another record already.",
            )
        ) from error


@transaction.atomic
def edit_agreement(*, agreement: Agreement, terms: Terms, by: Actor, at: datetime, version: int | None = None) -> None:
    """Changes a draft: its terms and its schedule, complete or not."""
    _check_period(terms)
    with _contract_once():
        advance(agreement, "edit", by=by, at=at, regime=agreement.regime, version=version, changes=_fields(terms))
    AgreementVersion.objects.filter(agreement=agreement, effective_at__isnull=True, withdrawn_at__isnull=True).update(
        amount=terms.amount,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        exception=terms.exception.strip(),
        schedule=terms.schedule.as_json(),
        drawn_by_id=by.user_id,
        drawn_at=at,
    )


@transaction.atomic
def send_for_signing(*, agreement: Agreement, by: Actor, at: datetime, version: int | None = None) -> Document:
    """Makes the PDF that both sides sign, and starts the term of signing. Raises Refused for sums that don't agree."""
    draft = _drawn(agreement)
    refuse_faults(agreement, draft)
    _within_plan(agreement, draft)
    advance(agreement, "send", by=by, at=at, regime=agreement.regime, version=version)
    return keep_pdf(agreement=agreement, draft=draft, by=by, at=at)


def _drawn(agreement: Agreement) -> AgreementVersion:
    found = open_version(agreement)
    if found is None:
        raise Stale
    return found


def _within_plan(agreement: Agreement, draft: AgreementVersion) -> None:
    """More than is planned needs an explanation that everybody can read."""
    over = over_plan(draft.amount, bound_on(agreement.line_id, but=agreement.pk), planned_for(agreement.line))
    if over and not draft.exception:
        raise Refused(
            Text(
                f"Жоспар жолынан {money_text(over, 'kk')} асып тұр. Жоспарды өзгертіңіз немесе себебін жазыңыз.",
                f"Превышает строку плана на {money_text(over, 'ru')}. Измените план или объясните причину.",
                f"It exceeds the line of the plan by {money_text(over, 'en')}. Change the plan, or explain why.",
            )
        )


_BOTH_SIDES = Text(
    "Бір адам екі тараптың атынан әрекет ете алмайды.",
    "Один и тот же человек не может действовать за обе стороны.",
    "The same person can't act for both sides.",
)


@transaction.atomic
def sign_agreement(
    *,
    agreement: Agreement,
    code: str,
    by: Actor,
    at: datetime,
    upload: bytes | None = None,
    name: str = "",
    trial: bool = False,
    version: int | None = None,
) -> Signature:
    """One side signs the open version: an uploaded signature, a paper one that is noted, or a demonstration's test.

    *code*: "sign_customer" or "sign_supplier". With the second signature the version takes effect. Raises Refused, and
    SignatureRefused when the file doesn't count.
    """
    side = SIDES[code]
    draft = _drawn(agreement)
    advance(agreement, code, by=by, at=at, regime=agreement.regime, version=version, data={"version": draft.number})
    document = draft.document
    if document is None:
        raise Stale
    others = [each for each in signatures_of(document) if each.side != side]
    if any(each.signed_by_id == by.user_id for each in others):
        raise Refused(_BOTH_SIDES)
    organisation = agreement.supplier if side == "supplier" else agreement.body
    if organisation is None:
        raise Stale
    common: dict[str, Any] = {"document": document, "side": side, "organisation": organisation, "by": by, "at": at}
    if trial:
        signature = add_trial_signature(name=name, **common)
    elif upload is not None:
        signature = add_signature(upload=upload, **common)
    else:
        signature = note_paper_signature(name=name, **common)
    if any(each.iin and each.iin == signature.iin for each in others):
        raise Refused(_BOTH_SIDES)
    if others:
        _take_effect(agreement, draft, at)
    return signature


def _take_effect(agreement: Agreement, draft: AgreementVersion, at: datetime) -> None:
    # Another agreement may take the last money of the same line at this moment: who comes second reads what is left.
    lock_record(PlanLine, agreement.line_id)
    _within_plan(agreement, draft)
    changes: dict[str, object] = {
        "amount": draft.amount,
        "bound": draft.amount,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "exception": draft.exception,
    }
    first = agreement.effective_at is None
    if first:
        changes |= {
            "effective_at": at,
            "published_at": at,
            "public_title": agreement.title_kk,
            "public_text": agreement.title_ru,
        }
    code = "take_effect" if first else "take_amendment"
    money = {"version": draft.number, "amount": str(draft.amount)}
    advance(agreement, code, by=SYSTEM, at=at, regime=agreement.regime, changes=changes, data=money)
    AgreementVersion.objects.filter(pk=draft.pk).update(effective_at=at)
    put_in_force(agreement, Schedule.from_json(draft.schedule))
    if first:
        index_record(
            record_id=agreement.pk,
            title=agreement.title_kk,
            text=f"{agreement.title_ru}\n{agreement.supplier.name_kk}\n{agreement.supplier.name_ru}",
            language="kk",
        )
        _tell_the_plan(agreement, at)
        note_contracted(agreement=agreement, at=at)


def _tell_the_plan(agreement: Agreement, at: datetime) -> None:
    """The line of the plan, and the topics that raised it, go on to "contracted"."""
    line = lock_record(PlanLine, agreement.line_id)
    if line.state == "approved":  # the tender was held elsewhere
        advance(line, "announce", by=SYSTEM, at=at, regime=agreement.regime)
    if line.state == "announced":
        advance(line, "contract", by=SYSTEM, at=at, regime=agreement.regime)
    topics = TopicProposal.objects.filter(links_in__source_id=line.pk, links_in__kind="raised_by", state="included")
    for topic in topics.order_by("pk"):
        advance(topic, "contract", by=SYSTEM, at=at, regime=topic.regime)


@transaction.atomic
def recall_agreement(*, agreement: Agreement, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """Takes an agreement back to be corrected: the paper that was sent is signed by nobody any more."""
    draft = _drawn(agreement)
    advance(agreement, "recall", by=by, at=at, regime=agreement.regime, reason=reason, version=version)
    AgreementVersion.objects.filter(pk=draft.pk).update(document=None)


@transaction.atomic
def refuse_agreement(*, agreement: Agreement, reason: str, by: Actor, at: datetime, version: int | None = None) -> None:
    """A side refuses to sign, or the customer drops a draft: nothing is agreed."""
    code = "drop" if agreement.state == "draft" else "refuse"
    advance(agreement, code, by=by, at=at, regime=agreement.regime, reason=reason, version=version)
    AgreementVersion.objects.filter(agreement=agreement, effective_at__isnull=True).update(withdrawn_at=at)


@transaction.atomic
def amend_agreement(
    *,
    agreement: Agreement,
    reason: str,
    amount: Decimal,
    ends_on: date,
    schedule: Schedule,
    by: Actor,
    at: datetime,
    exception: str = "",
    version: int | None = None,
) -> AgreementVersion:
    """Proposes an amendment of sum, end or schedule; the version in force stays until both sides have signed it."""
    fault = period_fault(agreement.starts_on, ends_on)
    if fault:
        raise Refused(fault)
    advance(agreement, "amend", by=by, at=at, regime=agreement.regime, reason=reason, version=version)
    draft = AgreementVersion.objects.create(
        agreement=agreement,
        number=AgreementVersion.objects.filter(agreement=agreement).count() + 1,
        reason=reason.strip(),
        amount=amount,
        starts_on=agreement.starts_on,
        ends_on=ends_on,
        exception=exception.strip(),
        schedule=schedule.as_json(),
        drawn_by_id=by.user_id,
        drawn_at=at,
    )
    refuse_faults(agreement, draft)
    _within_plan(agreement, draft)
    keep_pdf(agreement=agreement, draft=draft, by=by, at=at)
    return draft


@transaction.atomic
def withdraw_amendment(
    *, agreement: Agreement, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Withdraws an amendment that isn't in force."""
    draft = _drawn(agreement)
    advance(agreement, "withdraw_amendment", by=by, at=at, regime=agreement.regime, reason=reason, version=version)
    AgreementVersion.objects.filter(pk=draft.pk).update(withdrawn_at=at)


@transaction.atomic
def suspend_agreement(
    *, agreement: Agreement, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Suspends: nothing is paid until it is resumed."""
    advance(agreement, "suspend", by=by, at=at, regime=agreement.regime, reason=reason, version=version)


@transaction.atomic
def resume_agreement(*, agreement: Agreement, by: Actor, at: datetime, version: int | None = None) -> None:
    """Resumes a suspended agreement."""
    advance(agreement, "resume", by=by, at=at, regime=agreement.regime, version=version)


@transaction.atomic
def complete_agreement(*, agreement: Agreement, by: Actor, at: datetime, version: int | None = None) -> None:
    """Ends a fulfilled agreement: every report accepted, every tranche paid, what wasn't spent returned."""
    advance(agreement, "complete", by=by, at=at, regime=agreement.regime, version=version, changes={"ended_at": at})


@transaction.atomic
def terminate_agreement(
    *, agreement: Agreement, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Ends an agreement early; what it doesn't need any more goes back to the line of the plan."""
    locked = lock_record(Agreement, agreement.pk)
    standing = standing_of(locked)
    changes = {"ended_at": at, "bound": standing.paid - standing.returned}
    advance(
        agreement, "terminate", by=by, at=at, regime=agreement.regime, reason=reason, version=version, changes=changes
    )
