"""Published agreements with all that is told of them: versions, milestones, money, indicators, evaluations."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ortaq.kernel.interchange.queries.publishing import page, party
from ortaq.kernel.interchange.rules.publishing import Paid, Paper
from ortaq.kernel.records.models import Link
from ortaq.systems.social_order.lifecycle import PUBLIC_AGREEMENTS
from ortaq.systems.social_order.models import (
    Agreement,
    AgreementVersion,
    Indicator,
    IndicatorFact,
    Milestone,
    MoneyReturn,
    Payment,
    Visit,
)
from ortaq.systems.social_order.opendata.rules.processes import Contract, Measure, Step, Version


def agreements_of(line_ids: Iterable[int]) -> list[Agreement]:
    """The published agreements on these lines of the plan, with their suppliers. One SQL query."""
    found = Agreement.objects.filter(
        line_id__in=list(line_ids), published_at__isnull=False, state__in=PUBLIC_AGREEMENTS, effective_at__isnull=False
    )
    return list(found.select_related("supplier", "line").order_by("pk"))


def agreements_with_money(line_ids: Iterable[int]) -> list[Any]:
    """The same with what was ``paid`` and ``returned`` of each. One SQL query."""
    found = Agreement.objects.filter(
        line_id__in=list(line_ids), published_at__isnull=False, state__in=PUBLIC_AGREEMENTS, effective_at__isnull=False
    )
    sums = {"paid": _sum(Payment.objects.all()), "returned": _sum(MoneyReturn.objects.all())}
    return list(found.annotate(**sums).select_related("supplier").order_by("pk"))


def money_of_year(year: int) -> dict[int, list[tuple[Any, ...]]]:
    """Line → amount, paid, returned, first and last day, BIN, slug and name of the supplier of each of its published
    agreements. One SQL query, plain columns: a year may have thousands.
    """
    found = Agreement.objects.filter(
        plan_year=year, published_at__isnull=False, state__in=PUBLIC_AGREEMENTS, effective_at__isnull=False
    )
    sums = {"paid": _sum(Payment.objects.all()), "returned": _sum(MoneyReturn.objects.all())}
    columns = (
        "amount",
        "paid",
        "returned",
        "starts_on",
        "ends_on",
        "supplier__bin",
        "supplier__slug",
        "supplier__name_kk",
    )
    by_line: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for line_id, *money in found.annotate(**sums).order_by("pk").values_list("line_id", *columns):
        by_line[line_id].append(tuple(money))
    return by_line


def _sum(rows: QuerySet[Any]) -> Any:
    found = rows.filter(agreement=OuterRef("pk")).order_by().values("agreement").annotate(sum=Sum("amount"))
    return Coalesce(Subquery(found.values("sum")), Value(0), output_field=DecimalField(max_digits=18, decimal_places=2))


def applications_behind(agreement_ids: Iterable[int]) -> dict[int, int]:
    """Agreement → the application that it results from, where there is one. One SQL query."""
    rows = Link.objects.filter(target_id__in=list(agreement_ids), kind="results_in", source__kind="application")
    return dict(rows.values_list("target_id", "source_id"))


def agreements_after(application_ids: Iterable[int]) -> dict[int, Agreement]:
    """Application → its published agreement. Two SQL queries."""
    links = Link.objects.filter(source_id__in=list(application_ids), kind="results_in")
    pairs = dict(links.values_list("target_id", "source_id"))
    found = Agreement.objects.filter(
        pk__in=pairs, published_at__isnull=False, state__in=PUBLIC_AGREEMENTS, effective_at__isnull=False
    )
    return {pairs[row.pk]: row for row in found.select_related("supplier")}


def contracts_of(agreements: Iterable[Agreement], awards: dict[int, str]) -> dict[int, Contract]:
    """The agreements as they are published, by id; *awards*: the number of the award each rests on. Eight SQL queries."""
    rows = {row.pk: row for row in agreements}
    if not rows:
        return {}
    versions = defaultdict(list)
    signed = AgreementVersion.objects.filter(agreement_id__in=rows, effective_at__isnull=False).order_by("number")
    for each in signed:
        assert each.effective_at is not None
        versions[each.agreement_id].append(
            Version(each.number, each.effective_at, each.amount, each.starts_on, each.ends_on, each.reason)
        )
    steps = defaultdict(list)
    milestones = Milestone.objects.filter(agreement_id__in=rows).select_related("report").order_by("number")
    for milestone in milestones:
        report = getattr(milestone, "report", None)
        steps[milestone.agreement_id].append(
            Step(
                str(milestone.number),
                milestone.title,
                milestone.due_on,
                milestone.amount,
                report.accepted_at if report else None,
            )
        )
    payments = defaultdict(list)
    for payment in Payment.objects.filter(agreement_id__in=rows).order_by("pk"):
        payments[payment.agreement_id].append(Paid(f"paid-{payment.pk}", payment.paid_on, payment.amount))
    for back in MoneyReturn.objects.filter(agreement_id__in=rows).order_by("pk"):
        payments[back.agreement_id].append(Paid(f"returned-{back.pk}", back.returned_on, back.amount, back=True))
    papers = defaultdict(list)
    evaluations = Link.objects.filter(
        source_id__in=rows, kind="results_in", target__kind="evaluation", target__published_at__isnull=False
    )
    for link in evaluations.select_related("target"):
        found = link.target
        assert found.published_at is not None
        papers[link.source_id].append(
            Paper(found.number, "finalAudit", found.public_title, page(found.number), found.published_at)
        )
    for visit in Visit.objects.filter(agreement_id__in=rows, done_at__isnull=False).order_by("pk"):
        assert visit.done_at is not None
        papers[visit.agreement_id].append(
            Paper(
                f"visit-{visit.pk}", "physicalProgressReport", visit.place, page(rows[visit.agreement_id].number),
                visit.done_at,
            )
        )  # fmt: skip
    measures = _measures(rows)
    return {
        pk: Contract(
            number=row.number,
            award=awards[pk],
            title=row.title_kk or row.title_ru,
            supplier=party(row.supplier),
            versions=tuple(versions[pk]),
            measures=tuple(measures[pk]),
            steps=tuple(steps[pk]),
            payments=tuple(payments[pk]),
            papers=tuple(papers[pk]),
            ended_at=row.ended_at,
            external_number=row.contract_number,
        )
        for pk, row in rows.items()
        if versions[pk]
    }


def _measures(rows: dict[int, Agreement]) -> dict[int, list[Measure]]:
    facts = defaultdict(list)
    accepted = IndicatorFact.objects.filter(
        indicator__agreement_id__in=rows, report__accepted_at__isnull=False, report__published_at__isnull=False
    )
    for fact in accepted.select_related("report").order_by("report_id"):
        assert fact.report.accepted_at is not None
        facts[fact.indicator_id].append((fact.report.number, fact.report.accepted_at, fact.fact))
    found = defaultdict(list)
    for each in Indicator.objects.filter(agreement_id__in=rows).order_by("number"):
        found[each.agreement_id].append(
            Measure(str(each.number), each.title, each.unit, each.plan, tuple(facts[each.pk]))
        )
    return found
