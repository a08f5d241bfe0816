"""How agreements stand: versions, milestones with their reports and payments, money; what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from ortaq.kernel.language.queries import closest
from ortaq.kernel.lifecycle.rules import State
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.systems.social_order.lifecycle import REPORT
from ortaq.systems.social_order.models import (
    Agreement,
    AgreementVersion,
    EstimateLine,
    Expense,
    Indicator,
    IndicatorFact,
    Milestone,
    MoneyReturn,
    Payment,
    PlanLine,
    PlanShare,
    Report,
    Visit,
)
from ortaq.systems.social_order.permissions import CONTRACTING, may_draw_up
from ortaq.systems.social_order.rules import Standing, is_overdue

ZERO = Decimal("0.00")
PAGE = 30


def title_of(agreement: Agreement) -> str:
    """The title in the language of the page; Russian where it has none of its own."""
    return closest(kk=agreement.title_kk, ru=agreement.title_ru)


def open_version(agreement: Agreement) -> AgreementVersion | None:
    """The version that is being drawn up or signed; None when every version is in force or withdrawn."""
    return (
        AgreementVersion.objects.filter(agreement=agreement, effective_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("document__stored")
        .first()
    )


def versions_of(agreement: Agreement) -> list[AgreementVersion]:
    """Every version, the original first. One SQL query."""
    return list(AgreementVersion.objects.filter(agreement=agreement).select_related("document"))


def planned_for(line: PlanLine) -> Decimal:
    """What is planned for a line in all its years (tenge)."""
    more = PlanShare.objects.filter(line=line).aggregate(sum=Sum("amount"))["sum"]
    return line.amount + (more or ZERO)


def bound_on(line_id: int, but: int | None = None) -> Decimal:
    """What the agreements on a line bind (tenge), leaving one of them out."""
    found = Agreement.objects.filter(line_id=line_id)
    if but is not None:
        found = found.exclude(pk=but)
    return found.aggregate(sum=Sum("bound"))["sum"] or ZERO


def bound_without_reason(line_id: int) -> Decimal:
    """What the agreements on a line bind, 0 where one of them explains why it is more than planned (tenge)."""
    found = Agreement.objects.filter(line_id=line_id).aggregate(
        sum=Sum("bound"), explained=Count("pk", filter=~Q(exception=""))
    )
    return ZERO if found["explained"] else found["sum"] or ZERO


def standing_of(agreement: Agreement) -> Standing:
    """Where an agreement stands: what its completion and termination are judged by. Four SQL queries."""
    payments = Payment.objects.filter(agreement=agreement).aggregate(
        paid=Sum("amount"), refused=Count("pk", filter=Q(receipt=Payment.Receipt.NOT_RECEIVED))
    )
    returned = MoneyReturn.objects.filter(agreement=agreement).aggregate(sum=Sum("amount"))["sum"]
    spent = Expense.objects.filter(report__milestone__agreement=agreement, report__accepted_at__isnull=False).aggregate(
        sum=Sum("amount")
    )["sum"]
    steps = Milestone.objects.filter(agreement=agreement).aggregate(
        owed=Count("pk", filter=Q(advance=False, report__accepted_at__isnull=True)),
        unpaid=Count("pk", filter=Q(amount__gt=0, payment__isnull=True)),
    )
    return Standing(
        agreement.amount,
        payments["paid"] or ZERO,
        returned or ZERO,
        spent or ZERO,
        steps["owed"],
        steps["unpaid"],
        payments["refused"],
    )


@dataclass(frozen=True, slots=True)
class StepRow:
    """A milestone with its report and its payment, as both sides see it."""

    milestone: Milestone
    report: Report | None
    payment: Payment | None
    overdue: bool

    @property
    def report_state(self) -> State | None:
        """The state of its report; None while there is none."""
        return REPORT.states[self.report.state] if self.report is not None else None

    @property
    def payable(self) -> bool:
        """May its tranche be paid now?"""
        accepted = self.milestone.advance or (self.report is not None and self.report.accepted_at is not None)
        return self.payment is None and self.milestone.amount > 0 and accepted

    @property
    def reportable(self) -> bool:
        """Does it wait for the supplier's report?"""
        return not self.milestone.advance and (self.report is None or self.report.state in {"draft", "returned"})


