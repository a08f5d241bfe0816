"""Paper ballots: batches, typed in by two people who don't see each other's reading, compared, settled, accepted with an act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.web.views import officers_only
from ortaq.procedures.ballots.actions import batches
from ortaq.procedures.ballots.actions.box import envelopes_held
from ortaq.procedures.ballots.exports import batch_act, paper_ballots
from ortaq.procedures.ballots.forms.desk import BatchForm, SheetForm
from ortaq.procedures.ballots.forms.office import ReasonForm
from ortaq.procedures.ballots.permissions import ORGANISING, SERVERS, may_organise
from ortaq.procedures.ballots.queries.batches import (
    balance,
    batch_by_number,
    compared,
    place_of,
    places,
    sheets_due,
)
from ortaq.procedures.ballots.queries.voting import setup_of
from ortaq.procedures.ballots.views.doors import acting, organised_or_absent, served_or_absent

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Election, PaperBatch
    from ortaq.procedures.ballots.queries.voting import Sheet


@require_http_methods(["GET", "POST"])
@officers_only(*SERVERS)
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The places, what was handed out there, and their batches; a POST begins a batch."""
    election = served_or_absent(request, number)
    rows = places(election)
    form = BatchForm([row.place for row in rows], request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = place_of(election, int(form.cleaned_data["place"]))
        try:
            assert place is not None
            batch = batches.open_batch(
                election=election,
                place=place,
                sheets=form.cleaned_data["sheets"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("ballots:batch", number, batch.number)
    context = {
        "election": election,
        "rows": rows,
        "form": form,
        "balance": balance(election, envelopes_held(election)),
        "organiser": bool(may_organise(acting(request), election.body_id)),
    }
    return render(request, "ballots/desk/batches.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officers_only(*SERVERS)
def typing(request: HttpRequest, number: str, batch: int) -> HttpResponse:
    """One sheet after another, by the keyboard alone; when both have read all, the differences."""
    election, found = _batch(request, number, batch)
    sheets = _sheets(found)
    due = sheets_due(found, acting(request).account)
    asked = request.GET.get("sheet", "")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else (due[0] if due else None)
    form = SheetForm(sheets, request.POST or None, language=current_language(), initial={"sheet": first})
    if request.method == "POST" and form.is_valid():
        act = batches.read_sheet if found.state == "typing" else batches.settle_sheet
        try:
            act(
                batch=found,
                sheet=form.cleaned_data["sheet"],
                choices=form.choices,
                spoiled=form.cleaned_data["spoiled"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("ballots:batch", number, batch)
    result = compared(found) if found.state == "settling" else None
    context: dict[str, Any] = {
        "election": election,
        "batch": found,
        "form": form,
        "due": due,
        "result": result,
        "differing": [(sheet, *_all(result.read[sheet])) for sheet in result.differing] if result else [],
        "organiser": bool(may_organise(acting(request), election.body_id)),
    }
    return render(request, "ballots/desk/batch.html", context, status=422 if form.errors else 200)


def _all(read: dict[int, Any]) -> tuple[str, str, str]:
    return _written(read, 1), _written(read, 2), _written(read, 3)


def _written(read: dict[int, Any], turn: int) -> str:
    if turn not in read:
        return ""
    choices = read[turn]
    if choices is None:
        return _("spoiled")
    return "; ".join(
        " ".join(
            number if mark == 1 else f"{number}:{mark}"
            for number, mark in sorted(marks.items(), key=lambda pair: int(pair[0]))
        )
        or "—"
        for _key, marks in sorted(choices.items())
    )


@require_POST
@officers_only(*SERVERS)
def compare(request: HttpRequest, number: str, batch: int) -> HttpResponse:
    """Both have read everything: the readings are laid side by side."""
    _election, found = _batch(request, number, batch)
    try:
        differing = batches.compare_batch(batch=found, by=acting(request), at=timezone.now())
        if differing:
            messages.info(
                request,
                _("Sheets that were read differently: %(count)s. Settle them together, sheet in hand.")
                % {"count": len(differing)},
            )
        else:
            messages.success(request, _("Both readings agree on every sheet."))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("ballots:batch", number, batch)


@require_POST
@officers_only(*ORGANISING)
def accept(request: HttpRequest, number: str, batch: int) -> HttpResponse:
    """The ballots go sealed into the box."""
    _election, found = _batch(request, number, batch)
    try:
        batches.accept_batch(batch=found, by=acting(request), at=timezone.now())
        messages.success(request, _("The batch is accepted. Print the act and sign it."))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("ballots:batch", number, batch)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def drop(request: HttpRequest, number: str, batch: int) -> HttpResponse:
    """Drops a batch that was begun by mistake, with a public reason."""
    election, found = _batch(request, number, batch)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            batches.drop_batch(batch=found, by=acting(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("The batch is dropped. Its sheets go into another one."))
            return redirect("ballots:batches", number)
    context = {
        "election": election,
        "form": form,
        "heading": _("Drop batch %(number)s") % {"number": found.number},
        "note": _("What was typed in of this batch is forgotten. The reason is public, and it can't be undone."),
    }
    return render(request, "ballots/office/form.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only(*SERVERS)
def act(request: HttpRequest, number: str, batch: int) -> HttpResponse:
    """The act of an accepted batch, to be signed."""
    election, found = _batch(request, number, batch)
    if found.state != "accepted":
        raise Http404
    return _pdf(batch_act(election, found), f"{number}-act-{batch}.pdf")


@require_GET
@officers_only(*ORGANISING)
def ballots(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """The paper ballot of a place, in large print, to be copied."""
    election = organised_or_absent(request, number)
    where, setup = place_of(election, place), setup_of(election.pk)
    if where is None or setup is None:
        raise Http404
    return _pdf(paper_ballots(election, setup.papers_of(where.territory_id)), f"{number}-ballot-{place}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _batch(request: HttpRequest, number: str, batch: int) -> tuple[Election, PaperBatch]:
    election = served_or_absent(request, number)
    found = batch_by_number(election, batch)
    if found is None:
        raise Http404
    return election, found


def _sheets(batch: PaperBatch) -> tuple[Sheet, ...]:
    setup = setup_of(batch.election_id)
    if setup is None:
        raise Http404
    return setup.papers_of(batch.place.territory_id)
