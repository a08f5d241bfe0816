"""Roll-ups of the ledger and of the projects on show, filled from what is there. Overdue sums begin with the first night."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LINES = f"""
INSERT INTO fairs_ledgerline (line_id, project_id, sponsor_id, ngo_id, year, territory_id, sphere, kind, memoranda, promised,
    fulfilled, late, dropped, due_on)
WITH picked AS (
    SELECT line.id, line.pledge_id, line.amount, line.due_on, need.kind, record.state, record.territory_id,
        pledge.sponsor_id, pledge.project_id, pledge.match_percent, project.sphere, project.organisation_id AS ngo_id,
        memorandum.ended_at, extract(year FROM memorandum.effective_at AT TIME ZONE '{settings.TIME_ZONE}')::smallint AS year
    FROM fairs_pledgeline AS line
    JOIN fairs_need AS need ON need.id = line.need_id
    JOIN fairs_pledge AS pledge ON pledge.record_ptr_id = line.pledge_id
    JOIN records_record AS record ON record.id = line.pledge_id
    JOIN fairs_showcaseproject AS project ON project.record_ptr_id = pledge.project_id
    JOIN fairs_memorandum AS memorandum ON memorandum.pledge_id = line.pledge_id AND memorandum.effective_at IS NOT NULL
    WHERE record.published_at IS NOT NULL AND record.state IN ('in_force', 'fulfilled', 'ended')
), first AS (
    SELECT min(id) AS id FROM picked GROUP BY pledge_id
), given AS (
    SELECT delivery.line_id, sum(delivery.amount) AS amount
    FROM picked JOIN fairs_delivery AS delivery ON delivery.line_id = picked.id
    WHERE delivery.state = 'confirmed' GROUP BY 1
), matched AS (
    SELECT picked.id, least(picked.amount, trunc(coalesce(sum(delivery.amount), 0) * picked.match_percent / 100, 2)) AS owed
    FROM picked
    LEFT JOIN (
        fairs_pledge AS other
        JOIN fairs_pledgeline AS line ON line.pledge_id = other.record_ptr_id
        JOIN fairs_need AS need ON need.id = line.need_id AND need.kind = 'money'
        JOIN fairs_delivery AS delivery ON delivery.line_id = line.id AND delivery.state = 'confirmed'
    ) ON other.project_id = picked.project_id AND other.sponsor_id <> picked.sponsor_id AND other.match_percent IS NULL
        AND delivery.answered_at <= coalesce(picked.ended_at, delivery.answered_at)
    WHERE picked.match_percent IS NOT NULL
    GROUP BY picked.id, picked.amount, picked.match_percent
), stood AS (
    SELECT picked.*, first.id IS NOT NULL AS is_first, coalesce(given.amount, 0) AS confirmed,
        greatest(CASE WHEN match_percent IS NULL THEN picked.amount ELSE matched.owed END, coalesce(given.amount, 0)) AS promised
    FROM picked LEFT JOIN given ON given.line_id = picked.id LEFT JOIN matched ON matched.id = picked.id
    LEFT JOIN first ON first.id = picked.id
), counted AS (
    SELECT stood.*, CASE kind WHEN 'goods' THEN 1 ELSE promised END AS told,
        CASE kind WHEN 'goods' THEN (promised = confirmed)::integer ELSE confirmed END AS done
    FROM stood
)
SELECT id AS line_id, project_id, sponsor_id, ngo_id, year, territory_id, sphere, kind, is_first::integer::smallint AS memoranda,
    told::numeric(18, 2) AS promised, done::numeric(18, 2) AS fulfilled,
    (CASE WHEN state = 'in_force' THEN told - done ELSE 0 END)::numeric(18, 2) AS late,
    (CASE WHEN state = 'ended' THEN told - done ELSE 0 END)::numeric(18, 2) AS dropped, due_on
