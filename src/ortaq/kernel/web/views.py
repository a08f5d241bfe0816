"""Pages of the frame itself: how pages look, health, robots."""

import errno
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.queries import sender_of
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.forms import SampleForm, ViewForm
from ortaq.kernel.web.rules import TEXT_SIZES, View
from ortaq.kernel.web.speech import LONGEST, Busy, cleaned, engine, spoken

P = ParamSpec("P")
PageView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_YEAR = 365 * 24 * 3600


def officers_only(*roles: str) -> Callable[[PageView[P]], PageView[P]]:
    """Decorator: strangers are asked to sign in, accounts that hold none of *roles* anywhere get 403."""

    def decorate(view: PageView[P]) -> PageView[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not acting(request).offices(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(PageView[P], never_cache(inner))

    return decorate


def acting(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def version_of(typed: str | None) -> int:
    """The version that a form was drawn from; a mangled one fits no record, so that the form counts as old."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) <= 9 else -1


def view_settings(request: HttpRequest) -> HttpResponse:
    """Size of text and contrast. A form without JavaScript; the choice is a cookie, so no account is needed."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    back = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else f"/{request.LANGUAGE_CODE}/"
    if request.method == "POST":
        form = ViewForm(request.POST)
        if form.is_valid():
            view = View(form.cleaned_data["size"], form.cleaned_data["contrast"] == "more")
            response = redirect(back)
            response.set_cookie("view", view.cookie, max_age=_YEAR, samesite="Lax", secure=settings.SECURE)
            return response
    return render(request, "web/view.html", {"next": back, "sizes": TEXT_SIZES})


def design(request: HttpRequest) -> HttpResponse:
    """Every component once, with samples: for those who build pages, and for the tests. Only in a demo or in DEBUG."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form = SampleForm(request.POST or None, request.FILES or None)
    word, sentence, when = gettext("Sample"), gettext("This is a sample of text, not a real case."), date(2018, 8, 22)
    context = {
        "form": form,
        "sample": {"word": word, "sentence": sentence, "amount": 814_800_000, "share": Decimal("66.3"), "day": when},
        "crumbs": [{"text": word, "href": "#main"}, {"text": word}],
        "bars": [
            {"label": sentence, "value": 540, "shown": "540", "href": "#main"},
            {"label": word, "value": 181, "shown": "181", "tone": "gold", "note": sentence},
        ],
        "timeline": [
            {
                "title": word,
                "at": datetime(2018, 8, 22, 9, 5, tzinfo=UTC),
                "by": word,
                "text": sentence,
                "tone": "green",
            },
            {"title": sentence, "at": when, "href": "#main"},
        ],
        "steps": [{"title": word, "state": each, "text": sentence} for each in ("done", "current", "")],
        "rows": [{"key": word, "value": sentence, "href": "#main", "action": word}, {"key": sentence, "value": word}],
        "tasks": [
            {"title": word, "href": "#main", "hint": sentence, "status": word, "tone": "sky"},
            {"title": sentence, "status": word},
        ],
        "columns": [{"label": word}, {"label": word}, {"label": "₸", "number": True}],
        "cells": [
            {"cells": [{"text": word, "href": "#main"}, {"text": word, "tone": "gold"}, "540 000"]},
            {"cells": [word, sentence, 181]},
        ],
        "foot": [word, "", "540 181"],
        "tones": ["", "grey", "green", "gold", "red"],
    }
    return render(request, "web/design.html", context)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers, else 503: for a load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public; they are kept from forms that start something."""
    lines = [
        "User-agent: *",
        *(f"Disallow: /{code}/accounts/" for code, _ in settings.LANGUAGES),
        "Disallow: /speech/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "POST"])
@never_cache
def speech(request: HttpRequest) -> HttpResponse:
    """GET: which languages are spoken here, and a CSRF token to ask with. POST ``text``, ``lang``, ``plays``: a sound.

    ``plays`` names the media types that the browser plays, with spaces between them; WAV needs no naming.
    What a visitor without a session reads is public, so only their sounds are kept for others.
    """
    if request.method == "GET":
        voice = engine()
        return JsonResponse({"languages": list(voice.languages) if voice else [], "token": get_token(request)})
    text, language = cleaned(request.POST.get("text", "")), request.POST.get("lang", "")
    if not text or len(text) > LONGEST:
        return JsonResponse({"detail": f"text: 1 to {LONGEST} characters"}, status=400)
    allowed = take("speech", sender_of(request), timezone.now())
    if not allowed:
        return JsonResponse({"detail": "too many requests"}, status=429, headers={"Retry-After": str(allowed.wait)})
    try:
        keep, plays = settings.SESSION_COOKIE_NAME not in request.COOKIES, request.POST.get("plays", "")[:100].split()
        sound = spoken(text, language, keep=keep, plays=plays)
    except Busy:
        return JsonResponse({"detail": "busy"}, status=503, headers={"Retry-After": "5"})
    if sound is None:
        return JsonResponse({"detail": "no voice for this language"}, status=404)
    return HttpResponse(sound.content, content_type=sound.kind)


def _error_page(status: int, template: str) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest, exception: Exception | None = None, **kwargs: object) -> HttpResponse:
        return render(request, template, {"status": status}, status=status)

    return page


_FULL = {errno.ENOSPC, errno.EDQUOT}
_bad_request = _error_page(400, "web/errors/400.html")
not_allowed = _error_page(403, "web/errors/403.html")
not_found = _error_page(404, "web/errors/404.html")
too_large = _error_page(413, "web/errors/413.html")
too_many = _error_page(429, "web/errors/429.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; what is larger than the limits of the settings is 413, which says what to do."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request, exception)
    return _bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed that should not: a page without database and context. A lost database and a full disk are 503."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):
        return unavailable(request)
    if isinstance(error, OSError) and error.errno in _FULL:
        return unavailable(request)
    return _static_page(500, "web/errors/500.html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database or another part is away for a while: 503 with Retry-After."""
    response = _static_page(503, "web/errors/503.html")
    response["Retry-After"] = "30"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere (``CSRF_FAILURE_VIEW``)."""
    return render(request, "web/errors/csrf.html", {"status": 403}, status=403)


def _static_page(status: int, template: str) -> HttpResponse:
    response = HttpResponse(render_to_string(template), status=status)
    response["Cache-Control"] = "no-store"
    return response
