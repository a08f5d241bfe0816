"""The public ledger, from signed memoranda alone: its lines, and their sums, which roll-ups keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from ortaq.kernel.parties.models import Organisation
from ortaq.systems.fairs.lifecycle import PUBLIC_MEMORANDA
from ortaq.systems.fairs.models import LedgerLine, Memorandum, PledgeLine
from ortaq.systems.fairs.queries.pledges import public_pledges, with_given
from ortaq.systems.fairs.queries.rollups import DAY, PARTS
from ortaq.systems.fairs.rules import GOODS, HOURS, MONEY
from ortaq.systems.fairs.rules.ledger import Account, Entry, Sums
from ortaq.systems.fairs.rules.sponsoring import owed

PAGE = 50
"""Lines on a page."""
BUSINESSES = 20
"""Businesses on a page."""
CHUNK = 1000
"""Lines read at a time: a file of any length takes the same memory."""
WHOLE = "whole"
GROUPS = ("year", "place", "sphere", "business")
"""By what the ledger can be added up."""
_KEYS: dict[str, Callable[[str], Any]] = {"year": int, "place": lambda key: int(key) if key else None, "business": int}
"""What is kept as text, as it is."""
_KINDS = (MONEY, HOURS, GOODS)

_KEPT = """
SELECT kept.part, kept.key, kept.kind, kept.memoranda, kept.promised, kept.fulfilled,
    kept.overdue + coalesce(passed.late, 0), kept.dropped, kept.lines
FROM fairs_ledgersum AS kept LEFT JOIN (
    SELECT of.part, of.key, line.kind, sum(CASE WHEN day.counted_on < %(today)s THEN line.late ELSE -line.late END) AS late
    FROM {day} JOIN fairs_ledgerline AS line ON line.late > 0
        AND line.due_on >= least(day.counted_on, %(today)s) AND line.due_on < greatest(day.counted_on, %(today)s)
    CROSS JOIN LATERAL {parts}
    GROUP BY of.part, of.key, line.kind
) AS passed ON (passed.part, passed.key, passed.kind) = (kept.part, kept.key, kept.kind)
WHERE kept.part = ANY(%(groups)s) AND (%(keys)s::text[] IS NULL OR kept.key = ANY(%(keys)s))
"""
_ADDED_UP = """
SELECT of.part, of.key, line.kind, sum(line.memoranda), sum(line.promised), sum(line.fulfilled),
    coalesce(sum(line.late) FILTER (WHERE line.due_on < %(today)s), 0), sum(line.dropped), count(*)
