"""A call is made from an approved line of the plan, and the line goes on with it."""

from datetime import datetime

from django.db import transaction

from ortaq.kernel.events.models import Event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.lifecycle.registry import Consequence
from ortaq.kernel.money.rules import money_text
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.records.models import Record
from ortaq.procedures.competitions.actions import CallTerms, draft_call
from ortaq.procedures.competitions.models import Call
from ortaq.procedures.competitions.registry import profile_of
from ortaq.systems.social_order.actions.plans import advance_line
from ortaq.systems.social_order.models import PlanLine
from ortaq.systems.social_order.permissions import may_make_call
from ortaq.systems.social_order.queries.calls import calls_on, has_winner, lines_behind
from ortaq.systems.social_order.queries.delivery import planned_for

ENDED = ("failed", "cancelled")
"""States of a call that leave its line without one."""


@transaction.atomic
def make_call(*, line: PlanLine, by: Actor, at: datetime, profile: str = "social_order") -> Call:
    """The draft of a call that is paid from *line* (call —funded_by→ line), filled in from it; the office goes on with it.

    By itself a call runs on the state procurement portal (Law No 36, art. 6) and its result is recorded here; grants
    (art. 6-1) run here. Raises Refused for who may not, for a line that isn't approved, and while another call runs.
    """
    locked = lock_record(PlanLine, line.pk)
    decision = may_make_call(by, locked)
    if not decision:
        raise Refused.by(decision)
    running = calls_on(locked).exclude(state__in=ENDED).first()
    if running is not None:
        raise Refused(
            Text(
                f"Бұл жол бойынша конкурс бар: {running.number}.",
                f"По этой строке уже есть конкурс: {running.number}.",
                f"This line has a call already: {running.number}.",
            )
        )
    money = planned_for(locked)
    terms = CallTerms(
        profile=profile,
        title_kk=locked.title_kk or locked.title_ru,
        title_ru=locked.title_ru or locked.title_kk,
        text_kk="",
        text_ru="",
        year=locked.plan.year,
        level=locked.plan.level,
        budget=money,
        eligibility=profile_of(profile).eligibility,
        spheres=(locked.sphere.code,),
        is_reference=profile_of(profile).is_reference,
        external_number=locked.procurement[:60],
        territory_id=locked.territory_id,
        funded_by=(locked.pk,),
    )
    return draft_call(body_id=locked.body_id or 0, terms=terms, by=by, at=at, is_demo=locked.is_demo)


def follow_call(record: Record, event: Event) -> None:
    """What a call does to the lines that pay for it: announced with it; not held when it fails, is cancelled, or ends
    without a winner. (With the first agreement in force a line is contracted.)

    Raises Refused when a call is announced on a line that isn't approved, is another body's, or plans less money.
    """
    call = record if isinstance(record, Call) else Call.objects.get(pk=record.pk)
    lines = [lock_record(PlanLine, pk) for pk in lines_behind(call)]
    if event.code == "announce":
        if lines:
            _judge(call, lines)
        for line in lines:
            if line.state in {"approved", "not_held"}:
                advance_line(line=line, code="announce", by=SYSTEM, at=event.at, procurement=call.external_number)
    elif event.code != "finish" or not has_winner(call):
        for line in lines:
            others = calls_on(line).exclude(pk=call.pk).exclude(state__in=(*ENDED, "draft"))
            if line.state == "announced" and not others.exists():
                advance_line(line=line, code="fail", by=SYSTEM, at=event.at, reason=event.reason or call.number)


def _judge(call: Call, lines: list[PlanLine]) -> None:
    wrong = [
        line
        for line in lines
        if line.body_id != call.body_id or line.state not in {"approved", "not_held", "announced"}
    ]
    if wrong:
        number = wrong[0].number
        raise Refused(
            Text(
                f"{number}: осы органның бекітілген жоспар жолы керек.",
                f"{number}: нужна утверждённая строка плана этого же органа.",
                f"{number}: an approved line of the same body's plan is needed.",
            )
        )
    planned = sum(map(planned_for, lines), planned_for(lines[0]) * 0)
    if call.budget > planned:
        over = call.budget - planned
        raise Refused(
            Text(
                f"Конкурстың бюджеті жоспардан {money_text(over, 'kk')} артық.",
                f"Бюджет конкурса больше плана на {money_text(over, 'ru')}.",
                f"The call's budget exceeds the plan by {money_text(over, 'en')}.",
            )
        )


LINE_FOLLOWS_CALL = Consequence(
    code="line_follows_call",
    source="call",
    transitions=frozenset({"announce", "fail", "cancel", "finish"}),
    act=follow_call,
)
"""Declared in apps.py."""
