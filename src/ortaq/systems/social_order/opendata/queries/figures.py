"""The rows of the year's table: each published line of the plan, with each of its agreements."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.db.models import Count, Q, Sum

from ortaq.kernel.parties.queries import organisation_reference, territory_reference
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Call
from ortaq.systems.social_order.models import Agreement, MoneyReturn, Payment, PlanLine
from ortaq.systems.social_order.opendata.queries.contracts import agreements_of
from ortaq.systems.social_order.opendata.queries.processes import BID_STATUS, chunks, lines_of
from ortaq.systems.social_order.opendata.queries.publisher import party
from ortaq.systems.social_order.opendata.rules.processes import ProjectRow
from ortaq.systems.social_order.queries.reference import sphere_reference


def years() -> list[int]:
    """The years of which anything is published, the newest first. Two SQL queries."""
    lines = PlanLine.objects.filter(published_at__isnull=False).order_by().values_list("plan__year", flat=True)
    calls = Call.objects.filter(published_at__isnull=False).order_by().values_list("year", flat=True)
    return sorted({*lines.distinct(), *calls.distinct()}, reverse=True)


def project_rows(year: int) -> Iterator[ProjectRow]:
    """Plan beside fact. Planned money stands on the first row of a line: a sum of the column counts it once.

    Six SQL queries for each chunk of lines.
    """
    for lines in chunks(lines_of(year).select_related("plan")):
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