FROM counted
"""
SUMS = """
INSERT INTO fairs_ledgersum (part, key, kind, memoranda, lines, promised, fulfilled, overdue, dropped)
SELECT of.part, of.key, line.kind, sum(line.memoranda), count(*), sum(line.promised), sum(line.fulfilled), 0, sum(line.dropped)
FROM fairs_ledgerline AS line
CROSS JOIN LATERAL (VALUES ('whole', 'whole'), ('year', line.year::text), ('place', coalesce(line.territory_id::text, '')),
    ('sphere', line.sphere), ('business', line.sponsor_id::text)) AS of (part, key)
GROUP BY of.part, of.key, line.kind
"""
ON_SHOW = """
INSERT INTO fairs_onshow (project_id, fair_id, project_kind, sphere, territory_id, money, goods, hours)
SELECT project.record_ptr_id AS project_id, project.fair_id, project.project_kind, project.sphere, record.territory_id,
    missing.money, missing.goods, missing.hours
FROM fairs_showcaseproject AS project JOIN records_record AS record ON record.id = project.record_ptr_id
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(need.kind = 'money'), false) AS money, coalesce(bool_or(need.kind = 'goods'), false) AS goods,
        coalesce(bool_or(need.kind = 'hours'), false) AS hours
    FROM fairs_need AS need
    WHERE need.project_id = project.record_ptr_id AND need.amount > (
        SELECT coalesce(sum(line.bound), 0)
        FROM fairs_pledgeline AS line JOIN records_record AS pledge ON pledge.id = line.pledge_id
        WHERE line.need_id = need.id AND pledge.published_at IS NOT NULL AND pledge.state IN ('in_force', 'fulfilled', 'ended')
    )
) AS missing
WHERE record.published_at IS NOT NULL AND record.state IN ('shown', 'supported', 'done')
"""
COUNTS = "INSERT INTO fairs_faircount (fair_id, shown) SELECT fair_id, count(*) FROM fairs_onshow GROUP BY fair_id"


class Migration(migrations.Migration):

    dependencies = [
        ('fairs', '0007_talk_requests'),
        ('parties', '0002_population'),
    ]

    operations = [
        migrations.CreateModel(
            name='FairCount',
            fields=[
                ('fair', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='count', serialize=False, to='fairs.fair')),
                ('shown', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='OnShow',
            fields=[
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='fairs.showcaseproject')),
                ('project_kind', models.CharField(max_length=20)),
                ('sphere', models.CharField(blank=True, max_length=40)),
                ('money', models.BooleanField()),
                ('goods', models.BooleanField()),
                ('hours', models.BooleanField()),
                ('fair', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='fairs.fair')),
                ('territory', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['fair', '-project'], name='on_show_fair')],
            },
        ),
        migrations.CreateModel(
            name='LedgerDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted_on', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='ledger_day_is_one')],
            },
        ),
        migrations.CreateModel(
            name='LedgerSum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=10)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(max_length=10)),
                ('memoranda', models.PositiveIntegerField()),
                ('lines', models.PositiveIntegerField()),
                ('promised', models.DecimalField(decimal_places=2, max_digits=20)),
                ('fulfilled', models.DecimalField(decimal_places=2, max_digits=20)),
                ('overdue', models.DecimalField(decimal_places=2, max_digits=20)),
                ('dropped', models.DecimalField(decimal_places=2, max_digits=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('part', 'key', 'kind'), name='ledger_sum_once')],
            },
        ),
        migrations.CreateModel(
            name='LedgerLine',
            fields=[
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='fairs.pledgeline')),
                ('year', models.PositiveSmallIntegerField()),
                ('sphere', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(max_length=10)),
                ('memoranda', models.PositiveSmallIntegerField()),
                ('promised', models.DecimalField(decimal_places=2, max_digits=18)),
                ('fulfilled', models.DecimalField(decimal_places=2, max_digits=18)),
                ('late', models.DecimalField(decimal_places=2, max_digits=18)),
                ('dropped', models.DecimalField(decimal_places=2, max_digits=18)),
                ('due_on', models.DateField()),
                ('ngo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.organisation')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='fairs.showcaseproject')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.organisation')),
                ('territory', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.territory')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('late__gt', 0)), fields=['due_on'], name='ledger_line_late')],
            },
        ),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
        migrations.RunSQL(SUMS, migrations.RunSQL.noop),
        migrations.RunSQL(ON_SHOW, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
    ]
