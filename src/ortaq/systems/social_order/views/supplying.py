"""Pages of an NGO: its agreements, signing, confirming money, the report on a milestone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import document, listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.delivery import EvidenceForm, ExpenseFormSet, ReceiptForm, ReportForm
from ortaq.systems.social_order.lifecycle import REPORT
from ortaq.systems.social_order.queries import delivery as queries
from ortaq.systems.social_order.views.agreement_deeds import Deed, deeds_of, do, reason, reasoned, seen, sign
from ortaq.systems.social_order.views.contracting import rows_context

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Agreement, Report

DEEDS: dict[str, Deed] = {
    "sign_supplier": sign("sign_supplier"),
    "refuse": Deed(reason("refuse"), reasoned(actions.refuse_agreement)),
}
"""What the supplier can do with the agreement itself; money and reports have forms of their own."""


@require_GET
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The agreements of the NGOs that the account represents."""
    page = queries.work_rows(
        queries.own_agreements(acting(request)), timezone.localdate(), request.GET.get("after", "")[:20]
    )
    return render(request, "social_order/agreements/mine.html", rows_context(page, "social_order:own_agreement"))


@require_GET
@login_required
@never_cache
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One agreement as the supplier sees it."""
    actor = acting(request)
    return render(request, "social_order/agreements/own.html", _context(_found(number, actor), actor))


@require_POST
@login_required
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The supplier signs, or refuses."""
    return do(request, _found(number, acting(request)), code, DEEDS, "social_order:own_agreement", _context)


