"""Complaints: the body sends them on or satisfies them, the superior body decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.clocks.queries import clock_lines
from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.lifecycle.queries import told_in_office
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.reception import actions
from ortaq.systems.reception.forms.office import TO_THE_APPELLANT, DeedForm, TextForm
from ortaq.systems.reception.lifecycle import COMPLAINT
from ortaq.systems.reception.queries import complaints, office
from ortaq.systems.reception.views.office import clock_of
from ortaq.systems.reception.views.office_case import evidence
from ortaq.systems.reception.views.office_deeds import Doing, norm_words
from ortaq.systems.reception.views.own import happenings

if TYPE_CHECKING:
    from ortaq.systems.reception.models import Complaint

READERS = ("registrar", "head")


@require_GET
@officers_only(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Complaints about one's own body, and those that it decides as the superior."""
    found, after = complaints.complaints_page(acting(request), timezone.now(), request.GET.get("after", "")[:40])
    rows = [
        {
            "complaint": row.complaint,
            "href": reverse("reception:complaint", args=[row.complaint.number]),
            "state": COMPLAINT.states[row.complaint.state],
            "clock": clock_of(row.clock, row.reading, row.term),
        }
        for row in found
    ]
    return render(request, "reception/office/complaints.html", {"rows": rows, "after": after})


@require_GET
@officers_only(*READERS)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One complaint."""
    return render(request, "reception/office/complaint.html", _context(request, _found(request, number)))


@require_POST
@officers_only(*READERS)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One thing done with a complaint; what was typed is never lost."""
    complaint = _found(request, number)
    if code not in _DEEDS:
        raise Http404
    form = _form(code, request.POST)
    if not form.is_valid():
        return render(request, "reception/office/complaint.html", _context(request, complaint, code, form), status=422)
    doing = Doing(acting(request), timezone.now(), version_of(request.POST.get("version")), form)
    try:
        _DEEDS[code](complaint, doing)
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
        context = _context(request, _found(request, number), code, form)
        return render(
            request, "reception/office/complaint.html", context, status=409 if isinstance(refusal, Stale) else 422
        )
    messages.success(request, shown(COMPLAINT.transitions[code].done or COMPLAINT.transitions[code].label))
    return redirect("reception:complaint", number)


def _found(request: HttpRequest, number: str) -> Complaint:
    complaint = complaints.office_complaint(number, acting(request))
    if complaint is None:
        raise Http404
    return complaint


def _context(request: HttpRequest, complaint: Complaint, failed: str = "", form: Any = None) -> dict[str, Any]:
    record_readings(records=[complaint, complaint.about], door="page", by=acting(request), at=timezone.now())
    opened = {transition.code for transition in open_transitions(complaint, acting(request))}
    deeds = [
        {
            "code": code,
            "label": COMPLAINT.transitions[code].label,
            "form": form if code == failed else _form(code, None),
            "is_open": code in opened,
            "is_failed": code == failed,
            "has_fields": code != "forward",
            "norm": norm_words(COMPLAINT.transitions[code].norm),
        }
        for code in _DEEDS
        if code in opened or code == failed
    ]
    return {
        "complaint": complaint,
        "appeal": complaint.about,
        "state": COMPLAINT.states[complaint.state],
        "deeds": deeds,
        "form": form,
        "clocks": [
            clock_of(line.clock, line.reading, line.term)
            for line in clock_lines(complaint, timezone.now())
            if line.clock.state != "stopped"
        ],
        "evidence": [evidence(notice, COMPLAINT) for notice in office.notices_of(complaint)],
        "happenings": happenings(told_in_office(complaint), COMPLAINT),
    }


def _form(code: str, data: Any) -> Any:
    labels = {
        "satisfy": _("How the complaint is satisfied"),
        "uphold": _("Decision and its reasons"),
        "remit": _("Decision and its reasons"),
        "reject": _("Decision and its reasons"),
    }
    return TextForm(data, prefix=code, label=labels[code], hint=TO_THE_APPELLANT) if code in labels else DeedForm(data)


def _decide(outcome: str) -> Callable[[Complaint, Doing], None]:
    return lambda complaint, do: actions.decide_complaint(
        complaint=complaint, outcome=outcome, decision=do.data["text"], **do.common
    )


_DEEDS: dict[str, Callable[[Complaint, Doing], None]] = {
    "forward": lambda complaint, do: actions.forward_complaint(complaint=complaint, **do.common),
    "satisfy": lambda complaint, do: actions.satisfy_complaint(
        complaint=complaint, reason=do.data["text"], **do.common
    ),
    "uphold": _decide("upheld"),
    "remit": _decide("remitted"),
    "reject": _decide("rejected"),
}
