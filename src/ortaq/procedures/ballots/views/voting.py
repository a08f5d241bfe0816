"""Voting: code, ballot, review, cast, receipt. Nothing of it waits for a script, and nothing of it is written down but by casting."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import too_many
from ortaq.procedures.ballots import actions
from ortaq.procedures.ballots.actions.sms import check_sms_code, request_sms_code
from ortaq.procedures.ballots.forms.marks import pages_of, typed_choices
from ortaq.procedures.ballots.forms.voting import CodeForm, IinForm, SmsCodeForm
from ortaq.procedures.ballots.queries.voting import (
    Holder,
    Setup,
    asked_iin,
    asked_token,
    has_voted,
    holder_of,
    proved_voter,
    setup_of,
    voter_by_code,
)
from ortaq.procedures.ballots.rules import receipts
from ortaq.procedures.ballots.rules.ways import WAYS
from ortaq.procedures.ballots.views.doors import (
    ASKED,
    BALLOT,
    KIOSK_RECEIPT,
    RECEIPT,
    acting,
    admit,
    forget,
    held,
    idle,
    keep,
    kept,
    kiosk_of,
    private,
    seen_or_absent,
)


def _no_code() -> str:
    return _("There is no such code, or it was replaced by a new one. Check the slip and type it again.")


@require_GET
@never_cache
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a QR picture: opens the ballot in the reader's language."""
    voter = voter_by_code(code)
    with override(get_language_from_request(request)):
        if voter is None:
            messages.error(request, _no_code())
            answer = private(redirect("ballots:enter"))
        else:
            answer = admit(request, holder_of(voter))
    answer["Referrer-Policy"] = (
        "no-referrer"  # the address holds the code; pages with forms can't say so (Origin: null)
    )
    return answer


@require_http_methods(["GET", "POST"])
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Where a personal code is typed. Never limited by address: a wrong code costs nothing, a right one is never made to wait."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        voter = voter_by_code(form.cleaned_data["code"])
        if voter is not None:
            return admit(request, holder_of(voter))
        form.add_error("code", _no_code())
    status = 422 if form.errors else 200
    return private(render(request, "ballots/enter.html", {"form": form, "kiosk": kiosk_of(request)}, status=status))


@require_GET
@never_cache
def ways(request: HttpRequest, number: str) -> HttpResponse:
    """The ways to vote in one election."""
    election = seen_or_absent(request, number)
    context = {
        "election": election,
        "ways": [
            (WAYS[mode], shown(WAYS[mode].name), shown(WAYS[mode].hint)) for mode in WAYS if mode in election.modes
        ],
        "places": list(election.places.all()) if {"desk", "paper"} & set(election.modes) else [],
        "form": CodeForm(),
    }
    return private(render(request, "ballots/ways.html", context))


