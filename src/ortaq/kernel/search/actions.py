"""Putting records into the index and taking them out. Called in the transaction that publishes or withdraws."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from ortaq.kernel.search.rules import MANY, entry

T = TypeVar("T")


def _batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """*rows* in lists of *size*."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part


@transaction.atomic
def index_record(record_id: int, title: str, text: str, language: str) -> None:
    """Makes the record findable by its public *title* and *text*; what was indexed for it before is replaced.

    Writes rows of this record alone, so publishers of different records never wait for each other. Two publishers of
    one record are kept apart by the lock that ``lifecycle.actions.advance`` holds on it. Whether anybody sees the
    record is not decided here: every query asks ``Record.published_at``.
    """
    remove_record(record_id)
    kept = entry(title, text, language)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_posting (term_id, record_id, times, length)"
            " SELECT term, %s, times, %s FROM unnest(%s::bigint[], %s::smallint[]) AS t (term, times) ORDER BY term",
            [record_id, kept.length, list(kept.times), list(kept.times.values())],
        )
        cursor.execute("INSERT INTO search_change (records, words) VALUES (1, %s)", [kept.length])


@transaction.atomic
def index_new_records(rows: Iterable[tuple[int, str, str, str]]) -> None:
    """Makes many records findable that weren't before: (id, title, text, language) of each. One statement a thousand."""
    for part in _batched(rows, 1_000):
        kept = [(pk, entry(title, text, language)) for pk, title, text, language in part]
        flat = [(term, pk, times, found.length) for pk, found in kept for term, times in found.times.items()]
        columns = [list(column) for column in zip(*flat, strict=True)] if flat else [[], [], [], []]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_posting (term_id, record_id, times, length)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::smallint[]) ORDER BY 1, 2",
                columns,
            )
            cursor.execute(
                "INSERT INTO search_change (records, words) VALUES (%s, %s)",
                [len(kept), sum(found.length for _, found in kept)],
            )


@transaction.atomic
def remove_record(record_id: int) -> None:
    """Takes the record out of the index; nothing happens when it isn't there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM search_posting WHERE record_id = %s RETURNING length)"
            " INSERT INTO search_change (records, words) SELECT -1, -max(length) FROM gone HAVING count(*) > 0",
            [record_id],
        )


@transaction.atomic
def recount() -> None:
    """Counts anew how many records hold each term, and sums the changes up. Nightly, and after a bulk load.

    Until then weights lean on last night's counts, which changes an order of hits a little and hides nothing. One
    reading of the postings (some seconds for 100,000 records); it blocks neither queries nor publishers.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('search.recount'))")
        if not cursor.fetchone()[0]:
            return  # another worker is at it
        cursor.execute("DELETE FROM search_term")
        cursor.execute(
            "INSERT INTO search_term (id, records)"
            " SELECT term_id, count(*) FROM search_posting GROUP BY term_id HAVING count(*) >= %s",
            [MANY],
        )
        cursor.execute(
            "WITH gone AS (DELETE FROM search_change RETURNING records, words)"
            " INSERT INTO search_change (records, words) SELECT coalesce(sum(records), 0), coalesce(sum(words), 0) FROM gone"
        )
