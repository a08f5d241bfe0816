"""Points, ranks, what the money reaches, and advice beside them: the standing of a call as its marks give it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.models import Assignment, Person
from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.models import (
    Application,
    Call,
    CommissionMember,
    Lot,
    Mark,
    Review,
    Session,
    TeamMember,
    Vote,
)
from ortaq.procedures.competitions.queries.calls import bands_of
from ortaq.procedures.competitions.registry import Tie, profile_of, ties_between
from ortaq.procedures.competitions.rules import alpha, ranking, severity
from ortaq.procedures.competitions.rules.bands import band_of
from ortaq.procedures.competitions.rules.kinship import same_surname
from ortaq.procedures.competitions.rules.quorum import Tally, is_quorate, tally

RANKED = ("admitted", "scored", "winner", "reserve", "not_selected", "contracted", "refused")


@dataclass(frozen=True)
class Row:
    """One application in the ranking table."""

    application: Application
    points: ranking.Points
    place: ranking.Place
    allotment: ranking.Allotment
    beside: severity.Beside | None = None

    @property
    def shown_points(self) -> Decimal | None:
        """The official points to two decimals; None when they can't be counted."""
        return None if self.points.total is None else as_decimal(self.points.total)


@dataclass(frozen=True)
class Standing:
    """The ranking of one lot (or of a call without lots)."""

    title: str
    budget: Decimal
    rows: list[Row]
    undecided: list[str]
    agreements: Mapping[str, alpha.Agreement] = field(default_factory=dict)
    severe: list[int] = field(default_factory=list)
    """Accounts of reviewers who mark much higher or lower than the others."""
    is_connected: bool = True
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown_agreements(self) -> list["ShownAgreement"]:
        """Agreement on each criterion by its name, with numbers that a page can show."""
        return [
            ShownAgreement(
                self.names.get(code, code),
                None if each.alpha is None else as_decimal(each.alpha, 3),
                None if each.within_one is None else as_decimal(each.within_one * 100, 0),
            )
            for code, each in self.agreements.items()
        ]


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """Agreement on one criterion: alpha, and the per cent of pairs of marks within one point."""

    name: str
    alpha: Decimal | None
    within_one: Decimal | None


def as_decimal(value: Fraction, places: int = 4) -> Decimal:
    """An exact fraction as a decimal, rounded half up to *places*."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-places))


def ranked_applications(call: Call) -> list[Application]:
    """The admitted applications of a call, with their applicants and lots."""
    return list(
        Application.objects.filter(call=call, state__in=RANKED).select_related("applicant", "lot").order_by("pk")
    )


def counted_marks(call: Call) -> list[ranking.Mark]:
    """The marks of closed reviews; recused ones don't count."""
    rows = Mark.objects.filter(
        review__application__call=call, review__closed_at__isnull=False, review__recused_at__isnull=True
    ).values_list("review__application__number", "review__reviewer_id", "criterion__code", "value")
    return [
        ranking.Mark(number, str(reviewer), code, None if value is None else Decimal(value))
        for number, reviewer, code, value in rows
    ]


def standings(call: Call) -> list[Standing]:
    """The ranking of each lot of *call*, or of the whole call. A constant number of SQL queries."""
    if call.criteria_set is None:
        return []
    applications = ranked_applications(call)
    criteria = list(call.criteria_set.criteria.all())
    scales = [ranking.Scale(c.code, c.weight, Decimal(c.minimum), Decimal(c.maximum)) for c in criteria]
    marks = counted_marks(call)
    bands = bands_of(call)
    own_bands = {each.number: band_of(each.requested, bands) for each in applications}
    weights = {number: dict(band.weights) for number, band in own_bands.items() if band and band.weights}
    numbers = {each.number for each in applications}
    points = ranking.official_points(scales, [m for m in marks if m.application in numbers], numbers, weights)
    groups: dict[int | None, list[Application]] = {}
    for each in applications:
        groups.setdefault(each.lot_id, []).append(each)
    found = []
    for members in groups.values():
        lot = members[0].lot
        inside = {each.number for each in members}
        candidates = [
            ranking.Candidate(
                each.number,
                each.requested,
                each.submitted_at or each.created_at,
                (band.pass_mark or Decimal(0)) if (band := own_bands[each.number]) else Decimal(0),
            )
            for each in members
        ]
        money = lot.budget if lot else call.budget
        found.append(
            _standing(
                call, members, {n: points[n] for n in inside}, candidates, money, lot.title if lot else "",
                [m for m in marks if m.application in inside], scales, weights,
            )
        )  # fmt: skip
    names = {each.code: each.name for each in criteria}
    return [replace(each, names=names) for each in found]


def _standing(
    call: Call,
    members: list[Application],
    points: dict[str, ranking.Points],
    candidates: list[ranking.Candidate],
    money: Decimal,
    title: str,
    marks: list[ranking.Mark],
    scales: list[ranking.Scale],
    weights: Mapping[str, Mapping[str, Decimal]],
) -> Standing:
    seed = call.lottery_seed or call.number
    places = ranking.ranking(points, candidates, call.tie_order, seed)
    allotments = ranking.allot(places, candidates, money, ranking.Cut(call.cut_rule))
    paid = {each.application: each for each in allotments}
    official = {place.application: place.rank for place in places if place.rank is not None}
    line = max(
        (official[each.application] for each in allotments if each.amount and each.application in official), default=0
    )
    readings = _readings(marks, scales, weights)
    correction = severity.correct(readings)
    known = {number: rank for number, rank in official.items() if number in correction.corrected}
    besides = {each.application: each for each in severity.beside(known, correction, line)}
    by_number = {each.number: each for each in members}
    return Standing(
        title,
        money,
        [
            Row(
                by_number[p.application],
                points[p.application],
                p,
                paid[p.application],
                besides.get(p.application),
            )
            for p in places
        ],
        ranking.undecided(places, allotments),
        {scale.code: alpha.agreement(_units(marks, scale.code)) for scale in scales},
        [int(who) for who in correction.strict],
        correction.connected,
    )


