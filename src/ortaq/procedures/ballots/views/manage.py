"""The organiser's desk: an election as a list of tasks, its terms, papers, keepers of the key, places, roll and codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.interchange.rules import TableRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.web.views import officers_only, version_of
from ortaq.procedures.ballots import actions
from ortaq.procedures.ballots.actions.box import envelopes_held
from ortaq.procedures.ballots.actions.papers import name_trustees
from ortaq.procedures.ballots.exports import code_slips
from ortaq.procedures.ballots.forms import office as forms
from ortaq.procedures.ballots.imports import read_roll
from ortaq.procedures.ballots.lifecycle import ELECTION
from ortaq.procedures.ballots.permissions import ORGANISING, SERVERS, may_organise
from ortaq.procedures.ballots.queries.batches import balance
from ortaq.procedures.ballots.queries.counting import untold
from ortaq.procedures.ballots.queries.elections import (
    bodies_of,
    office_elections,
    papers_with_options,
    records_of,
    what_is_there,
)
from ortaq.procedures.ballots.queries.turnout import by_channel, together, turnout
from ortaq.procedures.ballots.queries.voting import is_guessed
from ortaq.procedures.ballots.views.doors import acting, organised_or_absent, served_or_absent

if TYPE_CHECKING:
    from ortaq.procedures.ballots.models import Election

STEPS = {
    "announce": None,
    "extend": forms.ExtendForm,
    "reopen": forms.ExtendForm,
    "suspend": forms.ReasonForm,
    "resume": None,
    "certify": None,
    "annul": forms.ReasonForm,
}
"""The decisions of the organiser, with what each asks for."""


@require_GET
@officers_only(*SERVERS)
def index(request: HttpRequest) -> HttpResponse:
    """The elections of the bodies where one works."""
    found = office_elections(acting(request).offices(*SERVERS))
    context = {
        "rows": [(election, ELECTION.states[election.state]) for election in found],
        "organiser": bool(acting(request).offices(*ORGANISING)),
    }
    return render(request, "ballots/office/index.html", context)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def new(request: HttpRequest) -> HttpResponse:
    """Begins an election of one's body."""
    form = forms.TermsForm(request.POST or None, bodies=bodies_of(acting(request), *ORGANISING))
    if request.method == "POST" and form.is_valid():
        try:
            election = actions.draft_election(
                body_id=form.body_id, terms=form.terms(), by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("ballots:manage", election.number)
    return render(request, "ballots/office/terms.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def terms(request: HttpRequest, number: str) -> HttpResponse:
    """Changes the terms of a draft."""
    election = organised_or_absent(request, number)
    form = forms.TermsForm(request.POST or None, initial=forms.terms_of(election))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_election(
                election=election,
                terms=form.terms(election.result_owner_id),
                by=acting(request),
                at=timezone.now(),
                version=version_of(request.POST.get("version")),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("ballots:manage", number)
    context = {"form": form, "election": election}
    return render(request, "ballots/office/terms.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only(*SERVERS)
def manage(request: HttpRequest, number: str) -> HttpResponse:
    """One election: what is done, what is to be done, who came, and what may be decided now."""
    return _page(request, served_or_absent(request, number))


def _page(request: HttpRequest, election: Election, **bound: Any) -> HttpResponse:
    by = acting(request)
    organiser = bool(may_organise(by, election.body_id))
    rows = turnout(election)
    there = what_is_there(election)
    open_now = {transition.code for transition in open_transitions(election, by)} if organiser else set()
    context = {
        "election": election,
        "state": ELECTION.states[election.state],
        "organiser": organiser,
        "tasks": _tasks(election, there, together(rows).roll),
        "steps": [
            {
                "code": code,
                "label": shown(ELECTION.transitions[code].label),
                "form": bound.get(code) or (form(prefix=code) if form else None),
                "open": code in bound,
            }
            for code, form in STEPS.items()
            if code in open_now
        ],
        "guessing": election.state == "open" and is_guessed(election.pk, timezone.now()),
        "untold": untold(election) if election.state == "closed" else 0,
        "can_withdraw": "withdraw" in open_now,
        "turnout_all": together(rows),
        "channels": by_channel(election) if election.opened_at else {},
        "balance": balance(election, envelopes_held(election)) if election.opened_at else None,
        "terms_hash": bytes(election.terms_hash).hex(),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "ballots/office/manage.html", context, status=422 if wrong else 200)


def _tasks(election: Election, there: dict[str, Any], roll: int) -> list[dict[str, Any]]:
    draft = election.state == "draft"
    done, todo = {"status": _("Done"), "tone": ""}, {"status": _("To do"), "tone": "gold"}
    number = election.number

    def task(title: str, name: str, finished: bool, hint: str = "") -> dict[str, Any]:
        return {"title": title, "href": _address(name, number), "hint": hint, **(done if finished else todo)}

    items = [
        task(_("Terms: title, who may vote, hours, ways"), "terms", bool(election.who_kk)) if draft else None,
        task(
            _("Ballot papers and projects"),
            "papers",
            there["options"] > 1,
            _("Papers: %(papers)s, projects: %(options)s") % there,
        ),
        task(
            _("Keepers of the key"),
            "trustees",
            there["trustees"] >= election.trustees_needed,
            _("Named: %(trustees)s, needed to open: %(needed)s") % {**there, "needed": election.trustees_needed},
        )
        if draft
        else None,
        task(_("Places"), "places", there["places"] > 0 or not {"desk", "paper"} & set(election.modes))
        if draft
        else None,
        task(_("The key, made by its keepers"), "keys", bool(election.public_key)) if not draft else None,
        task(_("The roll"), "roll", roll > 0, _("People: %(count)s") % {"count": roll}),
        task(_("Personal codes"), "codes", True) if "code" in election.modes and not draft else None,
        task(_("The desk"), "desk", True) if {"desk", "paper"} & set(election.modes) and not draft else None,
        task(_("Paper ballots"), "batches", True) if "paper" in election.modes and not draft else None,
    ]
    return [item for item in items if item]


def _address(name: str, number: str) -> str:
    try:
        return reverse(f"ballots:{name}", args=[number])
    except NoReverseMatch:
        return ""


@require_POST
@officers_only(*ORGANISING)
def step(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A decision of the organiser: announce, extend, suspend, resume, certify, annul."""
    if code not in STEPS:
        raise Http404
    election = organised_or_absent(request, number)
    form_class = STEPS[code]
    form = form_class(request.POST, prefix=code) if form_class else None
    if form is not None and not form.is_valid():
        return _page(request, election, **{code: form})
    act = getattr(actions, f"{code}_election")
    try:
        act(
            election=election,
            by=acting(request),
            at=timezone.now(),
            version=version_of(request.POST.get("version")),
            **(form.cleaned_data if form else {}),
        )
        messages.success(request, shown(ELECTION.transitions[code].done or ELECTION.transitions[code].label))
    except Refused as refusal:
        again = organised_or_absent(request, number)
        if form is not None and code in {each.code for each in open_transitions(again, acting(request))}:
            form.add_error(None, shown(refusal.reason))
            return _page(request, again, **{code: form})
        messages.error(request, shown(refusal.reason))
    return redirect("ballots:manage", number)


@require_GET
@officers_only(*ORGANISING)
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The papers of an election."""
    election = organised_or_absent(request, number)
    context = {"election": election, "papers": papers_with_options(election)}
    return render(request, "ballots/office/papers.html", context)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def paper(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Adds a paper ("new"), or changes one of a draft."""
    election = organised_or_absent(request, number)
    if election.state != "draft":
        raise PermissionDenied
    known = papers_with_options(election)
    stored = next((each for each in known if each.key == key), None)
    if stored is None and key != "new":
        raise Http404
    form = forms.PaperForm(
        request.POST or None,
        request.FILES or None,
        initial=forms.paper_values(stored) if stored else None,
        records=records_of(stored) if stored else {},
    )
    if request.method == "POST" and form.is_valid():
        order = stored.order if stored else len(known)
        name = stored.key if stored else _free_key({each.key for each in known})
        try:
            actions.put_paper(election=election, terms=form.paper(name, order), by=acting(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("ballots:papers", number)
    context = {"election": election, "form": form, "paper": stored}
    return render(request, "ballots/office/paper.html", context, status=422 if form.errors else 200)


def _free_key(taken: set[str]) -> str:
    return next(f"q{number}" for number in range(1, 100) if f"q{number}" not in taken)


@require_POST
@officers_only(*ORGANISING)
def remove(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Takes a paper out of a draft."""
    election = organised_or_absent(request, number)
    try:
        actions.remove_paper(election=election, key=key, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("ballots:papers", number)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def trustees(request: HttpRequest, number: str) -> HttpResponse:
    """Who keeps the key."""
    election = organised_or_absent(request, number)
    named = "\n".join(f"{each.name}; {each.organisation}" for each in election.trustees.all())
    form = forms.TrusteesForm(request.POST or None, initial={"trustees": named})
    if request.method == "POST" and form.is_valid():
        try:
            name_trustees(
                election=election, trustees=form.cleaned_data["trustees"], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            return redirect("ballots:manage", number)
    title = _("Keepers of the key")
    return _form_page(request, election, form, title)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def places(request: HttpRequest, number: str) -> HttpResponse:
    """Adds a place where people vote in person."""
    election = organised_or_absent(request, number)
    form = forms.PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_place(
                election=election,
                name_kk=data["name_kk"],
                name_ru=data["name_ru"],
                name_en=data["name_en"] or data["name_ru"],
                address=data["address"],
                territory_id=data["territory"].pk,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("ballots:places", number)
    asked = form if election.state == "draft" or form.errors else None  # what was announced never changes
    return _form_page(request, election, asked, _("Places"), places=election.places.select_related("territory"))


@require_POST
@officers_only(*ORGANISING)
def remove_place(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Takes a place out of a draft."""
    election = organised_or_absent(request, number)
    try:
        actions.remove_place(election=election, place_id=place, by=acting(request), at=timezone.now())
        messages.success(request, _("Removed."))
    except Refused as refusal:
        messages.error(request, shown(refusal.reason))
    return redirect("ballots:places", number)


def _form_page(request: HttpRequest, election: Election, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"election": election, "form": form, "heading": title, **more}
    return render(request, "ballots/office/form.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def roll(request: HttpRequest, number: str) -> HttpResponse:
    """Loads the roll: all of a table, or nothing and what is wrong in it."""
    election = organised_or_absent(request, number)
    form = forms.RollForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        territory = form.cleaned_data["territory"]
        try:
            read = read_roll(form.cleaned_data["file"].read(), default_territory=territory.pk if territory else None)
            problems = read.problems
            if not problems:
                added, passed = actions.load_roll(
                    election=election, rows=read.rows, by=acting(request), at=timezone.now()
                )
                messages.success(
                    request,
                    _("Added to the roll: %(added)s. Already on it: %(passed)s.") % {"added": added, "passed": passed},
                )
                return redirect("ballots:roll", number)
        except TableRefused as refusal:
            form.add_error("file", shown(refusal.message))
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
    rows = turnout(election)
    context = {"election": election, "form": form, "problems": problems, "rows": rows, "all": together(rows)}
    return render(request, "ballots/office/roll.html", context, status=422 if form.errors or problems else 200)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISING)
def codes(request: HttpRequest, number: str) -> HttpResponse:
    """New personal codes as a PDF to print. They are shown this once and kept nowhere."""
    election = organised_or_absent(request, number)
    form = forms.CodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handed = actions.print_codes(election=election, by=acting(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            if handed:
                response = HttpResponse(code_slips(election, handed), content_type="application/pdf")
                response["Content-Disposition"] = f'attachment; filename="{number}-codes.pdf"'
                response["Cache-Control"] = "no-store"
                return response
            messages.info(request, _("Nobody among these places still needs a code."))
    batches = list(election.code_batches.all())
    context = {"election": election, "form": form, "batches": batches}
    return render(request, "ballots/office/codes.html", context, status=422 if form.errors else 200)
