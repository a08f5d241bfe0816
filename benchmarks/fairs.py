"""Public pages of fairs at 1,000 and at 100,000 projects and pledges: exhibition, project, ledger, sponsor, memoranda.

    python benchmarks/fairs.py [--small 1000] [--large 100000] [--rounds 40]

One fair has all the projects; each project is missing money and hours and has one memorandum, every tenth of matching
money; half of what is promised was given. Each NGO has ten projects and each business ten pledges; memoranda lie in
twenty years, in all spheres and territories. Pages are asked of the program itself in this process (no HTTP), uncached,
both sizes in turn, over a database of its own that is filled by plain SQL with checks switched off, then vacuumed and
analysed. Prints p50, p95 and their ratios. Goal: p95 at the large size at most 1.2 times the small.
"""

import time
from typing import Any

import psycopg
from measure import measure_two_sizes

EACH = 10
"""Projects of each NGO, pledges of each business."""
YEARS = 20

BULK = """
CREATE TEMPORARY TABLE places AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM parties_territory;
CREATE TEMPORARY TABLE spheres AS SELECT code, row_number() OVER (ORDER BY code) - 1 AS n FROM unnest(%(spheres)s::text[]) code;
CREATE TEMPORARY TABLE made AS
SELECT g, (SELECT id FROM places WHERE n = g %% (SELECT count(*) FROM places)) AS place,
    (SELECT code FROM spheres WHERE n = g %% (SELECT count(*) FROM spheres)) AS sphere,
    now() - (g %% %(years)s) * interval '365 days' AS at
FROM generate_series(1, %(size)s) g;
INSERT INTO parties_organisation (id, slug, kind, body_kind, bin, territory_id, is_demo, name_kk, name_ru, name_en)
SELECT 1000000 + g, 'ngo-' || g, 'ngo', '', '', %(territory)s, false, 'ҚБ ' || g, 'ОО ' || g, 'PA ' || g
FROM generate_series(1, %(parties)s) g
UNION ALL
SELECT 2000000 + g, 'business-' || g, 'business', '', '', %(territory)s, false, 'ЖШС ' || g, 'ТОО ' || g, 'LLP ' || g
FROM generate_series(1, %(parties)s) g;
INSERT INTO records_record (id, kind, number, state, version, body_id, territory_id, author_id, language, created_at,
    changed_at, published_at, public_title, public_text, is_demo)
SELECT 1, 'fair', 'FR-2026-000001', 'exhibition', 1, %(body)s, %(territory)s, NULL::bigint, 'kk', now(), now(), now(), 'Жәрмеңке', '', false
UNION ALL
SELECT %(size)s + g, 'showcase', 'SH-2026-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'supported', 1, %(body)s, place, NULL, 'kk', at, at, at, 'Жоба ' || g, '', false FROM made
UNION ALL
SELECT 2 * %(size)s + g, 'pledge', 'PD-2026-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'in_force', 1, %(body)s, place, NULL, 'kk', at, at, at, 'Уәде ' || g, '', false FROM made
UNION ALL
SELECT 3 * %(size)s + g, 'memorandum', 'MM-2026-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'active', 1, %(body)s, place, NULL, 'kk', at, at, at, 'Меморандум ' || g, '', false FROM made
UNION ALL
SELECT 4 * %(size)s + g, 'sponsor', 'SN-2026-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'approved', 1, NULL, %(territory)s, NULL, 'kk', now(), now(), now(), 'ЖШС ' || g, '', false FROM generate_series(1, %(parties)s) g;
INSERT INTO fairs_fair (record_ptr_id, title_kk, title_ru, title_en, about_kk, about_ru, place, starts_on, ends_on, projects_until)
VALUES (1, 'Жәрмеңке', 'Ярмарка', 'Fair', 'Жобалар', 'Проекты', 'Тараз', now(), now(), now());
INSERT INTO fairs_showcaseproject (record_ptr_id, fair_id, organisation_id, project_kind, sphere, title_kk, title_ru, summary_kk,
    summary_ru, need, whom, people, result, budget, own, remark, outcome, checked_by_id, checked_at)
SELECT %(size)s + g, 1, 1000001 + g %% %(parties)s, 'social', sphere, 'Жоба ' || g, 'Проект ' || g, 'Не үшін', 'Зачем', 'Қажет', 'Кімге', 60, 'Нәтиже',
    1500000, 300000, '', '', %(user)s, at FROM made;
INSERT INTO fairs_need (id, project_id, number, kind, title, unit, amount)
SELECT 2 * g + n, %(size)s + g, n, CASE n WHEN 1 THEN 'money' ELSE 'hours' END, 'Қажеттілік', '', CASE n WHEN 1 THEN 1000000 ELSE 40 END
FROM made, generate_series(1, 2) n;
INSERT INTO fairs_sponsorprofile (record_ptr_id, organisation_id, entered_by_id, bin, name_kk, name_ru, name_en, about_kk, about_ru, areas, gives, remark)
SELECT 4 * %(size)s + g, 2000000 + g, %(user)s, lpad(g::text, 12, '0'), 'ЖШС ' || g, 'ТОО ' || g, '', 'Көмектесеміз', 'Помогаем', '[]', '["money"]', ''
FROM generate_series(1, %(parties)s) g;
INSERT INTO fairs_pledge (record_ptr_id, project_id, sponsor_id, match_percent, conditions, offered_by_id)
SELECT 2 * %(size)s + g, %(size)s + g, 2000001 + g %% %(parties)s, CASE WHEN g %% 10 = 0 THEN 100 END, '\\x', %(user)s FROM made;
INSERT INTO fairs_pledgeline (id, pledge_id, need_id, amount, bound, due_on)
SELECT 2 * g + n, 2 * %(size)s + g, 2 * g + n, CASE n WHEN 1 THEN 400000 ELSE 10 END, CASE n WHEN 1 THEN 400000 ELSE 10 END, (at + interval '200 days')::date
FROM made, generate_series(1, 2) n WHERE n = 1 OR g %% 10 <> 0;
INSERT INTO fairs_memorandum (record_ptr_id, pledge_id, sponsor_id, ngo_id, title_kk, title_ru, ends_on, live, effective_at)
SELECT 3 * %(size)s + g, 2 * %(size)s + g, 2000001 + g %% %(parties)s, 1000001 + g %% %(parties)s, 'Меморандум ' || g, 'Меморандум ' || g,
    (at + interval '400 days')::date, true, at FROM made;
INSERT INTO documents_storedfile (id, sha256, size, media_type, storage_name, thumbnail_name, state, scanner, finding, created_at)
VALUES (1, repeat('0', 64), 1, 'application/pdf', 'none', '', 'clean', '', '', now());
INSERT INTO documents_document (id, uuid, record_id, stored_id, name, purpose, public_name, created_at)
VALUES (1, gen_random_uuid(), 3 * %(size)s + 1, 1, 'act.pdf', 'received', '', now());
INSERT INTO fairs_delivery (memorandum_id, line_id, amount, given_on, note, reported_by_id, reported_at, state, answer, proof_id, answered_by_id, answered_at)
SELECT 3 * %(size)s + g, 2 * g + 1, 200000, at::date, '', %(user)s, at, 'confirmed', '', 1, %(other)s, at FROM made
"""


