"""A tablet at a place: it asks for a code, shows the ballot, and goes back to the beginning by itself. It needs no account.

Staff make the address; opened on the tablet, it puts a cookie there, and nothing else of them.
"""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import current_language
from ortaq.procedures.ballots.forms.voting import CodeForm
from ortaq.procedures.ballots.queries.voting import setup_of
from ortaq.procedures.ballots.views.doors import BALLOT, KIOSK, RECEIPT, forget, keep, kiosk_of, private

SALT, MINUTES = "ballots.kiosk.start", 30


def start_token(election: int) -> str:
    """What an address holds that makes a tablet a kiosk, for half an hour."""
    return signing.TimestampSigner(salt=SALT).sign(str(election))


@require_http_methods(["GET", "POST"])
@never_cache
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Makes this device a kiosk."""
    try:
        pk = int(signing.TimestampSigner(salt=SALT).unsign(token, max_age=MINUTES * 60))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    setup = setup_of(pk)
    if setup is None:
        raise Http404
    if request.method == "POST":
        return keep(redirect("ballots:kiosk"), KIOSK, str(pk))
    context = {"title": setup.title_in(current_language())}
    return private(render(request, "ballots/kiosk_start.html", context))


@require_GET
@never_cache
def kiosk(request: HttpRequest) -> HttpResponse:
    """The beginning: whatever the last voter left open is gone."""
    pk = kiosk_of(request)
    setup = setup_of(pk) if pk else None
    if setup is None:
        return redirect("ballots:enter")
    context = {"form": CodeForm(), "title": setup.title_in(current_language()), "kiosk": pk}
    return forget(render(request, "ballots/kiosk.html", context), BALLOT, RECEIPT)


@require_POST
@never_cache
def end(request: HttpRequest) -> HttpResponse:
    """This device is a kiosk no longer."""
    return forget(redirect("ballots:list"), KIOSK, BALLOT, RECEIPT)
