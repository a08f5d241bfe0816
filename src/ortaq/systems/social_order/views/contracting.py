"""Office pages of agreements: what waits, drawing up, the schedule, one agreement with its deeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.procedures.competitions.queries.results import application_for_agreement
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.agreements import AgreementForm, AmendForm, ScheduleForms
from ortaq.systems.social_order.lifecycle import AGREEMENT
from ortaq.systems.social_order.permissions import CONTRACTING
from ortaq.systems.social_order.queries import delivery as queries
from ortaq.systems.social_order.queries.agreements import supplier_by_key
from ortaq.systems.social_order.rules import Schedule
from ortaq.systems.social_order.views.agreement_deeds import DEEDS, deeds_of, do, seen

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Agreement, PlanLine


def waits(code: str) -> str:
    """What an agreement waits for, in words."""
    return {
        "fill": _("to be filled in and sent"),
        "sign": _("to be signed"),
        "denied": _("money has not come"),
        "accept": _("a report to be looked at"),
        "pay": _("a tranche to be paid"),
        "late": _("a report is late"),
        "confirm": _("receipt to be confirmed"),
        "visit": _("a visit is planned"),
    }[code]


@require_GET
@officers_only(*CONTRACTING)
def work(request: HttpRequest) -> HttpResponse:
    """The customer's agreements, with what each waits for; and the plan lines that have none yet."""
    actor = acting(request)
    context = {
        **rows_context(
            queries.work_rows(
                queries.office_agreements(actor), timezone.localdate(), request.GET.get("after", "")[:20]
            ),
            "social_order:agreement_case",
        ),
        "lines": queries.lines_without_agreement(actor),
    }
    return render(request, "social_order/agreements/work.html", context)


def rows_context(page: tuple[list[queries.WorkRow], str | None], address: str) -> dict[str, Any]:
    """A work list as ``agreements/rows.html`` takes it."""
    rows = [
        {
            "agreement": row.agreement,
            "title": queries.title_of(row.agreement),
            "state": AGREEMENT.states[row.agreement.state],
            "href": reverse(address, args=[row.agreement.number]),
            "waits": [waits(code) for code in row.waits],
        }
        for row in page[0]
    ]
    return {"rows": rows, "after": page[1]}


@require_http_methods(["GET", "POST"])
@officers_only("customer")
def draw_up(request: HttpRequest, number: str) -> HttpResponse:
    """A new agreement on a line of the plan; ``?application=`` fills it from the winner's application."""
    actor = acting(request)
    line = queries.line_for_agreement(number, actor)
    if line is None:
        raise Http404
    application = application_for_agreement(request.GET.get("application", "")[:30], actor)
    bound = request.method == "POST"
    form = AgreementForm(
        request.POST if bound else None,
        initial=_from_line(line, application),
        supplier=application.applicant if application else None,
    )
    prefilled = actions.schedule_of_winner(application) if application and not bound else None
    tables = ScheduleForms(request.POST if bound else None, prefilled)
    if bound and form.is_valid() and tables.is_valid():
        supplier = application.applicant if application else supplier_by_key(form.cleaned_data["supplier"])
        if supplier is None:
            form.add_error("supplier", _("There is no NGO with this BIN. The coordinator adds organisations."))
        else:
            try:
                made = actions.draw_up_agreement(
                    line=line,
                    supplier=supplier,
                    terms=_terms(form, tables),
                    by=actor,
                    at=timezone.now(),
                    application=application,
                )
            except Refused as refusal:
                form.add_error(None, shown(refusal.reason))
            else:
                messages.success(request, _("The draft is kept. Check it and send it to be signed."))
                return redirect("social_order:agreement_case", made.number)
    return _written(
        request,
        form,
        tables,
        {"line": line, "application": application, "back": reverse("social_order:agreement_work")},
    )


def _written(request: HttpRequest, form: Any, tables: ScheduleForms, context: dict[str, Any]) -> HttpResponse:
    wrong = bool(form.errors) or tables.has_errors
    context |= {"form": form, "tables": tables, "has_errors": wrong}
    return render(request, "social_order/agreements/write.html", context, status=422 if wrong else 200)


def _from_line(line: PlanLine, application: Any) -> dict[str, Any]:
    given = {"title_kk": line.title_kk, "title_ru": line.title_ru, "amount": line.amount}
    if application is not None:
        given |= {
            "title_kk" if application.language == "kk" else "title_ru": application.title,
            "amount": application.awarded or application.requested,
            "starts_on": application.starts_on,
            "ends_on": application.ends_on,
        }
    return given


def _terms(form: Any, tables: ScheduleForms) -> actions.Terms:
    cleaned = {name: value for name, value in form.cleaned_data.items() if name != "supplier"}
    return actions.Terms(schedule=tables.schedule, **cleaned)


@require_http_methods(["GET", "POST"])
@officers_only("customer")
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The terms and the schedule of a draft; or an amendment of an agreement in force."""
    actor = acting(request)
    agreement = found(number, actor)
    amending = agreement.state in {"active", "suspended"}
    opened = {step.code for step in open_transitions(agreement, actor)}
    if ("amend" if amending else "edit") not in opened:
        raise Http404
    versions = queries.versions_of(agreement)
    newest = next(row for row in reversed(versions) if row.withdrawn_at is None)
    bound = request.method == "POST"
    data = request.POST if bound else None
    names = AgreementForm.base_fields if not amending else ("amount", "ends_on", "exception")
    initial = {name: getattr(agreement, name) for name in names if name != "supplier"}
    initial |= {"supplier": agreement.supplier.bin, "exception": newest.exception}
    form = AmendForm(data, initial=initial) if amending else AgreementForm(data, initial=initial)
    tables = ScheduleForms(data, None if bound else Schedule.from_json(newest.schedule))
    if not amending:
        form.fields["supplier"].disabled = True
    if bound and form.is_valid() and tables.is_valid():
        common: dict[str, Any] = {"by": actor, "at": timezone.now(), "version": version_of(request.POST.get("version"))}
        try:
            if amending:
                actions.amend_agreement(agreement=agreement, schedule=tables.schedule, **form.cleaned_data, **common)
            else:
                actions.edit_agreement(agreement=agreement, terms=_terms(form, tables), **common)
        except (Refused, ClockError) as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Kept."))
            return redirect("social_order:agreement_case", agreement.number)
    context = {
        "line": agreement.line,
        "agreement": agreement,
        "amending": amending,
        "back": reverse("social_order:agreement_case", args=[agreement.number]),
    }
    return _written(request, form, tables, context)


@require_GET
@officers_only(*CONTRACTING)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One agreement as the office sees it."""
    actor = acting(request)
    return render(request, "social_order/agreements/case.html", _context(found(number, actor), actor))


@require_POST
@officers_only(*CONTRACTING)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed; a refusal draws the page again with the reason and all that was typed."""
    return do(request, found(number, acting(request)), code, DEEDS, "social_order:agreement_case", _context)


def found(number: str, actor: Actor) -> Agreement:
    """The customer's agreement of an address, or 404."""
    agreement = queries.office_agreement(number, actor)
    if agreement is None:
        raise Http404
    return agreement


def _context(agreement: Agreement, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    return {
        **seen(agreement, actor),
        "deeds": deeds_of(agreement, actor, DEEDS, failed, form),
        "form": form,
        "failed": failed,
        "may_edit": {step.code for step in open_transitions(agreement, actor)} & {"edit", "amend"},
    }