FROM fairs_ledgerline AS line CROSS JOIN LATERAL {parts}
WHERE of.part = ANY(%(groups)s) AND {scope}
GROUP BY of.part, of.key, line.kind
"""
_OF_SPONSOR, _OF_NGO = "line.sponsor_id = %(sponsor)s", "line.ngo_id = %(ngo)s"


def accounts(
    *groups: str, today: date, sponsor_id: int | None = None, ngo_id: int | None = None
) -> dict[str, dict[Any, Account]]:
    """The account of the whole under ``WHOLE``, and of each part by each of *groups* (see ``GROUPS``), on a day.

    Of one business, or of what one NGO is promised, where it is named. One SQL query, which reads roll-ups: for all
    it costs the same however many memoranda there are.
    """
    scope = [*([_OF_SPONSOR] if sponsor_id is not None else []), *([_OF_NGO] if ngo_id is not None else [])]
    statement = (
        _ADDED_UP.format(parts=PARTS, scope=" AND ".join(scope)) if scope else _KEPT.format(parts=PARTS, day=DAY)
    )
    given = {"today": today, "groups": [WHOLE, *groups], "keys": None, "sponsor": sponsor_id, "ngo": ngo_id}
    found = _read(statement, given)
    found[WHOLE].setdefault(WHOLE, _account({}))
    return {part: found[part] for part in (WHOLE, *groups)}


def business_accounts(businesses: Iterable[int], *, today: date) -> dict[int, Account]:
    """The accounts of some businesses on a day, by their ids. One SQL query."""
    keys = [str(each) for each in businesses]
    return _read(_KEPT.format(parts=PARTS, day=DAY), {"today": today, "groups": ["business"], "keys": keys})["business"]


def _read(statement: str, given: Mapping[str, Any]) -> dict[str, dict[Any, Account]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows = cursor.fetchall()
    parts: dict[str, dict[Any, dict[str, Sequence[Any]]]] = {part: {} for part in given["groups"]}
    for part, key, kind, *figures in rows:
        parts[part].setdefault(_KEYS.get(part, str)(key), {})[kind] = figures
    return {part: {key: _account(kinds) for key, kinds in found.items()} for part, found in parts.items()}


def _account(kinds: Mapping[str, Sequence[Any]]) -> Account:
    money, hours, goods = (_sums(*kinds[kind][1:]) if kind in kinds else Sums() for kind in _KINDS)
    return Account(money, hours, goods, sum(int(row[0]) for row in kinds.values()))


def _sums(promised: Any, fulfilled: Any, overdue: Any, dropped: Any, lines: Any) -> Sums:
    return Sums(Decimal(promised), Decimal(fulfilled), Decimal(overdue or 0), Decimal(dropped or 0), int(lines))


def businesses_page(after: str = "") -> tuple[list[Organisation], str | None]:
    """A page of the businesses that have signed memoranda, the newest in the register first. One SQL query."""
    signed = LedgerLine.objects.filter(sponsor=OuterRef("pk"))
    found = Organisation.objects.filter(Exists(signed), kind=Organisation.Kind.BUSINESS)
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: BUSINESSES + 1])
    return rows[:BUSINESSES], str(rows[BUSINESSES - 1].pk) if len(rows) > BUSINESSES else None


def _lines() -> QuerySet[PledgeLine]:
    memoranda = Memorandum.objects.filter(
        pledge=OuterRef("pledge"), published_at__isnull=False, state__in=PUBLIC_MEMORANDA
    ).order_by("-pk")
    found = with_given(PledgeLine.objects.filter(pledge__in=public_pledges()))
    return found.annotate(
        memorandum=Subquery(memoranda.values("number")[:1]),
        effective_at=Subquery(memoranda.values("effective_at")[:1]),
        project_number=F("pledge__project__number"),
    ).select_related("need", "pledge__project")


def _scoped(sponsor_id: int | None, ngo_id: int | None) -> QuerySet[PledgeLine]:
    found = _lines().order_by("-pledge_id", "need__number")
    if sponsor_id is not None:
        found = found.filter(pledge__sponsor_id=sponsor_id)
    if ngo_id is not None:
        found = found.filter(pledge__project__organisation_id=ngo_id)
    return found


def _past(lines: QuerySet[PledgeLine], pledge_id: int, number: int) -> QuerySet[PledgeLine]:
    """The lines after one, which its pledge and the number of its need name."""
    return lines.filter(Q(pledge_id__lt=pledge_id) | Q(pledge_id=pledge_id, need__number__gt=number))


def entries_page(
    after: str = "", *, sponsor_id: int | None = None, ngo_id: int | None = None, size: int = PAGE
) -> tuple[list[Entry], str | None]:
    """A page of lines, of one business or one NGO where it is named, the newest memorandum first. One SQL query."""
    found = _scoped(sponsor_id, ngo_id)
    pledge_id, _dash, number = after.partition("-")
    if all(each.isascii() and each.isdigit() and len(each) <= 18 for each in (pledge_id, number)):
        found = _past(found, int(pledge_id), min(int(number), 32767))
    rows = list(found[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return [_entry(row) for row in rows[:size]], f"{last.pledge_id}-{last.need.number}" if last else None


def all_entries(*, sponsor_id: int | None = None) -> Iterator[list[Entry]]:
    """Every line, of one business where it is named, in pieces of ``CHUNK``: one SQL query for each."""
    after: str | None = ""
    while after is not None:
        rows, after = entries_page(after, sponsor_id=sponsor_id, size=CHUNK)
        if rows:
            yield rows


def entries_of(pledges: Sequence[int]) -> list[Entry]:
    """The lines of some pledges, the newest first. One SQL query."""
    return [_entry(line) for line in _scoped(None, None).filter(pledge__in=pledges)]


def _entry(line: PledgeLine) -> Entry:
    pledge, need = line.pledge, line.need
    others, confirmed = line.others, line.confirmed  # type: ignore[attr-defined]
    return Entry(
        memorandum=line.memorandum,  # type: ignore[attr-defined]
        project=line.project_number,  # type: ignore[attr-defined]
        title=need.title,
        sponsor_id=pledge.sponsor_id,
        ngo_id=pledge.project.organisation_id,
        year=timezone.localtime(line.effective_at).year,  # type: ignore[attr-defined]
        territory_id=pledge.territory_id,
        sphere=pledge.project.sphere,
        kind=need.kind,
        unit=need.unit,
        # Who gives matching money before others do has promised what they gave.
        promised=max(owed(line.amount, pledge.match_percent, others), confirmed),
        confirmed=confirmed,
        due_on=line.due_on,
        in_force=pledge.state == "in_force",
        ended=pledge.state == "ended",
        is_demo=pledge.is_demo,
    )
