"""The published results: what everybody may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min

from ortaq.kernel.parties.rules import Actor
from ortaq.procedures.competitions.models import Application, Call, Mark, Protocol, Review, Session


@dataclass(frozen=True)
class ResultRow:
    """One application in the published results."""

    application: Application
    outcome: str
    points: Decimal | None
    rank: int | None
    amount: Decimal | None
    ground_kk: str = ""
    ground_ru: str = ""


def published_protocol(call: Call) -> Protocol | None:
    """The newest published protocol of the results."""
    return (
        Protocol.objects.filter(call=call, kind=Session.Kind.RESULTS, published_at__isnull=False)
        .order_by("-version")
        .first()
    )


def published_admission(call: Call) -> Protocol | None:
    """The protocol of admission, once it is public."""
    return Protocol.objects.filter(call=call, kind=Session.Kind.ADMISSION, published_at__isnull=False).first()


def results_of(call: Call) -> list[ResultRow]:
    """Every admitted application with points and rank, then those not admitted with their ground. Three SQL queries.

    Nothing before the results are published.
    """
    if call.results_at is None:
        return []
    protocol = published_protocol(call)
    rows: list[ResultRow] = []
    if protocol is not None:
        for row in protocol.rows.select_related("application__applicant", "application__lot").order_by("rank", "pk"):
            state = row.application.state
            outcome = state if state in {"winner", "reserve", "not_selected", "contracted", "refused"} else row.outcome
            rows.append(
                ResultRow(
                    row.application, outcome, row.points, row.rank,
                    row.application.awarded if outcome in {"winner", "contracted"} else None, row.ground_kk, row.ground_ru,
                )
            )  # fmt: skip
    others = Application.objects.filter(call=call).select_related("applicant", "lot").order_by("pk")
    if call.is_reference:
        others = others.filter(state__in=["winner", "not_selected", "contracted", "refused"])
    else:
        others = others.filter(state="rejected")
    for each in others:
        rows.append(ResultRow(each, each.state, None, None, each.awarded, each.ground_kk, each.ground_ru))
    return rows


def marks_for_applicant(application: Application) -> list[tuple[Review, list[Mark]]]:
    """Closed reviews with their marks and reasons, in the order of closing, without the experts' names. Two SQL queries."""
    reviews = (
        Review.objects.filter(application=application, closed_at__isnull=False, recused_at__isnull=True)
        .prefetch_related("marks__criterion")
        .order_by("closed_at", "pk")
    )
    return [(review, sorted(review.marks.all(), key=lambda mark: mark.criterion.order)) for review in reviews]


def winners_of(call: Call) -> list[Application]:
    """The winners of a call, with their applicants: for whoever concludes agreements."""
    return list(
        Application.objects.filter(call=call, state__in=["winner", "contracted"])
        .select_related("applicant", "lot", "call")
        .order_by("pk")
    )


def public_applications_of(organisation_id: int) -> list[Application]:
    """What is public of an organisation's applications, the newest first. One SQL query."""
    return list(
        Application.objects.filter(applicant_id=organisation_id, published_at__isnull=False)
        .select_related("call", "lot")
        .order_by("-pk")[:200]
    )


def application_for_agreement(number: str, actor: Actor) -> Application | None:
    """A winner's application with its rows, for the customer who makes the agreement of it; else None."""
    found = (
        Application.objects.filter(number=number, state__in=["winner", "contracted"])
        .select_related("call", "applicant", "lot", "territory")
        .prefetch_related("budget_lines", "milestones", "indicators")
        .first()
    )
    if found is None or "customer" not in actor.roles_in(found.call.body_id):
        return None
    return found


def spreads(call_ids: Iterable[int]) -> list[tuple[int, bool]]:
    """Of each application that several experts read: its call, and whether any two marks on a criterion differ. Only of
    calls whose results are public. One SQL query.
    """
    rows = (
        Mark.objects.filter(
            review__application__call_id__in=list(call_ids), review__application__call__results_at__isnull=False,
            review__closed_at__isnull=False, review__recused_at__isnull=True, value__isnull=False,
        )
        .order_by()
        .values_list("review__application__call_id", "review__application_id", "criterion_id")
        .annotate(low=Min("value"), high=Max("value"), readers=Count("review__reviewer", distinct=True))
    )  # fmt: skip
    differs: dict[tuple[int, int], bool] = {}
    for call_id, application_id, _criterion, low, high, readers in rows:
        if readers > 1:
            key = (call_id, application_id)
            differs[key] = differs.get(key, False) or low != high
    return [(call_id, each) for (call_id, _application), each in differs.items()]
