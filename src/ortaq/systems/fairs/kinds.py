"""The kinds of record of fairs, as the kernel knows them."""

from collections.abc import Iterable

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.records.models import Link, Record
from ortaq.systems.fairs.lifecycle import FAIR, PROJECT, PUBLIC_PROJECTS
from ortaq.systems.fairs.models import Fair, ShowcaseProject
from ortaq.systems.fairs.permissions import ORGANISERS, fair_capacities, project_capacities


def spokesmen(organisation_id: int | None, capacity: str) -> Iterable[Recipient]:
    """Who represents an organisation, told as *capacity*."""
    if organisation_id is not None:
        for holder in holders("representative", organisation_id):
            yield Recipient(capacity, holder.user.language, user_id=holder.user_id)


def organisers(body_id: int | None) -> Iterable[Recipient]:
    """Who organises the fairs of a body."""
    told = set()
    for role in ORGANISERS:
        for holder in holders(role, body_id or 0):
            if holder.user_id not in told:
                told.add(holder.user_id)
                yield Recipient("organiser", holder.user.language, user_id=holder.user_id)


def project_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a project tells *capacity*."""
    project = record if isinstance(record, ShowcaseProject) else ShowcaseProject.objects.get(pk=record.pk)
    return spokesmen(project.organisation_id, capacity) if capacity == "ngo" else organisers(project.body_id)


def _has_projects(record: Record) -> Decision:
    if ShowcaseProject.objects.filter(fair_id=record.pk, state__in=PUBLIC_PROJECTS).exists():
        return ALLOWED
    return refused(
        "Көрмеге қойылған жоба әлі жоқ.", "На выставке ещё нет ни одного проекта.", "No project is on show yet."
    )


def _election(record: Record) -> Record | None:
    link = Link.objects.filter(source_id=record.pk, kind=Link.Kind.RESULTS_IN, target__kind="election")
    found = link.select_related("target").order_by("-pk").first()
    return found.target if found else None


def _vote_is_called(record: Record) -> Decision:
    election = _election(record)
    if election is not None and election.published_at is not None:
        return ALLOWED
    return refused(
        "Алдымен дауыс беруді дайындап, жариялаңыз.",
        "Сначала подготовьте и объявите голосование.",
        "Prepare and announce the vote first.",
    )


def _vote_is_counted(record: Record) -> Decision:
    election = _election(record)
    if election is not None and election.state in {"counted", "certified"}:
        return ALLOWED
    return refused("Дауыстар әлі саналмаған.", "Голоса ещё не подсчитаны.", "The votes aren’t counted yet.")


FAIR_KIND = RecordKind(
    code="fair",
    prefix="FR",
    name=Text("Жәрмеңке", "Ярмарка", "Fair"),
    model=Fair,
    lifecycle=FAIR,
    capacities=fair_capacities,
    audience=lambda record, capacity: organisers(record.body_id),
    address=lambda record: f"fairs/{record.number}/",
    guards={"exhibit": _has_projects, "call_vote": _vote_is_called, "publish_results": _vote_is_counted},
)
PROJECT_KIND = RecordKind(
    code="showcase",
    prefix="SH",
    name=Text("Жәрмеңке жобасы", "Проект ярмарки", "Project of a fair"),
    model=ShowcaseProject,
    lifecycle=PROJECT,
    capacities=project_capacities,
    audience=project_audience,
    address=lambda record: f"fairs/projects/{record.number}/",
    guards={},
)
