"""How evaluations stand: the three numbers with what they rest on, who was named, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from ortaq.kernel.accounts.models import User
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import holders, officer_called
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.procedures.surveys.models import Survey
from ortaq.procedures.surveys.queries import Found, found
from ortaq.systems.social_order.models import Agreement, Evaluation, Indicator, IndicatorFact, Point, Seat
from ortaq.systems.social_order.permissions import council_bodies
from ortaq.systems.social_order.rules import CRITERIA, Fulfilment, Measured, Tally, fulfilment, tally

PAGE = 30
RUNNERS = ("customer", "head")


def _seen() -> QuerySet[Evaluation]:
    return Evaluation.objects.select_related(
        "body", "territory", "agreement__supplier", "agreement__line__sphere", "survey"
    )


def public_evaluation(number: str) -> Evaluation | None:
    """A published evaluation; None for one that isn't, as if it didn't exist."""
    parsed = parse_number(number)
    return _seen().filter(number=str(parsed), published_at__isnull=False).first() if parsed else None


def public_page(after: str = "") -> tuple[list[Evaluation], str | None]:
    """Published evaluations, the newest first, and the key of the next page. One SQL query."""
    rows = _seen().filter(published_at__isnull=False).order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) <= 18:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    return page[:PAGE], str(page[PAGE - 1].pk) if len(page) > PAGE else None


def evaluations_of(agreement_id: int) -> list[Evaluation]:
    """The published evaluations of a project, preliminary before final. One SQL query."""
    return list(Evaluation.objects.filter(agreement=agreement_id, published_at__isnull=False).order_by("-stage"))


def office_evaluations(actor: Actor) -> QuerySet[Evaluation]:
    """The evaluations of the bodies where *actor* is customer or head; not those of suppliers they work for."""
    rows = _seen().filter(body_id__in=actor.offices(*RUNNERS))
    return rows.exclude(agreement__supplier_id__in=actor.offices()).order_by("-pk")


def office_evaluation(number: str, actor: Actor) -> Evaluation | None:
    """One of them; None for anybody else's."""
    parsed = parse_number(number)
    return office_evaluations(actor).filter(number=str(parsed)).first() if parsed else None


def seats_for(actor: Actor) -> list[Seat]:
    """The evaluations that *actor* was named for as an expert, open ones first. One SQL query."""
    rows = Seat.objects.filter(expert_id=actor.user_id, released_at__isnull=True)
    rows = rows.exclude(evaluation__agreement__supplier_id__in=actor.offices())
    return list(
        rows.select_related("evaluation__body", "evaluation__agreement__supplier").order_by("submitted_at", "-pk")[
            :PAGE
        ]
    )


def agreement_by_number(number: str) -> Agreement | None:
    """The agreement that an evaluation is to be of."""
    parsed = parse_number(number)
    return Agreement.objects.select_related("supplier", "body").filter(number=str(parsed)).first() if parsed else None


@dataclass(frozen=True, slots=True)
class SeatMarks:
    """An expert's seat with the points by criterion, as far as they may be read."""

    seat: Seat
    points: dict[str, Point]


def seats_of(evaluation: Evaluation) -> list[SeatMarks]:
    """Every seat of an evaluation with its points. Two SQL queries."""
    seats = list(Seat.objects.filter(evaluation=evaluation).select_related("expert"))
    points: dict[int, dict[str, Point]] = {seat.pk: {} for seat in seats}
    for point in Point.objects.filter(seat__in=seats):
        points[point.seat_id][point.criterion] = point
    return [SeatMarks(seat, points[seat.pk]) for seat in seats]


def is_counted(seat: Seat) -> bool:
    """Does a seat count? Not one that was released or is in conflict."""
    return seat.released_at is None and not seat.conflict


def tally_of(rows: Iterable[SeatMarks]) -> Tally:
    """The points of the experts who count; those who haven't handed them in are missing."""
    marks = [
        {code: row.points[code].points if row.seat.submitted_at and code in row.points else None for code in CRITERIA}
        for row in rows
        if is_counted(row.seat)
    ]
    return tally(marks)


