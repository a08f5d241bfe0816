"""The office's work list: queues by clock, filters, and what can be done with several appeals at once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.clocks.rules import ClockError
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only, version_of
from ortaq.systems.reception import actions
from ortaq.systems.reception.forms.office import BulkForm, SaveFilterForm
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.permissions import OFFICE
from ortaq.systems.reception.queries import office
from ortaq.systems.reception.queries.intake import categories, territory_choices
from ortaq.systems.reception.rules import TYPES

if TYPE_CHECKING:
    from ortaq.systems.reception.models import Appeal

BULK = "office_bulk"
"""In the session: what became of the last bulk action, shown once."""


@require_GET
@officers_only(*OFFICE)
def work(request: HttpRequest) -> HttpResponse:
    """The work list, the soonest term first."""
    return render(request, "reception/office/work.html", _work_context(request))


@require_POST
@officers_only(*OFFICE)
def bulk(request: HttpRequest) -> HttpResponse:
    """Does one action with each ticked appeal; what fails leaves the others alone, and is named with its reason."""
    actor = acting(request)
    form = _bulk_form(actor, request.POST)
    if form is None:
        raise PermissionDenied
    picked = {
        number: version
        for number, _, version in (row.partition(":") for row in request.POST.getlist("row")[: office.PAGE])
    }
    if not picked and form.is_valid():
        form.add_error(None, _("Tick at least one appeal."))
    if not form.is_valid():
        context = _work_context(request, bulk_form=form, ticked=set(picked))
        return render(request, "reception/office/work.html", context, status=422)
    done, failed, at = [], [], timezone.now()
    for appeal in office.rows_named(actor, list(picked)):
        try:
            with transaction.atomic():
                _bulk_one(appeal, form.cleaned_data, actor, at, version_of(picked[appeal.number]))
            done.append(appeal.number)
        except (Refused, ClockError) as refusal:
            failed.append((appeal.number, shown(refusal.reason)))
    known = {*done, *(number for number, _why in failed)}
    failed += [(number, _("You don't work with an appeal of this number.")) for number in picked if number not in known]
    request.session[BULK] = {"action": form.cleaned_data["action"], "done": done, "failed": failed}
    return redirect(_back(request))


@require_POST
@officers_only(*OFFICE)
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keeps the filter that the list shows under a name."""
    filter_ = office.WorkFilter.of(request.GET)
    form = SaveFilterForm(request.POST)
    if not form.is_valid():
        return render(request, "reception/office/work.html", _work_context(request, save_form=form), status=422)
    try:
        actions.save_filter(name=form.cleaned_data["name"], query=filter_.query, by=acting(request))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    else:
        messages.success(request, _("The filter is saved."))
    return redirect(_back(request))


@require_POST
@officers_only(*OFFICE)
def delete_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Deletes one of one's own filters; another's looks like none."""
    if not actions.delete_filter(filter_id=filter_id, by=acting(request)):
        raise Http404
    messages.success(request, _("The filter is deleted."))
    return redirect(_back(request))


def row_of(row: office.WorkRow) -> dict[str, Any]:
    """A row of the list as its template shows it."""
    return {
        "appeal": row.appeal,
        "href": reverse("reception:case", args=[row.appeal.number]),
        "state": APPEAL.states[row.appeal.state],
        "type": TYPES[row.appeal.type][0],
        "clock": clock_of(row.clock, row.reading, row.term),
    }


def clock_of(clock: Any, reading: Any, term: Any) -> dict[str, Any] | None:
    """A clock as the component shows it; None for none."""
    if clock is None:
        return None
    return {
        "days_left": reading.days_left,
        "due": reading.due_on,
        "label": term.label,
        "unit": "working" if reading.unit == "working_day" else "calendar",
        "state": reading.standing,
    }


def _work_context(
    request: HttpRequest,
    *,
    bulk_form: BulkForm | None = None,
    save_form: SaveFilterForm | None = None,
    ticked: set[str] | None = None,
) -> dict[str, Any]:
    actor, now = acting(request), timezone.now()
    filter_ = office.WorkFilter.of(request.GET)
    page = office.work_page(actor, filter_, now, request.GET.get("after", "")[:40])
    counts = office.queue_counts(actor, timezone.localdate(now))
    form = bulk_form or _bulk_form(actor)
    return {
        "rows": [row_of(row) for row in page.rows],
        "after": page.after,
        "filter": filter_,
        "here": filter_.query,
        "queues": [{"code": code, "name": name, "count": counts.get(code)} for code, name in _queue_names().items()],
        "queue_name": _queue_names().get(filter_.queue, _("All work that has a term")),
        "territories": territory_choices(),
        "categories": categories(),
        "types": [(code, shown(name)) for code, (name, _hint) in TYPES.items()],
        "saved": office.saved_filters(actor.user_id or 0),
        "save_form": save_form or SaveFilterForm(),
        "bulk_form": form,
        "ticked": ticked or set(),
        "bulk_result": request.session.pop(BULK, None) if request.method == "GET" else None,
        "form": bulk_form or save_form,
    }


def _queue_names() -> dict[str, str]:
    return {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "soon": _("Within 5 days"),
        "later": _("Later"),
        "new": _("To register"),
        "silence": _("Silence"),
        "clarification": _("Clarification"),
        "to_sign": _("To sign"),
        "to_deliver": _("To hand over"),
        "disputed": _("Disputed"),
        "to_publish": _("To publish"),
        "answered": _("Answered"),
    }


def _bulk_form(actor: Actor, data: Any = None) -> BulkForm | None:
    may = [code for code, role in (("register", "registrar"), ("assign", "head")) if actor.offices(role)]
    if not may:
        return None
    executors = office.executors_of(*sorted(actor.offices("head"))) if "assign" in may else []
    return BulkForm(data, prefix="bulk", executors=executors, may=may)


def _bulk_one(appeal: Appeal, data: dict[str, Any], by: Actor, at: datetime, version: int) -> None:
    if data["action"] == "register":
        actions.register_appeal(appeal=appeal, by=by, at=at, version=version)
    else:
        actions.assign(appeal=appeal, text=data["text"], lead_id=data["lead"], by=by, at=at, version=version)


def _back(request: HttpRequest) -> str:
    query = office.WorkFilter.of(request.GET).query
    return reverse("reception:work") + (f"?{query}" if query else "")
