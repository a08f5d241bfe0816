"""Sessions that end, and the second factor that office roles need.

Guests pay nothing: without a session cookie neither the session nor the account is looked at.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ortaq.kernel.accounts.queries import has_second_factor, holds_office
from ortaq.kernel.accounts.rules import SEEN_EVERY_SECONDS, session_is_over
from ortaq.kernel.parties.queries import actor_of

Respond = Callable[[HttpRequest], HttpResponse]

STARTED, SEEN, OFFICE, FACTOR_UNTIL = "session_started", "session_seen", "session_office", "second_factor_until"
_FACTOR_SECONDS = 600

SET_UP_PAGES = frozenset(
    {
        "account_second_factor",
        "account_logout",
        "account_login",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "set_language",
    }
)
"""What an account that needs a second factor and has none may open: setting one up, and leaving."""


def _signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


class SessionMiddleware:
    """Says who acts (``request.actor``), ends sessions in time, keeps personal pages out of caches."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))  # type: ignore[attr-defined]
        before = _signed_in(request)
        if before:
            over = self._over(request)
            if over is not None:
                return over
        response = self.get_response(request)
        if before and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        if before and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    def _over(self, request: HttpRequest) -> HttpResponse | None:
        session, now = request.session, int(time.time())
        started, seen = session.get(STARTED), session.get(SEEN)
        if started is None or seen is None:
            session[STARTED] = session[SEEN] = now
            return None
        if session_is_over(started=started, seen=seen, now=now, office=bool(session.get(OFFICE))):
            logout(request)
            if not request.accepts("text/html"):
                return HttpResponseForbidden()
            messages.info(request, _("You were signed out because the session came to its end. Sign in again."))
            back = {"next": request.get_full_path()} if request.method == "GET" else {}
            response = HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(back)}")
            response["Clear-Site-Data"] = '"cache", "storage"'
            return response
        if now - seen >= SEEN_EVERY_SECONDS:
            session[SEEN] = now
        return None


class SecondFactorMiddleware:
    """Sends accounts with an office role and no second factor to set one up before anything else.

    Only labelled demo accounts of a demonstration are exempt. The answer "has one" is kept in the session for ten
    minutes; "has no office role" is asked anew each time (its two queries are those that the page asks anyway), so
    that a role given a minute ago counts.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not _signed_in(request) or (request.resolver_match and request.resolver_match.url_name in SET_UP_PAGES):
            return None
        session, now = request.session, int(time.time())
        if session.get(FACTOR_UNTIL, 0) > now:
            return None
        if not holds_office(actor_of(request.user)):
            return None
        session[OFFICE] = True
        exempt = settings.DEMO and request.user.is_demo  # type: ignore[union-attr]
        if exempt or has_second_factor(request.user.pk or 0):
            session[FACTOR_UNTIL] = now + _FACTOR_SECONDS
            return None
        if not request.accepts("text/html"):
            return HttpResponseForbidden()
        return HttpResponseRedirect(reverse("account_second_factor"))
