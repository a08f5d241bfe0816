"""What everybody sees: fairs, their projects, what these are missing, questions that were answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.fairs.lifecycle import PUBLIC_FAIRS, PUBLIC_PROJECTS
from ortaq.systems.fairs.models import Fair, Need, OnShow, Question, ShowcaseProject
from ortaq.systems.fairs.queries.pledges import covered, promised_for
from ortaq.systems.fairs.queries.reference import inside
from ortaq.systems.fairs.rules import NEEDS, PROJECT_KINDS, ZERO, Cover

PAGE = 20


def public_fairs() -> QuerySet[Fair]:
    """Published fairs: the visibility function of fairs."""
    return Fair.objects.filter(published_at__isnull=False, state__in=PUBLIC_FAIRS).select_related("body", "territory")


def public_projects() -> QuerySet[ShowcaseProject]:
    """Projects on show: the visibility function of projects."""
    return ShowcaseProject.objects.filter(published_at__isnull=False, state__in=PUBLIC_PROJECTS)


def fairs_page(after: str = "") -> tuple[list[Any], str | None]:
    """A page of fairs, the newest first, each with the number of its public projects as ``shown``. One SQL query."""
    found = public_fairs().annotate(shown=Coalesce("count__shown", 0))
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else None


def public_fair(number: str) -> Fair | None:
    """One public fair; None for one that isn't, as if it didn't exist."""
    parsed = parse_number(number)
    return public_fairs().filter(number=str(parsed)).first() if parsed else None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of projects is narrowed to; empty is everything."""

    kind: str = ""
    sphere: str = ""
    territory: str = ""
    missing: str = ""


def projects_page(fair: Fair | None, filter_: Filter, after: str = "") -> tuple[list[ShowcaseProject], str | None]:
    """A page of public projects, of one fair or of all, the newest first. Two SQL queries: needs come along.

    ``missing``: those that are still missing something of this kind. Which they are is read from the roll-up ``OnShow``;
    the visibility function has the last word all the same.
    """
    found = OnShow.objects.order_by("-pk")
    if fair is not None:
        found = found.filter(fair=fair)
    if filter_.kind:
        found = found.filter(project_kind=filter_.kind) if filter_.kind in PROJECT_KINDS else found.none()
    if filter_.sphere:
        found = found.filter(sphere=filter_.sphere)
    if filter_.territory:
        found = found.filter(territory_id__in=inside(filter_.territory))
    if filter_.missing:
        found = found.filter(**{filter_.missing: True}) if filter_.missing in NEEDS else found.none()
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    picked = public_projects().filter(pk__in=found.values("pk")[: PAGE + 1]).order_by("-pk")
    rows = list(picked.select_related("organisation", "territory", "fair").prefetch_related("needs"))
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else None


def public_project(number: str) -> ShowcaseProject | None:
    """One public project; None for one that isn't."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    found = public_projects().filter(number=str(parsed))
    return found.select_related("organisation", "territory", "fair__body").first()


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of a project, and how far it is covered."""

    need: Need
    cover: Cover


def needs_of(project: ShowcaseProject, *, public_only: bool = True) -> list[NeedRow]:
    """What a project is missing, and how far it is covered. Two SQL queries.

    The public sees what memoranda in force promise; the NGO also what it has accepted.
    """
    sums = covered(project, public_only=public_only)
    return [
        NeedRow(need, Cover(need.amount, *sums.get(need.pk, (ZERO, ZERO))))
        for need in Need.objects.filter(project=project)
    ]


def covers_of(projects: list[ShowcaseProject]) -> dict[int, list[NeedRow]]:
    """What some projects, whose needs were read, are missing, as the public sees it, by their ids. One SQL query."""
    sums = promised_for(projects)
    return {
        project.pk: [NeedRow(need, Cover(need.amount, sums.get(need.pk, ZERO))) for need in project.needs.all()]
        for project in projects
    }


def answered(project: ShowcaseProject) -> list[Question]:
    """Answered questions that nobody took down: the visibility function of questions. One SQL query."""
    return list(Question.objects.filter(project=project, answered_at__isnull=False, hidden_at__isnull=True))


def office_questions(project: ShowcaseProject) -> list[Question]:
    """Every question about a project, for its NGO and the organiser; who asked isn't read. One SQL query."""
    return list(Question.objects.filter(project=project).defer("asked_by"))


# ---- one's own --------------------------------------------------------------------------------------------------------


def own_projects(actor: Actor) -> QuerySet[ShowcaseProject]:
    """The projects of the NGOs that *actor* represents."""
    return ShowcaseProject.objects.filter(organisation_id__in=actor.offices("representative")).select_related(
        "organisation", "fair__body", "territory"
    )


def own_project(number: str, actor: Actor) -> ShowcaseProject | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return own_projects(actor).filter(number=str(parsed)).first() if parsed else None


def office_fairs(actor: Actor, *roles: str) -> QuerySet[Fair]:
    """The fairs of the bodies where *actor* works, with how many projects wait to be checked as ``waiting``."""
    return (
        Fair.objects.filter(body_id__in=actor.offices(*roles))
        .select_related("body", "territory")
        .annotate(
            waiting=Count("projects", filter=Q(projects__state="submitted")),
            shown=Coalesce("count__shown", 0),
        )
        .order_by("-pk")
    )


def office_fair(number: str, actor: Actor, *roles: str) -> Fair | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return office_fairs(actor, *roles).filter(number=str(parsed)).first() if parsed else None


def projects_for_office(fair: Fair) -> list[ShowcaseProject]:
    """The projects of a fair that were sent, those to be checked first. One SQL query."""
    rows = fair.projects.exclude(state="draft").select_related("organisation", "territory")
    return sorted(rows, key=lambda row: (row.state != "submitted", -row.pk))


def office_project(number: str, actor: Actor, *roles: str) -> ShowcaseProject | None:
    """A project that was sent to a fair of a body where *actor* works, unless they represent its NGO."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    return (
        ShowcaseProject.objects.filter(number=str(parsed), body_id__in=actor.offices(*roles))
        .exclude(state="draft")
        .exclude(organisation_id__in=actor.offices("representative"))
        .select_related("organisation", "fair__body", "territory")
        .first()
    )
