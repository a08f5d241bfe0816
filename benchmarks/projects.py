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
from measure import print_machine

ROOT = Path(__file__).resolve().parents[1]
YEARS, EACH = 20, 10
"""Years of plans, and projects of each supplier: a supplier's page shows all of them."""

BULK = """
INSERT INTO social_order_plan (id, year, level, body_id, version, approved_at, created_at, note_kk, note_ru, note_en)
SELECT g, 2006 + g, 'region', %(body)s, 1, now(), now(), '', '', '' FROM generate_series(1, %(years)s) g;
INSERT INTO parties_organisation (id, slug, kind, body_kind, bin, territory_id, is_demo, name_kk, name_ru, name_en)
SELECT 100000 + g, 'ngo-' || g, 'ngo', '', '', %(territory)s, false, 'ҚБ ' || g, 'ОО ' || g, 'PA ' || g
FROM generate_series(1, %(suppliers)s) g;
INSERT INTO records_record (id, kind, number, state, version, body_id, territory_id, author_id, language, created_at,
    changed_at, published_at, public_title, public_text, is_demo)
SELECT g, 'plan_line', 'PL-2018-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'contracted', 1, %(body)s, %(territory)s, NULL, 'kk',
    now() - g * interval '1 minute', now(), now() - g * interval '1 minute', 'Жол ' || g, '', false
FROM generate_series(1, %(size)s) g;
INSERT INTO social_order_planline (record_ptr_id, plan_id, position, sphere_id, title_kk, title_ru, title_en, since, until,
    projects, amount, funding, procurement)
SELECT g, 1 + g %% %(years)s, g, %(sphere)s, 'Жол ' || g, 'Строка ' || g, '', 2018, 2018, 1, 3000000, 'regional', ''
FROM generate_series(1, %(size)s) g;
INSERT INTO records_record (id, kind, number, state, version, body_id, territory_id, author_id, language, created_at,
    changed_at, published_at, public_title, public_text, is_demo)
SELECT %(size)s + g, 'agreement', 'AG-2018-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'active', 1, %(body)s, %(territory)s, NULL, 'kk',
    now() - g * interval '1 minute', now(), now() - g * interval '1 minute', 'Жоба ' || g, '', false
FROM generate_series(1, %(size)s) g;
INSERT INTO social_order_agreement (record_ptr_id, regime, supplier_id, line_id, title_kk, title_ru, amount, bound,
    starts_on, ends_on, exception, contract_number, bank_details)
SELECT %(size)s + g, 'sso-2005', 100001 + g %% %(suppliers)s, g, 'Жоба ' || g, 'Проект ' || g, 3000000, 3000000,
    '2018-02-01', '2018-12-01', '', '', '\\x'
FROM generate_series(1, %(size)s) g;
INSERT INTO social_order_milestone (id, agreement_id, number, title, due_on, amount, advance)
SELECT 2 * g + n, %(size)s + g, n, 'Кезең', '2018-06-01', 1500000, n = 1
FROM generate_series(1, %(size)s) g, generate_series(1, 2) n;
INSERT INTO social_order_payment (agreement_id, milestone_id, amount, order_number, paid_on, entered_by_id, entered_at,
    receipt, receipt_at, receipt_by_id, receipt_note)
SELECT %(size)s + g, 2 * g + 1, 1500000, g::text, '2018-03-01', %(user)s, now(), 'confirmed', now(), %(user)s, ''
FROM generate_series(1, %(size)s) g;
"""


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

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.portal.imports import load_region
    from ortaq.systems.social_order.models import Sphere

    print_machine()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_region("zhambyl")
    values = {
        "body": Organisation.objects.get(slug="akimat-zhambyl").pk,
        "territory": Territory.objects.get(slug="zhambyl").pk,
        "sphere": Sphere.objects.first().pk,  # type: ignore[union-attr]
        "user": User.objects.create_user("load@example.test", "load").pk,
        "years": YEARS,
    }
    connections.close_all()
    url = os.environ["DATABASE_URL"]
    names = {size: f"ortaq_{size}" for size in (chosen.small, chosen.large)}
    for size, name in names.items():
        with psycopg.connect(url.replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE ortaq".encode())
        begun = time.perf_counter()
        _fill(url.replace("/ortaq?", f"/{name}?"), {**values, "size": size, "suppliers": size // EACH})
        print(f"{size:,} projects loaded in {time.perf_counter() - begun:.0f} s")
    _compare(names, chosen)


def _fill(url: str, values: dict[str, Any]) -> None:
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in BULK.strip().split(";\n"):
            connection.execute(statement.rstrip(";").encode(), values)
        connection.execute("SELECT social_order_sums_anew()")  # the triggers that keep the sums were off
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _compare(names: dict[int, str], chosen: Any) -> None:
    from django.db import connection
    from django.test import Client

    pages = {
        "list": "/kk/social-order/projects/",
        "list of a year": "/kk/social-order/projects/?year=2018",
        "one project": "/kk/social-order/projects/AG-2018-000500/",
        "supplier": "/kk/social-order/suppliers/ngo-7/",
        "plan of a year": "/kk/social-order/plan/2018/",
        "plan of a body": "/kk/social-order/plan/2018/akimat-zhambyl/",
    }
    took: dict[tuple[str, int], list[float]] = {}
    client = Client(SERVER_NAME="localhost")
    for number in range(chosen.rounds + 3):
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
        (p50, p95), (high50, high95) = (_middle(took[page, size]) for size in names)
        print(f"{page:18}{p50:8.1f}ms{p95:8.1f}ms{high50:10.1f}ms{high95:10.1f}ms{high95 / p95:12.2f}")


def _middle(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


if __name__ == "__main__":
    main()
