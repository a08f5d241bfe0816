"""The applicant's pages: my applications, what is missing in one, submit, receipt, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.documents.pdf import render as render_pdf
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, Stale, open_transitions
from ortaq.kernel.lifecycle.queries import told_to
from ortaq.kernel.limits.views import limited
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.web.templatetags.formats import moment
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.forms import applications as forms
from ortaq.procedures.competitions.forms.office import ComplaintForm
from ortaq.procedures.competitions.lifecycle import APPLICATION, CALL
from ortaq.procedures.competitions.notices import has_letter, letter_pdf
from ortaq.procedures.competitions.permissions import may_see_marks
from ortaq.procedures.competitions.queries import applications as queries
from ortaq.procedures.competitions.queries.calls import terms_of
from ortaq.procedures.competitions.queries.office import objections_of
from ortaq.procedures.competitions.queries.results import marks_for_applicant
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS
from ortaq.procedures.competitions.rules.submitting import (
    OPTIONAL,
    STEPS,
    Missing,
    budget_problems,
    document_problems,
    problems,
)
from ortaq.procedures.competitions.views.calls import state_of
from ortaq.procedures.competitions.views.doors import acting, own_or_absent, signed_in, version_of

if TYPE_CHECKING:
    from ortaq.procedures.competitions.models import Application

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
            for event in told_to(application, {"representative"})
            if event.code in APPLICATION.transitions or event.code == "start"
        ],
        "checks": _checks(application),
    }
    if is_draft:
        typed = queries.draft_of(application)
        missing = missing_in(application, typed.content)
        complete = complete_steps(typed.content, missing)
        context |= {
            "tasks": _tasks(application, typed.content, complete),
            "needed": len(set(STEPS) - OPTIONAL),
            "done": len(complete - OPTIONAL),
            "missing": [(step_titles()[each.step], each) for each in missing],
            "is_late": call.deadline is not None and timezone.now() >= call.deadline,
            "revision": typed.revision,
        }
    elif application.submitted_at:
        context["rows"] = summary_rows(application)
        if may_see_marks(actor, application, timezone.now()):
            context["reviews"] = marks_for_applicant(application)
        context["has_letter"] = has_letter(application)
        context["objections"] = list(objections_of(call).filter(application=application))
        if call.state == "published":
            context["complaint_form"] = ComplaintForm()
    return render(request, "competitions/applications/detail.html", context, status=status)


def _happened(code: str) -> str:
    declared = APPLICATION.transitions.get(code)
    return shown(declared.done) if declared and declared.done else _("Begun")


def result_words(result: str) -> str:
    """The result of a check in words."""
    return {
        "ok": _("all right"),
        "warning": _("look at it"),
        "failed": _("doesn't fit"),
        "unknown": _("not checked here"),
    }[result]


def _checks(application: Application) -> list[dict[str, str]]:
    found = queries.findings_for(application, local_day(timezone.now()))
    return [
        {
            "title": shown(CONDITIONS[each.code].name),
            "status": result_words(each.result),
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
        if code not in OPTIONAL and not content.get(code):
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


def complete_steps(content: dict[str, dict[str, Any]], missing: list[Missing]) -> frozenset[str]:
    """The steps that were filled in and lack nothing."""
    wanting = {each.step for each in missing}
    return frozenset(code for code in STEPS if content.get(code) and code not in wanting)


def _tasks(application: Application, content: dict[str, Any], complete: frozenset[str]) -> list[dict[str, str]]:
    titles = step_titles()
    rows = []
    for code in STEPS:
        begun = bool(content.get(code))
        if code in complete:
            status, tone = _("Done"), "green"
        elif begun:
            status, tone = _("Begun"), "gold"
        else:
            status, tone = (_("Optional"), "") if code in OPTIONAL else (_("Not begun"), "grey")
        href = reverse("competitions:step", args=[application.number, code]) + ("?check=1" if begun else "")
        rows.append({"title": titles[code], "href": href, "status": status, "tone": tone})
    return rows


def summary_rows(application: Application) -> list[dict[str, Any]]:
    """The receipt: what, when, how much, and the digest of all of it."""
    language = current_language()
    rows = [
        (_("Number"), application.number),
        (_("Submitted"), moment(application.submitted_at)),
        (_("Organisation"), application.applicant.name),
        (_("Project"), application.title),
        (pgettext("sum", "Asked for"), money_text(application.requested, language)),
        (_("Own contribution"), money_text(application.own, language)),
        (_("Digest (SHA-256)"), application.receipt_sha256),
    ]
    return [{"key": key, "value": value} for key, value in rows]


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


@require_GET
@limited("pdf", methods=("GET",))
@signed_in
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter about the decision, in the language of the page: what was decided, why, how to complain."""
    application = own_or_absent(request, number)
    if not has_letter(application):
        raise Http404
    response = HttpResponse(letter_pdf(application, current_language()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{application.number}-letter.pdf"'
    return response
