"""How long a body's plan of 5,000 rows takes: reading and judging the file, loading it as drafts, sending, approving.

    python benchmarks/plan_import.py [--rows 5000]

The file is an XLSX with a head over two rows, merged cells and a total; a scratch database is made and thrown away.
"""

import argparse
import io
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
T = TypeVar("T")


def workbook(count: int) -> bytes:
    """A plan of *count* rows in thousands of tenge."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["2027 жылға арналған жоспар, мың теңге"])
    page.append(["№", "Тақырып атауы", "Сала", "Аудан", "Сома", None, "Жобалар саны"])
    page.append([None, None, None, None, "2027 жыл", "2028 жыл", None])
    page.merge_cells("E2:F2")
    for number in range(1, count + 1):
        page.append(
            [
                number,
                f"Әлеуметтік жоба № {number}: көмек көрсету",
                "employment",
                "Жуалы ауданы",
                1000 + number / 2,
                50,
                1,
            ]
        )
    page.append([None, "БАРЛЫҒЫ", None, None, sum(1000 + number / 2 for number in range(1, count + 1)), None, count])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def timed(what: str, work: Callable[[], T]) -> T:
    """Does *work* and prints how long it took."""
    start = time.perf_counter()
    found = work()
    print(f"{what:<34}{time.perf_counter() - start:8.2f} s", flush=True)
    return found


def main() -> int:
    """Starts a scratch database and measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000)
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="ortaq-benchmark-"))
    sys.path.insert(0, str(ROOT / "src"))
    from ortaq.program import postgres

    os.environ["ORTAQ_VAR"] = str(var)
    os.environ["DATABASE_URL"] = postgres.start(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
    try:
        return run(options.rows)
    finally:
        postgres.stop(var)
        shutil.rmtree(var)


def run(count: int) -> int:
    """Makes the region, then reads, loads, sends and approves a plan of *count* rows."""
    import django

    django.setup()
    from django.core.management import call_command

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.models import Organisation
    from ortaq.kernel.parties.queries import actor_of
    from ortaq.portal.imports import load_region
    from ortaq.systems.social_order import actions, imports
    from ortaq.systems.social_order.queries.plans import year_rows

    call_command("migrate", verbosity=0, skip_checks=True)
    load_region("zhambyl")
    body = Organisation.objects.get(slug="employment")
    people = {}
    for role in ("customer", "head"):
        user = User.objects.create_user(f"{role}@example.test")
        assign_role(user_id=user.pk, organisation_id=body.pk, role=role, first_day=date(2018, 1, 1))
        people[role] = actor_of(user)
    at = datetime(2026, 11, 2, 5, tzinfo=UTC)
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores (load {load:.1f}), Python {platform.python_version()}, {count:,} rows"
    )
    data = workbook(count)
    judged = timed("read and judge the file", lambda: imports.judge_plan(data, body=body, year=2027))
    assert judged.is_sound and not judged.contradictions and len(judged.lines) == count, list(judged.errors())[:3]
    file = imports.keep_plan_file(data=data, name="plan.xlsx", body=body, year=2027, by=people["customer"], at=at)
    plan = timed("load as draft lines", lambda: imports.load_plan_file(file=file, by=people["customer"], at=at))
    timed("send for approval", lambda: actions.submit_plan(plan=plan, by=people["customer"], at=at))
    timed("approve and publish", lambda: actions.approve_plan(plan=plan, by=people["head"], at=at))
    timed("sums of the year", lambda: year_rows(2027))
    return 0


if __name__ == "__main__":
    sys.exit(main())
