"""The rows of the year's table: each published line of the plan, with each of its agreements."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from django.db.models import Count, Q, Sum

from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Call
from ortaq.systems.social_order.lifecycle import PUBLIC_AGREEMENTS, PUBLIC_LINES
from ortaq.systems.social_order.models import Agreement, MoneyReturn, Payment, PlanLine
from ortaq.systems.social_order.opendata.queries.contracts import agreements_of
from ortaq.systems.social_order.opendata.queries.processes import BID_STATUS, CHUNK, chunks, lines_of
from ortaq.systems.social_order.opendata.queries.publisher import party
from ortaq.systems.social_order.opendata.rules.processes import Party, ProjectRow
from ortaq.systems.social_order.queries.reference import sphere_reference

MOST = 5000
"""Lines of a year that a page adds up: a region has some hundreds."""


def years() -> list[int]:
    """The years of which anything is published, the newest first. Two SQL queries."""
    lines = PlanLine.objects.filter(published_at__isnull=False).order_by().values_list("plan__year", flat=True)
    calls = Call.objects.filter(published_at__isnull=False).order_by().values_list("year", flat=True)
    return sorted({*lines.distinct(), *calls.distinct()}, reverse=True)


def plan_years() -> list[int]:
    """The years of published plans, the newest first. One SQL query."""
    found = PlanLine.objects.filter(published_at__isnull=False, state__in=PUBLIC_LINES).order_by()
    return sorted(found.values_list("plan__year", flat=True).distinct(), reverse=True)


def earlier_suppliers(year: int) -> frozenset[str]:
    """The identifiers of everybody who had a published agreement on a plan before *year*. One SQL query."""
    found = Agreement.objects.filter(line__plan__year__lt=year, published_at__isnull=False, state__in=PUBLIC_AGREEMENTS)
    rows = found.order_by().values_list("supplier__bin", "supplier__slug").distinct()
    return frozenset(Party(slug, "", number).id for number, slug in rows)


def year_rows(year: int) -> list[ProjectRow]:
    """The rows of one year at once, at most :data:`MOST` lines: for a page of sums. Six SQL queries."""
    return list(islice(project_rows(year, MOST), MOST))


def project_rows(year: int, chunk: int = CHUNK) -> Iterator[ProjectRow]:
    """Plan beside fact. Planned money stands on the first row of a line: a sum of the column counts it once.

    Six SQL queries for each chunk of lines.
    """
    for lines in chunks(lines_of(year).select_related("plan"), chunk):
        ids = [line.pk for line in lines]
        agreements = defaultdict(list)
        for agreement in agreements_of(ids):
            agreements[agreement.line_id].append(agreement)
        paid: Counter[int] = Counter()
        every = [each.pk for rows in agreements.values() for each in rows]
        for model, sign in ((Payment, 1), (MoneyReturn, -1)):
            sums = model.objects.filter(agreement_id__in=every).order_by().values_list("agreement_id")
            for pk, amount in sums.annotate(sum=Sum("amount")):
                paid[pk] += sign * amount
        calls = _calls(ids)
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
                planned=line.amount,
                call=call,
                applications=applications,
                is_demo=line.is_demo,
            )
            yield from _with_agreements(base, agreements[line.pk], paid)


def _with_agreements(base: ProjectRow, agreements: list[Agreement], paid: Counter[int]) -> Iterator[ProjectRow]:
    if not agreements:
        yield base
    for place, agreement in enumerate(agreements):
        supplier = party(agreement.supplier)
        yield replace(
            base,
            planned=base.planned if place == 0 else Decimal(0),
            supplier=supplier.name,
            supplier_id=supplier.id,
            agreed=agreement.amount,
            paid=Decimal(paid[agreement.pk]),
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
        )


def _calls(line_ids: list[int]) -> dict[int, tuple[str, int | None]]:
    """Line → the number of its newest call, and how many applied once that is public. Two SQL queries."""
    links = Link.objects.filter(
        target_id__in=line_ids, kind="funded_by", source__kind="call", source__published_at__isnull=False
    )
    newest = dict(links.order_by("source_id").values_list("target_id", "source_id"))
    handed_in = Q(applications__submitted_at__isnull=False, applications__state__in=list(BID_STATUS))
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
