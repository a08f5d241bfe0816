"""What the benchmarks measure with: requests under load, processor time and memory of processes, the machine."""

import argparse
import http.client
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
CONNECTIONS = 4
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of load gave. ``p50``, ``p95``: milliseconds; ``cpu``: milliseconds of processor time per request."""

    rate: float
    p50: float
    p95: float
    web_cpu: float
    database_cpu: float


def print_machine() -> None:
    """Processor, cores, load, and the versions of what is measured."""
    import django
    import granian

    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    print(f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores")
    print(f"Load average before the run: {', '.join(f'{each:.1f}' for each in os.getloadavg())}")
    print(
        f"Python {platform.python_version()}, Django {django.__version__}, granian {granian.__version__}, PostgreSQL 18"
    )


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of one page."""
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read()


def load(port: int, path: str, seconds: int, web: Iterable[int], database: int) -> Load:
    """Asks for *path* over four connections for *seconds*.

    *web*: the server's processes; *database*: the postmaster, whose children's processor time is counted too.
    """
    pids = list(web)
    before = processor(pids), processor([database, *children(database)])
    rate, p50, p95 = _wrk(port, path, seconds) if shutil.which("wrk") else _threads(port, path, seconds)
    asked = max(1.0, rate * seconds)
    after = processor(pids), processor([database, *children(database)])
    return Load(rate, p50, p95, (after[0] - before[0]) / asked * 1000, (after[1] - before[1]) / asked * 1000)


def middle(rounds: list[Load]) -> Load:
    """The median of each figure over *rounds*."""
    return Load(
        *(
            statistics.median(getattr(each, name) for each in rounds)
            for name in ("rate", "p50", "p95", "web_cpu", "database_cpu")
        )
    )


def measure_two_sizes(
    about: str | None,
    pages: Mapping[str, str],
    owners: Callable[[], dict[str, Any]],
    fill: Callable[[str, int, dict[str, Any]], None],
) -> None:
    """Fills two databases of a server of its own, a small and a large one, and compares *pages* of both.

    *about* is the benchmark's own text. *owners* is asked once, in a database with the region and nothing else, for what
    *fill* needs beside the address of the database and the size. The command line gives sizes and rounds.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="ortaq-benchmark-"))
    sys.path.insert(0, str(ROOT / "src"))
    os.environ |= {"ORTAQ_VAR": str(var), "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"}
    from ortaq.program import postgres

    os.environ["DATABASE_URL"] = url = postgres.start(var)
    try:
        print_machine()
        compare_pages(pages, _two_databases(url, (chosen.small, chosen.large), owners, fill), chosen.rounds)
    finally:
        postgres.stop(var)
        shutil.rmtree(var, ignore_errors=True)


def _two_databases(
    url: str,
    sizes: tuple[int, int],
    owners: Callable[[], dict[str, Any]],
    fill: Callable[[str, int, dict[str, Any]], None],
) -> dict[int, str]:
    import django
    import psycopg

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from ortaq.portal.imports import load_region

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_region("zhambyl")
    held = owners()
    connections.close_all()
    names = {size: f"ortaq_{size}" for size in sizes}
    for size, name in names.items():
        with psycopg.connect(url.replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE ortaq".encode())
        begun = time.perf_counter()
        fill(url.replace("/ortaq?", f"/{name}?"), size, held)
        print(f"{size:,} projects loaded in {time.perf_counter() - begun:.0f} s")
    return names


def compare_pages(pages: Mapping[str, str], names: Mapping[int, str], rounds: int) -> None:
    """Asks each of *pages* (path by name) of the program in this process, of the databases *names* (by size) in turn.

    Prints p50 and p95 at the smaller and at the larger size, and the ratio of the two p95.
    """
    from django.db import connection
    from django.test import Client

    took: dict[tuple[str, int], list[float]] = {}
    client = Client(SERVER_NAME="localhost")
    for number in range(rounds + 3):
        for size, name in names.items():
            connection.close()
            connection.settings_dict["NAME"] = name
            client.get("/healthz")  # a connection is made before the clock starts
            for page, path in pages.items():
                begun = time.perf_counter()
                response = client.get(path)
                if response.status_code != 200:
                    raise SystemExit(f"{path}: {response.status_code}")
                if number >= 3:
                    took.setdefault((page, size), []).append(1000 * (time.perf_counter() - begun))
    print(f"{'page':18}{'p50':>10}{'p95':>10}{'p50 large':>12}{'p95 large':>12}{'p95 ratio':>12}")
    for page in pages:
        (p50, p95), (high50, high95) = (_p50_p95(took[page, size]) for size in names)
        print(f"{page:18}{p50:8.1f}ms{p95:8.1f}ms{high50:10.1f}ms{high95:10.1f}ms{high95 / p95:12.2f}")


def _p50_p95(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def _wrk(port: int, path: str, seconds: int) -> tuple[float, float, float]:
    lua = Path(tempfile.gettempdir()) / "ortaq-wrk.lua"
    lua.write_text(
        'done = function(s, l, r) io.write(string.format("R %f %f %f\\n", s.requests / s.duration * 1e6,'
        " l:percentile(50) / 1000, l:percentile(95) / 1000)) end",
        encoding="ascii",
    )
    out = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(lua), f"http://{HOST}:{port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"^R (\S+) (\S+) (\S+)$", out, re.MULTILINE)
    if found is None or "Non-2xx" in out:
        raise SystemExit(out)
    return float(found[1]), float(found[2]), float(found[3])


def _threads(port: int, path: str, seconds: int) -> tuple[float, float, float]:
    times: list[float] = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=120)
        while time.perf_counter() < end:
            begun = time.perf_counter()
            connection.request("GET", path)
            connection.getresponse().read()
            times.append((time.perf_counter() - begun) * 1000)

    together(ask, CONNECTIONS)
    cuts = statistics.quantiles(times, n=100)
    return len(times) / seconds, cuts[49], cuts[94]


def together(work: Callable[[], None], many: int) -> None:
    """Runs *work* in *many* threads and waits for all."""
    threads = [threading.Thread(target=work) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def children(pid: int) -> list[int]:
    """The processes that *pid* has started and that still run."""
    out = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(each) for each in out.split()]


def processor(pids: Iterable[int]) -> float:
    """Seconds of processor time (user and system) that *pids* have used so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def print_memory(name: str, pids: Iterable[int]) -> None:
    """Resident memory of each process (RSS), and what they take together with shared pages counted once (PSS)."""
    resident, shared = [], 0
    for pid in pids:
        found = dict(re.findall(r"^(Rss|Pss):\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE))
        resident.append(int(found["Rss"]) // 1024)
        shared += int(found["Pss"])
    print(f"  memory of {name}: PSS {shared // 1024} MB together; RSS by process {', '.join(map(str, resident))} MB")
