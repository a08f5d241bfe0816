"""A database full of the social order: plans, lines, agreements with versions, tranches and payments, by plain SQL.

Each supplier has ten projects; the lines are shared evenly by the years of the plans, which lie one after the other: the
first year's projects are the oldest.
"""

from typing import Any

import psycopg

EACH = 10
"""Projects of each supplier: a supplier's page shows all of them."""
FIRST_YEAR = 2007

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
SELECT g, 1 + (g - 1) * %(years)s / %(size)s, g, %(sphere)s, 'Жол ' || g, 'Строка ' || g, '', 2018, 2018, 1, 3000000, 'regional', ''
FROM generate_series(1, %(size)s) g;
INSERT INTO records_record (id, kind, number, state, version, body_id, territory_id, author_id, language, created_at,
    changed_at, published_at, public_title, public_text, is_demo)
SELECT %(size)s + g, 'agreement', 'AG-2018-' || lpad(g::text, greatest(6, length(g::text)), '0'), 'active', 1, %(body)s, %(territory)s, NULL, 'kk',
    now() - g * interval '1 minute', now(), now() - g * interval '1 minute', 'Жоба ' || g, '', false
FROM generate_series(1, %(size)s) g;
INSERT INTO social_order_agreement (record_ptr_id, regime, supplier_id, line_id, title_kk, title_ru, amount, bound,
    starts_on, ends_on, exception, contract_number, bank_details, plan_year,
    effective_at)
SELECT %(size)s + g, 'sso-2005', 100001 + g %% %(suppliers)s, g, 'Жоба ' || g, 'Проект ' || g, 3000000, 3000000,
    '2018-02-01', '2018-12-01', '', '', '\\x', 2007 + (g - 1) * %(years)s / %(size)s, now() - g * interval '1 minute'
FROM generate_series(1, %(size)s) g;
INSERT INTO documents_storedfile (id, sha256, size, media_type, storage_name, thumbnail_name, state, scanner, finding, created_at)
VALUES (1, repeat('0', 64), 1, 'application/pdf', 'none', '', 'clean', '', '', now());
INSERT INTO documents_document (id, uuid, record_id, stored_id, name, purpose, public_name, created_at)
VALUES (1, gen_random_uuid(), %(size)s + 1, 1, 'agreement.pdf', 'agreement', '', now());
INSERT INTO social_order_agreementversion (agreement_id, number, reason, amount, starts_on, ends_on, exception, schedule,
    document_id, drawn_at, effective_at)
SELECT %(size)s + g, 1, '', 3000000, '2018-02-01', '2018-12-01', '', '{}', 1, now(), now() - g * interval '1 minute'
FROM generate_series(1, %(size)s) g;
INSERT INTO social_order_milestone (id, agreement_id, number, title, due_on, amount, advance)
SELECT 2 * g + n, %(size)s + g, n, 'Кезең', '2018-06-01', 1500000, n = 1
FROM generate_series(1, %(size)s) g, generate_series(1, 2) n;
INSERT INTO social_order_payment (agreement_id, milestone_id, amount, order_number, paid_on, entered_by_id, entered_at,
    receipt, receipt_at, receipt_by_id, receipt_note)
SELECT %(size)s + g, 2 * g + 1, 1500000, g::text, '2018-03-01', %(user)s, now(), 'confirmed', now(), %(user)s, ''
FROM generate_series(1, %(size)s) g;
"""


def owners_of_rows() -> dict[str, Any]:
    """Whose the rows are: keys of a customer, a territory, a sphere and a user. Asks the database of Django."""
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.systems.social_order.models import Sphere

    return {
        "body": Organisation.objects.get(slug="akimat-zhambyl").pk,
        "territory": Territory.objects.get(slug="zhambyl").pk,
        "sphere": Sphere.objects.first().pk,  # type: ignore[union-attr]
        "user": User.objects.create_user("load@example.test", "load").pk,
    }


def fill(url: str, size: int, years: int, owners: dict[str, Any]) -> None:
    """Fills the empty database at *url* with *size* projects over *years* from FIRST_YEAR on. Checks by trigger are off."""
    values = {**owners, "size": size, "years": years, "suppliers": max(1, size // EACH)}
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in BULK.strip().split(";\n"):
            connection.execute(statement.rstrip(";").encode(), values)
        connection.execute("SELECT social_order_sums_anew()")  # the triggers that keep the sums were off
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