@require_http_methods(["GET", "POST"])
@never_cache
def sms(request: HttpRequest, number: str) -> HttpResponse:
    """Asks for a code by text message. The answer is the same whoever asks."""
    setup = _offered(request, number, "sms")
    form = IinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        iin = form.cleaned_data["iin"]
        try:
            use = request_sms_code(setup=setup, iin=iin, language=current_language(), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            if not use:
                return too_many(request, use.wait)
            return keep(redirect("ballots:sms_code", number), ASKED, asked_token(setup, iin))
    context = {"form": form, "setup": setup, "title": setup.title_in(current_language())}
    return private(render(request, "ballots/sms.html", context, status=422 if form.errors else 200))


@require_http_methods(["GET", "POST"])
@never_cache
def sms_code(request: HttpRequest, number: str) -> HttpResponse:
    """Where the code from the text message is typed."""
    setup = _offered(request, number, "sms")
    iin = asked_iin(setup, kept(request, ASKED))
    if not iin:
        return redirect("ballots:sms", number)
    form = SmsCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        voter = check_sms_code(setup=setup, iin=iin, code=form.cleaned_data["code"], at=timezone.now())
        if voter is not None:
            return forget(admit(request, holder_of(voter)), ASKED)
        form.add_error("code", _("The code is wrong, or its five minutes or five tries are over. Ask for a new one."))
    context = {"form": form, "setup": setup, "title": setup.title_in(current_language())}
    return private(render(request, "ballots/sms_code.html", context, status=422 if form.errors else 200))


@require_POST
@never_cache
def account(request: HttpRequest, number: str) -> HttpResponse:
    """Opens the ballot to a signed-in person whose IIN was vouched for and stands on the roll."""
    setup = _offered(request, number, "account")
    if not request.user.is_authenticated:
        return redirect_to_login(f"/{request.LANGUAGE_CODE}/votes/{setup.number}/ways/")
    voter = proved_voter(acting(request).account, setup)
    if voter is None:
        messages.error(
            request,
            _(
                "Your account has no IIN that an identity service has vouched for, or that IIN isn't on the roll. "
                "Choose another way, or ask at a place."
            ),
        )
        return redirect("ballots:ways", number)
    return admit(request, holder_of(voter))


def _offered(request: HttpRequest, number: str, mode: str) -> Setup:
    election = seen_or_absent(request, number)
    setup = setup_of(election.pk)
    if setup is None or mode not in setup.modes:
        raise Http404
    return setup


@require_http_methods(["GET", "POST"])
@never_cache
def ballot(request: HttpRequest) -> HttpResponse:
    """The ballot; sent, it is checked and shown for review. Nothing is stored."""
    found = held(request)
    if found is None:
        return _strange(request)
    holder, setup = found
    sheets = setup.papers_of(holder.territory_id)
    choices = typed_choices(request.POST, sheets)
    judged = request.method == "POST" and "change" not in request.POST
    papers = pages_of(sheets, choices, holder.voter, judged=judged, data=request.POST)
    wrong = [
        {"text": f"{paper.title}: {said}", "href": f"#{paper.name}"} for paper in papers for said in paper.problems
    ]
    context = _context(request, holder, setup, papers=papers)
    if judged and not wrong:
        context["form_key"] = secrets.token_urlsafe(18)
        return idle(request, render(request, "ballots/review.html", context))
    context |= {"errors": wrong, "has_errors": bool(wrong), "voted": has_voted(holder)}
    return idle(request, render(request, "ballots/ballot.html", context, status=422 if wrong else 200))


@require_POST
@never_cache
def cast(request: HttpRequest) -> HttpResponse:
    """Casts the ballot that was reviewed. The same form sent again finds its receipt again."""
    found = held(request)
    if found is None:
        return _strange(request)
    holder, setup = found
    sheets = setup.papers_of(holder.territory_id)
    choices = typed_choices(request.POST, sheets)
    key = request.POST.get("form_key", "")[:60]
    try:
        receipt = actions.cast_ballot(setup=setup, holder=holder, choices=choices, form=key, at=timezone.now())
    except Refused as refusal:
        papers = pages_of(sheets, choices, holder.voter, judged=False)
        context = _context(request, holder, setup, papers=papers)
        context |= {"errors": [{"text": shown(refusal.reason)}], "has_errors": True, "form_key": key}
        return idle(request, render(request, "ballots/review.html", context, status=409))
    answer = keep(redirect("ballots:receipt"), RECEIPT, f"{setup.pk}.{receipt.commitment.hex()}.{receipt.outcome}")
    return forget(answer, BALLOT)


@require_GET
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt: to keep, to print, to look up. No query: it is all in the cookie."""
    parts = kept(request, RECEIPT).split(".")
    setup = setup_of(int(parts[0])) if len(parts) == 3 and parts[0].isdigit() else None
    if setup is None:
        return redirect("ballots:list")
    commitment = bytes.fromhex(parts[1])
    context = {
        "setup": setup,
        "title": setup.title_in(current_language()),
        "code": receipts.shown(receipts.code(commitment)),
        "commitment": commitment.hex(),
        "replaced": parts[2] == "replaced",
        "kiosk": kiosk_of(request),
    }
    return idle(request, render(request, "ballots/receipt.html", context), KIOSK_RECEIPT)


def _context(request: HttpRequest, holder: Holder, setup: Setup, **more: Any) -> dict[str, Any]:
    return {
        "setup": setup,
        "title": setup.title_in(current_language()),
        "open": setup.is_open(timezone.now()),
        "kiosk": kiosk_of(request),
        **more,
    }


def _strange(request: HttpRequest) -> HttpResponse:
    messages.info(
        request, _("Enter your code: for your safety the ballot is open for an hour and then closes by itself.")
    )
    return private(redirect("ballots:kiosk" if kiosk_of(request) else "ballots:enter"))
