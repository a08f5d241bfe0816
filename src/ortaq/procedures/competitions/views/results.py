"""The results for everybody, the commission's vote, and the applicant's complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms.office import ComplaintForm, VoteForm
from ortaq.procedures.competitions.lifecycle import CALL
from ortaq.procedures.competitions.queries import office, results
from ortaq.procedures.competitions.queries.calls import public_call, shows_admission
from ortaq.procedures.competitions.queries.judging import standings
from ortaq.procedures.competitions.views.calls import state_of
from ortaq.procedures.competitions.views.doors import acting, holding, own_or_absent, signed_in
from ortaq.procedures.competitions.views.protocols import outcome_names

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Call, CommissionMember

TONES = {"winner": "green", "contracted": "green", "reserve": "gold", "rejected": "red", "not_admitted": "red"}
"""Colours of outcomes."""


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Every admitted organisation with its points, and why others weren't admitted."""
    call = public_call(number)
    if call is None or call.results_at is None:
        raise Http404
    names = outcome_names()
    rows = [
        {"row": row, "outcome": names.get(row.outcome, row.outcome), "tone": TONES.get(row.outcome, "grey")}
        for row in results.results_of(call)
    ]
    context = {
        "call": call,
        "state": CALL.states[state_of(call)],
        "rows": rows,
        "has_protocol": not call.is_reference,
        "has_admission": shows_admission(call),
    }
    return render(request, "competitions/calls/results.html", context)


@require_GET
@holding("commission")
def commissions(request: HttpRequest) -> HttpResponse:
    """The competitions that the reader decides."""
    rows = [
        {"member": each, "state": CALL.states[state_of(each.call)]} for each in office.commissions_of(acting(request))
    ]
    return render(request, "competitions/secretary/commissions.html", {"rows": rows})


def _seat(request: HttpRequest, number: str) -> CommissionMember:
    found = next((each for each in office.commissions_of(acting(request)) if each.call.number == number), None)
    if found is None:
        raise Http404
    return found


@require_GET
@holding("commission")
def commission(request: HttpRequest, number: str) -> HttpResponse:
    """One competition as its commission sees it: the ranking once scoring is closed, and the vote."""
    return _commission(request, _seat(request, number).call)


def _commission(request: HttpRequest, call: Call, form: VoteForm | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "call": call,
        "state": CALL.states[state_of(call)],
        "standings": standings(call) if call.scoring_closed_at is not None else [],
        "session": office.open_session_of(call),
        "form": form or VoteForm(),
    }
    return render(request, "competitions/secretary/commission.html", context, status=status)


@require_POST
@holding("commission")
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """A vote in the session that is going on."""
    call = _seat(request, number).call
    session = office.open_session_of(call)
    form = VoteForm(request.POST)
    if session is None:
        messages.error(request, _("No session is going on."))
        return redirect("competitions:commission", number)
    if not form.is_valid():
        return _commission(request, call, form, status=422)
    try:
        actions.cast_vote(
            session=session,
            choice=form.cleaned_data["choice"],
            reason=form.cleaned_data["reason"],
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
        return _commission(request, call, form, status=422)
    messages.success(request, _("Your vote is recorded. You can change it until the session ends."))
    return redirect("competitions:commission", number)


@require_POST
@limited("comment")
@signed_in
def complain(request: HttpRequest, number: str) -> HttpResponse:
    """A complaint about the results."""
    application = own_or_absent(request, number)
    form = ComplaintForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what you complain of."))
        return redirect("competitions:application", number)
    try:
        actions.file_objection(
            application=application, text=form.cleaned_data["text"], by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    else:
        messages.success(request, _("Your complaint was sent to the secretary."))
    return redirect("competitions:application", number)


@require_POST
@signed_in
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """A winner declines the agreement."""
    application = own_or_absent(request, number)
    try:
        actions.refuse_agreement(
            application=application,
            reason=request.POST.get("reason", "")[:1000].replace("\0", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("competitions:application", number)
