"""The applicant's pages: my applications, one of them step by step, submit, receipt, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.forms import MultipleFileField, field_errors
from ortaq.kernel.documents.pdf import render as render_pdf
from ortaq.kernel.documents.queries import antivirus_on, listed_for
from ortaq.kernel.documents.rules import FileRefused
from ortaq.kernel.events.queries import timeline
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.web.templatetags.formats import moment
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms import applications as forms
from ortaq.procedures.competitions.lifecycle import APPLICATION, CALL
from ortaq.procedures.competitions.queries import applications as queries
from ortaq.procedures.competitions.queries.applications import ATTACHED
from ortaq.procedures.competitions.queries.calls import terms_of
from ortaq.procedures.competitions.rules.budget import totals
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS
from ortaq.procedures.competitions.rules.submitting import STEPS, Missing, budget_problems, document_problems, problems
from ortaq.procedures.competitions.views.calls import state_of
from ortaq.procedures.competitions.views.doors import acting, own_or_absent, signed_in, version_of

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Application, Call

TONES = {"ok": "green", "warning": "gold", "failed": "red", "unknown": "grey"}
"""Colours of the results of checks."""


def step_titles() -> dict[str, str]:
    """What each step is called."""
    return {
        "project": _("The project"),
        "team": _("Experience, team and partners"),
        "budget": _("Budget estimate"),
        "plan": _("Calendar plan and indicators"),
        "documents": _("Documents and declarations"),
    }


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The applications of the organisations that the reader represents."""
    rows = [
        {"application": each, "state": APPLICATION.states[each.state]}
        for each in queries.applications_of(acting(request))[:200]
    ]
    return render(request, "competitions/applications/mine.html", {"rows": rows})


