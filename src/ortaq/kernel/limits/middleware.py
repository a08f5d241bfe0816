"""Each form is carried out once, however often it is sent."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.limits.actions import Answer, claim_once, count_again, keep_answer, release_once, taken
from ortaq.kernel.limits.queries import client_address
from ortaq.kernel.limits.rules import valid_key

FIELD = "once"
HEADER = "Idempotency-Key"
ENTRANCES = (settings.LOGIN_URL, "account_reauthenticate", "mfa_reauthenticate")
MAX_BODY = 65_536
"""Answers to API posts up to this size (bytes) are stored and given again; larger ones only say that it was done."""


class OnceMiddleware:
    """A POST with a form field ``once``, or a header ``Idempotency-Key``, is carried out once.

    The view runs in one transaction with the key's row. What it answers decides:

    - success (a redirect, an ``HX-Redirect``, for the header any 2xx): the answer is stored and committed together with
      what the view changed; whoever sends the same again — double click, Back, F5, a retry after a lost answer, at the
      same time or later — gets that answer, and nothing happens twice;
    - another answer (a form drawn again with its errors, a limit): the key is given back, and what the view wrote stays;
    - an exception, or 5xx: all is rolled back, the key too; only what was counted against limits is counted again.

    Stands after the middlewares of sessions, sign-in and messages, which it uses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return self.get_response(request)
        header = request.headers.get(HEADER, "")
        sent = valid_key(header or request.POST.get(FIELD, ""))
        if header and not sent:
            return JsonResponse({"detail": f"{HEADER}: 20 to 60 letters, digits, - and _"}, status=400)
        if not sent:
            return self.get_response(request)
        key = lookup_hash("once", "\n".join((_sender(request), request.path, sent))).hex()
        return self._once(request, key, by_header=bool(header))

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Marks that the view raised: by the time it comes back here it looks like any 4xx answer."""
        request.once_raised = True  # type: ignore[attr-defined]

    def _once(self, request: HttpRequest, key: str, *, by_header: bool) -> HttpResponseBase:
        fingerprint = _fingerprint(request, by_header=by_header)
        counted: list[tuple[str, str, datetime]] = []
        counting = taken.set(counted)
        try:
            with transaction.atomic():
                first = claim_once(key, fingerprint)
                if first:
                    return _again(request, first, same=first.fingerprint == fingerprint, by_header=by_header)
                response = self.get_response(request)
                failed = response.status_code >= 500 or getattr(request, "once_raised", False)
                if failed:
                    transaction.set_rollback(True)
                elif _is_success(response, by_header=by_header):
                    _keep(request, response, key)
                else:
                    release_once(key)
        finally:
            taken.reset(counting)
        if failed:
            count_again(counted)
        return response


def _sender(request: HttpRequest) -> str:
    """Whose keys these are: an account's, a browser's (its CSRF secret outlives sign-up and lost answers), a client's."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    return f"browser:{browser}" if browser else f"address:{client_address(request)}"


def _fingerprint(request: HttpRequest, *, by_header: bool) -> bytes:
    if by_header and not request.POST and not request.FILES:
        return lookup_hash("once.content", request.body.hex())
    parts = [
        f"{name}={value}"
        for name, values in sorted(request.POST.lists())
        if name not in {FIELD, "csrfmiddlewaretoken"}
        for value in values
    ]
    parts += [
        f"{name}={upload.name}:{upload.size}" for name, files in sorted(request.FILES.lists()) for upload in files
    ]
    return lookup_hash("once.content", "\0".join(parts).encode("utf-8", "surrogatepass").hex())


def _is_success(response: HttpResponseBase, *, by_header: bool) -> bool:
    location = response.get("Location") or response.get("HX-Redirect") or ""
    if location and urlsplit(location).path in _entrances():
        return False  # "sign in first": nothing was carried out, and after that the same form shall be
    if 300 <= response.status_code < 400 or location:
        return True
    return by_header and 200 <= response.status_code < 300


def _entrances() -> set[str]:
    """The pages that a view sends people to instead of doing what they asked."""
    found = set()
    for name in ENTRANCES:
        with suppress(NoReverseMatch):
            found.add(resolve_url(name))
    return found


def _keep(request: HttpRequest, response: HttpResponseBase, key: str) -> None:
    session: SessionBase = request.session
    begun = ""
    if session.modified and not session.is_empty():
        # SessionMiddleware saves only after us: what the view put there belongs into the transaction of what it did.
        session.save()
        known = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if session.session_key == known:
            session.modified = False  # saved, and the browser has its cookie: no second transaction for the same data
        elif SESSION_KEY not in session:
            begun = str(session.session_key)
    body = b"" if response.streaming else response.content  # type: ignore[attr-defined]
    location = response.get("Location") or response.get("HX-Redirect") or ""
    keep_answer(
        key,
        status=response.status_code,
        location=location,
        content_type=response.get("Content-Type", ""),
        body=body if len(body) <= MAX_BODY else b"",
        session=begun,
    )


def _again(request: HttpRequest, first: Answer, *, same: bool, by_header: bool) -> HttpResponse:
    """The answer of the first use, once more."""
    if not same:
        if by_header:
            return JsonResponse({"detail": f"{HEADER}: this key was used for another request"}, status=422)
        messages.warning(
            request,
            gettext("This form was already sent. What you changed in it afterwards was not sent: open a new form."),
        )
    if first.session and not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        _resume(request, first.session)
    response = HttpResponse(first.body, status=first.status, content_type=first.content_type or None)
    if first.location:
        response["Location" if 300 <= first.status < 400 else "HX-Redirect"] = first.location
    return response


def _resume(request: HttpRequest, session_key: str) -> None:
    """Gives a guest, whose first answer was lost with its cookie, the session back that it began."""
    store: Any = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    session = store(session_key)
    if not session.is_empty() and session.exists(session_key) and SESSION_KEY not in session:
        session.modified = True
        request.session = session