PAGES = {
    "fairs": "/kk/fairs/",
    "exhibition": "/kk/fairs/FR-2026-000001/",
    "exhibition, money": "/kk/fairs/FR-2026-000001/?missing=money",
    "project": "/kk/fairs/projects/SH-2026-000050/",
    "ledger": "/kk/fairs/sponsors/",
    "sponsor": "/kk/fairs/sponsors/business-7/",
    "memoranda": "/kk/fairs/memoranda/",
}


def _owners() -> dict[str, Any]:
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.procedures.competitions.registry import spheres

    return {
        "body": Organisation.objects.get(slug="akimat-zhambyl").pk,
        "territory": Territory.objects.get(slug="zhambyl").pk,
        "user": User.objects.create_user("load@example.test", "load").pk,
        "other": User.objects.create_user("other@example.test", "load").pk,
        "spheres": sorted(spheres()),
    }


def _fill(url: str, size: int, owners: dict[str, Any]) -> None:
    values = {**owners, "size": size, "years": YEARS, "parties": max(1, size // EACH)}
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in BULK.strip().split(";\n"):
            connection.execute(statement.rstrip(";").encode(), values)
        connection.execute("ANALYZE")
        _roll_up(size)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _roll_up(size: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from ortaq.systems.fairs.actions import rebuild_rollups

    connection.close()
    connection.settings_dict["NAME"] = f"ortaq_{size}"
    begun = time.perf_counter()
    rebuild_rollups(today=timezone.localdate())
    print(f"Roll-ups of {size:,} made anew in {time.perf_counter() - begun:.1f} s")
    connection.close()


if __name__ == "__main__":
    measure_two_sizes(__doc__, PAGES, _owners, _fill)
