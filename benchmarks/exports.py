"""How long a table of a million rows takes as a file, and how much memory: the writers alone, or whole jobs.

    python benchmarks/exports.py [--rows 1000000] [--job]

The rows are made up: sixteen columns like those of the office's work list. With ``--job`` the same rows go through a
job of the worker, against a scratch database: taken up, counted, looked after every two seconds, kept, fetched.
Targets: memory flat (what the process gains between the first ten thousand rows and the last stays under 30 MB).
"""

import argparse
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
KINDS = ["text"] * 11 + ["number", "date", "time", "text", "text"]
FLAT = 30_000
"""Kilobytes that the process may gain."""


def columns() -> Any:
    """Sixteen columns."""
    from ortaq.kernel.interchange.rules import Column

    return tuple(Column(f"Баған {at}", kind) for at, kind in enumerate(KINDS, 1))


class Rows:
    """Made-up rows; notes the process's memory after the first ten thousand and at the end."""

    def __init__(self, amount: int) -> None:
        self.amount = amount
        self.early = self.late = 0

    def __iter__(self) -> Iterator[list[Any]]:
        first = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
        for at in range(self.amount):
            yield [
                f"AP-2026-{at:06}", "Тіркелді", "Өтініш", f"Көшедегі шұңқыр туралы, {at % 977}-мәселе", "Жолдар",
                "Тараз қаласы", "kk", f"person{at % 5003}@example.kz", "иә", "жоқ", "=1+1", Decimal(at % 11),
                date(2026, 1, 1) + timedelta(days=at % 300), first + timedelta(minutes=at % 400_000), "Үлгі Үлгіұлы",
                "+77010001122",
            ]  # fmt: skip
            if at == min(10_000, self.amount - 1):
                self.early = resident()
        self.late = resident()


def resident() -> int:
    """The most memory that this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Timer:
    """Seconds of the clock, and seconds that the processor worked for us: on a busy machine they differ."""

    def __init__(self) -> None:
        self._clock, self._work = time.perf_counter(), time.process_time()
        self.clock = self.work = 0.0

    def stopped(self) -> "Timer":
        """Itself, with what has passed."""
        self.clock, self.work = time.perf_counter() - self._clock, time.process_time() - self._work
        return self


def say(what: str, rows: Rows, timer: Timer, size: int) -> bool:
    """One line of figures; is memory flat?"""
    gained = rows.late - rows.early
    taken = timer if timer.clock else timer.stopped()
    print(
        f"{what:<14} {rows.amount:>9,} rows {taken.clock:7.1f} s, of work {taken.work:6.1f} s "
        f"({rows.amount / taken.work:7,.0f} rows/s) "
        f"{size / 1e6:8.1f} MB  memory +{gained / 1024:.1f} MB (peak {rows.late / 1024:.0f} MB)"
    )
    return gained <= FLAT


def measure_writers(amount: int) -> bool:
    """Both writers into a file on disk."""
    from ortaq.kernel.interchange.exports import write_table

    flat = True
    for format in ("csv", "xlsx"):
        rows = Rows(amount)
        with tempfile.TemporaryFile() as file:
            began = Timer()
            write_table(file, format, rows, columns())
            flat &= say(f"writer: {format}", rows, began, file.tell())
    return flat


def measure_job(amount: int) -> bool:
    """A whole job of each format."""
    from django.utils import timezone

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.interchange import actions, queries, registry, tasks
    from ortaq.kernel.language.rules import Text
    from ortaq.kernel.lifecycle.rules import ALLOWED
    from ortaq.kernel.parties.queries import actor_of

    user, flat, made = User.objects.create(email="benchmark@example.kz"), True, []

    def rows(*_: Any) -> Iterator[list[Any]]:
        made.append(Rows(amount))
        return iter(made[-1])

    export = registry.Export(
        code="benchmark", title=Text("Өлшем", "Замер", "Benchmark"), filename="benchmark", clean=lambda typed: {},
        may=lambda actor: ALLOWED, personal=lambda actor: True, columns=lambda *_: columns(), rows=rows,
        count=lambda actor, parameters, most: min(amount, most),
    )  # fmt: skip
    registry.declare_export(export)
    for format in ("csv", "xlsx"):
        job = actions.ask_export(
            export=export, parameters={}, format=format, language="kk", by=actor_of(user), at=timezone.now()
        )
        began = Timer()
        tasks.make_export(job.pk)
        taken = began.stopped()
        job.refresh_from_db()
        assert job.state == "ready" and job.written == amount, (job.state, job.why)
        flat &= say(f"job: {format}", made[-1], taken, job.size)
        with queries.storage().open(job.file) as file:
            flat &= _fetched(file)
    return flat


def _fetched(file: IO[bytes]) -> bool:
    before, began = resident(), time.perf_counter()
    size = sum(len(piece) for piece in iter(lambda: file.read(65_536), b""))
    print(f"{'  fetched':<28} {size / 1e6:8.1f} MB in {time.perf_counter() - began:.2f} s")
    return resident() - before <= FLAT


def main() -> int:
    """Measures, prints, and answers 1 when memory grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--job", action="store_true", help="measure whole jobs instead")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    place = Path(tempfile.mkdtemp(prefix="ortaq-exports-"))
    place.chmod(0o711)
    os.environ.update(ORTAQ_VAR=str(place), DJANGO_SETTINGS_MODULE="ortaq.config.settings")
    from ortaq.program import postgres

    try:
        if chosen.job:
            os.environ["DATABASE_URL"] = postgres.start(place, durable=False)
        import django

        django.setup()
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
        )
        if not chosen.job:
            flat = measure_writers(chosen.rows)
        else:
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            flat = measure_job(chosen.rows)
        print("Memory is flat." if flat else "MEMORY GROWS.")
        return 0 if flat else 1
    finally:
        if chosen.job:
            postgres.stop(place)
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
