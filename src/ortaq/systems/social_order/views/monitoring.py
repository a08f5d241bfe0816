"""Office pages of delivery: a report beside its schedule, a visit filled on a phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.documents.forms import field_errors
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.web.middleware import UNUSED_FEATURES
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.forms.delivery import VisitForm
from ortaq.systems.social_order.forms.topics import ReasonForm
from ortaq.systems.social_order.lifecycle import AGREEMENT, REPORT
from ortaq.systems.social_order.permissions import CONTRACTING
from ortaq.systems.social_order.queries import delivery as queries
from ortaq.systems.social_order.views.considering import clock_of
from ortaq.systems.social_order.views.contracting import found


@require_http_methods(["GET", "POST"])
@officers_only(*CONTRACTING)
def review(request: HttpRequest, number: str, step: int) -> HttpResponse:
    """A report beside the schedule, the estimate and the indicators; accepted, or returned with remarks."""
    actor, at = acting(request), timezone.now()
    agreement = found(number, actor)
    report = queries.report_of(agreement, step)
    if report is None or report.submitted_at is None:
        raise Http404
    form = ReasonForm(
        request.POST if request.POST.get("deed") == "return" else None, readers=REPORT.reason_readers("return")
    )
    status = 200
    if request.method == "POST":
        status = 422
        common: dict[str, Any] = {
            "report": report,
            "by": actor,
            "at": at,
            "version": version_of(request.POST.get("version")),
        }
        try:
            if request.POST.get("deed") == "accept":
                actions.accept_report(**common)
            elif form.is_valid():
                actions.return_report(reason=form.cleaned_data["reason"], **common)
        except (Refused, ClockError) as refusal:
            messages.error(request, shown(refusal.reason))
            status = 409 if isinstance(refusal, Stale) else 422
            report.refresh_from_db()
        else:
            if not form.errors:
                messages.success(request, shown(REPORT.states[report.state].label))
                return redirect("social_order:agreement_case", number)
    spent = queries.expenses_of(report)
    context: dict[str, Any] = {
        "agreement": agreement,
        "report": report,
        "milestone": report.milestone,
        "state": REPORT.states[report.state],
        "expenses": spent,
        "total": sum(each.amount for each in spent),
        "estimate": queries.estimate_of(agreement),
        "facts": queries.facts_of(report),
        "papers": listed_for(actor, report),
        "twice": queries.papers_used_twice(report),
        "opened": {each.code for each in open_transitions(report, actor)},
        "clocks": [
            clock_of(line.clock, line.reading, line.term)
            for line in clock_lines(report, at)
            if line.clock.state != "stopped"
        ],
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "social_order/delivery/review.html", context, status=status)


@require_http_methods(["GET", "POST"])
@officers_only("customer", "head")
def visit(request: HttpRequest, number: str, visit_id: int) -> HttpResponse:
    """What a visit found: photos by the camera, the place by the phone or typed. Works without JavaScript."""
    actor = acting(request)
    agreement = found(number, actor)
    planned = next((row for row in queries.visits_of(agreement) if row.pk == visit_id), None)
    if planned is None:
        raise Http404
    if planned.done_at is not None or planned.withdrawn_at is not None:
        return redirect("social_order:agreement_case", number)
    withdrawing = request.POST.get("deed") == "withdraw"
    sent = request.POST or None
    reason = ReasonForm(
        sent if withdrawing else None, prefix="withdraw", readers=AGREEMENT.reason_readers("withdraw_visit")
    )
    form = VisitForm(None if withdrawing else sent, request.FILES or None, initial={"done_on": timezone.localdate()})
    if withdrawing and reason.is_valid():
        try:
            actions.withdraw_visit(visit=planned, reason=reason.cleaned_data["reason"], by=actor, at=timezone.now())
        except Refused as refusal:
            reason.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("The visit is withdrawn; the supplier is told why."))
            return redirect("social_order:agreement_case", number)
    if request.method == "POST" and not withdrawing and form.is_valid():
        cleaned = dict(form.cleaned_data)
        photos = cleaned.pop("photos")
        try:
            actions.record_visit(
                visit=planned, found=actions.Found(**cleaned), photos=photos, by=actor, at=timezone.now()
            )
        except FileRefused as refusal:
            form.add_error("photos", field_errors(refusal))
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("The visit is recorded, its act is made."))
            return redirect("social_order:agreement_case", number)
    wrong = bool(form.errors or reason.errors)
    context = {"agreement": agreement, "visit": planned, "form": form, "reason": reason, "has_errors": wrong}
    answer = render(request, "social_order/delivery/visit.html", context, status=422 if wrong else 200)
    answer["Permissions-Policy"] = PLACE_ALLOWED
    return answer


PLACE_ALLOWED = ", ".join(f"{feature}={'(self)' if feature == 'geolocation' else '()'}" for feature in UNUSED_FEATURES)
"""On the page of a visit alone the phone may be asked where it is."""