@require_POST
@login_required
def receipt(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """The supplier says whether the money of a tranche came."""
    actor = acting(request)
    agreement = _found(number, actor)
    row = next(
        (row for row in queries.step_rows(agreement, timezone.localdate()) if row.milestone.number == step), None
    )
    if row is None or row.payment is None:
        raise Http404
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_for_receipt(
                payment=row.payment,
                received=request.POST.get("came") == "yes",
                note=form.cleaned_data["note"],
                by=actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, shown(refusal.reason))
        else:
            messages.success(request, _("Thank you. Your answer is public at once."))
    return redirect("social_order:own_agreement", agreement.number)


def _found(number: str, actor: Actor) -> Agreement:
    agreement = queries.own_agreement(number, actor)
    if agreement is None:
        raise Http404
    return agreement


def _context(agreement: Agreement, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    deeds = deeds_of(agreement, actor, DEEDS, failed, form)
    return {**seen(agreement, actor), "deeds": deeds, "form": form, "failed": failed, "receipt_form": ReceiptForm()}


# ---- the report -----------------------------------------------------------------------------------------------------


def _report(number: str, step: int, actor: Actor) -> Report:
    agreement = _found(number, actor)
    row = next(
        (row for row in queries.step_rows(agreement, timezone.localdate()) if row.milestone.number == step), None
    )
    if row is None:
        raise Http404
    try:
        actions.begin_report(milestone=row.milestone, by=actor, at=timezone.now())
    except Refused as refusal:
        raise Http404 from refusal
    found = queries.report_of(agreement, step)
    if found is None or found.state not in {"draft", "returned"}:
        raise Http404
    return found


@require_POST
@login_required
def begin(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """Opens the report on a milestone."""
    _report(number, step, acting(request))
    return redirect("social_order:own_report", number, step)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def report(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """The report: typed on a phone, kept while it is typed, submitted once."""
    actor = acting(request)
    agreement = _found(number, actor)
    found = queries.report_of(agreement, step)
    if found is None or found.state not in {"draft", "returned"}:
        return redirect("social_order:own_agreement", number)
    typed = request.POST if request.method == "POST" else kept(found)
    form, expenses = _forms(agreement, found, actor, typed, bound=request.method == "POST")
    if request.method == "POST":
        actions.keep_report_draft(report=found, content=_typed(request.POST), by=actor, at=timezone.now())
        if "save" in request.POST:
            messages.success(request, _("The draft is kept."))
            return redirect("social_order:own_report", number, step)
        if form.is_valid() and expenses.is_valid():
            try:
                actions.submit_report(
                    report=found,
                    account=_account(form, expenses),
                    by=actor,
                    at=timezone.now(),
                    version=version_of(request.POST.get("version")),
                )
            except Refused as refusal:
                form.add_error(None, shown(refusal.reason))
            else:
                messages.success(request, _("The report is submitted."))
                return redirect("social_order:own_agreement", number)
    wrong = bool(form.errors) or any(expenses.errors if expenses.is_bound else [])
    context = {
        "agreement": agreement,
        "report": found,
        "milestone": found.milestone,
        "state": REPORT.states[found.state],
        "form": form,
        "expenses": expenses,
        "papers": listed_for(actor, found),
        "evidence": EvidenceForm(),
        "has_errors": wrong,
    }
    return render(request, "social_order/delivery/report.html", context, status=422 if wrong else 200)


def _typed(data: Any) -> dict[str, str]:
    return {
        name: str(data[name])[:10000]
        for name in list(data)[:2000]
        if name not in {"csrfmiddlewaretoken", "once", "save", "version", "revision"}
    }


def kept(found: Report) -> dict[str, Any]:
    """What the form shows at first: the draft, else what a returned report said."""
    if found.draft:
        return dict(json.loads(found.draft))
    values: dict[str, Any] = {}
    if found.submitted_at is not None:
        values = {"summary": found.summary, "text": found.text, "people": found.people}
        values |= {f"fact_{fact.indicator.number}": fact.fact for fact in queries.facts_of(found)}
        spent = queries.expenses_of(found)
        for place, each in enumerate(spent):
            row = {
                "line": each.line.number,
                "payee": each.payee,
                "spent_on": each.spent_on.isoformat(),
                "paper": each.paper,
                "amount": each.amount,
                "evidence": each.evidence_id or "",
            }
            values |= {f"spent-{place}-{name}": value for name, value in row.items()}
        values["spent-TOTAL_FORMS"] = len(spent)
    return values


def _forms(agreement: Agreement, found: Report, actor: Actor, typed: Any, *, bound: bool) -> tuple[Any, Any]:
    lines, indicators = queries.estimate_of(agreement), queries.indicators_of(agreement)
    papers = [(row.document.pk, row.name) for row in listed_for(actor, found)]
    extras: dict[str, Any] = {"form_kwargs": {"lines": lines, "papers": papers}, "prefix": "spent"}
    if bound:
        return ReportForm(typed, indicators=indicators), ExpenseFormSet(typed, **extras)
    count = int(str(typed.get("spent-TOTAL_FORMS", 0)) or 0)
    names = ("line", "payee", "spent_on", "paper", "amount", "evidence")
    rows = [{name: typed.get(f"spent-{place}-{name}", "") for name in names} for place in range(min(count, 200))]
    initial = [row for row in rows if any(row.values())]
    return ReportForm(initial=typed, indicators=indicators), ExpenseFormSet(initial=initial, **extras)


def _account(form: Any, expenses: Any) -> actions.Account:
    rows = [row.cleaned_data for row in expenses if row.cleaned_data.get("amount")]
    return actions.Account(
        form.cleaned_data["summary"],
        form.cleaned_data["text"],
        form.cleaned_data["people"],
        [
            actions.Spent(row["line"], row["payee"], row["spent_on"], row["paper"], row["amount"], row["evidence"])
            for row in rows
        ],
        form.facts,
    )


@require_POST
@login_required
def autosave(request: HttpRequest, number: str, step: int) -> JsonResponse:
    """Keeps what is typed while it is typed; 409 once the report is submitted."""
    actor = acting(request)
    found = queries.report_of(_found(number, actor), step)
    if found is None:
        raise Http404
    try:
        actions.keep_report_draft(report=found, content=_typed(request.POST), by=actor, at=timezone.now())
    except Refused as refusal:
        return JsonResponse({"message": shown(refusal.reason)}, status=409)
    return JsonResponse({"revision": 0, "message": _("Kept.")})


@require_POST
@login_required
@limited("upload")
def evidence(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """Adds papers, or takes one away."""
    actor = acting(request)
    found = queries.report_of(_found(number, actor), step)
    if found is None:
        raise Http404
    try:
        if gone := request.POST.get("gone"):
            paper = document(UUID(gone))
            if paper is None or paper.record_id != found.pk:
                raise Http404
            actions.drop_evidence(report=found, document=paper, by=actor, at=timezone.now())
        else:
            form = EvidenceForm(request.POST, request.FILES)
            if form.is_valid():
                actions.add_evidence(report=found, files=form.cleaned_data["files"], by=actor, at=timezone.now())
            for text in form.errors.get("files", []):
                messages.error(request, str(text))
    except FileRefused as refusal:
        for text in field_errors(refusal).messages:
            messages.error(request, text)
    except (Refused, ValueError) as refusal:
        reason_ = getattr(refusal, "reason", None)
        messages.error(request, shown(reason_) if reason_ else _("The file was not found."))
    return redirect("social_order:own_report", number, step)
