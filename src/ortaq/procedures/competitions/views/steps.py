"""The steps of an application: saved as they are typed, with sums that the server counts; files attached and taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.kernel.documents.forms import MultipleFileField, field_errors
from ortaq.kernel.documents.queries import antivirus_on, listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms import applications as forms
from ortaq.procedures.competitions.queries import applications as queries
from ortaq.procedures.competitions.queries.applications import ATTACHED
from ortaq.procedures.competitions.queries.calls import terms_of
from ortaq.procedures.competitions.rules.budget import totals
from ortaq.procedures.competitions.rules.submitting import STEPS, budget_problems
from ortaq.procedures.competitions.views.applications import complete_steps, missing_in, step_titles
from ortaq.procedures.competitions.views.doors import acting, own_or_absent, signed_in, version_of

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Application, Call


@require_http_methods(["GET", "POST"])
@signed_in
@limited("application.save")
def step(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One step. Whatever was typed is kept, good or bad; going on needs it to be right."""
    application = own_or_absent(request, number)
    if code not in STEPS:
        raise Http404
    if application.state != "draft":
        return redirect("competitions:application", number)
    kept = queries.draft_of(application)
    if request.method != "POST":
        shown_step = forms.step_of(code, application.call, kept.content.get(code), check="check" in request.GET)
        return _step_page(request, application, shown_step, kept.revision, kept.content)
    try:
        typed = forms.typed_in(code, request.POST)
    except ValueError:
        messages.error(request, _("This is more than a step can hold. Shorten it."))
        return redirect("competitions:step", number, code)
    if request.POST.get("add"):
        typed = forms.with_more_rows(typed, request.POST["add"])
    revision = version_of(request.POST.get("revision"))
    filled = forms.step_of(code, application.call, typed)
    try:
        saved = actions.save_draft(
            application=application,
            step=code,
            typed=typed,
            revision=-1 if revision is None else revision,
            by=acting(request),
            at=timezone.now(),
        )
    except Stale:
        context = {"conflict": kept.content.get(code)}
        return _step_page(request, application, filled, kept.revision, kept.content, context, status=409)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return _step_page(request, application, filled, kept.revision, kept.content, status=422)
    if request.POST.get("add"):
        return redirect(f"{reverse('competitions:step', args=[number, code])}#{request.POST['add'][:20]}-last")
    if request.POST.get("then") == "list":
        messages.success(request, _("Saved."))
        return redirect("competitions:application", number)
    if not filled.is_valid():
        return _step_page(
            request, application, filled, saved, {**kept.content, code: typed}, {"saved": True}, status=422
        )
    position = STEPS.index(code)
    if position + 1 == len(STEPS):
        return redirect("competitions:application", number)
    return redirect("competitions:step", number, STEPS[position + 1])


def _step_page(
    request: HttpRequest,
    application: Application,
    filled: forms.Step,
    revision: int,
    content: dict[str, dict[str, Any]],
    extra: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    titles = step_titles()
    position = STEPS.index(filled.code)
    call = application.call
    complete = complete_steps(content, missing_in(application, content))
    context = {
        "application": application,
        "call": call,
        "step": filled,
        "form": filled.form,
        "has_errors": status == 422 and not filled.is_valid(),
        "title": titles[filled.code],
        "steps": [
            {"title": titles[code], "state": "current" if code == filled.code else "done" if code in complete else ""}
            for code in STEPS
        ],
        "revision": revision,
        "saved_at": timezone.now(),
        "is_last": position + 1 == len(STEPS),
        "back": reverse("competitions:step", args=[application.number, STEPS[position - 1]])
        if position
        else reverse("competitions:application", args=[application.number]),
        **(extra or {}),
    }
    if filled.code == "budget":
        context["sums"] = _sums(call, filled)
    if filled.code == "documents":
        actor = acting(request)
        listed = listed_for(actor, application)
        context["asked"] = [
            {"asked": each, "files": [row for row in listed if row.document.purpose == f"{ATTACHED}{each.code}"]}
            for each in call.asked_documents.all()
        ]
        context["antivirus"] = antivirus_on()
    return render(request, "competitions/applications/step.html", context, status=status)


def _sums(call: Call, filled: forms.Step) -> dict[str, Any]:
    """The sums of what is right in the budget, and what breaks the call's terms: counted by the server."""
    lines = forms.budget_lines(filled)
    sums = totals(lines)
    language = current_language()
    return {
        "total": money_text(sums.total, language),
        "own": money_text(sums.own, language),
        "requested": money_text(sums.requested, language),
        "problems": [shown(each.why) for each in budget_problems(terms_of(call), lines)] if lines else [],
    }


@require_POST
@limited("application.save")
@signed_in
def save(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Autosave: JSON with the new revision; for the budget also its sums. A conflict of two tabs is 409."""
    application = own_or_absent(request, number)
    if code not in STEPS:
        raise Http404
    try:
        typed = forms.typed_in(code, request.POST)
        revision = version_of(request.POST.get("revision"))
        saved = actions.save_draft(
            application=application,
            step=code,
            typed=typed,
            revision=-1 if revision is None else revision,
            by=acting(request),
            at=timezone.now(),
        )
    except Stale:
        words = _(
            "This application is open in another tab, which has saved meanwhile. Save here to keep what stands here."
        )
        return JsonResponse({"message": words}, status=409)
    except Refused as refusal:
        return JsonResponse({"message": shown(refusal.reason)}, status=422)
    except ValueError:
        return JsonResponse({"message": _("This is more than a step can hold. Shorten it.")}, status=422)
    answer: dict[str, Any] = {
        "revision": saved,
        "message": _("Saved at %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"},
    }
    if code == "budget":
        answer["sums"] = _sums(application.call, forms.step_of(code, application.call, typed))
    return JsonResponse(answer)


@require_POST
@limited("upload")
@signed_in
def attach(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Attaches files to a draft as one of the documents that the call asks for."""
    application = own_or_absent(request, number)
    field = MultipleFileField(required=True)
    try:
        uploads = field.clean(request.FILES.getlist("files"))
        actions.attach_document(
            application=application, code=code, uploads=uploads, by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    except FileRefused as error:
        messages.error(request, " ".join(field_errors(error).messages))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Attached."))
    return redirect("competitions:step", number, "documents")


@require_POST
@signed_in
def detach(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Takes a file off a draft."""
    application = own_or_absent(request, number)
    try:
        actions.detach_document(application=application, document_id=document_id, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("competitions:step", number, "documents")
