"""How fast, and in how much memory, a year of the social order becomes an OCDS package; beside ocdskit and flattentool.

    python benchmarks/opendata.py [PROJECTS]

Made-up projects are mapped and written to a file one by one: releases a second, megabytes, peak of memory by tracemalloc
for the writer alone. Then the same file goes through the field's tools: `ocdskit compile` (records made of releases) and
`flatten-tool flatten` (tables), with the peak of their processes. They do more than read, and less than map: the figures
say what a user of the file waits for, no more.
"""

import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from ortaq.kernel.interchange.rules.publishing import Paid, Paper, Party, Publisher
from ortaq.kernel.interchange.rules.writing import package
from ortaq.systems.social_order.opendata.rules import ocds
from ortaq.systems.social_order.opendata.rules.processes import (
    Award,
    Bid,
    Contract,
    Lot,
    Measure,
    Planned,
    Process,
    Step,
    Tender,
    Version,
)

PUBLISHER = Publisher(
    "Made-up department", "", "https://ortaq.example", "ocds-000000", "360G-ortaq", timezone(timedelta(hours=5))
)
NOW = datetime(2026, 12, 31, 9, tzinfo=UTC)
SCHEMA = Path(__file__).parents[1] / "src/ortaq/systems/social_order/opendata/data/vendored/ocds/release-schema.json"


def made_up(count: int) -> Iterator[Process]:
    """*count* processes, each walked through all stages with two applicants, two tranches and one indicator."""
    buyer = Party("made-up-department", "Made-up department", "000000000001")
    start = datetime(2026, 2, 1, 4, tzinfo=UTC)
    for n in range(1, count + 1):
        winner = Party(f"ngo-{n % 500}", f"Made-up NGO {n % 500}", f"{n % 500 + 100:012d}", "Taraz", "Zhambyl")
        other = Party(f"ngo-{n % 500}-b", f"Made-up NGO {n % 500} B", f"{n % 500 + 1100:012d}")
        amount = Decimal(1_000_000 + n) + Decimal("0.25")
        at = start + timedelta(minutes=n % 1000)
        number, page = f"CL-2026-{n:06d}", f"https://ortaq.example/r/CL-2026-{n:06d}"
        agreement = f"AG-2026-{n:06d}"
        yield Process(
            number,
            2026,
            "kk",
            f"Made-up project {n}",
            buyer,
            Planned(
                f"PL-2026-{n:06d}", f"Made-up project {n}", amount, at - timedelta(days=60), page,
                (f"TP-2025-{n:06d}",),
            ),
            Tender(
                number, f"Made-up project {n}", "What is asked for", amount, at, page, at, at + timedelta(days=15),
                at + timedelta(days=15, minutes=5), "complete", at + timedelta(days=25), "Competition", "Five criteria",
                "NGOs in the database", external_number=f"12{n:06d}-1", lots=(Lot("1", "All of it", amount),),
                papers=(Paper("admission-1", "shortlistedFirms", "Admission", page, at + timedelta(days=16)),),
            ),
            (
                Bid(f"AN-2026-{2 * n:06d}", winner, amount, at + timedelta(days=10), "valid", "1"),
                Bid(f"AN-2026-{2 * n + 1:06d}", other, amount - 1, at + timedelta(days=11), "disqualified"),
            ),
            (Award(f"AW-{n}", f"Made-up project {n}", at + timedelta(days=25), amount, winner, f"AN-2026-{2 * n:06d}", lot="1"),),
            (
                Contract(
                    agreement,
                    f"AW-{n}",
                    f"Made-up project {n}",
                    winner,
                    (
                        Version(1, at + timedelta(days=30), amount, date(2026, 3, 5), date(2026, 12, 1)),
                        Version(2, at + timedelta(days=90), amount - 1, date(2026, 3, 5), date(2026, 12, 10), "Fewer"),
                    ),
                    (Measure("m1", "Consultations", "consultation", Decimal(600), (("RP-1", at + timedelta(days=150), Decimal(310)),)),),
                    (
                        Step("1", "First half", date(2026, 7, 1), amount / 2, at + timedelta(days=150)),
                        Step("2", "Second half", date(2026, 12, 1), amount / 2),
                    ),
                    (Paid("P1", date(2026, 7, 10), Decimal("500000.10")), Paid("P2", date(2026, 8, 1), Decimal("0.10"), True)),
                    (Paper(f"ev-{n}", "finalAudit", "Evaluation", page, at + timedelta(days=300)),),
                    at + timedelta(days=310),
                ),
            ),
        )  # fmt: skip


def written(processes: Iterable[Process]) -> Iterator[str]:
    """The release package of *processes*, in pieces."""
    around = ocds.package_of("https://ortaq.example/data/ocds/2026/releases.json", NOW, PUBLISHER)
    return package(around, "releases", (each for one in processes for each in ocds.releases(one, PUBLISHER)))


def _timed(command: list[str], stdin: Path | None = None) -> str:
    """Runs a program of the field: seconds and peak memory, or how it failed."""
    before = time.perf_counter()
    with stdin.open("rb") if stdin else Path("/dev/null").open("rb") as source:
        done = subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = time.perf_counter() - before
    if done.returncode:
        return f"failed: {done.stderr.decode(errors='replace').strip().splitlines()[-1][:200]}"
    # The largest of all programs run so far: run the smaller first.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return f"{taken:.1f} s, peak of the largest program so far {peak:.0f} MB"


def main(count: int) -> None:
    """Prints the figures for *count* projects."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "releases.json"
        before = time.perf_counter()
        with target.open("w", encoding="utf-8") as file:
            file.writelines(written(made_up(count)))
        taken = time.perf_counter() - before
        size = target.stat().st_size / 1e6
        releases = 13 * count
        print(f"{count} projects, {releases} releases, {size:.1f} MB")
        print(f"Ortaq writes: {taken:.1f} s, {releases / taken:.0f} releases/s, {count / taken:.0f} projects/s")
        # Tracing slows everything down, so memory is measured in a run of its own.
        tracemalloc.start()
        for _piece in written(made_up(count)):
            pass
        print(f"Ortaq's peak of memory while writing: {tracemalloc.get_traced_memory()[1] / 1e6:.2f} MB")
        tracemalloc.stop()
        programs = Path(sys.executable).parent
        compiled = [str(programs / "ocdskit"), "compile", "--schema", str(SCHEMA)]
        print(f"ocdskit compile: {_timed(compiled, target)}")
        flat = [
            str(programs / "flatten-tool"), "flatten", str(target), "--root-list-path", "releases", "--main-sheet-name",
            "releases", "--root-id", "ocid", "--output-name", f"{folder}/flat", "--output-format", "csv",
        ]  # fmt: skip
        print(f"flatten-tool flatten (csv): {_timed(flat)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
