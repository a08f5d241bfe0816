"""Lines of the plan with their history: as first approved, and what each approved change made of them."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from ortaq.kernel.events.models import Event
from ortaq.kernel.interchange.queries.publishing import page
from ortaq.systems.social_order.models import PlanChange, PlanLine
from ortaq.systems.social_order.opendata.rules.processes import Planned, Revised


def plans_of(lines: list[PlanLine]) -> dict[int, tuple[Planned, str]]:
    """Line → what was planned, and the language of its first title. Two SQL queries."""
    ids = [line.pk for line in lines]
    changes = defaultdict(list)
    for change in PlanChange.objects.filter(line_id__in=ids, state="approved").order_by("version"):
        changes[change.line_id].append(change)
    gone = Event.objects.filter(record_id__in=ids, code="cancel").order_by("sequence")
    cancelled = dict(gone.values_list("record_id", "at"))
    return {line.pk: _planned(line, changes[line.pk], cancelled) for line in lines}


def _planned(line: PlanLine, changes: list[PlanChange], cancelled: dict[int, datetime]) -> tuple[Planned, str]:
    """Goes back from what the line is now through what stood in it before each change."""
    now = {"title_kk": line.title_kk, "title_ru": line.title_ru, "amount": str(line.amount)}
    revised: list[Revised] = []
    for change in reversed(changes):
        assert change.version is not None and change.decided_at is not None
        if now.keys() & change.before.keys():  # whatever else was changed isn't told
            title = now["title_kk"] or now["title_ru"]
            revised.append(Revised(change.version, change.decided_at, title, Decimal(now["amount"])))
        now |= {name: was for name, was in change.before.items() if name in now}
    approved, ended = line.approved_at or line.published_at, cancelled.get(line.pk)
    assert approved is not None
    first = Planned(
        number=line.number,
        title=now["title_kk"] or now["title_ru"],
        amount=Decimal(now["amount"]),
        approved_at=approved,
        url=page(line.number),
        cancelled_at=(ended or line.changed_at) if line.state == "cancelled" else None,
        changes=tuple(reversed(revised)),
    )
    return first, "kk" if now["title_kk"] else "ru"
