"""Finding public records: by words, and by likeness to a text. One SQL statement each, BM25 over our own postings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from ortaq.kernel.search.rules import (
    MANY,
    SCORE_STEPS,
    Hit,
    grams,
    likeness,
    parse_cursor,
    query_terms,
    text_terms,
)

_K1, _B = 0.9, 0.4
_BUDGET = 20_000
"""How many postings one query reads: its rarest terms first, as many as fit. The two rarest are always read, but of a
term in more records than this only the newest: who asks for "road" alone gets recent roads, in bounded time."""
_LONGEST_PAGE = 100
_DEPTH = 10
"""How many of the best are looked up for one place on the page. Nearly all that is indexed is public, so this fills it."""
_CANDIDATES = 40
_ALIKE = 0.25
"""The cosine under which a text is no longer shown as similar (measured in tests/kernel/search)."""

_RANKED = """
WITH RECURSIVE place AS (
    SELECT %(territory)s::bigint AS id
    UNION ALL SELECT t.id FROM parties_territory t JOIN place ON t.parent_id = place.id
), asked AS (
    SELECT q.id, q.weight,
           coalesce(t.records, (SELECT count(*) FROM
               (SELECT FROM search_posting p WHERE p.term_id = q.id LIMIT %(many)s) AS few)) AS records
    FROM unnest(%(ids)s::bigint[], %(weights)s::float8[]) AS q (id, weight)
    LEFT JOIN search_term t ON t.id = q.id
), size AS (
    SELECT greatest(sum(records), 1)::float8 AS records,
           greatest(sum(words)::float8 / greatest(sum(records), 1), 1) AS average
    FROM search_change
), affordable AS MATERIALIZED (
    SELECT id, weight * ln(1 + (greatest(size.records - ordered.records, 0) + 0.5) / (ordered.records + 0.5)) AS weight
    FROM (SELECT id, weight, records, sum(records) OVER (ORDER BY records, id) AS cost,
                 row_number() OVER (ORDER BY records, id) AS place
          FROM asked WHERE records > 0) AS ordered, size
    WHERE cost <= %(budget)s OR place <= 2
), scored AS (
    SELECT p.record_id, round(sum(
        a.weight * p.times / (p.times + %(k1)s::float8 * (1 - %(b)s::float8 + %(b)s::float8 * p.length / size.average))
    ) * (%(k1)s::float8 + 1) * %(steps)s)::bigint AS score
    FROM size, affordable a CROSS JOIN LATERAL (
        SELECT record_id, times, length FROM search_posting
        WHERE term_id = a.id ORDER BY record_id DESC LIMIT %(budget)s
    ) AS p
    GROUP BY p.record_id
), best AS MATERIALIZED (
    SELECT record_id, score FROM scored
    WHERE %(before_score)s::bigint IS NULL OR (score, record_id) < (%(before_score)s, %(before_record)s)
    ORDER BY score DESC, record_id DESC LIMIT %(depth)s
)
SELECT found.*, (SELECT count(*) FROM best) FROM (SELECT) AS always LEFT JOIN (
    SELECT best.record_id, best.score{columns}
    FROM best JOIN records_record r ON r.id = best.record_id
    WHERE r.published_at IS NOT NULL
      AND (%(kind)s::text IS NULL OR r.kind = %(kind)s)
      AND (%(territory)s::bigint IS NULL OR r.territory_id IN (SELECT id FROM place))
      AND (%(since)s::timestamptz IS NULL OR r.published_at >= %(since)s)
    ORDER BY best.score DESC, best.record_id DESC
    LIMIT %(limit)s
) AS found ON true ORDER BY found.score DESC, found.record_id DESC
"""
_WITH_TEXT = ", r.public_title, r.public_text"


def search(
    text: str,
    *,
    kind: str | None = None,
    territory: int | None = None,
    limit: int = 20,
    after: str | None = None,
) -> list[Hit]:
    """The public records that suit *text* best; a record that is not published at this moment is never among them.

    *kind* and *territory* (an id; with all that lies in it) narrow the search; *after* is the ``cursor`` of the last hit of the page before.
    Scores move a little when records are published between two pages: a hit may then show twice or be skipped.
    """
    rows = _ranked(
        query_terms(text), kind=kind, territory=territory, since=None, limit=max(1, min(limit, _LONGEST_PAGE)),
        before=parse_cursor(after) if after else None,
    )  # fmt: skip
    return [Hit(record_id, score / SCORE_STEPS) for record_id, score, *_ in rows]


def similar(
    text: str,
    language: str,
    *,
    kind: str | None = None,
    territory: int | None = None,
    since: datetime | None = None,
    limit: int = 5,
) -> list[Hit]:
    """Public records that tell of the same thing as *text*, the likest first; ``score`` is the likeness, 0.25 to 1.

    The index gives the candidates, the cosine of four-letter pieces orders them.
    """
    rows = _ranked(
        text_terms(text, language), columns=_WITH_TEXT, kind=kind, territory=territory, since=since,
        limit=_CANDIDATES, before=None,
    )  # fmt: skip
    pieces = grams(text[:5_000])
    compared = [Hit(row[0], likeness(pieces, grams(f"{row[2]} {row[3][:5_000]}"))) for row in rows]
    alike = [hit for hit in compared if hit.score >= _ALIKE]
    return sorted(alike, key=lambda hit: (-hit.score, -hit.record_id))[:limit]


def _ranked(
    terms: Mapping[int, float],
    *,
    kind: str | None,
    territory: int | None,
    since: datetime | None,
    limit: int,
    before: tuple[int, int] | None,
    columns: str = "",
) -> list[tuple[Any, ...]]:
    if not terms:
        return []
    values: dict[str, Any] = {
        "ids": list(terms), "weights": list(terms.values()), "many": MANY, "budget": _BUDGET, "steps": SCORE_STEPS,
        "k1": _K1, "b": _B, "kind": kind, "territory": territory, "since": since, "limit": limit,
        "before_score": before[0] if before else None, "before_record": before[1] if before else None,
    }  # fmt: skip
    depth: int | None = limit * _DEPTH
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(columns=columns), {**values, "depth": depth})
        rows = cursor.fetchall()
        if len(rows) < limit and rows[-1][-1] == depth:
            # A filter (or much withdrawn since it was indexed) left too few of the best: look through all of them.
            cursor.execute(_RANKED.format(columns=columns), {**values, "depth": None})
            rows = cursor.fetchall()
    return [row for row in rows if row[0] is not None]
