"""One public project in detail: milestones, indicators, visits, versions, what it hangs together with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from ortaq.kernel.documents.models import StoredFile
from ortaq.kernel.language.queries import current_language
from ortaq.kernel.records.models import Link, Record
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.social_order.models import (
    AgreementVersion,
    Indicator,
    IndicatorFact,
    Milestone,
    Payment,
    Report,
    Visit,
    VisitPhoto,
)
from ortaq.systems.social_order.queries.agreements import ProjectRow
from ortaq.systems.social_order.rules import is_overdue

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class StepShown:
    """A milestone as everybody sees it. ``receipt``: "" (not paid), "awaited", "confirmed" or "not_received"."""

    number: int
    title: str
    due_on: date
    amount: Decimal
    advance: bool
    report_state: str
    summary: str
    people: int | None
    accepted: bool
    overdue: bool
    paid: Decimal
    paid_on: date | None
    receipt: str


def steps_of(agreement_id: int, today: date) -> list[StepShown]:
    """The milestones of a public project with the summaries of accepted reports and payments. One SQL query."""
    rows = Milestone.objects.filter(agreement_id=agreement_id).select_related("report", "payment")
    return [_step(row, today) for row in rows.defer("report__draft", "report__text")]


def _step(row: Milestone, today: date) -> StepShown:
    report: Report | None = getattr(row, "report", None)
    payment: Payment | None = getattr(row, "payment", None)
    accepted = report is not None and report.accepted_at is not None
    return StepShown(
        row.number,
        row.title,
        row.due_on,
        row.amount,
        row.advance,
        report.state if report else "",
        report.public_text if report and accepted else "",
        report.people if report and accepted else None,
        accepted,
        is_overdue(
            row.due_on,
            today,
            advance=row.advance,
            submitted=report is not None and report.submitted_at is not None,
        ),
        payment.amount if payment else ZERO,
        payment.paid_on if payment else None,
        payment.receipt if payment else "",
    )


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """An indicator: what was planned, what accepted reports reached together."""

    title: str
    unit: str
    plan: Decimal
    fact: Decimal


def measures_of(agreement_id: int) -> list[MeasureShown]:
    """The indicators of a public project, plan and fact. One SQL query."""
    facts = (
        IndicatorFact.objects.filter(indicator=OuterRef("pk"), report__accepted_at__isnull=False)
        .order_by()
        .values("indicator")
        .annotate(sum=Sum("fact"))
        .values("sum")
    )
    rows = Indicator.objects.filter(agreement_id=agreement_id).annotate(
        fact=Coalesce(Subquery(facts), Value(ZERO), output_field=DecimalField(max_digits=18, decimal_places=2))
    )
    return [MeasureShown(row.title, row.unit, row.plan, row.fact) for row in rows]


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """A public copy of a photo. ``language``: of ``alt``, what is seen on it."""

    uuid: str
    alt: str
    language: str

    @property
    def url(self) -> str:
        """Where the public copy lies, for whoever asks."""
        return f"{reverse('documents:download', args=[self.uuid])}?copy=public"

    @property
    def thumbnail_url(self) -> str:
        """A small picture of it."""
        return f"{reverse('documents:thumbnail', args=[self.uuid])}?copy=public"


@dataclass(frozen=True, slots=True)
class VisitShown:
    """What a visit found, and the photos of it that an officer made public."""

    done_on: date | None
    place: str
    people: int | None
    findings: str
    photos: list[PhotoShown] = field(default_factory=list)


def visits_shown(agreement_id: int) -> list[VisitShown]:
    """The visits that were made, the newest first. One SQL query."""
    language = "kk" if current_language() == "kk" else "ru"
    photos = VisitPhoto.objects.filter(
        visit_id=OuterRef("pk"),
        decided_at__isnull=False,
        document__published_at__isnull=False,
        document__public_copy__state=StoredFile.State.CLEAN,
    ).order_by("document_id")
    shown = JSONObject(uuid="document__uuid", alt=f"alt_{language}")
    rows = Visit.objects.filter(agreement_id=agreement_id, done_at__isnull=False).order_by("-done_on", "-pk")
    columns = ("done_on", "place", "people", "findings", ArraySubquery(photos.values(shown=shown)))
    found: list[tuple[Any, ...]] = list(rows.values_list(*columns))
    return [
        VisitShown(
            done_on, place, people, findings, [PhotoShown(each["uuid"], each["alt"], language) for each in public]
        )
        for done_on, place, people, findings, public in found
    ]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version that is or was in force."""

    number: int
    amount: Decimal
    starts_on: date
    ends_on: date
    reason: str
    effective_on: date


def versions_shown(agreement_id: int) -> list[VersionShown]:
    """The original and its amendments, with their money. One SQL query."""
    rows = AgreementVersion.objects.filter(agreement_id=agreement_id, effective_at__isnull=False)
    return [
        VersionShown(row.number, row.amount, row.starts_on, row.ends_on, row.reason, row.effective_at.date())
        for row in rows
        if row.effective_at is not None
    ]


def ties_of_project(row: ProjectRow) -> list[Record]:
    """The public records that the project hangs together with: line, topics, application, evaluation. One SQL query.

    Not its reports: they stand with the milestones.
    """
    line = Q(source__number=row.line_number, kind=Link.Kind.RAISED_BY)
    own = Q(source_id=row.pk) | Q(target_id=row.pk)
    links = Link.objects.filter(line | own).select_related("source", "target").order_by("pk")[:40]
    found: dict[int, Record] = {}
    for link in links:
        for record in (link.source, link.target):
            if record.pk != row.pk and record.kind != "report" and record.published_at is not None:
                found[record.pk] = record
    return list(found.values())


def public_report(number: str) -> tuple[str, int] | None:
    """The number of the agreement and of the milestone of an accepted report; None for one that isn't public."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    found = Report.objects.filter(number=str(parsed), published_at__isnull=False)
    row = found.values_list("milestone__agreement__number", "milestone__number").first()
    return (row[0], row[1]) if row else None
