"""Public pages of the social order at 1,000 and at 100,000 projects: list, one project, a supplier, the plan of a year.

    python benchmarks/projects.py [--small 1000] [--large 100000] [--rounds 40]

Pages are asked of the program itself in this process (no HTTP), uncached, both sizes in turn, over a database of its
own that is filled by plain SQL with checks switched off, then vacuumed and analysed. Each supplier has ten projects;
twenty years of plans share them all, so the plan of a year has 50 lines at the small size and 5,000 at the large one
(the region of the article has 232 a year). Prints p50, p95 and their ratios. Goal: p95 at the large size at most 1.2
times the small.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from filling import fill, owners_of_rows
from measure import compare_pages, print_machine

ROOT = Path(__file__).resolve().parents[1]
YEARS = 20
"""Years of plans."""


def main() -> None:
    """Fills two databases and asks both in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="ortaq-projects-"))
    sys.path.insert(0, str(ROOT / "src"))
    os.environ |= {"ORTAQ_VAR": str(var), "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"}
    from ortaq.program import postgres

    os.environ["DATABASE_URL"] = postgres.start(var)
    try:
        _measure(chosen)
    finally:
        postgres.stop(var)
        shutil.rmtree(var, ignore_errors=True)


def _measure(chosen: Any) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from ortaq.portal.imports import load_region

    print_machine()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_region("zhambyl")
    owners = owners_of_rows()
    connections.close_all()
    url = os.environ["DATABASE_URL"]
    names = {size: f"ortaq_{size}" for size in (chosen.small, chosen.large)}
    for size, name in names.items():
        with psycopg.connect(url.replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE ortaq".encode())
        begun = time.perf_counter()
        fill(url.replace("/ortaq?", f"/{name}?"), size, YEARS, owners)
        print(f"{size:,} projects loaded in {time.perf_counter() - begun:.0f} s")
    _compare(names, chosen)


def _compare(names: dict[int, str], chosen: Any) -> None:
    pages = {
        "list": "/kk/social-order/projects/",
        "list of a year": "/kk/social-order/projects/?year=2018",
        "one project": "/kk/social-order/projects/AG-2018-000500/",
        "supplier": "/kk/social-order/suppliers/ngo-7/",
        "plan of a year": "/kk/social-order/plan/2018/",
        "plan of a body": "/kk/social-order/plan/2018/akimat-zhambyl/",
    }
    compare_pages(pages, names, chosen.rounds)


if __name__ == "__main__":
    main()