def step_rows(agreement: Agreement, today: date) -> list[StepRow]:
    """The milestones in order with reports and payments. One SQL query."""
    rows = Milestone.objects.filter(agreement=agreement).select_related("report", "payment")
    found = []
    for milestone in rows:
        report: Report | None = getattr(milestone, "report", None)
        late = is_overdue(
            milestone.due_on,
            today,
            advance=milestone.advance,
            submitted=report is not None and report.submitted_at is not None,
        )
        found.append(StepRow(milestone, report, getattr(milestone, "payment", None), late))
    return found


def visits_of(agreement: Agreement) -> list[Visit]:
    """Planned and made visits, by day. One SQL query."""
    return list(Visit.objects.filter(agreement=agreement).select_related("act"))


def returns_of(agreement: Agreement) -> list[MoneyReturn]:
    """Money that came back. One SQL query."""
    return list(MoneyReturn.objects.filter(agreement=agreement))


# ---- who works on which ---------------------------------------------------------------------------------------------


def _seen() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("body", "supplier", "line__sphere", "territory")


def office_agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements of the customers where *actor* works; not those whose supplier they represent."""
    return (
        _seen().filter(body_id__in=actor.offices(*CONTRACTING)).exclude(supplier_id__in=actor.offices("representative"))
    )


def office_agreement(number: str, actor: Actor) -> Agreement | None:
    """One of them; None for anybody else's, as if it didn't exist."""
    parsed = parse_number(number)
    return office_agreements(actor).filter(number=str(parsed)).first() if parsed else None


def own_agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements of the NGOs that *actor* represents; drafts are the customer's."""
    return _seen().filter(supplier_id__in=actor.offices("representative")).exclude(state="draft")


def own_agreement(number: str, actor: Actor) -> Agreement | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return own_agreements(actor).filter(number=str(parsed)).first() if parsed else None


