"""The roll-ups that every public figure is read from, made anew from appeals in the database itself."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ortaq.systems.reception.models import DayAnswers, DayCount

BATCH = timedelta(days=31)
"""So many days of receipt are counted in one transaction."""
_LOCK = 7_201_143
"""Number of the advisory lock that lets one refresh run at a time."""

# One row of "counted" for each appeal. Its clocks are the answer clocks that started under the body that has it now:
# what another body kept or missed before it forwarded the appeal is not laid on this one.
_COUNTED = """
WITH counted AS (
    SELECT (a.received_at AT TIME ZONE %(zone)s)::date AS day, r.body_id, r.territory_id, a.category_id, a.type, r.is_demo,
           a.answered_at IS NOT NULL AS answered,
           coalesce(clocks.missed, false) AS late,
           a.answered_at IS NOT NULL AND coalesce(clocks.kept, false) AND NOT coalesce(clocks.missed, false) AS in_time,
           a.extended, a.repeated, a.hops > 0 AS forwarded,
           EXISTS (SELECT FROM reception_statement s WHERE s.appeal_id = a.record_ptr_id AND s.about = 'dispute') AS disputed,
           coalesce(ratings.rated, 0) AS rated, coalesce(ratings.rating_sum, 0) AS rating_sum, coalesce(ratings.solved, 0) AS solved,
           greatest((a.answered_at AT TIME ZONE %(zone)s)::date - (a.received_at AT TIME ZONE %(zone)s)::date, 0) AS days
      FROM reception_appeal a
      JOIN records_record r ON r.id = a.record_ptr_id
      LEFT JOIN LATERAL (
          SELECT bool_or(c.kept IS FALSE OR (c.state = 'running' AND c.due_on < %(today)s)) AS missed, bool_or(c.kept) AS kept
            FROM clocks_clock c
           WHERE c.record_id = a.record_ptr_id AND c.code = 'appeal.answer'
             AND c.started_at >= coalesce(
                 (SELECT max(t.made_at) FROM reception_transfer t WHERE t.appeal_id = a.record_ptr_id), '-infinity')
      ) clocks ON true
      LEFT JOIN LATERAL (
          SELECT count(*) AS rated, sum(f.rating) AS rating_sum, count(*) FILTER (WHERE f.solved = 'yes') AS solved
            FROM reception_answer w JOIN reception_feedback f ON f.answer_id = w.id
           WHERE w.appeal_id = a.record_ptr_id
      ) ratings ON true
     WHERE a.received_at >= %(start)s AND a.received_at < %(end)s AND r.body_id IS NOT NULL AND r.territory_id IS NOT NULL
),
"""

_WRITE = """
answers AS (
    INSERT INTO reception_dayanswers (day, is_demo, days, answered)
    SELECT day, is_demo, days, count(*) FROM counted WHERE answered GROUP BY day, is_demo, days
)
INSERT INTO reception_daycount (day, body_id, territory_id, category_id, type, is_demo, received, answered, in_time, late,
                                extended, repeated, forwarded, disputed, rated, rating_sum, solved, days_to_answer)
SELECT day, body_id, territory_id, category_id, type, is_demo, count(*), count(*) FILTER (WHERE answered),
       count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE late), count(*) FILTER (WHERE extended),
       count(*) FILTER (WHERE repeated), count(*) FILTER (WHERE forwarded), count(*) FILTER (WHERE disputed),
       sum(rated), sum(rating_sum), sum(solved), coalesce(sum(days) FILTER (WHERE answered), 0)
  FROM counted
 GROUP BY day, body_id, territory_id, category_id, type, is_demo
"""
_REFRESH = "".join((_COUNTED, _WRITE))


def refresh_day_counts(first_day: date, last_day: date, *, today: date | None = None) -> int:
    """Counts the appeals received from *first_day* to *last_day* (local days, both included) anew; returns rows written.

    Batch by batch, each a transaction: who reads meanwhile sees the old numbers or the new ones, never a part. Appeals
    overdue before *today* (the local day, now) count as late. Raises ValueError when the days are in the wrong order.
    """
    if first_day > last_day:
        raise ValueError("the first day is after the last")
    return sum(_refresh(start, end, today or timezone.localdate()) for start, end in _batches(first_day, last_day))


def _batches(first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    start = first_day
    while start <= last_day:
        end = min(start + BATCH - timedelta(days=1), last_day)
        yield start, end
        start = end + timedelta(days=1)


@transaction.atomic
def _refresh(first_day: date, last_day: date, today: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        DayCount.objects.filter(day__range=(first_day, last_day)).delete()
        DayAnswers.objects.filter(day__range=(first_day, last_day)).delete()
        bounds = {"start": _midnight(first_day), "end": _midnight(last_day + timedelta(days=1))}
        cursor.execute(_REFRESH, {**bounds, "zone": settings.TIME_ZONE, "today": today})
        return int(cursor.rowcount)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
