"""What the roll-ups of fairs must hold by the definitions of the ledger, and where they don't."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from ortaq.systems.fairs.lifecycle import PUBLIC_PLEDGES, PUBLIC_PROJECTS

LINES = """
WITH picked AS (
    SELECT line.id, line.pledge_id, line.amount, line.due_on, need.kind, record.state, record.territory_id,
        pledge.sponsor_id, pledge.project_id, pledge.match_percent, project.sphere, project.organisation_id AS ngo_id,
        memorandum.ended_at, extract(year FROM memorandum.effective_at AT TIME ZONE %(zone)s)::smallint AS year
    FROM fairs_pledgeline AS line
    JOIN fairs_need AS need ON need.id = line.need_id
    JOIN fairs_pledge AS pledge ON pledge.record_ptr_id = line.pledge_id
    JOIN records_record AS record ON record.id = line.pledge_id
    JOIN fairs_showcaseproject AS project ON project.record_ptr_id = pledge.project_id
    JOIN fairs_memorandum AS memorandum ON memorandum.pledge_id = line.pledge_id AND memorandum.effective_at IS NOT NULL
    WHERE record.published_at IS NOT NULL AND record.state = ANY(%(states)s)
        AND (%(projects)s::bigint[] IS NULL OR pledge.project_id = ANY(%(projects)s))
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
    SELECT picked.*, first.id IS NOT NULL AS is_first, coalesce(given.amount, 0) AS confirmed,
        greatest(CASE WHEN match_percent IS NULL THEN picked.amount ELSE matched.owed END, coalesce(given.amount, 0)) AS promised
    FROM picked LEFT JOIN given ON given.line_id = picked.id LEFT JOIN matched ON matched.id = picked.id
    LEFT JOIN first ON first.id = picked.id
), counted AS (
    SELECT stood.*, CASE kind WHEN 'goods' THEN 1 ELSE promised END AS told,
        CASE kind WHEN 'goods' THEN (promised = confirmed)::integer ELSE confirmed END AS done
    FROM stood
)
SELECT id AS line_id, project_id, sponsor_id, ngo_id, year, territory_id, sphere, kind, is_first::integer::smallint AS memoranda,
    told::numeric(18, 2) AS promised, done::numeric(18, 2) AS fulfilled,
    (CASE WHEN state = 'in_force' THEN told - done ELSE 0 END)::numeric(18, 2) AS late,
    (CASE WHEN state = 'ended' THEN told - done ELSE 0 END)::numeric(18, 2) AS dropped, due_on
FROM counted
"""
"""The rows of ``LedgerLine``, from memoranda and gifts alone. A memorandum counts with its first line."""
LINE_COLUMNS = (
    "line_id, project_id, sponsor_id, ngo_id, year, territory_id, sphere, kind, memoranda, promised, fulfilled, late,"
    " dropped, due_on"
)

PARTS = """(VALUES ('whole', 'whole'), ('year', line.year::text), ('place', coalesce(line.territory_id::text, '')),
    ('sphere', line.sphere), ('business', line.sponsor_id::text)) AS of (part, key)"""
"""In which parts of the ledger a line lies."""
DAY = "(SELECT coalesce(max(counted_on), date '1900-01-01') AS counted_on FROM fairs_ledgerday) AS day"
"""Up to which day overdue sums are kept; before the first night nothing is."""
SUMS = f"""
SELECT of.part, of.key, line.kind, sum(line.memoranda) AS memoranda, count(*) AS lines, sum(line.promised) AS promised,
    sum(line.fulfilled) AS fulfilled, coalesce(sum(line.late) FILTER (WHERE line.due_on < day.counted_on), 0) AS overdue,
    sum(line.dropped) AS dropped
FROM fairs_ledgerline AS line CROSS JOIN {DAY} CROSS JOIN LATERAL {PARTS}
WHERE %(projects)s::bigint[] IS NULL OR line.project_id = ANY(%(projects)s)
GROUP BY of.part, of.key, line.kind
"""  # noqa: S608 - put together from what stands here
"""The rows of ``LedgerSum``, from those of ``LedgerLine``."""
SUM_COLUMNS = "part, key, kind, memoranda, lines, promised, fulfilled, overdue, dropped"

ON_SHOW = """
SELECT project.record_ptr_id AS project_id, project.fair_id, project.project_kind, project.sphere, record.territory_id,
    missing.money, missing.goods, missing.hours
FROM fairs_showcaseproject AS project JOIN records_record AS record ON record.id = project.record_ptr_id
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(need.kind = 'money'), false) AS money, coalesce(bool_or(need.kind = 'goods'), false) AS goods,
        coalesce(bool_or(need.kind = 'hours'), false) AS hours
    FROM fairs_need AS need
    WHERE need.project_id = project.record_ptr_id AND need.amount > (
        SELECT coalesce(sum(line.bound), 0)
        FROM fairs_pledgeline AS line JOIN records_record AS pledge ON pledge.id = line.pledge_id
        WHERE line.need_id = need.id AND pledge.published_at IS NOT NULL AND pledge.state = ANY(%(states)s)
    )
) AS missing
WHERE record.published_at IS NOT NULL AND record.state = ANY(%(shown)s)
    AND (%(projects)s::bigint[] IS NULL OR project.record_ptr_id = ANY(%(projects)s))
"""
"""The rows of ``OnShow``, from projects, their needs and what memoranda promise of them."""
ON_SHOW_COLUMNS = "project_id, fair_id, project_kind, sphere, territory_id, money, goods, hours"

COUNTS = "SELECT fair_id, count(*) AS shown FROM fairs_onshow GROUP BY fair_id"
"""The rows of ``FairCount`` that aren't 0, from those of ``OnShow``."""


def values(projects: Sequence[int] | None = None) -> dict[str, Any]:
    """The parameters of the statements above: for some projects, or for all."""
    return {
        "zone": timezone.get_current_timezone_name(),
        "states": list(PUBLIC_PLEDGES),
        "shown": list(PUBLIC_PROJECTS),
        "projects": None if projects is None else list(projects),
    }


def differences() -> Iterator[str]:
    """Where a roll-up doesn't hold what it must, one line each: `ortaq verify` prints them. Four SQL queries."""
    for name, columns, kept, made in (
        ("ledger lines", LINE_COLUMNS, "fairs_ledgerline", LINES),
        ("ledger sums", SUM_COLUMNS, "fairs_ledgersum", SUMS),
        ("projects on show", ON_SHOW_COLUMNS, "fairs_onshow", ON_SHOW),
        ("counts of projects", "fair_id, shown", "fairs_faircount WHERE shown > 0", COUNTS),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"""WITH kept AS (SELECT {columns} FROM {kept}), made AS ({made})
                (SELECT 'kept', kept.* FROM kept EXCEPT SELECT 'kept', made.* FROM made)
                UNION ALL (SELECT 'counted', made.* FROM made EXCEPT SELECT 'counted', kept.* FROM kept)""",  # noqa: S608 - as above
                values(),
            )
            for which, *row in cursor.fetchall():
                yield f"roll-up of {name}, {which}: {', '.join(str(each) for each in row)}"
