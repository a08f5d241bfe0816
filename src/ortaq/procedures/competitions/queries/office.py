"""What the secretary's board shows of one call."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ortaq.kernel.parties.models import Assignment
from ortaq.kernel.parties.queries import officer_called
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Link
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.search.rules import grams, likeness
from ortaq.procedures.competitions.lifecycle.applications import SECRET
from ortaq.procedures.competitions.models import (
    Application,
    Call,
    CommissionMember,
    DecisionRow,
    Objection,
    Protocol,
    Question,
    Session,
)
from ortaq.procedures.competitions.permissions import may_read_application
from ortaq.procedures.competitions.registry import Funding, funding_of
from ortaq.procedures.competitions.rules.similarity import SAME_TEXT, overlap

LIKENED = 400
"""The newest applications that a new one is compared with."""


@dataclass(frozen=True)
class Hint:
    """Something that looks like the same project paid for twice; a person decides."""

    kind: str
    """"same_applicant", "same_text" or "other_source"."""
    application: Application | None = None
    funding: Funding | None = None
    likeness: float = 0.0


def applications_for_office(call: Call, actor: Actor) -> list[Application]:
    """The applications of a call that *actor* may read now; none while they are sealed. Three SQL queries at most."""
    if call.opened_at is None and call.sealed:
        return []
    rows = (
        Application.objects.filter(call=call, submitted_at__isnull=False)
        .exclude(state__in=SECRET)
        .select_related("applicant", "lot")
        .order_by("pk")
    )
    found = list(rows)
    for each in found:
        each.call = call
    return found


def application_for_office(number: str, actor: Actor) -> Application | None:
    """One application for who runs or judges the competition and may read it; else None."""
    parsed = parse_number(number)
    found = (
        Application.objects.filter(number=str(parsed) if parsed else "")
        .select_related("call__body", "call__criteria_set", "applicant", "lot", "territory")
        .first()
    )
    if found is None or found.submitted_at is None or not may_read_application(actor, found):
        return None
    return found


def hints_of_double_funding(application: Application) -> list[Hint]:
    """Other money that may be for the same: the applicant's other projects in the same time and place or direction,
    texts alike beyond 0.8 among all applications, and what other sources know of the BIN. What is still sealed isn't
    compared: a likeness would tell what stands in it. Three SQL queries and the sources'.
    """
    period = (application.starts_on, application.ends_on)
    others = (
        Application.objects.filter(submitted_at__isnull=False)
        .exclude(pk=application.pk)
        .exclude(state__in=["withdrawn", "rejected", "not_selected", "refused"])
        .exclude(call__sealed=True, call__opened_at__isnull=True, call__results_at__isnull=True)
        .select_related("call", "applicant")
        .order_by("-pk")[:LIKENED]
    )
    found: list[Hint] = []
    own = grams(f"{application.title} {application.summary} {application.goal}")
    for other in others:
        alike = likeness(own, grams(f"{other.title} {other.summary} {other.goal}"))
        same_place = application.territory_id is not None and other.territory_id == application.territory_id
        same_sphere = bool(application.sphere) and other.sphere == application.sphere
        if alike > SAME_TEXT:
            found.append(Hint("same_text", other, likeness=alike))
        elif (
            other.applicant_id == application.applicant_id
            and overlap(period, (other.starts_on, other.ends_on))
            and (same_place or same_sphere)
        ):
            found.append(Hint("same_applicant", other))
    results = Link.objects.filter(source_id=application.pk, kind=Link.Kind.RESULTS_IN)
    own_money = set(results.values_list("target__number", flat=True))  # what it won itself isn't money beside it
    for row in funding_of(application.applicant.bin):
        if overlap(period, row.period) and row.address.strip("/").rpartition("/")[2] not in own_money:
            found.append(Hint("other_source", funding=row))
    return found


def seats_of(call: Call) -> QuerySet[CommissionMember]:
    """Everybody who sits in the commission or scores now."""
    return CommissionMember.objects.filter(call=call, left_at__isnull=True).order_by("seat", "pk")


def people_for_seats(call: Call, at: datetime) -> list[tuple[int, str]]:
    """Accounts that hold the role of an expert or a commission member in the call's body, with their names."""
    rows = (
        Assignment.objects.filter(
            organisation_id=call.body_id or 0,
            role__in=["expert", "commission"],
            user__is_active=True,
            valid_from__lte=at.date(),
        )
        .exclude(valid_to__lt=at.date())
        .select_related("user__person")
        .order_by("user_id", "role")
    )
    found: dict[int, str] = {}
    for row in rows:
        person = getattr(row.user, "person", None)
        found[row.user_id] = officer_called(person.name if person else "", role=row.role, account=row.user_id)
    return sorted(found.items(), key=lambda pair: pair[1])


def sessions_of(call: Call) -> QuerySet[Session]:
    """The sessions of the commission, the newest first."""
    return Session.objects.filter(call=call).order_by("-pk")


def last_protocol(call: Call) -> Protocol | None:
    """The newest protocol of the results."""
    return Protocol.objects.filter(call=call, kind=Session.Kind.RESULTS).order_by("-version").first()


def admission_protocol(call: Call) -> Protocol | None:
    """The protocol of admission, published or not."""
    return Protocol.objects.filter(call=call, kind=Session.Kind.ADMISSION).order_by("-version").first()


def admission_counts(call: Call) -> tuple[int, int]:
    """How many applications are admitted, and how many aren't. One SQL query."""
    states = list(Application.objects.filter(call=call).values_list("state", flat=True))
    return states.count("admitted"), states.count("rejected")


def drafted_rows(protocol: Protocol) -> dict[int, DecisionRow]:
    """What a protocol says of each application, by its id."""
    return {row.application_id: row for row in protocol.rows.all()}


def objections_of(call: Call) -> QuerySet[Objection]:
    """Complaints about the results, the oldest first."""
    return Objection.objects.filter(call=call).select_related("application__applicant")


def question_of(call: Call, question_id: int) -> Question | None:
    """One question of a call."""
    return Question.objects.filter(call=call, pk=question_id).first()


def commissions_of(actor: Actor) -> list[CommissionMember]:
    """The commissions that *actor* votes in."""
    return list(
        CommissionMember.objects.filter(user_id=actor.user_id or 0, left_at__isnull=True)
        .exclude(seat=CommissionMember.Seat.EXPERT)
        .select_related("call__body")
        .order_by("-call_id")
    )


def open_session_of(call: Call) -> Session | None:
    """The session that is going on."""
    return Session.objects.filter(call=call, closed_at__isnull=True).order_by("-pk").first()
