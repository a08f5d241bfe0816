"""The plan as everybody reads it: sums by level, body and sphere, lines, and what was changed in them.

A public line is one that a head approved; a cancelled line stays to be read and counts for nothing. Sums come from
:class:`PlanSum`, which the database keeps as lines move: no page reads every line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.db.models import Sum as SqlSum

from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Link, Record
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.social_order.lifecycle import PUBLIC_LINES
from ortaq.systems.social_order.models import Plan, PlanChange, PlanFile, PlanLine, PlanSum
from ortaq.systems.social_order.permissions import PLANNERS
from ortaq.systems.social_order.queries.reference import body_by_slug, sphere_by_code, sphere_reference
from ortaq.systems.social_order.rules import Sum

PAGE = 50
CHANGES_SHOWN = 20
"""How many waiting changes stand on a plan's page; the next come when these are decided."""
_TOTALS = {"total": SqlSum("amount"), "all_projects": SqlSum("projects"), "all_lines": SqlSum("lines")}
COUNTED = tuple(state for state in PUBLIC_LINES if state != "cancelled")


@dataclass(frozen=True, slots=True)
class YearRow:
    """One group of a year's plan: what one body of one level plans for one sphere."""

    level: str
    body_id: int
    sphere_id: int
    sum: Sum
    is_demo: bool


def public_lines() -> QuerySet[PlanLine]:
    """Approved lines: the visibility function of the plan."""
    return PlanLine.objects.filter(published_at__isnull=False, state__in=PUBLIC_LINES)


