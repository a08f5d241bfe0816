"""The two kinds of record of a competition, as the kernel knows them."""

from collections.abc import Iterable

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import RecordKind
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.queries import holders
from ortaq.kernel.records.models import Record
from ortaq.procedures.competitions.lifecycle import APPLICATION, CALL
from ortaq.procedures.competitions.lifecycle.applications import SECRET
from ortaq.procedures.competitions.models import Application, Call, CommissionMember
from ortaq.procedures.competitions.permissions import (
    application_capacities,
    application_of,
    call_capacities,
    call_of,
)


def _office(role: str, organisation_id: int | None) -> Iterable[Recipient]:
    if organisation_id is None:
        return
    for holder in holders(role, organisation_id):
        yield Recipient(role, holder.user.language, user_id=holder.user_id)


def call_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of a call tells *capacity*."""
    call = call_of(record)
    if capacity == "applicant":
        applicants = (
            Application.objects.filter(call=call)
            .exclude(state__in={*SECRET, "withdrawn"})
            .values_list("applicant_id", flat=True)
        )
        for organisation_id in sorted(set(applicants)):
            for told in _office("representative", organisation_id):
                yield Recipient("applicant", told.language, user_id=told.user_id)
    elif capacity in {"commission", "expert"}:
        seats = (
            [CommissionMember.Seat.EXPERT]
            if capacity == "expert"
            else [CommissionMember.Seat.CHAIR, CommissionMember.Seat.MEMBER]
        )
        found = CommissionMember.objects.filter(call=call, seat__in=seats, left_at__isnull=True).select_related("user")
        for member in found:
            yield Recipient(capacity, member.user.language, user_id=member.user_id)
    else:
        yield from _office(capacity, call.body_id)


def application_audience(record: Record, capacity: str) -> Iterable[Recipient]:
    """Who is told when a transition of an application tells *capacity*."""
    application = application_of(record)
    organisation_id = application.applicant_id if capacity == "representative" else application.call.body_id
    yield from _office(capacity, organisation_id)


def _all_judged(record: Record) -> Decision:
    call = call_of(record)
    states = set(call.applications.values_list("state", flat=True))
    if "submitted" in states:
        return refused(
            "Барлық өтінім бойынша рұқсат туралы шешім керек.",
            "По каждой заявке нужно решение о допуске.",
            "Every application needs a decision on admission.",
        )
    if "admitted" not in states:
        return refused(
            "Рұқсат етілген өтінім жоқ: конкурсты өтпеді деп таныңыз.",
            "Нет допущенных заявок: признайте конкурс несостоявшимся.",
            "No application is admitted: declare the competition failed.",
        )
    return ALLOWED


def _objections_answered(record: Record) -> Decision:
    if call_of(record).objections.filter(decided_at__isnull=True).exists():
        return refused("Қаралмаған шағым бар.", "Есть нерассмотренная жалоба.", "A complaint hasn't been answered yet.")
    return ALLOWED


def _is_reference(record: Record) -> Decision:
    if call_of(record).is_reference:
        return ALLOWED
    return refused(
        "Бұл конкурс мемлекеттік сатып алу порталында өтпейді.",
        "Этот конкурс проходит не на портале государственных закупок.",
        "This competition doesn't run on the procurement portal.",
    )


def _runs_here(record: Record) -> Decision:
    if not call_of(record).is_reference:
        return ALLOWED
    return refused(
        "Бұл конкурс мемлекеттік сатып алу порталында өтеді: нәтижесін сол жерден енгізіңіз.",
        "Этот конкурс проходит на портале государственных закупок: внесите его результат.",
        "This competition runs on the procurement portal: record its result.",
    )


CALL_KIND = RecordKind(
    code="call",
    prefix="CL",
    name=Text("Конкурс", "Конкурс", "Call"),
    model=Call,
    lifecycle=CALL,
    capacities=call_capacities,
    audience=call_audience,
    address=lambda record: f"competitions/{record.number}/",
    guards={
        "open": _runs_here,
        "start_scoring": _all_judged,
        "finish": _objections_answered,
        "record_result": _is_reference,
    },
)
APPLICATION_KIND = RecordKind(
    code="application",
    prefix="AN",
    name=Text("Өтінім", "Заявка", "Application"),
    model=Application,
    lifecycle=APPLICATION,
    capacities=application_capacities,
    audience=application_audience,
    address=lambda record: f"competitions/applications/{record.number}/",
    guards={},
)
