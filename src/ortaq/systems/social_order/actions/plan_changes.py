"""Changes of an approved line: proposed with a reason, decided by another person, kept for good."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused, advance
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.actions import lock_record
from ortaq.kernel.search.actions import index_record
from ortaq.systems.social_order.actions.plans import (
    LineInput,
    demand,
    new_version,
    regime_on_day,
    words_of,
    write_shares,
    years_of,
)
from ortaq.systems.social_order.lifecycle import CHANGEABLE
from ortaq.systems.social_order.models import Plan, PlanChange, PlanLine
from ortaq.systems.social_order.permissions import line_capacities
from ortaq.systems.social_order.queries.delivery import bound_without_reason, planned_for
from ortaq.systems.social_order.rules import CHANGED, differences


@transaction.atomic
def propose_change(*, line: PlanLine, changes: LineInput, reason: str, by: Actor, at: datetime) -> PlanChange:
    """Proposes a change of an approved line; nothing changes until another person approves it.

    Raises Refused without a reason, without a difference, and while another change waits.
    """
    locked = lock_record(PlanLine, line.pk)
    demand(by, locked.body_id)
    before, after = snapshot(locked), _wanted(locked, changes)
    changed = differences(before, after)
    if locked.state not in CHANGEABLE or not reason.strip() or not changed:
        raise Refused(
            Text(
                "Бекітілген жолдың өзгерісін және оның себебін көрсетіңіз.",
                "Укажите, что меняется в утверждённой строке и почему.",
                "Say what changes in the approved line, and why.",
            )
        )
    if PlanChange.objects.filter(line=locked, state="proposed").exists():
        raise Refused(
            Text(
                "Бұл жолдың басқа өзгерісі шешімді күтіп тұр.",
                "Другое изменение этой строки ждёт решения.",
                "Another change of this line waits for a decision.",
            )
        )
    years_of(locked.plan, changes)
    return PlanChange.objects.create(
        line=locked,
        reason=reason.strip(),
        before={name: was for name, (was, _) in changed.items()},
        after={name: becomes for name, (_, becomes) in changed.items()},
        proposed_by_id=by.user_id,
        proposed_at=at,
    )


def snapshot(line: PlanLine) -> dict[str, str]:
    """The fields of a line that a change may touch, as text."""
    shares = ";".join(f"{share.year}={share.amount}" for share in line.shares.all())
    values = {"sphere": line.sphere_id, "territory": line.territory_id, "shares": shares}
    return {name: str(values.get(name, getattr(line, name, ""))) for name in CHANGED}


def _wanted(line: PlanLine, changes: LineInput) -> dict[str, str]:
    _, until = years_of(line.plan, changes)
    shares = ";".join(f"{year}={amount:.2f}" for year, amount in sorted(changes.shares.items()))
    values: dict[str, Any] = {
        "sphere": changes.sphere_id,
        "territory": changes.territory_id,
        "until": until,
        "shares": shares,
        "amount": f"{changes.amount:.2f}",
    }
    return {name: str(values.get(name, getattr(changes, name, ""))) for name in CHANGED}


@transaction.atomic
def decide_change(*, change: PlanChange, approve: bool, by: Actor, at: datetime, refusal: str = "") -> None:
    """Another person approves a change (a new version of the plan, the old values kept for good) or refuses it."""
    line = lock_record(PlanLine, change.line_id)
    locked = PlanChange.objects.select_for_update().get(pk=change.pk)
    if locked.state != "proposed":
        raise Refused(
            Text(
                "Бұл өзгеріс бойынша шешім қабылданған.",
                "По этому изменению решение уже принято.",
                "This change was decided before.",
            )
        )
    if by.user_id == locked.proposed_by_id or "approver" not in line_capacities(by, line):
        raise Refused(
            Text(
                "Өзгерісті оны ұсынбаған басшы бекітеді.",
                "Изменение утверждает руководитель, который его не предлагал.",
                "A head who didn't propose the change approves it.",
            )
        )
    if approve:
        plan = Plan.objects.select_for_update().get(pk=line.plan_id)
        locked.version = new_version(plan=plan, at=at)
        _apply(line, locked, by, at)
    elif not refusal.strip():
        raise Refused(Text("Себебін жазыңыз.", "Укажите причину.", "Say why."))
    locked.state = PlanChange.State.APPROVED if approve else PlanChange.State.REFUSED
    locked.decided_by_id, locked.decided_at, locked.refusal = by.user_id, at, refusal.strip()
    locked.save()
    change.refresh_from_db()


def _apply(line: PlanLine, change: PlanChange, by: Actor, at: datetime) -> None:
    after = dict(change.after)
    shares = after.pop("shares", None)
    values: dict[str, Any] = {}
    for name, value in after.items():
        if name in {"sphere", "territory"}:
            values[f"{name}_id"] = int(value)
        else:
            values[name] = (
                Decimal(value) if name == "amount" else int(value) if name in {"projects", "until"} else value
            )
    for name, value in values.items():
        setattr(line, name, value)
    titles = {"public_title": line.title_kk or line.title_ru, "public_text": words_of(line)}
    # The last change's author has drawn the line up as it stands: whoever approves the next is another again.
    advance(
        line,
        "change",
        by=by,
        at=at,
        regime=regime_on_day(at),
        reason=change.reason,
        data={"before": change.before, "after": change.after, "version": change.version},
        changes={**values, **titles},
    )
    index_record(record_id=line.pk, title=line.public_title, text=line.public_text, language=line.language)
    if shares is not None:
        pairs = (pair.split("=") for pair in shares.split(";") if pair)
        write_shares(line, {int(year): Decimal(amount) for year, amount in pairs})
    if bound_without_reason(line.pk) > planned_for(line):
        raise Refused(
            Text(
                "Осы жол бойынша жасалған шарттардың сомасы бұдан көп. Алдымен шарттарды өзгертіңіз.",
                "По этой строке заключены договоры на большую сумму. Сначала измените договоры.",
                "Agreements on this line make more than that. Amend the agreements first.",
            )
        )
