"""Pages of the organiser: its fairs, the projects that were sent, what is done with each."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.lifecycle.queries import told_in_office
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting, officers_only
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.fairs import FairForm
from ortaq.systems.fairs.forms.fields import ReasonForm
from ortaq.systems.fairs.lifecycle import FAIR, PROJECT
from ortaq.systems.fairs.permissions import ORGANISERS
from ortaq.systems.fairs.queries import showcase as queries
from ortaq.systems.fairs.queries.reference import own_bodies, place_by_slug
from ortaq.systems.fairs.views.deeds import Doing, deeds_of, do, happenings, kept, plain, reasoned, there
from ortaq.systems.fairs.views.public import meters
from ortaq.systems.fairs.views.voting import vote_of

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import Fair, ShowcaseProject


def _step(code: str) -> Any:
    return plain(code, lambda fair, doing: actions.advance_fair(fair=fair, code=code, **doing.common))


FAIR_DEEDS = {
    **{code: _step(code) for code in ("announce", "open", "exhibit", "call_vote", "publish_results", "close")},
    "cancel": reasoned("cancel", lambda fair, doing: actions.cancel_fair(fair=fair, **doing.typed, **doing.common)),
}
PROJECT_DEEDS = {
    "show": plain("show", lambda project, doing: actions.show_project(project=project, **doing.common)),
    "return": reasoned(
        "return", lambda project, doing: actions.return_project(project=project, **doing.typed, **doing.common)
    ),
    "refuse": reasoned(
        "refuse", lambda project, doing: actions.refuse_project(project=project, **doing.typed, **doing.common)
    ),
    "withdraw": reasoned(
        "withdraw", lambda project, doing: actions.withdraw_project(project=project, **doing.typed, **doing.common)
    ),
}
FIRST = {"draft": "announce", "announced": "open", "taking": "exhibit", "submitted": "show"}


@require_GET
@officers_only(*ORGANISERS)
def index(request: HttpRequest) -> HttpResponse:
    """The fairs of the bodies where the officer works, with how many projects wait."""
    rows = queries.office_fairs(acting(request), *ORGANISERS)[:100]
    return render(request, "fairs/office/index.html", {"rows": [(row, FAIR.states[row.state]) for row in rows]})


def _moment(day: Any) -> datetime:
    """The end of a day in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _terms(form: FairForm) -> actions.FairTerms:
    cleaned = dict(form.cleaned_data)
    cleaned.pop("body", None)
    place = place_by_slug(cleaned.pop("territory"))
    if place is None:
        raise Http404
    until = _moment(cleaned.pop("projects_until")) - timedelta(seconds=1)
    return actions.FairTerms(territory_id=place.pk, projects_until=until, **cleaned)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new fair."""
    bodies = own_bodies(acting(request), *ORGANISERS)
    form = FairForm(request.POST if request.method == "POST" else None, bodies=bodies)

    def draw_up(doing: Doing) -> Fair:
        body = next(row for row in bodies if row.slug == doing.typed["body"])
        return actions.draw_up_fair(body=body, terms=_terms(form), by=doing.by, at=doing.at)

    answer = kept(
        request,
        form,
        draw_up,
        said=_("The draft of the fair is kept. Nobody else sees it until you announce it."),
        then=lambda made: redirect("fairs:office_fair", made.number),
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/office/write.html", {"form": form}, status=answer)


@require_http_methods(["GET", "POST"])
@officers_only(*ORGANISERS)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """What a fair says of itself."""
    actor = acting(request)
    fair = _fair(number, actor)
    if not decide(fair, "edit", actor):
        raise Http404
    initial = {name: getattr(fair, name) for name in FairForm.base_fields if name not in ("body", "territory")}
    initial |= {
        "body": fair.body.slug if fair.body else "",
        "territory": fair.territory.slug if fair.territory else "",
        "projects_until": timezone.localtime(fair.projects_until).date(),
    }
    bodies = [fair.body] if fair.body else []
    form = FairForm(request.POST if request.method == "POST" else None, initial=initial, bodies=bodies)
    form.fields["body"].disabled = True
    answer = kept(
        request,
        form,
        lambda doing: actions.edit_fair(fair=fair, terms=_terms(form), **doing.common),
        said=_("Kept."),
        then=lambda _made: redirect("fairs:office_fair", fair.number),
        record=fair,
    )
    if isinstance(answer, HttpResponse):
        return answer
    return render(request, "fairs/office/write.html", {"form": form, "fair": fair}, status=answer)


@require_GET
@officers_only(*ORGANISERS)
def fair(request: HttpRequest, number: str) -> HttpResponse:
    """One fair as its organiser sees it."""
    actor = acting(request)
    return render(request, "fairs/office/fair.html", _fair_context(_fair(number, actor), actor))


@require_POST
@officers_only(*ORGANISERS)
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One step of a fair."""
    found = _fair(number, acting(request))
    return do(
        request,
        found,
        code,
        FAIR_DEEDS,
        address="fairs:office_fair",
        template="fairs/office/fair.html",
        context=_fair_context,
    )


