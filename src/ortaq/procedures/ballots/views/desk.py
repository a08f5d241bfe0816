"""The desk: staff look at a document, find the voter on the roll, and hand out a code for the kiosk or a paper ballot.

They see that somebody has voted, never what for. Nothing here is an event: a log with hours would tell who voted when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.web.views import officers_only
from ortaq.procedures.ballots import actions
from ortaq.procedures.ballots.actions.batches import hand_paper
from ortaq.procedures.ballots.actions.roll import RollRow, add_voter
from ortaq.procedures.ballots.forms.desk import AddForm, FindForm, HandForm
from ortaq.procedures.ballots.permissions import SERVERS
from ortaq.procedures.ballots.queries.batches import place_of, places_for
from ortaq.procedures.ballots.queries.voting import voter_by_iin, voter_by_number
from ortaq.procedures.ballots.rules.codes import written
from ortaq.procedures.ballots.views.doors import acting, served_or_absent
from ortaq.procedures.ballots.views.kiosk import start_token

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Election, Voter


@require_http_methods(["GET", "POST"])
@officers_only(*SERVERS)
def desk(request: HttpRequest, number: str) -> HttpResponse:
    """Finds a voter by IIN or by the place on the list. By POST: an IIN stands in no address."""
    election = served_or_absent(request, number)
    form = FindForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, election, form=form)
    iin, place = form.cleaned_data["iin"], form.cleaned_data["number"]
    voter = voter_by_iin(election.pk, election.number, iin) if iin else voter_by_number(election.pk, place)
    return _found(request, election, voter, iin)


def _page(request: HttpRequest, election: Election, status: int = 200, **more: Any) -> HttpResponse:
    context = {"election": election, "kiosk": start_token(election.pk), "form": FindForm(), **more}
    wrong = any(form.errors for name, form in more.items() if name.endswith("form"))
    return render(request, "ballots/desk/desk.html", context, status=422 if wrong else status)


def _found(request: HttpRequest, election: Election, voter: Voter | None, iin: str = "") -> HttpResponse:
    if voter is None:
        add = AddForm(initial={"iin": iin}) if iin else None
        return _page(request, election, missing=True, add_form=add)
    where = places_for(election, voter)
    more: dict[str, Any] = {"hand_form": HandForm(where)} if where else {}
    return _page(request, election, voter=voter, **more)


@require_POST
@officers_only(*SERVERS)
def code(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Gives a voter a code for now, shown this once."""
    election = served_or_absent(request, number)
    voter = voter_by_number(election.pk, place)
    if voter is None:
        return _found(request, election, None)
    try:
        given = actions.give_desk_code(voter=voter, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
        return redirect("ballots:desk", number)
    return _page(request, election, voter=voter, code=written(given))


@require_POST
@officers_only(*SERVERS)
def paper(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Hands out a paper ballot: what was cast online leaves the box."""
    election = served_or_absent(request, number)
    voter = voter_by_number(election.pk, place)
    form = HandForm(election.places.all(), request.POST)
    where = place_of(election, int(form.cleaned_data["place"])) if form.is_valid() else None
    if voter is None or where is None:
        messages.error(request, _("Choose the place where the ballot is handed out."))
        return redirect("ballots:desk", number)
    try:
        hand_paper(voter=voter, place=where, by=acting(request), at=timezone.now())
        messages.success(
            request,
            _("Number %(number)s on the list: hand out the paper ballot against a signature.")
            % {"number": voter.number},
        )
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("ballots:desk", number)


@require_POST
@officers_only(*SERVERS)
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Adds a person to the roll, by document and with a reason."""
    election = served_or_absent(request, number)
    form = AddForm(request.POST)
    if not form.is_valid():
        return _page(request, election, missing=True, add_form=form)
    data = form.cleaned_data
    try:
        voter = add_voter(
            election=election,
            row=RollRow(data["territory"].pk, data["iin"]),
            reason=data["reason"],
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, shown(refusal.reason))
        return _page(request, election, missing=True, add_form=form)
    return _found(request, election, voter)
