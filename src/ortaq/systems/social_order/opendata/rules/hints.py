"""What deserves a second look: hints made by rule from public figures, each with its evidence. Pure.

The ideas are named in the documentation of open contracting's red flags (codes in brackets are those of OCP's
Cardinal); the thresholds are this platform's. A hint accuses nobody: a person looks at the evidence and decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ortaq.systems.social_order.opendata.rules.processes import ProjectRow

SHORT_DAYS = 10
"""Fewer days for applications than this are worth a question."""
CLOSE_SHARE = Decimal(1)
"""Per cent: how near a losing request may be to a winner's of the same lot."""
MANY_SHARE, MANY_FROM = Decimal(50), 4
"""Per cent of the applications turned away, and from how many applications on the share is looked at."""
ROW_YEARS = 3
"""So many years running with the same winner of the same customer and sphere."""
SAME_FROM = 3
"""From so many applications read by several on, marks that never differ are worth a question."""


@dataclass(frozen=True, slots=True)
class Request:
    """One application after the results: what it asked for, in which lot, what became of it ("won", "lost", "out").

    On the procurement portal ``amount`` is the winner's sum, and zero for the others: it isn't told.
    """

    number: str
    lot: str
    amount: Decimal
    outcome: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A call whose results are public. ``days``: how long applications were taken, None on the portal's calls.

    ``read_by_several``: applications with marks of at least two experts; ``differing``: those of them on which any two
    marks differ.
    """

    number: str
    title: str
    days: int | None
    requests: tuple[Request, ...]
    read_by_several: int = 0
    differing: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint: of what, and the evidence by name."""

    code: str
    number: str
    title: str
    supplier: str = ""
    amount: Decimal | None = None
    on: date | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


def of_rows(rows: Iterable[ProjectRow], today: date) -> list[Hint]:
    """An agreement that is over and isn't paid at all."""
    found = []
    for row in rows:
        if row.agreed is not None and row.ends_on and row.ends_on < today and not row.paid:
            found.append(Hint("over_and_unpaid", row.number, row.title, row.supplier, row.agreed, row.ends_on))
    return found


def of_contests(contests: Iterable[Contest]) -> list[Hint]:
    """Short time (R003), one applicant alone (R018), a losing request near the winner's (R024), all but the winner out (R035), many out (R038),
    marks that never differ.
    """
    found = []
    for each in contests:
        if each.days is not None and each.days < SHORT_DAYS:
            found.append(_of(each, "short_time", days=str(each.days)))
        if len(each.requests) == 1:
            only = each.requests[0]
            found.append(_of(each, "one_applicant", amount=only.amount, application=only.number))
        out = [request for request in each.requests if request.outcome == "out"]
        won = [request for request in each.requests if request.outcome == "won"]
        if len(each.requests) > 1 and won and len(out) == len(each.requests) - len(won):
            found.append(_of(each, "others_out", out=str(len(out)), won=", ".join(one.number for one in won)))
        elif len(each.requests) >= MANY_FROM and len(out) * 100 >= MANY_SHARE * len(each.requests):
            found.append(_of(each, "many_out", out=str(len(out)), all=str(len(each.requests))))
        found += _close(each)
        if each.read_by_several >= SAME_FROM and each.differing == 0:
            found.append(_of(each, "same_marks", applications=str(each.read_by_several)))
    return found


def _close(contest: Contest) -> list[Hint]:
    by_lot: dict[str, list[Request]] = defaultdict(list)
    for request in contest.requests:
        by_lot[request.lot].append(request)
    found = []
    for requests in by_lot.values():
        for winner in (one for one in requests if one.outcome == "won" and one.amount > 0):
            near = [
                one
                for one in requests
                if one.outcome == "lost" and abs(one.amount - winner.amount) * 100 <= CLOSE_SHARE * winner.amount
            ]
            if near:
                others = ", ".join(f"{one.number} ({one.amount})" for one in near)
                found.append(_of(contest, "near_winner", amount=winner.amount, won=winner.number, near=others))
    return found


def _of(contest: Contest, code: str, *, amount: Decimal | None = None, **evidence: str) -> Hint:
    return Hint(code, contest.number, contest.title, amount=amount, evidence=evidence)


def of_winners(won: Iterable[tuple[int, str, str, str, str]], year: int) -> list[Hint]:
    """The same supplier of the same customer and sphere in *year* and the years before it without a gap.

    *won*: (year, customer, sphere, identifier of the supplier, name of the supplier).
    """
    years: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    for when, body, sphere, supplier, name in won:
        years[body, sphere, supplier].add(when)
        names[supplier] = name
    wanted = set(range(year - ROW_YEARS + 1, year + 1))
    return [
        Hint(
            "year_after_year",
            "",
            "",
            names[supplier],
            evidence={"body": body, "sphere": sphere, "years": ", ".join(map(str, sorted(wanted)))},
        )
        for (body, sphere, supplier), found in sorted(years.items())
        if wanted <= found
    ]


def counted(hints: Iterable[Hint]) -> dict[str, int]:
    """How many hints of each kind there are."""
    return dict(Counter(each.code for each in hints))
