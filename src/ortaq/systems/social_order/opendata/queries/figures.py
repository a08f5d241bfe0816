"""The rows of the year's table: each published line of the plan, with each of its agreements."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from ortaq.kernel.interchange.queries.publishing import party
from ortaq.kernel.interchange.rules.publishing import Party
from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Application, Call
from ortaq.procedures.competitions.queries.results import spreads
from ortaq.procedures.surveys.queries import summaries
from ortaq.systems.social_order.lifecycle import PUBLIC_AGREEMENTS
from ortaq.systems.social_order.models import Agreement, Evaluation, Plan, PlanLine, Point
from ortaq.systems.social_order.opendata.queries.awards import WON
from ortaq.systems.social_order.opendata.queries.contracts import agreements_with_money, money_of_year
from ortaq.systems.social_order.opendata.queries.processes import (
    BID_STATUS,
    CHUNK,
    HANDED_IN,
    calls_of,
    chunks,
    lines_of,
)
from ortaq.systems.social_order.opendata.rules.hints import ROW_YEARS, Contest, Request
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow
from ortaq.systems.social_order.queries.plans import COUNTED
from ortaq.systems.social_order.queries.reference import sphere_reference
from ortaq.systems.social_order.rules import CRITERIA


@dataclass(frozen=True, slots=True)
class Judgement:
    """What published evaluations say of an agreement: mean points of an expert, of 25; who was satisfied, of how many."""

    points: Decimal | None = None
    satisfied: int | None = None
    answered: int | None = None


NOT_JUDGED = Judgement()
AT_ONCE = 1000
"""Lines that are read together where no calls and no evaluations are asked for."""
ZERO = Decimal(0)


def years() -> list[int]:
    """The years of which anything is published, the newest first. Two SQL queries."""
    lines = PlanLine.objects.filter(published_at__isnull=False).order_by().values_list("plan__year", flat=True)
    calls = Call.objects.filter(published_at__isnull=False).order_by().values_list("year", flat=True)
    return sorted({*lines.distinct(), *calls.distinct()}, reverse=True)


def plan_years() -> list[int]:
    """The years of published plans, the newest first. One SQL query."""
    found = Plan.objects.filter(approved_at__isnull=False).values_list("year", flat=True)
    return sorted(set(found), reverse=True)


def year_to_open(years: list[int]) -> int:
    """Of *years*, the newest in which anything was agreed: a plan that has only begun says little. One SQL query."""
    public = Agreement.objects.filter(published_at__isnull=False, state__in=PUBLIC_AGREEMENTS)
    newest = public.filter(plan_year__in=years).order_by("-plan_year").values_list("plan_year", flat=True).first()
    return newest or years[0]


def earlier_suppliers(year: int) -> frozenset[str]:
    """The identifiers of everybody who had a published agreement on a plan before *year*. One SQL query."""
    found = Agreement.objects.filter(plan_year__lt=year, published_at__isnull=False, state__in=PUBLIC_AGREEMENTS)
    rows = found.order_by().values_list("supplier__bin", "supplier__slug").distinct()
    return frozenset(Party(slug, "", number).id for number, slug in rows)


def year_rows(year: int) -> list[ProjectRow]:
    """The rows of one year at once, money alone: for pages that add up. Two SQL queries, plain columns."""
    agreed = money_of_year(year)
    columns = ("plan__level", "body_id", "territory_id", "sphere_id", "amount", "state", "is_demo")
    lines = lines_of(year).order_by("pk").values_list("pk", "number", "title_kk", "title_ru", *columns)
    return [
        row
        for pk, number, kk, ru, *values in lines.iterator(AT_ONCE)
        for row in _light(year, number, kk or ru, values, agreed.get(pk, ()))
    ]


def _light(
    year: int, number: str, title: str, values: list[Any], agreements: Sequence[tuple[Any, ...]]
) -> Iterator[ProjectRow]:
    level, body_id, territory_id, sphere_id, amount, state, is_demo = values
    body = organisation_reference.row(body_id or 0)
    place = territory_reference.get(territory_id or body.territory_id)
    fixed = (
        year, number, title, level, body.slug, place.slug if place else "", place.kato if place else "",
        sphere_reference.row(sphere_id).code,
    )  # fmt: skip
    planned = amount if state in COUNTED else ZERO
    for agreed, paid, returned, first, last, bin_, slug, name in agreements:
        yield ProjectRow(
            *fixed, planned, supplier=name, supplier_id=Party(slug, name, bin_).id, agreed=agreed, paid=paid - returned,
            starts_on=first, ends_on=last, is_demo=is_demo, state=state,
        )  # fmt: skip
        planned = ZERO
    if not agreements:
        yield ProjectRow(*fixed, planned, is_demo=is_demo, state=state)


def project_rows(year: int, chunk: int = CHUNK) -> Iterator[ProjectRow]:
    """Plan beside fact, beside the evaluation. Planned money stands on the first row of a line: a sum counts it once.
    A cancelled line stays with its number and plans nothing, as on every page of the plan.

    Seven SQL queries for each chunk of lines.
    """
    for lines in chunks(lines_of(year).select_related("plan"), chunk):
        ids = [line.pk for line in lines]
        yield from _rows(year, lines, calls_of_lines(ids), judgements(ids))


def _rows(
    year: int, lines: list[PlanLine], calls: dict[int, tuple[str, int | None]], judged: dict[int, Judgement]
) -> Iterator[ProjectRow]:
    agreements = defaultdict(list)
    for agreement in agreements_with_money([line.pk for line in lines]):
        agreements[agreement.line_id].append(agreement)
    for line in lines:
        call, applications = calls.get(line.pk, ("", None))
        body = organisation_reference.row(line.body_id or 0)
        territory = territory_reference.get(line.territory_id or body.territory_id)
        base = ProjectRow(
            year=year,
            number=line.number,
            title=line.title_kk or line.title_ru,
            level=line.plan.level,
            body=body.slug,
            territory=territory.slug if territory else "",
            kato=territory.kato if territory else "",
            sphere=sphere_reference.row(line.sphere_id).code,
            planned=line.amount if line.state in COUNTED else Decimal(0),
            call=call,
            applications=applications,
            is_demo=line.is_demo,
            state=line.state,
        )
        yield from _with_agreements(base, agreements[line.pk], judged)


def judgements(line_ids: list[int]) -> dict[int, Judgement]:
    """Agreement → its last published evaluation, the final one before the preliminary. Three SQL queries.

    An expert counts who marked every criterion; of the survey there is no more than may be shown.
    """
    found: dict[int, Judgement] = {}
    rows = list(
        Evaluation.objects.filter(agreement__line_id__in=line_ids, published_at__isnull=False)
        .select_related("survey")
        .order_by("-stage")  # "preliminary", then "final", which stays
    )
    marks: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    given = Point.objects.filter(
        seat__evaluation__in=rows,
        seat__submitted_at__isnull=False,
        seat__released_at__isnull=True,
        points__isnull=False,
    ).exclude(seat__conflict=True)
    for evaluation, seat, points in given.values_list("seat__evaluation_id", "seat_id", "points"):
        marks[evaluation][seat].append(points or 0)  # none is missing: the query leaves those out
    said = summaries([row.survey for row in rows if row.survey])
    for row in rows:
        whole = [sum(points) for points in marks[row.pk].values() if len(points) == len(CRITERIA)]
        mean = (Decimal(sum(whole)) / len(whole)).quantize(Decimal("0.01")) if whole else None
        summary = said.get(row.survey_id or 0)
        shown = summary if summary and summary.satisfied is not None else None
        found[row.agreement_id] = Judgement(mean, shown.satisfied if shown else None, shown.answers if shown else None)
    return found


def contests(year: int) -> list[Contest]:
    """The calls of *year* whose results are public, as the rules of hints see them. Three SQL queries."""
    calls = {each.pk: each for each in calls_of(year).filter(results_at__isnull=False).order_by("pk")}
    requests: dict[int, list[Request]] = defaultdict(list)
    applied = Application.objects.filter(HANDED_IN, call_id__in=calls, state__in=list(BID_STATUS))
    for number, call_id, lot, asked, awarded, submitted, state in applied.order_by("pk").values_list(
        "number", "call_id", "lot__code", "requested", "awarded", "submitted_at", "state"
    ):
        if state != "withdrawn":
            amount = asked if submitted else awarded or ZERO  # the portal tells the winner's sum alone
            outcome = "won" if state in WON else "out" if BID_STATUS[state] == "disqualified" else "lost"
            requests[call_id].append(Request(number, lot or "", amount, outcome))
    several: Counter[int] = Counter()
    differing: Counter[int] = Counter()
    for call_id, differs in spreads(calls):
        several[call_id] += 1
        differing[call_id] += differs
    return [
        Contest(
            call.number,
            call.title_kk or call.title_ru,
            (call.deadline - (call.opens_at or call.announced_at)).days
            if call.deadline and call.announced_at and not call.is_reference
            else None,
            tuple(requests[pk]),
            several[pk],
            differing[pk],
        )
        for pk, call in calls.items()
    ]


def winners_of_years(year: int) -> list[tuple[int, str, str, str, str]]:
    """Who had an agreement of whom, for which sphere, in *year* and the two before. One SQL query."""
    found = Agreement.objects.filter(
        plan_year__range=(year - ROW_YEARS + 1, year), published_at__isnull=False, state__in=PUBLIC_AGREEMENTS
    )
    rows = found.order_by().values_list(
        "plan_year", "body_id", "line__sphere_id", "supplier__bin", "supplier__slug", "supplier__name_kk"
    )
    return [
        (
            when,
            organisation_reference.row(body or 0).slug,
            sphere_reference.row(sphere).code,
            Party(slug, "", number).id,
            name,
        )
        for when, body, sphere, number, slug, name in rows.distinct()
    ]


def _with_agreements(base: ProjectRow, agreements: list[Any], judged: dict[int, Judgement]) -> Iterator[ProjectRow]:
    if not agreements:
        yield base
    for place, agreement in enumerate(agreements):
        supplier = party(agreement.supplier)
        judgement = judged.get(agreement.pk, NOT_JUDGED)
        yield replace(
            base,
            planned=base.planned if place == 0 else Decimal(0),
            supplier=supplier.name,
            supplier_id=supplier.id,
            agreed=agreement.amount,
            paid=agreement.paid - agreement.returned,
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
            expert_points=judgement.points,
            satisfied=judgement.satisfied,
            answered=judgement.answered,
        )


def calls_of_lines(line_ids: list[int]) -> dict[int, tuple[str, int | None]]:
    """Line → the number of its newest call, and how many applied once that is public. Two SQL queries."""
    links = Link.objects.filter(
        target_id__in=line_ids, kind="funded_by", source__kind="call", source__published_at__isnull=False
    )
    newest = dict(links.order_by("source_id").values_list("target_id", "source_id"))
    came_in = Q(applications__submitted_at__isnull=False) | Q(is_reference=True)
    handed_in = came_in & Q(applications__state__in=list(BID_STATUS))
    calls = {
        row.pk: row
        for row in Call.objects.filter(pk__in=newest.values()).annotate(
            handed_in=Count("applications", filter=handed_in)
        )
    }
    return {
        line_id: (calls[call_id].number, calls[call_id].handed_in if calls[call_id].results_at else None)
        for line_id, call_id in newest.items()
        if call_id in calls
    }
