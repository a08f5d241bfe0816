"""What calls decided, and what became of it. A release that went out stays: an award that is taken back is told as taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from ortaq.kernel.events.models import Event
from ortaq.kernel.interchange.queries.publishing import party
from ortaq.kernel.interchange.rules.publishing import Paper
from ortaq.procedures.competitions.models import Application, Call, DecisionRow, Protocol
from ortaq.systems.social_order.opendata.rules.processes import Award

WON = ("winner", "contracted", "refused")
"""States of an application to which something was awarded once."""


@dataclass(slots=True)
class Round:
    """A published protocol of results: who won how much, and when it was given up for another one."""

    version: int
    at: datetime
    paper: Paper
    amounts: dict[int, Decimal] = field(default_factory=dict)
    ended_at: datetime | None = None


@dataclass(slots=True)
class Decided:
    """What one call decided. ``first_at``: when its first results were public; ``ended_at``: when it failed or was cancelled."""

    call: Call
    rounds: list[Round] = field(default_factory=list)
    admission: tuple[Paper, ...] = ()
    reconsidered_at: list[datetime] = field(default_factory=list)
    refused: dict[int, tuple[datetime, Decimal | None]] = field(default_factory=dict)
    """Application → when its winner declined, and what it had been awarded."""
    promoted: dict[int, tuple[datetime, Decimal | None]] = field(default_factory=dict)
    """Application → when it came up from the reserve, and what it was awarded."""
    ended_at: datetime | None = None

    @property
    def first_at(self) -> datetime | None:
        """When the results became public for the first time."""
        return self.rounds[0].at if self.rounds else self.call.results_at

    @property
    def reconsidered(self) -> tuple[tuple[datetime, datetime | None], ...]:
        """When the results went back to the commission, and when it decided anew."""
        return tuple(
            (again, next((each.at for each in self.rounds if each.at > again), None)) for again in self.reconsidered_at
        )

    def awards_to(self, row: Application) -> Iterable[Award]:
        """Everything that was ever awarded to one application. A result of the portal has no protocol here."""
        refused_at, had = self.refused.get(row.pk, (None, None))
        if not any(each.amounts for each in self.rounds):
            given = row.awarded if row.awarded is not None else had
            if row.state in WON and given is not None and self.call.results_at is not None:
                papers = tuple(each.paper for each in self.rounds[-1:])
                yield self._award(row, "", self.call.results_at, given, refused_at, papers)
            return
        for place, each in enumerate(self.rounds):
            if row.pk in each.amounts:
                ends = [at for at in (each.ended_at, refused_at) if at is not None and at >= each.at]
                code = f"award-award-{row.pk}-{each.version}" if place else ""
                yield self._award(row, code, each.at, each.amounts[row.pk], min(ends, default=None), (each.paper,))
        if row.pk in self.promoted:
            at, amount = self.promoted[row.pk]
            given = next((each for each in (amount, row.awarded, had) if each is not None), None)
            if given is not None:
                back = refused_at if refused_at is not None and refused_at >= at else None
                yield self._award(row, f"award-award-{row.pk}-promoted", at, given, back, ())

    def _award(
        self,
        row: Application,
        code: str,
        at: datetime,
        amount: Decimal,
        back: datetime | None,
        papers: tuple[Paper, ...],
    ) -> Award:
        lot = row.lot.code if row.lot else ""
        return Award(
            f"award-{row.pk}", row.title, at, amount, party(row.applicant), row.number, papers, lot, code, back
        )


def decided(calls: list[Call]) -> dict[int, Decided]:
    """Call → what it decided. Four SQL queries."""
    found = {call.pk: Decided(call) for call in calls}
    rounds: dict[tuple[int, int], Round] = {}
    for row in Protocol.objects.filter(call_id__in=found, published_at__isnull=False).order_by("version"):
        assert row.published_at is not None
        number = found[row.call_id].call.number
        address = f"{settings.BASE_URL}/kk/competitions/{number}/"
        if row.kind == "admission":
            title = f"{number}: конкурсқа жіберу хаттамасы"
            paper = Paper(
                f"admission-{row.version}", "shortlistedFirms", title, f"{address}admission-kk.pdf", row.published_at
            )
            found[row.call_id].admission = (paper,)
            continue
        title = f"{number}: нәтижелер хаттамасы"
        paper = Paper(
            f"protocol-{row.version}", "evaluationReports", title, f"{address}protocol-kk.pdf", row.published_at
        )
        rounds[row.call_id, row.version] = made = Round(row.version, row.published_at, paper)
        found[row.call_id].rounds.append(made)
    won = DecisionRow.objects.filter(
        protocol__call_id__in=found, protocol__kind="results", protocol__published_at__isnull=False, outcome="winner"
    )
    for call_id, version, application_id, amount in won.values_list(
        "protocol__call_id", "protocol__version", "application_id", "amount"
    ):
        rounds[call_id, version].amounts[application_id] = amount or Decimal(0)
    _what_came_after(found)
    return found


def _what_came_after(found: dict[int, Decided]) -> None:
    calls = dict(Application.objects.filter(call_id__in=found).values_list("pk", "call_id"))
    codes = ("reconsider", "fail", "cancel", "refuse", "promote")
    events = Event.objects.filter(record_id__in=[*found, *calls], code__in=codes).order_by("at", "pk")
    for record_id, code, at, data in events.values_list("record_id", "code", "at", "data"):
        held = found.get(record_id) or found[calls[record_id]]
        if record_id not in found:
            amount = Decimal(data["amount"]) if "amount" in data else None
            if code in ("refuse", "promote"):
                (held.refused if code == "refuse" else held.promoted)[record_id] = (at, amount)
        elif code == "reconsider":
            held.reconsidered_at.append(at)
        else:
            held.ended_at = at
    for held in found.values():
        for each in held.rounds:
            each.ended_at = next((at for at in held.reconsidered_at if at > each.at), None)
