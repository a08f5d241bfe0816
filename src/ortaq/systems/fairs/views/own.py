"""Pages of an NGO: its projects, writing one, answering questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ortaq.kernel.language.queries import current_language, shown
from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.lifecycle.queries import told_to
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.web.views import acting
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.forms.fairs import AnswerForm, OutcomeForm
from ortaq.systems.fairs.forms.projects import NeedFormSet, ProjectForm, wanted
from ortaq.systems.fairs.lifecycle import PROJECT
from ortaq.systems.fairs.permissions import takes_projects
from ortaq.systems.fairs.queries import showcase as queries
from ortaq.systems.fairs.queries.reference import place_by_slug, represented
from ortaq.systems.fairs.views.deeds import Deed, Doing, deeds_of, do, happenings, kept, plain, reasoned, there
from ortaq.systems.fairs.views.public import meters

if TYPE_CHECKING:
    from ortaq.systems.fairs.models import ShowcaseProject

DEEDS = {
    "submit": plain("submit", lambda project, doing: actions.submit_project(project=project, **doing.common)),
    "finish": Deed(
        lambda project, data, files: OutcomeForm(data, prefix="finish"),
        lambda project, doing: actions.finish_project(project=project, **doing.typed, **doing.common),
    ),
    "withdraw": reasoned(
        "withdraw", lambda project, doing: actions.withdraw_project(project=project, **doing.typed, **doing.common)
    ),
}
FIRST = {"draft": "submit", "returned": "submit"}


@require_GET
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The projects of the NGOs that the account represents, the newest first."""
    rows = queries.own_projects(acting(request)).order_by("-pk")[:100]
    return render(request, "fairs/mine.html", {"rows": [(row, PROJECT.states[row.state]) for row in rows]})


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """A new project at a fair."""
    actor, fair = acting(request), there(queries.public_fair(number))
    organisations = represented(actor, "ngo")
    taken = takes_projects(fair, timezone.now())
    if not organisations or not taken:
        context = {"fair": fair, "why": shown(taken.reason) if taken.reason else ""}
        return render(request, "fairs/no-project.html", context, status=200 if request.method == "GET" else 422)
    form = ProjectForm(request.POST if request.method == "POST" else None, organisations=organisations)
    needs = NeedFormSet(request.POST if request.method == "POST" else None, prefix="needs")

    def begun(doing: Doing) -> ShowcaseProject:
        organisation = next(row for row in organisations if row.slug == doing.typed["organisation"])
        account = _account(form, needs)
        return actions.begin_project(fair=fair, organisation=organisation, account=account, by=doing.by, at=doing.at)

    answer = kept(
        request,
        form,
        begun,
        said=_("The draft is kept. Read it once more and send it to be checked."),
        then=lambda made: redirect("fairs:own_project", made.number),
        parts=[needs],
    )
    return answer if isinstance(answer, HttpResponse) else _written(request, form, needs, {"fair": fair}, answer)


def _account(form: ProjectForm, needs: Any) -> actions.Account:
    cleaned = dict(form.cleaned_data)
    cleaned.pop("organisation", None)
    place = place_by_slug(cleaned.pop("territory"))
    if place is None:
        raise Http404
    return actions.Account(territory_id=place.pk, needs=wanted(needs), language=current_language(), **cleaned)


def errors_of(*forms: Any) -> list[dict[str, str]]:
    """What is wrong in several forms, each with the way to its field."""
    found = []
    for form in forms:
        for name, messages_ in form.errors.items():
            field = form[name] if name in form.fields else None
            label = f"{field.label}: " if field is not None else ""
            href = f"#{field.id_for_label}" if field is not None else ""
            found += [{"text": f"{label}{message}", "href": href} for message in messages_]
    return found


def _written(request: HttpRequest, form: Any, needs: Any, context: dict[str, Any], status: int) -> HttpResponse:
    wrong = status != 200
    context |= {"form": form, "needs": needs, "has_errors": wrong, "errors": errors_of(form, *needs) if wrong else []}
    return render(request, "fairs/write.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def write(request: HttpRequest, number: str) -> HttpResponse:
    """The texts and needs of a project that wasn't sent yet, or that came back."""
    actor = acting(request)
    project = _found(number, actor)
    if not decide(project, "edit", actor):
        raise Http404
    initial = {name: getattr(project, name) for name in ProjectForm.base_fields if hasattr(project, name)}
    initial |= {
        "organisation": project.organisation.slug,
        "territory": project.territory.slug if project.territory else "",
    }
    data = request.POST if request.method == "POST" else None
    form = ProjectForm(data, initial=initial, organisations=[project.organisation])
    form.fields["organisation"].disabled = True
    rows = [
        {"kind": row.need.kind, "title": row.need.title, "amount": row.need.amount, "unit": row.need.unit}
        for row in queries.needs_of(project)
    ]
    needs = NeedFormSet(data, prefix="needs", initial=None if data is not None else rows)
    answer = kept(
        request,
        form,
        lambda doing: actions.edit_project(project=project, account=_account(form, needs), **doing.common),
        said=_("Kept."),
        then=lambda _made: redirect("fairs:own_project", project.number),
        record=project,
        parts=[needs],
    )
    if isinstance(answer, HttpResponse):
        return answer
    return _written(request, form, needs, {"fair": project.fair, "project": project}, answer)


@require_GET
@login_required
@never_cache
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One project as its NGO sees it."""
    actor = acting(request)
    return render(request, "fairs/own.html", _context(_found(number, actor), actor))


@require_POST
@login_required
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One deed of the NGO."""
    project = _found(number, acting(request))
    return do(request, project, code, DEEDS, address="fairs:own_project", template="fairs/own.html", context=_context)


@require_POST
@login_required
def answer(request: HttpRequest, number: str, question_id: int) -> HttpResponse:
    """Answers a question."""
    actor = acting(request)
    project = _found(number, actor)
    question = there(next((row for row in queries.office_questions(project) if row.pk == question_id), None))
    form = AnswerForm(request.POST, prefix=f"answer-{question_id}")
    done = kept(
        request,
        form,
        lambda doing: actions.answer_question(question=question, by=doing.by, at=doing.at, **doing.typed),
        said=_("Question and answer are public now."),
        then=lambda _made: redirect("fairs:own_project", number),
    )
    if isinstance(done, HttpResponse):
        return done
    context = _context(project, actor, answering=question_id, form=form)
    return render(request, "fairs/own.html", context, status=done)


def _found(number: str, actor: Actor) -> ShowcaseProject:
    return there(queries.own_project(number, actor))


def _context(
    project: ShowcaseProject, actor: Actor, failed: str = "", form: Any = None, answering: int = 0
) -> dict[str, Any]:
    questions = [
        (row, form if row.pk == answering else AnswerForm(prefix=f"answer-{row.pk}"))
        for row in queries.office_questions(project)
    ]
    return {
        "project": project,
        "state": PROJECT.states[project.state],
        "needs": meters(queries.needs_of(project, public_only=False)),
        "may_edit": bool(decide(project, "edit", actor)),
        "deeds": deeds_of(
            project,
            actor,
            DEEDS,
            "fairs:own_deed",
            first=FIRST.get(project.state, ""),
            failed=failed,
            form=None if answering else form,
        ),
        "questions": questions,
        "form": form,
        "happenings": happenings(project, told_to(project, {"ngo"})),
    }
