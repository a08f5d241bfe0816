"""What everybody sees: fairs, projects on show, a project with what it is missing, questions and answers."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits.views import limited
from ortaq.kernel.parties.queries import territory_reference
from ortaq.kernel.web.views import acting
from ortaq.procedures.competitions.registry import funding_of
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.fairs import QuestionForm
from ortaq.systems.fairs.lifecycle import FAIR, MEMORANDUM, PROJECT
from ortaq.systems.fairs.permissions import may_ask, takes_projects
from ortaq.systems.fairs.queries import showcase as queries
from ortaq.systems.fairs.queries.memoranda import memoranda_on
from ortaq.systems.fairs.queries.reference import places, sphere_name, spheres
from ortaq.systems.fairs.rules import NEEDS, PROJECT_KINDS
from ortaq.systems.fairs.rules.memoranda import amount_text
from ortaq.systems.fairs.views.voting import vote_of

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import Need

MOST_TRACK = 10
"""How much of what an NGO was paid for elsewhere stands beside its project."""


def words(text: Text | str) -> str:
    """A name in the language of the page."""
    return shown(text) if isinstance(text, Text) else text


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The fairs, the newest first. One SQL query."""
    rows, after = queries.fairs_page(request.GET.get("after", "")[:20])
    return render(
        request, "fairs/index.html", {"rows": [(row, FAIR.states[row.state]) for row in rows], "after": after}
    )


@require_GET
def fair(request: HttpRequest, number: str) -> HttpResponse:
    """One fair with its exhibition, narrowed by kind, sphere, place and what is missing; pages by key."""
    found = queries.public_fair(number)
    if found is None:
        raise Http404
    names = ("kind", "sphere", "territory", "missing")
    filter_ = queries.Filter(**{name: request.GET.get(name, "")[:50] for name in names})
    rows, after = queries.projects_page(found, filter_, request.GET.get("after", "")[:20])
    covers = queries.covers_of(rows)
    context = {
        "fair": found,
        "state": FAIR.states[found.state],
        "steps": _steps(found.state),
        "vote": vote_of(found, public_only=True),
        "takes": bool(takes_projects(found, timezone.now())),
        "projects": [card(row, covers[row.pk]) for row in rows],
        "after": after,
        "choices": _choices(filter_),
        "narrowed": any(asdict(filter_).values()),
    }
    return render(request, "fairs/fair.html", context)


WAY = ("announced", "taking", "exhibition", "vote", "results", "closed")


def _steps(state: str) -> list[dict[str, str]]:
    """The way of a fair, up to where it stands."""
    if state not in WAY:
        return []
    at = WAY.index(state)
    return [
        {
            "title": shown(FAIR.states[code].label),
            "state": "done" if place < at or code == state == "closed" else "current" if place == at else "",
        }
        for place, code in enumerate(WAY)
    ]


def card(project: Any, needs: list[queries.NeedRow]) -> dict[str, Any]:
    """A project as a card shows it, with how far each of its needs is met."""
    return {
        "project": project,
        "state": PROJECT.states[project.state],
        "kind": shown(PROJECT_KINDS[project.project_kind]) if project.project_kind in PROJECT_KINDS else "",
        "place": place_of(project.territory_id),
        "needs": [
            {
                "need": row.need,
                "asked": amount_of(row.need, row.cover.missing),
                "open": amount_of(row.need, row.cover.open) if row.cover.open else "",
                "percent": row.cover.promised_percent,
            }
            for row in needs
        ],
    }


def amount_of(need: Need, amount: Decimal) -> str:
    """So much of a need, with its unit, in the language of the page."""
    return amount_text(need.kind, amount, need.unit, current_language())


def meters(needs: list[queries.NeedRow]) -> list[dict[str, Any]]:
    """How far each need is met, as pictures of a whole in three parts."""
    found = []
    for row in needs:
        parts = zip(
            (_("Given and confirmed"), _("Promised, not given yet"), _("Still missing")),
            ("green", "gold", "grey"),
            row.cover.parts,
            strict=True,
        )
        found.append(
            {
                "title": row.need.title,
                "asked": amount_of(row.need, row.cover.missing),
                "rows": [
                    {"label": label, "tone": tone, "value": value, "shown": amount_of(row.need, value)}
                    for label, tone, value in parts
                ],
            }
        )
    return found


def place_of(territory_id: int | None) -> str:
    """The name of a territory from the reference data."""
    row = territory_reference.get(territory_id)
    return row.name if row else ""


def _choices(filter_: queries.Filter) -> list[dict[str, Any]]:
    rows = (
        ("kind", _("Kind of project"), [(code, shown(name)) for code, name in PROJECT_KINDS.items()]),
        ("sphere", _("Sphere"), [(code, shown(name)) for code, name in spheres().items()]),
        ("territory", _("City or district"), [(row.slug, row.name) for row in places()]),
        ("missing", _("What is missing"), [(code, shown(name)) for code, name in NEEDS.items()]),
    )
    return [
        {"name": name, "label": label, "options": options, "chosen": getattr(filter_, name)}
        for name, label, options in rows
        if options
    ]


@require_http_methods(["GET", "POST"])
@limited("call.question")
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project on show; POST asks a question about it."""
    found = queries.public_project(number)
    if found is None:
        raise Http404
    actor, asked = acting(request), request.method == "POST"
    form = QuestionForm(request.POST if asked else None)
    if asked and form.is_valid():
        try:
            actions.ask_question(
                project=found,
                text=form.cleaned_data["text"],
                language=current_language(),
                by=actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, shown(refusal.reason))
        else:
            messages.success(request, _("Your question was sent. It shows here once it is answered."))
            return redirect("fairs:project", found.number)
    may = may_ask(actor, found)
    context = {
        "project": found,
        "state": PROJECT.states[found.state],
        "kind": shown(PROJECT_KINDS[found.project_kind]) if found.project_kind in PROJECT_KINDS else "",
        "sphere": words(sphere_name(found.sphere)) if found.sphere else "",
        "place": place_of(found.territory_id),
        "needs": meters(queries.needs_of(found)),
        "questions": queries.answered(found),
        "track": funding_of(found.organisation.bin)[:MOST_TRACK],
        "may_help": found.state in {"shown", "supported"},
        "memoranda": [(row, MEMORANDUM.states[row.state]) for row in memoranda_on(found)],
        "form": form,
        "may_ask": bool(may),
        "why_not": shown(may.reason) if may.reason else "",
    }
    return render(request, "fairs/project.html", context, status=422 if form.errors else 200)
