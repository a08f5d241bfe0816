"""Who comes to a page of a vote: the holder of a right by a signed cookie, the kiosk by another, staff by their roles.

No session: a row of a session would be written at the moment somebody votes. The cookie holds no code, and is taken away when the ballot is cast.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.ballots.permissions import may_organise, may_see, may_serve
from ortaq.procedures.ballots.queries.elections import election_by_number
from ortaq.procedures.ballots.queries.voting import Holder, Setup, holder_from, setup_of

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Election

BALLOT, KIOSK, RECEIPT, ASKED = "ballot", "kiosk", "receipt", "asked"
"""Cookies: the right to cast a ballot; that this device is a kiosk; the receipt; whose code was sent by text message."""
KEPT = {BALLOT: 3600, KIOSK: 16 * 3600, RECEIPT: 1800, ASKED: 600}
"""For how many seconds each is good."""
KIOSK_IDLE, KIOSK_RECEIPT = 300, 60
"""After how many seconds a kiosk goes back to its beginning: while somebody marks, and when somebody is done."""


def acting(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def kept(request: HttpRequest, name: str) -> str:
    """The value of one of our signed cookies; "" when there is none, or it is too old or forged."""
    return request.get_signed_cookie(name, "", salt=f"ballots.{name}", max_age=KEPT[name]) or ""


def keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """Puts a signed cookie into the answer."""
    response.set_signed_cookie(
        name, value, salt=f"ballots.{name}", max_age=KEPT[name], httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return private(response)


def forget(response: HttpResponse, *names: str) -> HttpResponse:
    """Takes cookies away."""
    for name in names:
        response.delete_cookie(name, samesite="Lax")
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """An answer for this browser alone."""
    patch_vary_headers(response, ["Cookie"])
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def kiosk_of(request: HttpRequest) -> int | None:
    """The election that this device is a kiosk of."""
    found = kept(request, KIOSK)
    return int(found) if found.isdigit() else None


def held(request: HttpRequest) -> tuple[Holder, Setup] | None:
    """The holder of a right, and what they vote on; None when there is nobody, or it was too long ago."""
    holder = holder_from(kept(request, BALLOT))
    setup = setup_of(holder.election) if holder else None
    return (holder, setup) if holder and setup else None


def admit(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Opens the ballot to a holder; on a kiosk of the same election their ballot counts as cast there."""
    if kiosk_of(request) == holder.election:
        holder = replace(holder, channel="kiosk")
    return keep(redirect("ballots:ballot"), BALLOT, holder.token())


def idle(request: HttpRequest, response: HttpResponse, seconds: int = KIOSK_IDLE) -> HttpResponse:
    """On a kiosk: the page goes back to the beginning by itself."""
    if kiosk_of(request) is not None:
        response["Refresh"] = f"{seconds}; url=/{request.LANGUAGE_CODE}/votes/kiosk/"
    return private(response)


def seen_or_absent(request: HttpRequest, number: str) -> Election:
    """The election *number*, if who asks may see it; else it is as absent."""
    found = election_by_number(number)
    if found is None or not may_see(acting(request), found):
        raise Http404
    return found


def organised_or_absent(request: HttpRequest, number: str) -> Election:
    """The election *number* of a body that who asks organises for; another's is as absent."""
    found = election_by_number(number)
    if found is None or not may_organise(acting(request), found.body_id):
        raise Http404
    return found


def served_or_absent(request: HttpRequest, number: str) -> Election:
    """The election *number* of a body that who asks serves voters for; another's is as absent."""
    found = election_by_number(number)
    if found is None or not may_serve(acting(request), found.body_id):
        raise Http404
    return found