def report_of(agreement: Agreement, number: int) -> Report | None:
    """The report on a milestone of *agreement*, with its milestone."""
    return (
        Report.objects.filter(milestone__agreement=agreement, milestone__number=number)
        .select_related("milestone__agreement", "accepted_by", "submitted_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An agreement on a work list, and what waits: codes of ``WAITS``."""

    agreement: Agreement
    waits: tuple[str, ...]


def work_rows(agreements: QuerySet[Agreement], today: date, after: str = "") -> tuple[list[WorkRow], str | None]:
    """Agreements, those that wait for something first in each page's rows, and the key of the next page. One SQL query."""
    steps = Milestone.objects.filter(agreement=OuterRef("pk"))
    found = agreements.annotate(
        has_report=Exists(steps.filter(report__state="submitted")),
        has_tranche=Exists(
            steps.filter(amount__gt=0, payment__isnull=True).filter(
                Q(advance=True) | Q(report__accepted_at__isnull=False)
            )
        ),
        is_late=Exists(
            steps.filter(advance=False, due_on__lt=today).filter(
                Q(report__isnull=True) | Q(report__submitted_at__isnull=True)
            )
        ),
        has_denial=Exists(Payment.objects.filter(agreement=OuterRef("pk"), receipt=Payment.Receipt.NOT_RECEIVED)),
        is_unconfirmed=Exists(Payment.objects.filter(agreement=OuterRef("pk"), receipt=Payment.Receipt.AWAITED)),
        is_open=Exists(
            AgreementVersion.objects.filter(
                agreement=OuterRef("pk"), effective_at__isnull=True, withdrawn_at__isnull=True, document__isnull=False
            )
        ),
        has_visit=Exists(
            Visit.objects.filter(agreement=OuterRef("pk"), done_at__isnull=True, withdrawn_at__isnull=True)
        ),
    ).order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    shown = [WorkRow(row, _waits(row)) for row in rows[:PAGE]]
    return sorted(shown, key=lambda row: not row.waits), str(rows[PAGE - 1].pk) if len(rows) > PAGE else None


def _waits(row: Agreement) -> tuple[str, ...]:
    in_force = row.state in {"active", "suspended"}
    marks = {
        "sign": row.is_open and row.state in {"signing", "active", "suspended"},  # type: ignore[attr-defined]
        "denied": row.has_denial,  # type: ignore[attr-defined]
        "accept": row.has_report,  # type: ignore[attr-defined]
        "pay": row.state == "active" and row.has_tranche,  # type: ignore[attr-defined]
        "late": in_force and row.is_late,  # type: ignore[attr-defined]
        "confirm": row.is_unconfirmed,  # type: ignore[attr-defined]
        "visit": in_force and row.has_visit,  # type: ignore[attr-defined]
        "fill": row.state == "draft",
    }
    return tuple(code for code, waits in marks.items() if waits)


def lines_without_agreement(actor: Actor, limit: int = 50) -> list[PlanLine]:
    """Approved lines of the customers where *actor* draws agreements up, that have no agreement yet. One SQL query."""
    lines = PlanLine.objects.filter(
        body_id__in=actor.offices("customer"), state__in=("approved", "announced"), agreements__isnull=True
    )
    return list(lines.select_related("sphere").order_by("-pk")[:limit])


def line_for_agreement(number: str, actor: Actor) -> PlanLine | None:
    """A line on which *actor* may draw an agreement up; None for any other."""
    parsed = parse_number(number)
    if parsed is None:
        return None
    line = PlanLine.objects.filter(number=str(parsed), body_id__in=actor.offices("customer")).first()
    return line if line is not None and may_draw_up(actor, line) else None


def estimate_of(agreement: Agreement) -> list[EstimateLine]:
    """The estimate in force, with what accepted reports have spent of each line as ``spent``. One SQL query."""
    return list(
        EstimateLine.objects.filter(agreement=agreement).annotate(
            spent=Sum("expenses__amount", filter=Q(expenses__report__accepted_at__isnull=False))
        )
    )


def indicators_of(agreement: Agreement) -> list[Indicator]:
    """The indicators in force. One SQL query."""
    return list(Indicator.objects.filter(agreement=agreement))


def expenses_of(report: Report) -> list[Expense]:
    """The expenses of a report with their lines and papers. One SQL query."""
    return list(Expense.objects.filter(report=report).select_related("line", "evidence"))


def papers_used_twice(report: Report) -> list[tuple[Expense, str, str]]:
    """Expenses whose number of paper, day and sum stand in another submitted report too: with its number and agreement's.

    A hint for who accepts the report: one bill may have been paid from two projects. Two SQL queries.
    """
    own = {(each.paper.strip().casefold(), each.spent_on, each.amount): each for each in report.expenses.all()}
    others = (
        Expense.objects.filter(
            spent_on__in=[day for _, day, _ in own],
            amount__in=[amount for _, _, amount in own],
            report__submitted_at__isnull=False,
        )
        .exclude(report=report)
        .order_by("pk")
    )
    rows = others.values_list("paper", "spent_on", "amount", "report__number", "report__milestone__agreement__number")
    return [
        (own[key], number, agreement)
        for paper, day, amount, number, agreement in rows[:500]
        if (key := (paper.strip().casefold(), day, amount)) in own
    ]


def facts_of(report: Report) -> list[IndicatorFact]:
    """What a report reached. One SQL query."""
    return list(IndicatorFact.objects.filter(report=report).select_related("indicator"))