def _fair(number: str, actor: Actor) -> Fair:
    return there(queries.office_fair(number, actor, *ORGANISERS))


def _fair_context(fair: Fair, actor: Actor, failed: str = "", form: Any = None) -> dict[str, Any]:
    return {
        "fair": fair,
        "state": FAIR.states[fair.state],
        "columns": [
            {"label": _("Project")},
            {"label": _("NGO")},
            {"label": _("State")},
            {"label": _("The whole costs"), "number": True},
        ],
        "projects": [
            {
                "cells": [
                    {
                        "text": f"{row.number} {row.title}",
                        "href": reverse("fairs:office_project", args=[row.number]),
                    },
                    row.organisation.name,
                    {"text": shown(PROJECT.states[row.state].label), "tone": PROJECT.states[row.state].tone},
                    money_text(row.budget, current_language()),
                ]
            }
            for row in queries.projects_for_office(fair)
        ],
        "deeds": deeds_of(
            fair, actor, FAIR_DEEDS, "fairs:office_deed", first=FIRST.get(fair.state, ""), failed=failed, form=form
        ),
        "may_edit": bool(decide(fair, "edit", actor)),
        "vote": vote_of(fair, public_only=False),
        "form": form,
        "happenings": happenings(fair, told_in_office(fair)),
    }


@require_GET
@officers_only(*ORGANISERS)
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project to be checked."""
    actor = acting(request)
    return render(request, "fairs/office/project.html", _project_context(_project(number, actor), actor))


@require_POST
@officers_only(*ORGANISERS)
def act_on_project(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed of the organiser with a project."""
    found = _project(number, acting(request))
    return do(
        request,
        found,
        code,
        PROJECT_DEEDS,
        address="fairs:office_project",
        template="fairs/office/project.html",
        context=_project_context,
    )


@require_POST
@officers_only(*ORGANISERS)
def hide(request: HttpRequest, number: str, question_id: int) -> HttpResponse:
    """Takes a question down."""
    actor = acting(request)
    found = _project(number, actor)
    question = there(next((row for row in queries.office_questions(found) if row.pk == question_id), None))
    form = ReasonForm(request.POST, prefix=f"hide-{question_id}")
    answer = kept(
        request,
        form,
        lambda doing: actions.hide_question(question=question, by=doing.by, at=doing.at, **doing.typed),
        said=_("The question was taken down."),
        then=lambda _made: redirect("fairs:office_project", number),
    )
    if isinstance(answer, HttpResponse):
        return answer
    context = _project_context(found, actor, hiding=question_id, form=form)
    return render(request, "fairs/office/project.html", context, status=answer)


def _project(number: str, actor: Actor) -> ShowcaseProject:
    return there(queries.office_project(number, actor, *ORGANISERS))


def _project_context(
    project: ShowcaseProject, actor: Actor, failed: str = "", form: Any = None, hiding: int = 0
) -> dict[str, Any]:
    questions = [
        (row, form if row.pk == hiding else ReasonForm(prefix=f"hide-{row.pk}"))
        for row in queries.office_questions(project)
    ]
    return {
        "project": project,
        "state": PROJECT.states[project.state],
        "needs": meters(queries.needs_of(project)),
        "deeds": deeds_of(
            project,
            actor,
            PROJECT_DEEDS,
            "fairs:office_project_deed",
            first=FIRST.get(project.state, ""),
            failed=failed,
            form=None if hiding else form,
        ),
        "questions": questions,
        "form": form,
        "happenings": happenings(project, told_in_office(project)),
    }