def named(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """The same lines with body, territory and sphere from the reference data: no join and no further query."""
    found = list(lines)
    for line in found:
        line.body = organisation_reference.get(line.body_id)
        line.territory = territory_reference.get(line.territory_id)
        line.sphere = sphere_reference.row(line.sphere_id)
    return found


def years() -> list[int]:
    """The years that have an approved plan, the newest first. One SQL query."""
    found = Plan.objects.filter(approved_at__isnull=False).values_list("year", flat=True).distinct()
    return sorted(found, reverse=True)


def year_rows(year: int) -> list[YearRow]:
    """What is planned for a year, by level, body and sphere. One SQL query, however many lines there are."""
    rows = (
        PlanSum.objects.filter(plan__year=year, is_public=True, state__in=COUNTED)
        .values_list("plan__level", "plan__body_id", "sphere_id", "is_demo")
        .annotate(**_TOTALS)
        .order_by("plan__level", "plan__body_id", "sphere_id", "is_demo")
    )
    return [
        YearRow(level, body, sphere, Sum(amount, projects, lines), demo)
        for level, body, sphere, demo, amount, projects, lines in rows
        if lines
    ]


def public_plan(year: int, body_id: int) -> Plan | None:
    """The plan of a body, once something in it was approved."""
    return Plan.objects.filter(year=year, body_id=body_id, approved_at__isnull=False).first()


def plan_notes(year: int) -> list[Plan]:
    """Plans of a year that say where their figures come from."""
    return list(Plan.objects.filter(year=year, approved_at__isnull=False).exclude(note_kk="").order_by("pk")[:3])


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of a plan's lines and the key of the next."""

    lines: list[PlanLine]
    after: int | None


def lines_of(plan: Plan, *, public: bool, after: str = "") -> LinePage:
    """The lines of a plan in their order, by key. One SQL query."""
    found = public_lines() if public else PlanLine.objects.all()
    found = found.filter(plan=plan).order_by("position")
    if after.isascii() and after.isdigit() and len(after) <= 9:
        found = found.filter(position__gt=int(after))
    rows = named(found[: PAGE + 1])
    return LinePage(rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else None)


def plan_sum(plan: Plan, states: Iterable[str] = COUNTED) -> Sum:
    """Money, projects and lines of a plan. One SQL query, however many lines there are."""
    found = PlanSum.objects.filter(plan=plan, state__in=tuple(states)).aggregate(**_TOTALS)
    return Sum(found["total"] or Decimal("0.00"), found["all_projects"] or 0, found["all_lines"] or 0)


def public_line(number: str) -> PlanLine | None:
    """One approved line; an absent one and one that isn't public look the same."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    return next(iter(named(public_lines().filter(number=str(parsed)).select_related("plan")[:1])), None)


def changes_of(line: PlanLine) -> list[PlanChange]:
    """The approved changes of a line, the oldest first."""
    return list(PlanChange.objects.filter(line_id=line.pk, state="approved").order_by("version"))


def ties_of_line(line: PlanLine) -> list[tuple[Link, Record]]:
    """The public topics behind a line and what followed from it."""
    links = [
        *Link.objects.filter(source_id=line.pk).select_related("target").order_by("pk")[:20],
        *Link.objects.filter(target_id=line.pk).select_related("source").order_by("pk")[:20],
    ]
    pairs = [(link, link.target if link.source_id == line.pk else link.source) for link in links]
    return [(link, record) for link, record in pairs if record.published_at is not None]


def exported_lines(year: int, body_id: int | None = None) -> Iterator[PlanLine]:
    """Every public line of a year, body by body, for files."""
    found = public_lines().filter(plan__year=year).select_related("plan").prefetch_related("shares")
    if body_id is not None:
        found = found.filter(body_id=body_id)
    for line in found.order_by("body_id", "position").iterator(chunk_size=1_000):
        yield named([line])[0]


def lines_page(*, year: int | None, body: str, sphere: str, after: int | None) -> LinePage:
    """Public lines of all plans for programs, the newest first, by key. One SQL query with the reference data at hand."""
    found = public_lines().select_related("plan").prefetch_related("shares").order_by("-pk")
    if year is not None:
        found = found.filter(plan__year=year)
    if body:
        held = body_by_slug(body)
        found = found.filter(body_id=held.pk) if held else found.none()
    if sphere:
        known = sphere_by_code(sphere)
        found = found.filter(sphere_id=known.pk) if known else found.none()
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = named(found[: PAGE + 1])
    return LinePage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


# ---- the office --------------------------------------------------------------------------------------------------


def own_plans(actor: Actor) -> list[Plan]:
    """The plans of the bodies where *actor* plans or approves, the newest first."""
    found = Plan.objects.filter(body_id__in=actor.offices(*PLANNERS)).select_related("body")
    return list(found.order_by("-year", "body__slug")[:200])


def own_plan(plan_id: int, actor: Actor) -> Plan | None:
    """One of them; None for another body's, as if it didn't exist."""
    return Plan.objects.filter(pk=plan_id, body_id__in=actor.offices(*PLANNERS)).select_related("body").first()


def own_line(number: str, actor: Actor) -> PlanLine | None:
    """A line of one's own body's plan."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    found = PlanLine.objects.filter(number=str(parsed), body_id__in=actor.offices(*PLANNERS)).select_related("plan")
    return next(iter(named(found[:1])), None)


def state_sums(plan: Plan) -> dict[str, Sum]:
    """What stands in each state of a plan. One SQL query, however many lines there are."""
    rows = PlanSum.objects.filter(plan=plan).values_list("state").annotate(**_TOTALS)
    return {state: Sum(amount, projects, lines) for state, amount, projects, lines in rows.order_by("state") if lines}


def open_changes(plan: Plan) -> list[PlanChange]:
    """Changes that wait for the head, the oldest first."""
    return list(
        PlanChange.objects.filter(line__plan=plan, state="proposed")
        .select_related("line", "proposed_by")
        .order_by("pk")[:CHANGES_SHOWN]
    )


def open_change(change_id: int, actor: Actor) -> PlanChange | None:
    """One of them, of one's own body."""
    found = PlanChange.objects.filter(pk=change_id, state="proposed", line__body_id__in=actor.offices("head"))
    return found.select_related("line", "line__plan").first()


def own_file(file_id: int, actor: Actor) -> PlanFile | None:
    """A file that was sent for one's own body's plan."""
    return PlanFile.objects.filter(pk=file_id, body_id__in=actor.offices("customer")).select_related("body").first()
