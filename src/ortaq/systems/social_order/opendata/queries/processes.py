"""The contracting processes of a year: the published lines of its plans, and its calls. Read in chunks: memory is flat."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from ortaq.kernel.events.models import Event
from ortaq.kernel.interchange.queries.publishing import page, party
from ortaq.kernel.parties.queries import organisation_reference
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions.models import Application, Call, Criterion
from ortaq.procedures.competitions.models import Lot as CallLot
from ortaq.procedures.competitions.rules.eligibility import CONDITIONS
from ortaq.systems.social_order.lifecycle import PUBLIC_LINES
from ortaq.systems.social_order.models import PlanLine, TopicProposal
from ortaq.systems.social_order.opendata.queries.awards import WON, Decided, decided
from ortaq.systems.social_order.opendata.queries.contracts import (
    agreements_after,
    agreements_of,
    applications_behind,
    contracts_of,
)
from ortaq.systems.social_order.opendata.queries.planned import plans_of
from ortaq.systems.social_order.opendata.queries.publisher import profile_name
from ortaq.systems.social_order.opendata.rules.processes import Award, Bid, Lot, Process, Tender, Topic
from ortaq.systems.social_order.queries.topics import public_topics

CHUNK = 200
SOCIAL_ORDER = "social_order"
"""The profile of calls that are the state social order; the others give grants and awards."""
BID_STATUS = {
    "submitted": "pending",
    "admitted": "valid",
    "scored": "valid",
    "winner": "valid",
    "reserve": "valid",
    "not_selected": "valid",
    "contracted": "valid",
    "refused": "valid",
    "rejected": "disqualified",
    "withdrawn": "withdrawn",
}
"""State of an application → status in the bids extension. Others were never handed in."""
HANDED_IN = Q(submitted_at__isnull=False) | Q(call__is_reference=True)
"""Applications that came in: here, or on the procurement portal, which tells who took part and no more."""
OUTCOME = {"final": "complete", "failed": "unsuccessful", "cancelled": "cancelled"}

M = TypeVar("M", bound=Model)


def chunks(found: QuerySet[M], size: int = CHUNK) -> Iterator[list[M]]:
    """The rows of *found* by key, *size* at a time: never all of them, never skipping."""
    last = 0
    while rows := list(found.filter(pk__gt=last).order_by("pk")[:size]):
        yield rows
        if len(rows) < size:
            return
        last = rows[-1].pk


def lines_of(year: int) -> QuerySet[PlanLine]:
    """The published lines of the plans of *year*."""
    return PlanLine.objects.filter(plan__year=year, published_at__isnull=False, state__in=PUBLIC_LINES)


def calls_of(year: int) -> QuerySet[Call]:
    """The announced calls of *year*."""
    return Call.objects.filter(year=year, published_at__isnull=False, announced_at__isnull=False)


def processes(year: int) -> Iterator[Process]:
    """Every process of the social order of *year*, lines first. Twenty-four SQL queries for each chunk."""
    for lines in chunks(lines_of(year).select_related("plan")):
        yield from _line_processes(lines)
    for calls in chunks(calls_of(year).filter(profile=SOCIAL_ORDER)):
        yield from _call_processes(calls)


def process(number: str) -> Process | None:
    """One process by the number of its line or call; None when there is no such published record."""
    if number.startswith("PL-"):
        lines = list(
            PlanLine.objects.filter(number=number, published_at__isnull=False, state__in=PUBLIC_LINES).select_related(
                "plan"
            )
        )
        return next(_line_processes(lines), None)
    calls = Call.objects.filter(number=number, published_at__isnull=False, announced_at__isnull=False)
    return next(_call_processes(list(calls.filter(profile=SOCIAL_ORDER))), None)


def topics(year: int) -> Iterator[Topic]:
    """The published proposals that came in *year*, by chunks of one SQL query each; then what is left of those that were
    taken down.
    """
    found = public_topics().filter(proposed_at__year=year)
    for rows in chunks(found):
        yield from (_topic(row) for row in rows)
    for rows in chunks(_taken_down().filter(proposed_at__year=year)):
        yield from _tombstones(rows)


def _taken_down() -> QuerySet[TopicProposal]:
    """Proposals that were public once and aren't any more."""
    events = Event.objects.filter(record_id=OuterRef("pk"), code="take_down")
    gone = TopicProposal.objects.filter(Exists(events), published_at__isnull=True)
    return gone.only("number", "language", "body_id", "proposed_at", "is_demo")


def _tombstones(rows: list[TopicProposal]) -> Iterator[Topic]:
    last = dict(
        Event.objects.filter(record_id__in=[row.pk for row in rows], code="take_down")
        .order_by("sequence")
        .values_list("record_id", "at")
    )
    for row in rows:
        body = party(organisation_reference.row(row.body_id or 0))
        yield Topic(
            row.number, row.language, "", "", body, last[row.pk], page(row.number), is_demo=row.is_demo, taken_down=True
        )


def topic(number: str) -> Topic | None:
    """One published proposal by its number."""
    found = public_topics().filter(number=number).first()
    return _topic(found) if found else next(_tombstones(list(_taken_down().filter(number=number))), None)


def _topic(row: TopicProposal) -> Topic:
    body = organisation_reference.row(row.body_id or 0)
    assert row.published_at is not None
    decided = row.outcome in {"accepted", "rejected"}
    return Topic(
        number=row.number,
        language=row.language,
        title=row.public_title,
        need=str(row.public_parts.get("need") or row.public_text or row.public_title),
        buyer=party(body),
        at=row.published_at,
        url=page(row.number),
        decided_at=max(row.answered_at, row.published_at) if decided and row.answered_at else None,
        accepted=row.outcome == "accepted",
        reason=row.answer if decided else "",
        is_demo=row.is_demo,
    )


