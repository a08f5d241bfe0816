"""A project is written, sent, checked by the organiser, shown, finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from ortaq.kernel.clocks.rules import local_day
from ortaq.kernel.lifecycle.actions import Refused, advance, open_record
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Link
from ortaq.kernel.search.actions import index_record, remove_record
from ortaq.systems.fairs.actions.rollups import put_on_show
from ortaq.systems.fairs.actions.talks import close_talks
from ortaq.systems.fairs.models import Fair, Need, ShowcaseProject
from ortaq.systems.fairs.permissions import may_send_project, takes_projects
from ortaq.systems.fairs.rules import ZERO, Wanted, need_faults


@dataclass(frozen=True)
class Account:
    """What a project says of itself. ``budget`` and ``own`` in tenge; ``needs``: what is missing."""

    project_kind: str
    territory_id: int
    title_kk: str
    title_ru: str
    summary_kk: str
    summary_ru: str
    need: str
    whom: str
    result: str
    budget: Decimal
    needs: Sequence[Wanted] = ()
    own: Decimal = ZERO
    sphere: str = ""
    people: int | None = None
    language: str = "kk"

    def stored(self) -> dict[str, Any]:
        """The fields of the project."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "needs"}


@transaction.atomic
def begin_project(
    *, fair: Fair, organisation: Organisation, account: Account, by: Actor, at: datetime, is_demo: bool = False
) -> ShowcaseProject:
    """Keeps the draft of a project, which its NGO alone sees. Raises Refused when the fair takes none now."""
    decision = may_send_project(by, fair, organisation, at)
    if not decision:
        raise Refused.by(decision)
    project = ShowcaseProject(
        kind="showcase",
        fair=fair,
        body_id=fair.body_id,
        organisation=organisation,
        is_demo=is_demo or fair.is_demo,
        **account.stored(),
    )
    open_record(project, by=by, at=at, code="begin", year=local_day(at).year, data={"fair": fair.number})
    _keep_needs(project, account.needs)
    Link.objects.create(source=fair, kind=Link.Kind.RESULTS_IN, target=project, created_at=at)
    return project


def _keep_needs(project: ShowcaseProject, needs: Sequence[Wanted]) -> None:
    Need.objects.filter(project=project).delete()
    Need.objects.bulk_create(
        Need(project=project, number=number, kind=row.kind, title=row.title, unit=row.unit, amount=row.amount)
        for number, row in enumerate(needs, 1)
    )


@transaction.atomic
def edit_project(
    *, project: ShowcaseProject, account: Account, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Changes a project that wasn't sent yet, or that came back."""
    advance(project, "edit", by=by, at=at, regime="", version=version, changes=account.stored())
    _keep_needs(project, account.needs)


@transaction.atomic
def submit_project(*, project: ShowcaseProject, by: Actor, at: datetime, version: int | None = None) -> None:
    """Sends a project to be checked. Raises Refused for needs that contradict the budget, and after the deadline.

    A project that came back may be sent again while the fair shows projects: the organiser asked for it.
    """
    fair = Fair.objects.get(pk=project.fair_id)
    if not (project.state == "returned" and fair.state in {"taking", "exhibition"}):
        decision = takes_projects(fair, at)
        if not decision:
            raise Refused.by(decision)
    wanted = [Wanted(row.kind, row.title, row.amount, row.unit) for row in Need.objects.filter(project=project)]
    faults = need_faults(wanted, project.budget, project.own)
    if faults:
        raise Refused(faults[0])
    advance(project, "submit", by=by, at=at, regime="", version=version, changes={"remark": ""})


@transaction.atomic
def return_project(
    *, project: ShowcaseProject, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Returns a project to be corrected; the remark is for its NGO."""
    advance(project, "return", by=by, at=at, regime="", reason=reason, version=version, changes={"remark": reason})


@transaction.atomic
def refuse_project(
    *, project: ShowcaseProject, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Doesn't show a project, with the reason for its NGO."""
    advance(project, "refuse", by=by, at=at, regime="", reason=reason, version=version, changes={"remark": reason})


@transaction.atomic
def show_project(*, project: ShowcaseProject, by: Actor, at: datetime, version: int | None = None) -> None:
    """The organiser has checked a project and puts it on show: from now on it is public."""
    changes = {
        "checked_by_id": by.user_id,
        "checked_at": at,
        "published_at": at,
        "public_title": project.title_kk,
        "public_text": f"{project.title_ru}\n{project.summary_kk}\n{project.summary_ru}",
    }
    advance(project, "show", by=by, at=at, regime="", version=version, changes=changes)
    index_record(
        record_id=project.pk,
        title=project.public_title,
        text=f"{project.public_text}\n{project.need}\n{project.organisation.name_kk}\n{project.organisation.name_ru}",
        language="kk",
    )
    put_on_show(project_id=project.pk)


@transaction.atomic
def withdraw_project(
    *, project: ShowcaseProject, reason: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """Takes a project back: it is public no more, and what waited for an answer about it is closed."""
    lock_record(ShowcaseProject, project.pk)
    advance(
        project,
        "withdraw",
        by=by,
        at=at,
        regime="",
        reason=reason,
        version=version,
        changes={"published_at": None, "public_title": "", "public_text": ""},
    )
    remove_record(project.pk)
    close_talks(project=project, because="withdraw", at=at)
    put_on_show(project_id=project.pk)


@transaction.atomic
def finish_project(
    *, project: ShowcaseProject, outcome: str, by: Actor, at: datetime, version: int | None = None
) -> None:
    """The NGO tells what came of the project; everybody reads it. What waited for an answer about it is closed."""
    advance(project, "finish", by=by, at=at, regime="", version=version, changes={"outcome": outcome.strip()})
    close_talks(project=project, because="finish", at=at)
