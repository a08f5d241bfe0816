"""Pledges: what is left to promise, and what the two sides see of each. Everything private goes through ``readable_by``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.fairs.lifecycle import PUBLIC_PLEDGES
from ortaq.systems.fairs.models import Delivery, Memorandum, Need, Pledge, PledgeLine, ShowcaseProject, Talk
from ortaq.systems.fairs.permissions import readable_by
from ortaq.systems.fairs.rules import MONEY, ZERO
from ortaq.systems.fairs.rules.sponsoring import Left, Standing, owed

MONEY_FIELD = DecimalField(max_digits=18, decimal_places=2)


def left_of(project: ShowcaseProject) -> dict[int, Left]:
    """What of each need nobody has promised yet, by the id of the need; accepted promises count. One SQL query."""
    rows = Need.objects.filter(project=project).annotate(
        pledged=Coalesce(Sum("lines__bound"), Value(ZERO), output_field=MONEY_FIELD)
    )
    return {row.pk: Left(row.kind, max(ZERO, row.amount - row.pledged)) for row in rows}


def pledges_of(actor: Actor) -> QuerySet[Pledge]:
    """The pledges that *actor* reads, the newest first."""
    return (
        Pledge.objects.filter(readable_by(actor))
        .select_related("project__organisation", "project__fair", "sponsor")
        .order_by("-pk")
    )


def pledge_of(number: str, actor: Actor) -> Pledge | None:
    """One of them; None for anybody else's, as if it didn't exist."""
    parsed = parse_number(number)
    return pledges_of(actor).filter(number=str(parsed)).first() if parsed else None


def talks_of(pledge: Pledge) -> list[Talk]:
    """What the two sides wrote, oldest first. The caller has read the pledge by :func:`pledge_of`. One SQL query."""
    return list(Talk.objects.filter(pledge=pledge))


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a pledge with how it stands."""

    line: PledgeLine
    standing: Standing
    late: bool

    @property
    def need(self) -> Need:
        """The need that it covers."""
        return self.line.need


def _sums(states: tuple[str, ...]) -> Coalesce:
    found = (
        Delivery.objects.filter(line=OuterRef("pk"), state__in=states)
        .order_by()
        .values("line")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    return Coalesce(Subquery(found), Value(ZERO), output_field=MONEY_FIELD)


def with_given(lines: QuerySet[PledgeLine]) -> QuerySet[PledgeLine]:
    """Lines with what was reported (``given``) and confirmed (``confirmed``), and what matching money counts on
    (``others``): other sponsors' confirmed money for the same project, matching money left out; once the memorandum
    has ended, what was confirmed until then: nobody owes more on what is over.
    """
    ended = Memorandum.objects.filter(pledge=OuterRef(OuterRef("pledge")), ended_at__isnull=False)
    others = (
        Delivery.objects.filter(
            line__pledge__project=OuterRef("pledge__project"),
            line__need__kind=MONEY,
            line__pledge__match_percent__isnull=True,
            state=Delivery.State.CONFIRMED,
            answered_at__lte=Coalesce(Subquery(ended.values("ended_at")[:1]), F("answered_at")),
        )
        .exclude(line__pledge__sponsor=OuterRef("pledge__sponsor"))
        .order_by()
        .values("line__pledge__project")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    return lines.annotate(
        given=_sums(("awaited", "confirmed", "disputed")),
        confirmed=_sums(("confirmed",)),
        others=Coalesce(Subquery(others), Value(ZERO), output_field=MONEY_FIELD),
    )


def line_rows(pledge: Pledge, today: date) -> list[LineRow]:
    """The lines of a pledge with how they stand. One SQL query."""
    rows = with_given(PledgeLine.objects.filter(pledge=pledge).select_related("need"))
    return [line_row(row, pledge, today) for row in rows]


def standing_lines(pledge: Pledge) -> list[LineRow]:
    """The lines of a pledge with how they stand, whatever the day is. One SQL query."""
    return line_rows(pledge, date.min)


def line_row(line: PledgeLine, pledge: Pledge, today: date) -> LineRow:
    """A line that :func:`with_given` read, with how it stands."""
    given: Decimal = line.given  # type: ignore[attr-defined]
    confirmed: Decimal = line.confirmed  # type: ignore[attr-defined]
    others: Decimal = line.others  # type: ignore[attr-defined]
    # What was ended early owes what it had given; nothing more is late.
    base = line.bound if pledge.state == "ended" else line.amount
    standing = Standing(owed(base, pledge.match_percent, others), given, confirmed, line.due_on)
    return LineRow(line, standing, pledge.state == "in_force" and standing.overdue(today))


def public_pledges() -> QuerySet[Pledge]:
    """Pledges with a memorandum that is or was in force: the visibility function of pledges for everybody."""
    return Pledge.objects.filter(published_at__isnull=False, state__in=PUBLIC_PLEDGES)


def public_pledge(number: str) -> str | None:
    """The number of the public memorandum of a public pledge: where everybody reads of it. One SQL query."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    found = public_pledges().filter(number=str(parsed), memoranda__published_at__isnull=False)
    return found.values_list("memoranda__number", flat=True).first()


def covered(project: ShowcaseProject, *, public_only: bool) -> dict[int, tuple[Decimal, Decimal]]:
    """(pledged, confirmed) of each need, by its id. One SQL query.

    The public sees what memoranda in force promise: what is accepted and not signed is between the two sides.
    """
    kept = Q(pledge__state__in=PUBLIC_PLEDGES, pledge__published_at__isnull=False) if public_only else Q(bound__gt=0)
    rows = with_given(PledgeLine.objects.filter(kept, need__project=project))
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for row in rows:
        pledged, confirmed = found.get(row.need_id, (ZERO, ZERO))
        found[row.need_id] = pledged + row.bound, confirmed + row.confirmed  # type: ignore[attr-defined]
    return found


def promised_for(projects: Iterable[ShowcaseProject]) -> dict[int, Decimal]:
    """What memoranda in force promise of each need of some projects, by the id of the need. One SQL query."""
    rows = PledgeLine.objects.filter(pledge__in=public_pledges(), need__project__in=[row.pk for row in projects])
    return dict(rows.order_by().values_list("need_id").annotate(Sum("bound")))
