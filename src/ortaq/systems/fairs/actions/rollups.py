"""The roll-ups of fairs change with what they count, in the same transaction, and can be made anew from it."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from ortaq.systems.fairs.models import LedgerDay
from ortaq.systems.fairs.queries.rollups import (
    COUNTS,
    DAY,
    LINE_COLUMNS,
    LINES,
    ON_SHOW,
    ON_SHOW_COLUMNS,
    PARTS,
    SUM_COLUMNS,
    SUMS,
    values,
)

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
INSERT INTO fairs_faircount AS kept (fair_id, shown) SELECT fair_id, greatest(%(more)s, 0)
FROM fairs_showcaseproject WHERE record_ptr_id = %(project)s
ON CONFLICT (fair_id) DO UPDATE SET shown = kept.shown + %(more)s
"""


@transaction.atomic
def put_on_show(*, project_id: int) -> None:
    """Keeps whether a project is on show, and of what it is missing something, as it stands now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute("DELETE FROM fairs_onshow WHERE project_id = %s", [project_id])
        before = cursor.rowcount
        cursor.execute(f"INSERT INTO fairs_onshow ({ON_SHOW_COLUMNS}) {ON_SHOW}", values([project_id]))
        if cursor.rowcount != before:
            cursor.execute(_SHOWN, {"project": project_id, "more": cursor.rowcount - before})


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
    put_on_show(project_id=project_id)


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
        cursor.execute("DELETE FROM fairs_ledgersum")
        cursor.execute("DELETE FROM fairs_ledgerline")
        cursor.execute("DELETE FROM fairs_onshow")
        cursor.execute("DELETE FROM fairs_faircount")
        LedgerDay.objects.update_or_create(pk=1, defaults={"counted_on": today})
        cursor.execute(f"INSERT INTO fairs_ledgerline ({LINE_COLUMNS}) {LINES}", given)
        cursor.execute(f"INSERT INTO fairs_ledgersum ({SUM_COLUMNS}) {SUMS}", given)
        cursor.execute(f"INSERT INTO fairs_onshow ({ON_SHOW_COLUMNS}) {ON_SHOW}", given)
        cursor.execute(f"INSERT INTO fairs_faircount (fair_id, shown) {COUNTS}", given)
