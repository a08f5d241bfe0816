"""What can be done with an agreement from its page, by either side, and what both sides read there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.lifecycle.queries import told_in_office, told_to
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.signatures.queries import signatures_of
from ortaq.kernel.signatures.rules import SignatureRefused
from ortaq.kernel.web.views import acting, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.agreements import SignForm
from ortaq.systems.social_order.forms.delivery import PayForm, PlanVisitForm, ReturnMoneyForm
from ortaq.systems.social_order.forms.topics import ReasonForm
from ortaq.systems.social_order.lifecycle import AGREEMENT
from ortaq.systems.social_order.permissions import agreement_capacities
from ortaq.systems.social_order.queries import delivery as queries
from ortaq.systems.social_order.rules import Schedule, norm_words
from ortaq.systems.social_order.views.considering import clock_of
from ortaq.systems.social_order.views.projects import RECEIPTS, receipt_words

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Agreement

FIRST = {"draft": "send", "signing": "sign_customer", "active": "pay"}
"""What each state waits for: that form stands first."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One deed on its way."""

    by: Actor
    at: datetime
    version: int
    form: Any

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "version": self.version}

    @property
    def unversioned(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed: its form, and the action behind it."""

    form: Callable[[Agreement, Any, Any], forms.Form]
    act: Callable[[Agreement, Doing], object]


def plain(code: str) -> Callable[[Agreement, Any, Any], forms.Form]:
    """A deed without fields."""
    return lambda agreement, data, files: forms.Form(data, prefix=code)


def reason(code: str) -> Callable[[Agreement, Any, Any], forms.Form]:
    """A deed with a reason."""
    return lambda agreement, data, files: ReasonForm(data, prefix=code, readers=AGREEMENT.reason_readers(code))


def reasoned(action: Callable[..., object]) -> Callable[[Agreement, Doing], object]:
    """An action that takes a reason."""
    return lambda agreement, doing: action(
        agreement=agreement, reason=doing.form.cleaned_data["reason"], **doing.common
    )


def sign(code: str) -> Deed:
    """The deed of signing for one side."""

    def act(agreement: Agreement, doing: Doing) -> None:
        cleaned = doing.form.cleaned_data
        upload = cleaned["upload"].read() if cleaned["upload"] else None
        try:
            actions.sign_agreement(agreement=agreement, code=code, upload=upload, name=cleaned["name"], **doing.common)
        except SignatureRefused as refusal:
            raise Refused(refusal.reason) from refusal

    return Deed(lambda agreement, data, files: SignForm(data, files, prefix=code), act)


def _payable(agreement: Agreement) -> list[Any]:
    return [row.milestone for row in queries.step_rows(agreement, timezone.localdate()) if row.payable]


def _pay(agreement: Agreement, doing: Doing) -> None:
    cleaned = dict(doing.form.cleaned_data)
    number = cleaned.pop("milestone")
    milestone = next(row for row in _payable(agreement) if row.number == number)
    actions.pay_tranche(agreement=agreement, milestone=milestone, **cleaned, **doing.unversioned)


DEEDS: dict[str, Deed] = {
    "send": Deed(plain("send"), lambda a, doing: actions.send_for_signing(agreement=a, **doing.common)),
    "sign_customer": sign("sign_customer"),
    "pay": Deed(lambda a, data, files: PayForm(data, prefix="pay", payable=_payable(a)), _pay),
    "plan_visit": Deed(
        lambda a, data, files: PlanVisitForm(data, prefix="plan_visit"),
        lambda a, doing: actions.plan_visit(agreement=a, **doing.form.cleaned_data, **doing.unversioned),
    ),
    "complete": Deed(plain("complete"), lambda a, doing: actions.complete_agreement(agreement=a, **doing.common)),
    "resume": Deed(plain("resume"), lambda a, doing: actions.resume_agreement(agreement=a, **doing.common)),
    "return_money": Deed(
        lambda a, data, files: ReturnMoneyForm(data, prefix="return_money"),
        lambda a, doing: actions.return_money(agreement=a, **doing.form.cleaned_data, **doing.unversioned),
    ),
    "withdraw_amendment": Deed(reason("withdraw_amendment"), reasoned(actions.withdraw_amendment)),
    "recall": Deed(reason("recall"), reasoned(actions.recall_agreement)),
    "suspend": Deed(reason("suspend"), reasoned(actions.suspend_agreement)),
    "refuse": Deed(reason("refuse"), reasoned(actions.refuse_agreement)),
    "drop": Deed(reason("drop"), reasoned(actions.refuse_agreement)),
    "terminate": Deed(reason("terminate"), reasoned(actions.terminate_agreement)),
}
"""What the customer's people can do, by transition. Changing and amending have pages of their own."""


def do(
    request: HttpRequest,
    agreement: Agreement,
    code: str,
    deeds: dict[str, Deed],
    address: str,
    context: Callable[..., dict[str, Any]],
) -> HttpResponse:
    """Does one of *deeds*, for either side."""
    actor, at = acting(request), timezone.now()
    if code not in deeds:
        raise Http404
    form = deeds[code].form(agreement, request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            deeds[code].act(agreement, Doing(actor, at, version_of(request.POST.get("version")), form))
        except (Refused, ClockError) as refusal:
            form.add_error(None, shown(refusal.reason))
            status = 409 if isinstance(refusal, Stale) else 422
            agreement.refresh_from_db()
        else:
            done = AGREEMENT.transitions[code].done
            messages.success(request, shown(done) if done else "")
            return redirect(address, agreement.number)
    template = "case" if address.endswith("case") else "own"
    return render(
        request, f"social_order/agreements/{template}.html", context(agreement, actor, code, form), status=status
    )


def deeds_of(
    agreement: Agreement, actor: Actor, deeds: dict[str, Deed], failed: str, form: Any
) -> list[dict[str, Any]]:
    """The forms of what *actor* may do now, what the state waits for first."""
    opened = {step.code for step in open_transitions(agreement, actor)}
    if "pay" in opened and not _payable(agreement) and failed != "pay":
        opened.discard("pay")
    first = failed or FIRST.get(agreement.state, "")
    rows = [
        {
            "code": code,
            "label": shown(AGREEMENT.transitions[code].label),
            "norm": shown(norm_words(AGREEMENT.transitions[code].norm)),
            "form": form if code == failed else deed.form(agreement, None, None),
            "is_open": code in opened,
            "is_first": code == first,
        }
        for code, deed in deeds.items()
        if code in opened or code == failed
    ]
    return sorted(rows, key=lambda row: not row["is_first"])


def seen(agreement: Agreement, actor: Actor) -> dict[str, Any]:
    """What both sides read of an agreement."""
    now, held = timezone.now(), agreement_capacities(actor, agreement)
    version = queries.open_version(agreement)
    versions = queries.versions_of(agreement)
    shown_version = next(row for row in reversed(versions) if row.withdrawn_at is None or len(versions) == 1)
    return {
        "agreement": agreement,
        "title": queries.title_of(agreement),
        "state": AGREEMENT.states[agreement.state],
        "steps": [
            (
                row,
                receipt_words(row.payment.receipt if row.payment else ""),
                RECEIPTS[row.payment.receipt if row.payment else ""],
            )
            for row in queries.step_rows(agreement, timezone.localdate(now))
        ],
        "versions": versions,
        "schedule": Schedule.from_json(shown_version.schedule),
        "standing": queries.standing_of(agreement),
        "returns": queries.returns_of(agreement),
        "visits": queries.visits_of(agreement),
        "documents": listed_for(actor, agreement),
        "signatures": signatures_of(version.document) if version and version.document else [],
        "clocks": [
            clock_of(line.clock, line.reading, line.term)
            for line in clock_lines(agreement, now)
            if line.clock.state != "stopped"
        ],
        "happenings": happenings(told_to(agreement, held) if "supplier" in held else told_in_office(agreement)),
        "held": held,
    }


def happenings(events: Any) -> list[dict[str, Any]]:
    """Events of an agreement as the timeline shows them."""
    named = {
        "publish_photo": _("A photo of a visit was published"),
        "withdraw_photo": _("A photo of a visit was taken back"),
    }
    rows = []
    for event in events:
        declared = AGREEMENT.transitions.get(event.code)
        title = shown(declared.done) if declared and declared.done else named.get(event.code, _("Drawn up"))
        by = event.office.name if event.office else ""
        rows.append({"title": title, "at": event.at, "by": by, "text": event.reason})
    return rows