def _readings(
    marks: list[ranking.Mark], scales: list[ranking.Scale], weights: Mapping[str, Mapping[str, Decimal]]
) -> list[severity.Reading]:
    """The weighted points of each reviewer for each application that they marked on every criterion."""
    given: dict[tuple[str, str], dict[str, Decimal]] = {}
    for mark in marks:
        if mark.value is not None:
            given.setdefault((mark.application, mark.reviewer), {})[mark.criterion] = mark.value
    return [
        severity.Reading(
            application,
            reviewer,
            sum(
                (Fraction(weights.get(application, {}).get(s.code, s.weight)) * Fraction(values[s.code]) for s in scales),
                Fraction(0),
            ),
        )
        for (application, reviewer), values in given.items()
        if len(values) == len(scales)
    ]  # fmt: skip


def _units(marks: list[ranking.Mark], criterion: str) -> list[list[Decimal | None]]:
    units: dict[str, list[Decimal | None]] = {}
    for mark in marks:
        if mark.criterion == criterion:
            units.setdefault(mark.application, []).append(mark.value)
    return list(units.values())


def reviews_of(actor: Actor, call: Call | None = None) -> QuerySet[Review]:
    """The applications that *actor* has to score, in the order of assignment."""
    found = (
        Review.objects.filter(reviewer_id=actor.user_id)
        .select_related("application__call", "application__applicant", "application__lot")
        .order_by("pk")
    )
    return found.filter(application__call=call) if call else found


def progress_of(call: Call) -> QuerySet[Review]:
    """Every review of a call, for the secretary's board: who, which application, how far; no marks."""
    return (
        Review.objects.filter(application__call=call)
        .select_related("application__applicant", "reviewer__person")
        .order_by("application_id", "pk")
    )


def money_given(call: Call, lot: Lot | None) -> tuple[list[Decimal], Decimal]:
    """What the winners of a lot (or of a call without lots) have, each, and what is left of its money."""
    winners = Application.objects.filter(call=call, lot=lot, state__in=["winner", "contracted"])
    given = [each.awarded or Decimal(0) for each in winners]
    return given, (lot.budget if lot else call.budget) - sum(given, Decimal(0))


def usual_promotion(application: Application) -> Decimal:
    """What an application promoted from the reserve gets when nobody says otherwise: what it asked for, or an equal part."""
    given, left = money_given(application.call, application.lot)
    if profile_of(application.call.profile).share_equally:
        return min([*given, left])
    return min(application.requested, left)


def voting_members(call: Call) -> QuerySet[CommissionMember]:
    """The chair and the members who vote."""
    return CommissionMember.objects.filter(call=call, left_at__isnull=True).exclude(seat=CommissionMember.Seat.EXPERT)


@dataclass(frozen=True)
class Outcome:
    """What a session has decided: quorum and the vote on the list as a whole."""

    members: int
    present: int
    is_quorate: bool
    votes: Tally

    @property
    def is_adopted(self) -> bool:
        """Quorate, and more than half of those present said yes."""
        return self.is_quorate and self.votes.is_adopted


def outcome_of(session: Session) -> Outcome:
    """Quorum and votes of a session. Two SQL queries."""
    rows = list(session.attendances.values_list("is_present", flat=True))
    present = sum(rows)
    choices = list(Vote.objects.filter(session=session, application__isnull=True).values_list("choice", flat=True))
    return Outcome(
        len(rows),
        present,
        is_quorate(present, len(rows), session.call.quorum_percent),
        tally(max(present, len(choices)), choices),
    )


def hints_of_conflict(review: Review) -> list[Tie]:
    """What may tie a reviewer to an applicant, for the declaration before the file opens: a role in the organisation, a
    surname that a member of the team bears too, and what registered sources know. Hints: the reviewer decides.
    """
    organisation_id = review.application.applicant_id
    found: list[Tie] = []
    if Assignment.objects.filter(user_id=review.reviewer_id, organisation_id=organisation_id).exists():
        found.append(
            Tie(
                Text(
                    "Сіз осы ұйымда рөл атқарасыз немесе атқарғансыз.",
                    "Вы состоите или состояли в этой организации.",
                    "You hold or held a role in this organisation.",
                )
            )
        )
    person = Person.objects.filter(user_id=review.reviewer_id).first()
    team = [member.name for member in TeamMember.objects.filter(application=review.application)]
    if person is not None and same_surname(person.name, team):
        found.append(
            Tie(
                Text(
                    "Жоба командасында тегі сіздікіндей адам бар.",
                    "В команде проекта есть человек с вашей фамилией.",
                    "Somebody in the project's team bears your surname.",
                )
            )
        )
    return found + ties_between(review.reviewer_id, organisation_id)
