"""A PIN that was lost: asking for a link to a new one, and taking it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.actions import take
from ortaq.kernel.limits.views import limited, too_many
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.reception.actions import ask_new_pin, take_pin
from ortaq.systems.reception.forms import LostPinForm
from ortaq.systems.reception.queries.pins import link_of
from ortaq.systems.reception.views.proof import JOINED, RECEIPT, keep_receipt, prove, receipt_of

TAKEN = "appeal_pin_taken"


@require_http_methods(["GET", "POST"])
@never_cache
@limited("pin.ask")
def lost(request: HttpRequest) -> HttpResponse:
    """Asks for a link to a new PIN. The answer is the same whether there is such a number, and whose contact it is."""
    form = LostPinForm(
        request.POST if request.method == "POST" else None,
        initial={"number": request.GET.get("number", "")[:30].replace("\0", "")},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        number = str(parse_number(typed["number"]) or typed["number"])
        use = take("pin.letter", f"number:{number}", timezone.now())
        if not use:
            return too_many(request, use.wait)
        ask_new_pin(number=number, email=typed["email"], phone=typed["phone"])
        return redirect("reception:pin_asked")
    return render(request, "reception/lost_pin.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """What follows, for everybody who asked."""
    return render(request, "reception/pin_asked.html")


@require_http_methods(["GET", "POST"])
@never_cache
@limited("status.lookup")
def taking(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link. Mail programs open links by themselves: only its button makes the new PIN."""
    if request.method == "GET":
        link = link_of(token)
        return render(request, "reception/take_pin.html", {"link": link}, status=200 if link else 410)
    at = timezone.now()
    try:
        taken = take_pin(token=token, at=at)
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("reception:list")
    if taken is None:
        return render(request, "reception/take_pin.html", {"link": None}, status=410)
    appeal = taken.appeal
    appeal.refresh_from_db()
    prove(request, appeal, taken.person_id)
    body_id = appeal.body_id if taken.own else None
    for key in (JOINED,) if taken.joined else (TAKEN, RECEIPT) if taken.own else (TAKEN,):
        keep_receipt(request, number=appeal.number, pin=taken.pin, body_id=body_id, at=at, key=key)
    return redirect("reception:joined" if taken.joined else "reception:pin_taken")


@require_GET
@never_cache
def taken(request: HttpRequest) -> HttpResponse:
    """Number and new PIN, from the session that has taken it; for the author the coupon too."""
    receipt = receipt_of(request, TAKEN)
    if receipt is None:
        return redirect("reception:status")
    return render(request, "reception/pin_taken.html", {"receipt": receipt, "title": _("Your new PIN")})
