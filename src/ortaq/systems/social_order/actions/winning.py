"""From a winner's application to the agreement: what it takes over, and what must be so."""

from datetime import datetime
from decimal import Decimal

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.money.rules import divided
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.procedures.competitions.actions import mark_contracted
from ortaq.procedures.competitions.models import Application
from ortaq.systems.social_order.models import Agreement, PlanLine
from ortaq.systems.social_order.queries.calls import agreement_of, lines_behind, winner_behind
from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step

CATEGORIES_OF = {"materials": "goods", "equipment": "goods", "institutional": "other"}
"""Types of budget lines of an application that an estimate calls otherwise."""


def schedule_of_winner(application: Application) -> Schedule:
    """The schedule that a winner's application proposes, adding up to what it was awarded.

    Tranches are equal shares, for the customer to change; an award below the request shortens every line alike.
    """
    steps = list(application.milestones.all())
    lines = list(application.budget_lines.all())
    awarded = application.awarded or application.requested
    tranches = divided(awarded, [Decimal(1)] * len(steps)) if steps else []
    asked = [line.requested for line in lines]
    amounts = divided(awarded, asked) if sum(asked, Decimal(0)) > 0 else asked
    return Schedule(
        tuple(
            Step(n, row.title, row.due_on, sum_) for n, (row, sum_) in enumerate(zip(steps, tranches, strict=True), 1)
        ),
        tuple(
            Line(n, CATEGORIES_OF.get(row.type, row.type), row.title, sum_, row.own)
            for n, (row, sum_) in enumerate(zip(lines, amounts, strict=True), 1)
        ),
        tuple(Measure(n, row.title, row.unit, row.target) for n, row in enumerate(application.indicators.all(), 1)),
    )


def demand_winner(application: Application, line: PlanLine, supplier: Organisation) -> None:
    """Raises Refused unless *supplier* won a call that *line* pays for, and has no agreement from this application yet."""
    if (
        application.state != "winner"
        or application.applicant_id != supplier.pk
        or line.pk not in lines_behind(application.call)
    ):
        raise Refused(
            Text(
                "Шарт осы жол бойынша конкурс жеңімпазымен жасалады.",
                "Договор заключается с победителем конкурса по этой строке плана.",
                "The agreement is made with a winner of a call on this line of the plan.",
            )
        )
    made = agreement_of(application)
    if made is not None:
        raise Refused(
            Text(
                f"Бұл өтінім бойынша шарт бар: {made.number}.",
                f"По этой заявке уже есть договор: {made.number}.",
                f"There is an agreement on this application already: {made.number}.",
            )
        )


def note_contracted(*, agreement: Agreement, at: datetime) -> None:
    """The agreement is in force: the application that it came from is contracted."""
    application = winner_behind(agreement)
    if application is not None and application.state == "winner":
        mark_contracted(application=application, by=SYSTEM, at=at)