def pending(evaluation: Evaluation) -> int:
    """How many experts still have to hand their points in. One SQL query."""
    rows = Seat.objects.filter(evaluation=evaluation, released_at__isnull=True, submitted_at__isnull=True)
    return rows.exclude(conflict=True).count()


def open_survey_about(agreement: Agreement) -> Survey | None:
    """The survey about a project that isn't closed yet."""
    return Survey.objects.filter(about=agreement).exclude(state=Survey.State.CLOSED).first()


def newest_survey(agreement: Agreement) -> Survey | None:
    """The newest closed survey about a project."""
    return Survey.objects.filter(about=agreement, state=Survey.State.CLOSED).order_by("-pk").first()


def reached(agreement: Agreement) -> list[Measured]:
    """The indicators of a project, and what its accepted reports say was reached. One SQL query."""
    facts = (
        IndicatorFact.objects.filter(indicator=OuterRef("pk"), report__accepted_at__isnull=False)
        .order_by()
        .values("indicator")
        .annotate(sum=Sum("fact"))
        .values("sum")
    )
    rows = Indicator.objects.filter(agreement=agreement).annotate(reached=Subquery(facts))
    return [Measured(row.title, row.unit, row.plan, row.reached) for row in rows]


def measures_of(evaluation: Evaluation) -> Fulfilment:
    """Plan and fact of an evaluation: as signed, else as they stand now."""
    if evaluation.signed_at is None:
        return fulfilment(reached(evaluation.agreement))
    return fulfilment(
        Measured(
            each["title"], each["unit"], Decimal(each["plan"]), None if each["fact"] is None else Decimal(each["fact"])
        )
        for each in evaluation.measures
    )


def satisfaction_of(evaluation: Evaluation) -> Found | None:
    """What the recipients said: the survey fixed with the signature, else the newest closed one."""
    survey = evaluation.survey if evaluation.signed_at else newest_survey(evaluation.agreement)
    return found(survey) if survey else None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The three numbers of an evaluation, side by side."""

    tally: Tally
    fulfilment: Fulfilment
    satisfaction: Found | None
    seats: list[SeatMarks]

    @property
    def counted(self) -> list[SeatMarks]:
        """The experts who count, in their order."""
        return [row for row in self.seats if is_counted(row.seat)]


def numbers_of(evaluation: Evaluation) -> Numbers:
    """Everything that an evaluation rests on. At most seven SQL queries."""
    seats = seats_of(evaluation)
    return Numbers(tally_of(seats), measures_of(evaluation), satisfaction_of(evaluation), seats)


def candidates(evaluation: Evaluation) -> list[tuple[int, str]]:
    """Who can be named: experts of the body's council who aren't seated yet, with their names."""
    seated = set(Seat.objects.filter(evaluation=evaluation).values_list("expert_id", flat=True))
    bodies = sorted(council_bodies(evaluation.body_id))
    users = list(dict.fromkeys(each.user_id for body in bodies for each in holders("expert", body)))
    names = names_of(users)
    return [(pk, officer_called(names.get(pk, ""), role="expert", account=pk)) for pk in users if pk not in seated]


def names_of(users: Iterable[int]) -> dict[int, str]:
    """The names of accounts, where they have one. For the office; the public sees no names."""
    return {
        person.user_id: person.name
        for person in Person.objects.filter(user_id__in=list(users))
        if person.user_id is not None and person.name
    }


def account(pk: int) -> User | None:
    """An account, by its id."""
    return User.objects.filter(pk=pk, is_active=True).first()


def snapshot(agreement: Agreement) -> list[dict[str, Any]]:
    """The indicators as they are fixed with the signature."""
    return [
        {
            "title": each.title,
            "unit": each.unit,
            "plan": str(each.plan),
            "fact": None if each.fact is None else str(each.fact),
        }
        for each in reached(agreement)
    ]
