"""Typing paper sheets in: one person types all, a second one types one in ten again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.web.views import acting, officers_only
from ortaq.procedures.surveys import actions, queries
from ortaq.procedures.surveys.forms import BatchForm, SheetForm
from ortaq.procedures.surveys.permissions import TYPISTS, may_type

if TYPE_CHECKING:
    from ortaq.procedures.surveys.models import Batch


@require_POST
@officers_only(*TYPISTS)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a batch; whoever begins it types it."""
    survey = queries.survey(pk)
    if survey is None or not may_type(acting(request), survey.about.body_id):
        raise Http404
    form = BatchForm(request.POST)
    if form.is_valid():
        try:
            batch = actions.open_batch(
                survey=survey, sheets=form.cleaned_data["sheets"], by=acting(request), at=timezone.now()
            )
            return redirect("surveys:batch", batch.pk)
        except Refused as refusal:
            messages.error(request, shown(refusal.reason))
    else:
        messages.error(request, _("Say how many sheets are in the batch."))
    return redirect("surveys:survey", pk)


@require_http_methods(["GET", "POST"])
@officers_only(*TYPISTS)
def typing(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet after another, by the keyboard alone: code, five digits, Enter."""
    batch = _batch(request, pk)
    due = queries.sheets_due(batch)
    form = SheetForm(request.POST or None, initial={"number": due[0] if due else None})
    if request.method == "POST" and form.is_valid():
        try:
            actions.read_sheet(
                batch=batch,
                number=form.cleaned_data["number"],
                code=form.cleaned_data["code"],
                marks=form.marks,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("surveys:batch", pk)
    context = {"batch": batch, "due": due, "form": form, "all": queries.sheets_wanted(batch)}
    return render(request, "surveys/office/batch.html", context, status=422 if form.errors else 200)


@require_POST
@officers_only(*TYPISTS)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The first reading is whole, or the batch is checked: it goes on."""
    batch = _batch(request, pk)
    by, at = acting(request), timezone.now()
    try:
        if batch.state == "typing":
            due = actions.close_first_reading(batch=batch, by=by, at=at)
            numbers = ", ".join(map(str, due))
            messages.success(
                request, _("Another person now types these sheets in again: %(numbers)s") % {"numbers": numbers}
            )
        else:
            count = actions.count_batch(batch=batch, by=by, at=at)
            messages.success(request, _("The batch is counted. Sheets: %(count)s") % {"count": count})
            return redirect("surveys:survey", batch.survey_id)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("surveys:batch", pk)


def _batch(request: HttpRequest, pk: int) -> Batch:
    found = queries.batch(pk)
    if found is None or not may_type(acting(request), found.survey.about.body_id):
        raise Http404
    return found
