"""How fast, and in how much memory, a year of the social order becomes an OCDS package; beside ocdskit and flattentool.

    python benchmarks/opendata.py [--projects 100000] [--keep DIR] [--tools-memory 12] [--tools-minutes 60]

Three measurements, each in a process of its own, so that its peak of memory (resident set, as the kernel counts it) is
its own:

1. Made-up projects with every stage that the standard knows (13 releases each) are mapped and written to a file one by
   one: releases a second, at a hundredth of the projects and at all of them. Memory is flat when both peaks are alike.
2. `ortaq export ocds`: the same from a database of its own with so many lines, agreements, tranches and payments in one year.
3. The file of the first goes through the field's tools: `ocdskit compile` (records made of releases) and `flatten-tool
   flatten` (tables). They do more than read, and less than map: the figures say what a user of the file waits for, no
   more. A tool that needs more memory or time than it is given is stopped, and the figures say so.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import psycopg

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
ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "src/ortaq/systems/social_order/opendata/data/vendored/ocds/release-schema.json"


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


def _run(
    command: list[str], *, stdin: Path | None = None, gigabytes: int = 0, minutes: int = 600
) -> tuple[float, float, float] | str:
    """Runs *command*: seconds, processor seconds, peak of resident memory in MB; or how it ended otherwise."""

    def bounded() -> None:
        if gigabytes:
            resource.setrlimit(resource.RLIMIT_AS, (gigabytes << 30, gigabytes << 30))

    before, peak = time.perf_counter(), 0.0
    with (stdin or Path("/dev/null")).open("rb") as source, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=errors, preexec_fn=bounded)
        while True:
            found, status, usage = os.wait4(child.pid, os.WNOHANG)
            if found:
                break
            # Not ru_maxrss: a child inherits the peak of who forked it. VmHWM begins anew with the program.
            peak = _peak(child.pid) or peak
            if time.perf_counter() - before > 60 * minutes:
                child.kill()
                os.wait4(child.pid, 0)
                return f"stopped after {minutes} minutes"
            time.sleep(0.05)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    taken = time.perf_counter() - before
    if child.returncode:
        last = said[-1][:200] if said else f"code {child.returncode}"
        return f"ended after {taken:.1f} s with {peak:.0f} MB: {last}"
    return taken, usage.ru_utime + usage.ru_stime, peak


def _peak(pid: int) -> float:
    """The most resident memory of a running process so far, MB; 0 once it is over."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _told(found: tuple[float, float, float] | str, releases: int = 0) -> str:
    if isinstance(found, str):
        return found
    rate = f", {releases / found[0]:.0f} releases/s" if releases else ""
    return f"{found[0]:.1f} s ({found[1]:.1f} s of processor){rate}, peak {found[2]:.0f} MB"


def _mapping(count: int, folder: Path) -> Path:
    """Measures the mapping alone; the larger file stays."""
    target = folder / "releases.json"
    for size in (max(1, count // 100), count):
        found = _run([sys.executable, __file__, "--write", str(target), "--projects", str(size)])
        megabytes = target.stat().st_size / 1e6
        print(
            f"mapped and written, {size:,} projects, {13 * size:,} releases, {megabytes:.0f} MB: {_told(found, 13 * size)}"
        )
    return target


def _from_database(count: int, folder: Path) -> None:
    """Measures the command over databases of its own."""
    from filling import FIRST_YEAR, fill, owners_of_rows

    var = folder / "var"
    sys.path.insert(0, str(ROOT / "src"))
    os.environ |= {"ORTAQ_VAR": str(var), "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"}
    from ortaq.program import postgres

    url = os.environ["DATABASE_URL"] = postgres.start(var)
    try:
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from ortaq.portal.imports import load_region

        call_command("migrate", verbosity=0)
        load_region("zhambyl")
        owners = owners_of_rows()
        connections.close_all()
        for size in (max(1, count // 100), count):
            name = f"ortaq_{size}"
            with psycopg.connect(url.replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE ortaq".encode())
            fill(url.replace("/ortaq?", f"/{name}?"), size, 1, owners)
            os.environ["DATABASE_URL"] = url.replace("/ortaq?", f"/{name}?")
            target = folder / "exported.json"
            command = f"import sys; from ortaq.program.cli import main; sys.exit(main({['export', 'ocds', '--year', str(FIRST_YEAR), '--out', str(target)]!r}))"
            found = _run([sys.executable, "-c", command])
            releases = target.read_bytes().count(b'"initiationType"') if target.is_file() else 0
            print(f"ortaq export ocds, {size:,} projects, {releases:,} releases: {_told(found, releases)}")
    finally:
        postgres.stop(var)


def _tools(target: Path, folder: Path, gigabytes: int, minutes: int) -> None:
    programs = Path(sys.executable).parent
    compiled = [str(programs / "ocdskit"), "compile", "--schema", str(SCHEMA)]
    found = _run(compiled, stdin=target, gigabytes=gigabytes, minutes=minutes)
    print(f"ocdskit compile: {_told(found)}", flush=True)
    flat = [
        str(programs / "flatten-tool"), "flatten", str(target), "--root-list-path", "releases", "--main-sheet-name",
        "releases", "--root-id", "ocid", "--output-name", str(folder / "flat"), "--output-format", "csv",
    ]  # fmt: skip
    found = _run(flat, gigabytes=gigabytes, minutes=minutes)
    print(f"flatten-tool flatten (csv): {_told(found)}")


def main() -> None:
    """Prints the figures; with ``--write`` only writes a package, as the child that is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR")
    parser.add_argument("--tools-memory", type=int, default=12, metavar="GB")
    parser.add_argument("--tools-minutes", type=int, default=60, metavar="MINUTES")
    parser.add_argument("--write", type=Path, default=None, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.write:
        with chosen.write.open("w", encoding="utf-8") as file:
            file.writelines(written(made_up(chosen.projects)))
        return
    from measure import print_machine

    print_machine()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="ortaq-opendata-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _from_database(chosen.projects, folder)
        _tools(_mapping(chosen.projects, folder), folder, chosen.tools_memory, chosen.tools_minutes)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
