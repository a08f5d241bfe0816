"""The page on which an organiser withdraws a project while people vote."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.web.views import officers_only
from ortaq.procedures.ballots import actions
from ortaq.procedures.ballots.forms.office import WithdrawForm
from ortaq.procedures.ballots.lifecycle import ELECTION
from ortaq.procedures.ballots.permissions import ORGANISING
from ortaq.procedures.ballots.queries.elections import papers_with_options
from ortaq.procedures.ballots.views.doors import acting, organised_or_absent


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Takes one project out of an announced vote by a public decision."""
    election = organised_or_absent(request, number)
    if election.state not in ELECTION.transitions["withdraw"].sources:
        raise PermissionDenied
    form = WithdrawForm(request.POST or None, papers=papers_with_options(election))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_option(election=election, terms=form.terms(), by=acting(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(
                request, shown(ELECTION.transitions["withdraw"].done or ELECTION.transitions["withdraw"].label)
            )
            return redirect("ballots:manage", number)
    note = _(
        "Ballots that are in the box stay. Marks for this project won't be counted, the rest of such a ballot will be; whoever "
        "marked it may vote again until voting ends. Your reason stands on the page of the vote and with the result."
    )
    context = {
        "election": election,
        "form": form,
        "heading": shown(ELECTION.transitions["withdraw"].label),
        "note": note,
    }
    return render(request, "ballots/office/form.html", context, status=422 if form.errors else 200)
