"""What a reviewer reads: the file, whole or blinded, and the way to the next one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.models import Application, Mark, Review
from ortaq.procedures.competitions.permissions import may_read_application, may_read_blinded
from ortaq.procedures.competitions.queries.applications import attached_codes
from ortaq.procedures.competitions.rules.blinding import masked, names_to_hide


@dataclass(frozen=True)
class File:
    """An application as a reviewer may see it; ``applicant`` is "" in a blind call."""

    number: str
    applicant: str
    title: str
    texts: list[tuple[str, str]]
    reach: int | None
    period: tuple[date | None, date | None]
    requested: Decimal
    own: Decimal
    budget: list[Any]
    milestones: list[Any]
    indicators: list[Any]
    team: list[tuple[str, str, str]]
    partners: list[tuple[str, str]]
    attached: list[tuple[str, bool]]


TEXTS = ("summary", "problem", "goal", "tasks", "target_group", "experience")


def review_for(review_id: int, actor: Actor) -> Review | None:
    """The review *review_id* when it is *actor*'s own; else None."""
    if actor.user_id is None:
        return None
    return (
        Review.objects.filter(pk=review_id, reviewer_id=actor.user_id)
        .select_related(
            "application__call__criteria_set", "application__call__body", "application__applicant", "application__lot"
        )
        .first()
    )


def file_of(review: Review, actor: Actor) -> File | None:
    """The file of a review, blinded where the call is blind; None while the reviewer may not open it.

    Nine SQL queries. In a blind call the applicant, the team, the partners, the experience and the attached files stay
    away, and the applicant's name is barred out of the texts.
    """
    application = review.application
    if may_read_application(actor, application):
        return _file(application, hide=False)
    if may_read_blinded(actor, application):
        return _file(application, hide=True)
    return None


def _file(application: Application, *, hide: bool) -> File:
    organisation = application.applicant
    names = [organisation.name_kk, organisation.name_ru, organisation.name_en, organisation.bin] if hide else []
    hidden = names_to_hide(names)

    def shown(text: str) -> str:
        return masked(text, hidden) if hide else text

    codes = attached_codes(application)
    lines = list(application.budget_lines.all())
    milestones, indicators = list(application.milestones.all()), list(application.indicators.all())
    titled: list[Any] = [*lines, *milestones, *indicators]
    for row in titled:
        row.title = shown(row.title)
    for step in milestones:
        step.result = shown(step.result)
    return File(
        number=application.number,
        applicant="" if hide else organisation.name,
        title=shown(application.title),
        texts=[(name, shown(getattr(application, name))) for name in TEXTS if not (hide and name == "experience")],
        reach=application.reach,
        period=(application.starts_on, application.ends_on),
        requested=application.requested,
        own=application.own,
        budget=lines,
        milestones=milestones,
        indicators=indicators,
        team=[] if hide else [(each.name, each.role, each.experience) for each in application.team.all()],
        partners=[] if hide else [(each.name, each.contribution) for each in application.partners.all()],
        attached=[(each.name, each.code in codes) for each in application.call.asked_documents.all()],
    )


def marks_of(review: Review) -> dict[str, Mark]:
    """The marks given so far, by code of criterion."""
    return {mark.criterion.code: mark for mark in review.marks.select_related("criterion")}


def neighbours(review: Review) -> tuple[int | None, int | None]:
    """The reviews before and after this one in the reviewer's list of the call."""
    own = list(
        Review.objects.filter(
            reviewer_id=review.reviewer_id, application__call_id=review.application.call_id, recused_at__isnull=True
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    before = [pk for pk in own if pk < review.pk]
    after = [pk for pk in own if pk > review.pk]
    return (before[-1] if before else None, after[0] if after else None)
