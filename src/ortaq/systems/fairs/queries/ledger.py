"""The public ledger, from signed memoranda alone: its lines, and their sums, which the database adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from ortaq.kernel.parties.models import Organisation
from ortaq.systems.fairs.lifecycle import PUBLIC_MEMORANDA
from ortaq.systems.fairs.models import Memorandum, PledgeLine
from ortaq.systems.fairs.queries.pledges import public_pledges, with_given
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
GROUPS = {"year": "year", "place": "territory_id", "sphere": "sphere", "business": "sponsor_id"}
"""By what the ledger can be added up, and the column of each."""
_KINDS = (MONEY, HOURS, GOODS)

# Of each line what is promised and confirmed, then what of it is overdue or dropped; things are counted in lines. A
# memorandum lies in one group whatever by, and counts with its first line.
_STANDING = """
WITH picked AS (
    SELECT line.id, line.pledge_id, line.amount, line.due_on, need.kind, record.state, record.territory_id,
        pledge.sponsor_id, pledge.project_id, pledge.match_percent, project.sphere, memorandum.ended_at,
        extract(year FROM memorandum.effective_at AT TIME ZONE %s)::integer AS year
    FROM fairs_pledgeline AS line
    JOIN fairs_need AS need ON need.id = line.need_id
    JOIN fairs_pledge AS pledge ON pledge.record_ptr_id = line.pledge_id
    JOIN records_record AS record ON record.id = line.pledge_id
    JOIN fairs_showcaseproject AS project ON project.record_ptr_id = pledge.project_id
    JOIN fairs_memorandum AS memorandum ON memorandum.pledge_id = line.pledge_id AND memorandum.effective_at IS NOT NULL
    WHERE line.pledge_id IN ({pledges}) AND {scope}
), first AS (
    SELECT min(id) AS id FROM picked GROUP BY pledge_id
), given AS (
    SELECT delivery.line_id, sum(delivery.amount) AS amount
    FROM picked JOIN fairs_delivery AS delivery ON delivery.line_id = picked.id
    WHERE delivery.state = 'confirmed' GROUP BY 1
), matched AS (
    SELECT picked.id, least(picked.amount, trunc(coalesce(sum(delivery.amount), 0) * picked.match_percent / 100, 2)) AS owed
    FROM picked
    LEFT JOIN (
        fairs_pledge AS other
        JOIN fairs_pledgeline AS line ON line.pledge_id = other.record_ptr_id
        JOIN fairs_need AS need ON need.id = line.need_id AND need.kind = 'money'
        JOIN fairs_delivery AS delivery ON delivery.line_id = line.id AND delivery.state = 'confirmed'
    ) ON other.project_id = picked.project_id AND other.sponsor_id <> picked.sponsor_id AND other.match_percent IS NULL
        AND delivery.answered_at <= coalesce(picked.ended_at, delivery.answered_at)
    WHERE picked.match_percent IS NOT NULL
    GROUP BY picked.id, picked.amount, picked.match_percent
), stood AS (
    SELECT picked.year, picked.territory_id, picked.sphere, picked.sponsor_id, picked.kind, first.id IS NOT NULL AS is_first,
        picked.state = 'in_force' AND picked.due_on < %s AS is_late, picked.state = 'ended' AS is_ended,
        coalesce(given.amount, 0) AS confirmed,
        greatest(CASE WHEN match_percent IS NULL THEN picked.amount ELSE matched.owed END, coalesce(given.amount, 0)) AS promised
    FROM picked LEFT JOIN given ON given.line_id = picked.id LEFT JOIN matched ON matched.id = picked.id
    LEFT JOIN first ON first.id = picked.id
), counted AS (
    SELECT {parts}kind, count(*) FILTER (WHERE is_first) AS memoranda, count(*) AS lines,
        CASE kind WHEN 'goods' THEN count(*) ELSE sum(promised) END AS promised,
        CASE kind WHEN 'goods' THEN count(*) FILTER (WHERE promised = confirmed) ELSE sum(confirmed) END AS confirmed,
        CASE kind WHEN 'goods' THEN count(*) FILTER (WHERE is_late AND promised > confirmed)
            ELSE sum(promised - confirmed) FILTER (WHERE is_late) END AS overdue,
        CASE kind WHEN 'goods' THEN count(*) FILTER (WHERE is_ended AND promised > confirmed)
            ELSE sum(promised - confirmed) FILTER (WHERE is_ended) END AS dropped
    FROM stood GROUP BY {parts}kind
)
SELECT {columns}, {grouping}, kind, sum(memoranda), sum(promised), sum(confirmed), sum(overdue), sum(dropped), sum(lines)
FROM counted GROUP BY GROUPING SETS ({sets})
"""


def accounts(
    *groups: str, today: date, sponsors: Sequence[int] | None = None, ngo_id: int | None = None
) -> dict[str, dict[Any, Account]]:
    """The account of the whole under ``WHOLE``, and of each part by each of *groups* (see ``GROUPS``), on a day.

    Of some businesses, or of what one NGO is promised, where they are named. One SQL query, however many lines there are.
    """
    columns = [GROUPS[each] for each in groups]
    scope: list[str] = ["true"]
    values: list[Any] = []
    if sponsors is not None:
        scope.append("pledge.sponsor_id = ANY(%s)")
        values.append(list(sponsors))
    if ngo_id is not None:
        scope.append("project.organisation_id = %s")
        values.append(ngo_id)
    pledges, pledge_values = public_pledges().order_by().values("pk").query.sql_with_params()
    statement = _STANDING.format(
        pledges=pledges,
        scope=" AND ".join(scope),
        parts="".join(f"{column}, " for column in columns),
        columns=", ".join(columns) or "NULL",
        grouping=f"GROUPING({', '.join(columns)})" if columns else "0",
        sets=", ".join(["(kind)", *(f"({column}, kind)" for column in columns)]),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [timezone.get_current_timezone_name(), *pledge_values, *values, today])
        rows = cursor.fetchall()
    # GROUPING has one bit a column, the first the highest; 0 where the row is grouped by it.
    every = (1 << len(columns)) - 1
    place_of = {every ^ (1 << (len(columns) - 1 - at)): at for at in range(len(columns))}
    parts: dict[str, dict[Any, dict[str, Sequence[Any]]]] = {WHOLE: {WHOLE: {}}, **{each: {} for each in groups}}
    for row in rows:
        *keys, grouping, kind = row[: max(1, len(columns)) + 2]
        at = place_of.get(grouping) if columns else None
        part, key = (WHOLE, WHOLE) if at is None else (groups[at], keys[at])
        parts[part].setdefault(key, {})[kind] = row[-6:]
    return {part: {key: _account(kinds) for key, kinds in found.items()} for part, found in parts.items()}


def _account(kinds: Mapping[str, Sequence[Any]]) -> Account:
    money, hours, goods = (_sums(*kinds[kind][1:]) if kind in kinds else Sums() for kind in _KINDS)
    return Account(money, hours, goods, sum(int(row[0]) for row in kinds.values()))


def _sums(promised: Any, fulfilled: Any, overdue: Any, dropped: Any, lines: Any) -> Sums:
    return Sums(Decimal(promised), Decimal(fulfilled), Decimal(overdue or 0), Decimal(dropped or 0), int(lines))


def businesses_page(after: str = "") -> tuple[list[Organisation], str | None]:
    """A page of the businesses that have signed memoranda, the newest in the register first. One SQL query."""
    signed = public_pledges().filter(sponsor=OuterRef("pk"))
    found = Organisation.objects.filter(Exists(signed), kind=Organisation.Kind.BUSINESS)
    if after.isascii() and after.isdigit() and len(after) <= 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: BUSINESSES + 1])
    return rows[:BUSINESSES], str(rows[BUSINESSES - 1].pk) if len(rows) > BUSINESSES else None


def _lines() -> QuerySet[PledgeLine]:
    memoranda = Memorandum.objects.filter(
        pledge=OuterRef("pledge"), published_at__isnull=False, state__in=PUBLIC_MEMORANDA
    )
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
