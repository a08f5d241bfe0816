"""The roll-ups of fairs change with what they count, in the same transaction, and can be made anew from it."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from ortaq.systems.fairs.models import LedgerDay
from ortaq.systems.fairs.queries.rollups import COUNTS, DAY, LINE_COLUMNS, LINES, PARTS, SUM_COLUMNS, SUMS, values

_LOCK = "fairs.ledger"
"""Who changes the ledger waits for who changes it: sums are added to, and what is read for them stands still."""
_FIGURES = ("memoranda", "lines", "promised", "fulfilled", "overdue", "dropped")
_TAKE_OUT = f"""
UPDATE fairs_ledgersum AS kept SET {", ".join(f"{name} = kept.{name} - gone.{name}" for name in _FIGURES)}
FROM ({SUMS}) AS gone WHERE (kept.part, kept.key, kept.kind) = (gone.part, gone.key, gone.kind)
"""  # noqa: S608 - put together from what stands here
_ADD = f"""
INSERT INTO fairs_ledgersum AS kept ({SUM_COLUMNS}) {SUMS}
ON CONFLICT (part, key, kind) DO UPDATE SET {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in _FIGURES)}
"""
_PASSED = f"""
UPDATE fairs_ledgersum AS kept SET overdue = kept.overdue + passed.late FROM (
    SELECT of.part, of.key, line.kind, sum(CASE WHEN day.counted_on < %(today)s THEN line.late ELSE -line.late END) AS late
    FROM fairs_ledgerline AS line CROSS JOIN {DAY} CROSS JOIN LATERAL {PARTS}
    WHERE line.late > 0 AND line.due_on >= least(day.counted_on, %(today)s) AND line.due_on < greatest(day.counted_on, %(today)s)
    GROUP BY of.part, of.key, line.kind
) AS passed WHERE (kept.part, kept.key, kept.kind) = (passed.part, passed.key, passed.kind)
"""  # noqa: S608 - as above
_SHOWN = """
INSERT INTO fairs_faircount AS kept (fair_id, shown) VALUES (%(fair)s, greatest(%(more)s, 0))
ON CONFLICT (fair_id) DO UPDATE SET shown = kept.shown + %(more)s
"""


@transaction.atomic
def count_shown(*, fair_id: int, more: int) -> None:
    """So many projects *more* of a fair are on show; fewer, where it is negative."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, {"fair": fair_id, "more": more})


@transaction.atomic
def enter_in_ledger(*, project_id: int) -> None:
    """Takes what is promised and given to a project into the ledger, as it stands now.

    The whole project, since matching money owes by what others gave. The last step of whatever changes one of them.
    """
    given = values([project_id])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute(_TAKE_OUT, given)
        cursor.execute("DELETE FROM fairs_ledgerline WHERE project_id = %s", [project_id])
        cursor.execute(f"INSERT INTO fairs_ledgerline ({LINE_COLUMNS}) {LINES}", given)
        cursor.execute(_ADD, given)
        cursor.execute("DELETE FROM fairs_ledgersum WHERE lines = 0")


@transaction.atomic
def move_ledger_day(*, today: date) -> None:
    """Adds what fell due since the last day to the overdue sums. Pages are right without it, only slower by and by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute(_PASSED, {"today": today})
    LedgerDay.objects.update_or_create(pk=1, defaults={"counted_on": today})


@transaction.atomic
def rebuild_rollups(*, today: date) -> None:
    """Makes all roll-ups of fairs anew. Who reads meanwhile sees the old figures; who changes them waits."""
    given = values()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute("LOCK TABLE fairs_faircount IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM fairs_ledgersum")
        cursor.execute("DELETE FROM fairs_ledgerline")
        cursor.execute("DELETE FROM fairs_faircount")
        LedgerDay.objects.update_or_create(pk=1, defaults={"counted_on": today})
        cursor.execute(f"INSERT INTO fairs_ledgerline ({LINE_COLUMNS}) {LINES}", given)
        cursor.execute(f"INSERT INTO fairs_ledgersum ({SUM_COLUMNS}) {SUMS}", given)
        cursor.execute(f"INSERT INTO fairs_faircount (fair_id, shown) {COUNTS}", given)