def _line_processes(lines: list[PlanLine]) -> Iterator[Process]:
    ids = [line.pk for line in lines]
    raised = defaultdict(list)
    links = Link.objects.filter(
        source_id__in=ids, kind="raised_by", target__kind="topic", target__published_at__isnull=False
    )
    for source_id, number in links.order_by("pk").values_list("source_id", "target__number"):
        raised[source_id].append(number)
    agreements = agreements_of(ids)
    behind = applications_behind(row.pk for row in agreements)
    # What a call led to is told in the call's process; here stand the agreements made without one.
    own = [row for row in agreements if row.pk not in behind]
    contracts = contracts_of(own, {row.pk: row.number for row in own})
    by_line = defaultdict(list)
    for row in own:
        if row.pk in contracts:
            by_line[row.line_id].append(contracts[row.pk])
    plans = plans_of(lines)
    for line in lines:
        planned, language = plans[line.pk]
        awards = (
            Award(found.number, found.title, found.versions[0].at, found.versions[0].amount, found.supplier)
            for found in by_line[line.pk]
        )
        yield Process(
            number=line.number,
            year=line.plan.year,
            language=language,
            title=planned.title,
            buyer=party(organisation_reference.row(line.body_id or 0)),
            planned=replace(planned, topics=tuple(raised[line.pk])),
            awards=tuple(awards),
            contracts=tuple(by_line[line.pk]),
            is_demo=line.is_demo,
        )


def _call_processes(calls: list[Call]) -> Iterator[Process]:
    ids = [call.pk for call in calls]
    tied: dict[str, dict[int, list[str]]] = {"funded_by": defaultdict(list), "follows": defaultdict(list)}
    links = Link.objects.filter(source_id__in=ids, kind__in=tied, target__published_at__isnull=False)
    for kind, source_id, number in links.order_by("pk").values_list("kind", "source_id", "target__number"):
        tied[kind][source_id].append(number)
    # Who applied is told with the results: until then calls may be sealed, or judged blind. What was told stays told.
    decisions = decided(calls)
    applied = Application.objects.filter(
        HANDED_IN, call_id__in=[pk for pk, found in decisions.items() if found.first_at], state__in=BID_STATUS
    )
    of_call = defaultdict(list)
    for each in applied.select_related("applicant", "lot").order_by("pk"):
        of_call[each.call_id].append(each)
    winners = [each.pk for rows in of_call.values() for each in rows if each.state in WON]
    agreements = agreements_after(winners)
    numbers = {row.pk: f"award-{pk}" for pk, row in agreements.items()}
    contracts = contracts_of(agreements.values(), numbers)
    lots = defaultdict(list)
    for lot in CallLot.objects.filter(call_id__in=ids).order_by("order", "pk"):
        lots[lot.call_id].append(Lot(lot.code, lot.title_kk or lot.title_ru, lot.budget))
    criteria = _criteria(calls)
    for call in calls:
        rows, found = of_call[call.pk], decisions[call.pk]
        yield Process(
            number=call.number,
            year=call.year,
            language="kk" if call.title_kk else "ru",
            title=call.title_kk or call.title_ru,
            buyer=party(organisation_reference.row(call.body_id or 0)),
            tender=_tender(call, tied, tuple(lots[call.pk]), criteria.get(call.criteria_set_id or 0, ""), found),
            bids=tuple(_bid(each) for each in rows),
            awards=tuple(award for each in rows for award in found.awards_to(each)),
            contracts=tuple(
                contracts[agreements[each.pk].pk]
                for each in rows
                if each.pk in agreements and agreements[each.pk].pk in contracts
            ),
            is_demo=call.is_demo,
        )


def _criteria(calls: list[Call]) -> dict[int, str]:
    """Criteria in words, by the set: name, scale, weight. One SQL query."""
    found: dict[int, list[str]] = defaultdict(list)
    sets = {call.criteria_set_id for call in calls if call.criteria_set_id}
    for each in Criterion.objects.filter(criteria_set_id__in=sets).order_by("order", "pk"):
        scale = f"{each.minimum}–{each.maximum}"
        found[each.criteria_set_id].append(f"{each.name_kk} ({scale}, × {each.weight.normalize():f})")
    return {pk: "; ".join(names) for pk, names in found.items()}


def _tender(
    call: Call, tied: dict[str, dict[int, list[str]]], lots: tuple[Lot, ...], criteria: str, found: Decided
) -> Tender:
    outcome = OUTCOME.get(call.state, "complete" if found.first_at else "")
    assert call.announced_at is not None
    return Tender(
        number=call.number,
        title=call.title_kk or call.title_ru,
        description=call.text_kk or call.text_ru,
        value=call.budget,
        announced_at=call.announced_at,
        url=page(call.number),
        opens_at=call.opens_at,
        deadline=call.deadline,
        opened_at=found.first_at,
        outcome=outcome,
        decided_at=(found.first_at or found.ended_at or call.changed_at) if outcome else None,
        details=profile_name(call.profile),
        external_number=call.external_number,
        criteria=criteria,
        eligibility="; ".join(CONDITIONS[code].name.kk for code in call.eligibility if code in CONDITIONS),
        lots=lots,
        papers=found.admission,
        follows=tuple(tied["follows"][call.pk]),
        lines=tuple(tied["funded_by"][call.pk]),
        reconsidered=found.reconsidered,
    )


def _bid(row: Application) -> Bid:
    lot = row.lot.code if row.lot else ""
    asked = row.requested if row.submitted_at else None
    return Bid(row.number, party(row.applicant), asked, row.submitted_at, BID_STATUS[row.state], lot)
