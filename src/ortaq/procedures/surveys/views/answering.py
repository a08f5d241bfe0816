"""Answering a survey: by the code from paper, by a link in a QR picture or a text message, or on the phone.

The code never stands in the address of a page that draws anything: the short link puts it into a signed cookie and goes
on, so that it is in no Referer and in no history but the one line that was scanned.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.queries import client_address
from ortaq.kernel.limits.views import limited
from ortaq.kernel.web.views import acting, officers_only
from ortaq.procedures.surveys import actions, queries
from ortaq.procedures.surveys.forms import AnswerForm, CodeForm, PhoneForm
from ortaq.procedures.surveys.permissions import PHONES
from ortaq.procedures.surveys.rules.codes import tidy

COOKIE, SALT, KEPT = "survey", "survey-code", 3600
"""The cookie that carries a code from page to page, and how many seconds."""


@require_GET
@never_cache
@limited("survey.answer", methods=("GET",))
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a QR picture or a text message: keeps the code and opens the questions in the reader's language."""
    with override(get_language_from_request(request)):
        response = redirect("surveys:answer")
    return _keeping(response, code)


@require_http_methods(["GET", "POST"])
@never_cache
@limited("survey.answer")
def start(request: HttpRequest) -> HttpResponse:
    """Where the code from the paper is typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if queries.open_code(form.cleaned_data["code"], local_day(timezone.now())):
            return _keeping(redirect("surveys:answer"), form.cleaned_data["code"])
        form.add_error("code", shown(actions.NO_CODE))
    return render(request, "surveys/start.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@limited("survey.answer")
def answer(request: HttpRequest) -> HttpResponse:
    """The five questions on one page."""
    code = request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=KEPT) or ""
    at = timezone.now()
    found = queries.open_code(code, local_day(at)) if code else None
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_survey(
                code=code,
                marks=form.marks,
                comment=form.cleaned_data["comment"],
                language=current_language(),
                device=f"{client_address(request)}\n{request.headers.get('User-Agent', '')}",
                by=acting(request),
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return _forgetting(redirect("surveys:thanks"))
    elif found is None and request.method == "GET":
        if code:
            messages.error(request, shown(actions.NO_CODE))
        return _forgetting(redirect("surveys:start"))
    context = {"form": form, "survey": found.survey if found else None}
    return render(request, "surveys/answer.html", context, status=422 if form.errors else 200)


@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """It is counted; what becomes of it."""
    return render(request, "surveys/thanks.html")


@require_http_methods(["GET", "POST"])
@officers_only(*PHONES)
def phone(request: HttpRequest) -> HttpResponse:
    """The operator reads the questions out and enters the answers of whoever holds the code."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_survey(
                code=form.cleaned_data["code"],
                marks=form.marks,
                comment=form.cleaned_data["comment"],
                language=current_language(),
                device="",
                channel="phone",
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("code", shown(refusal.reason))
        else:
            messages.success(request, _("The answer is counted. The next call can begin."))
            return redirect("surveys:phone")
    return render(request, "surveys/phone.html", {"form": form}, status=422 if form.errors else 200)


def _keeping(response: HttpResponse, code: str) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE, tidy(code)[:40], salt=SALT, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    patch_vary_headers(response, ["Cookie"])
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _forgetting(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Lax")
    patch_vary_headers(response, ["Cookie"])
    return response