@require_GET
@signed_in
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One application: what is missing while it is a draft, the receipt once it is submitted."""
    return _overview(request, own_or_absent(request, number))


def _overview(request: HttpRequest, application: Application, status: int = 200) -> HttpResponse:
    call = application.call
    is_draft = application.state == "draft"
    actor = acting(request)
    context: dict[str, Any] = {
        "application": application,
        "call": call,
        "call_state": CALL.states[state_of(call)],
        "state": APPLICATION.states[application.state],
        "is_draft": is_draft,
        "may": {transition.code for transition in open_transitions(application, actor)},
        "documents": listed_for(actor, application),
        "happenings": [
            {"title": _happened(event.code), "at": event.at, "text": event.reason}
            for event in timeline(application.pk, public_only=False)
            if event.code in APPLICATION.transitions or event.code == "start"
        ],
        "checks": _checks(application),
    }
    if is_draft:
        typed = queries.draft_of(application)
        missing = missing_in(application, typed.content)
        context |= {
            "tasks": _tasks(application, typed.content, missing),
            "missing": missing,
            "is_late": call.deadline is not None and timezone.now() >= call.deadline,
            "revision": typed.revision,
        }
    elif application.submitted_at:
        context["rows"] = summary_rows(application)
    return render(request, "competitions/applications/detail.html", context, status=status)


def _happened(code: str) -> str:
    declared = APPLICATION.transitions.get(code)
    return shown(declared.done) if declared and declared.done else _("Begun")


def _checks(application: Application) -> list[dict[str, str]]:
    results = {
        "ok": _("all right"),
        "warning": _("look at it"),
        "failed": _("doesn't fit"),
        "unknown": _("not checked here"),
    }
    found = queries.findings_for(application, local_day(timezone.now()))
    return [
        {
            "title": shown(CONDITIONS[each.code].name),
            "status": results[each.result],
            "tone": TONES[each.result],
            "hint": _("by the list of %(day)s") % {"day": f"{each.source_date:%d.%m.%Y}"} if each.source_date else "",
        }
        for each in found
    ]


def missing_in(application: Application, content: dict[str, dict[str, Any]]) -> list[Missing]:
    """What stands in the way of submitting the draft, by the same rules that submission asks."""
    call = application.call
    found: list[Missing] = []
    for code in ("project", "team", "budget", "plan"):
        step = forms.step_of(code, call, content.get(code))
        if code != "team" and not content.get(code):
            found.append(Missing(code, Text("Толтырылмаған.", "Не заполнено.", "Not filled in.")))
        elif content.get(code) and not step.is_valid():
            found.append(Missing(code, Text("Қателер бар.", "Есть ошибки.", "There are errors.")))
    terms, attached = terms_of(call), queries.attached_codes(application)
    whole = forms.submission_of(call, content)
    if whole is not None and not found:
        return problems(terms, whole, attached)
    budget = forms.step_of("budget", call, content.get("budget"))
    if content.get("budget") and budget.is_valid():
        found += budget_problems(terms, forms.budget_lines(budget))
    declared = forms.step_of("documents", call, content.get("documents")).form
    confirmed = declared.cleaned_data if content.get("documents") and declared and declared.is_valid() else {}
    return found + document_problems(terms, frozenset(code for code, value in confirmed.items() if value), attached)


def _tasks(application: Application, content: dict[str, Any], missing: list[Missing]) -> list[dict[str, str]]:
    titles = step_titles()
    wanting = {each.step for each in missing}
    rows = []
    for code in STEPS:
        done = code not in wanting and (content.get(code) or code == "team")
        begun = bool(content.get(code))
        rows.append(
            {
                "title": titles[code],
                "href": reverse("competitions:step", args=[application.number, code]) + ("?check=1" if begun else ""),
                "status": _("Done") if done else _("Begun") if begun else _("Not begun"),
                "tone": "green" if done else "gold" if begun else "grey",
            }
        )
    return rows


def summary_rows(application: Application) -> list[dict[str, Any]]:
    """The receipt: what, when, how much, and the digest of all of it."""
    language = current_language()
    rows = [
        (_("Number"), application.number),
        (_("Submitted"), moment(application.submitted_at)),
        (_("Organisation"), application.applicant.name),
        (_("Project"), application.title),
        (_("Asked for"), money_text(application.requested, language)),
        (_("Own contribution"), money_text(application.own, language)),
        (_("Digest (SHA-256)"), application.receipt_sha256),
    ]
    return [{"key": key, "value": value} for key, value in rows]


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
        return _step_page(request, application, shown_step, kept.revision)
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
        return _step_page(request, application, filled, kept.revision, context, status=409)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return _step_page(request, application, filled, kept.revision, {}, status=422)
    if request.POST.get("add"):
        return redirect(f"{reverse('competitions:step', args=[number, code])}#{request.POST['add'][:20]}-last")
    if request.POST.get("then") == "list":
        messages.success(request, _("Saved."))
        return redirect("competitions:application", number)
    if not filled.is_valid():
        return _step_page(request, application, filled, saved, {"saved": True}, status=422)
    position = STEPS.index(code)
    if position + 1 == len(STEPS):
        return redirect("competitions:application", number)
    return redirect("competitions:step", number, STEPS[position + 1])


def _step_page(
    request: HttpRequest,
    application: Application,
    filled: forms.Step,
    revision: int,
    extra: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    titles = step_titles()
    position = STEPS.index(filled.code)
    call = application.call
    context = {
        "application": application,
        "call": call,
        "step": filled,
        "form": filled.form,
        "has_errors": status == 422 and not filled.is_valid(),
        "title": titles[filled.code],
        "steps": [
            {"title": titles[code], "state": "done" if n < position else "current" if n == position else ""}
            for n, code in enumerate(STEPS)
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


@require_POST
@limited("application.submit")
@signed_in
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Submits. The moment is that of the server when the request came."""
    at = timezone.now()
    application = own_or_absent(request, number)
    typed = queries.draft_of(application)
    content = forms.submission_of(application.call, typed.content)
    if content is None:
        messages.error(request, _("Not submitted: look at what is missing."))
        return _overview(request, application, status=422)
    try:
        actions.submit_application(
            application=application,
            content=content,
            by=acting(request),
            at=at,
            revision=version_of(request.POST.get("revision")),
        )
    except Refused as refusal:
        messages.error(request, f"{_('Not submitted.')} {shown(refusal.reason)}")
        status = 409 if isinstance(refusal, Stale) else 422
        return _overview(request, own_or_absent(request, number), status=status)
    messages.success(request, _("Submitted. Keep the receipt: it proves what you sent and when."))
    return redirect("competitions:application", number)


@require_POST
@signed_in
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraws a draft or a submitted application."""
    application = own_or_absent(request, number)
    try:
        actions.withdraw_application(
            application=application,
            reason=request.POST.get("reason", "")[:1000].replace("\0", ""),
            by=acting(request),
            at=timezone.now(),
            version=version_of(request.POST.get("version")),
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("competitions:application", number)


@require_GET
@limited("pdf", methods=("GET",))
@signed_in
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as PDF, in the language of the page."""
    application = own_or_absent(request, number)
    if application.submitted_at is None:
        raise Http404
    language = current_language()
    body = application.call.body
    data = {
        "sender": getattr(body, f"name_{language}") if body else "",
        "number": application.number,
        "heading": _("Receipt of an application"),
        "text": _("The digest covers every field and every file as they were submitted; they don't change any more."),
        "facts": [
            {"label": _("Competition"), "value": f"{application.call.number} · {application.call.title}"},
            *({"label": row["key"], "value": row["value"]} for row in summary_rows(application)[1:]),
            {
                "label": _("Address"),
                "value": f"{settings.BASE_URL}{reverse('competitions:application', args=[application.number])}",
            },
        ],
        "is_demo": application.is_demo,
    }
    response = HttpResponse(render_pdf("notice", data, language=language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{application.number}.pdf"'
    return response
