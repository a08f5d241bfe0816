"""Evaluations; what was handed in or signed never changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE FUNCTION social_order_points() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seat bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.seat_id ELSE NEW.seat_id END;
BEGIN
    IF EXISTS (
        SELECT FROM social_order_seat s JOIN records_record r ON r.id = s.evaluation_id
        WHERE s.id = seat AND (s.submitted_at IS NOT NULL OR s.released_at IS NOT NULL OR s.conflict IS NOT FALSE OR r.state <> 'scoring')
    ) OR (TG_OP = 'UPDATE' AND OLD.seat_id <> NEW.seat_id) THEN
        RAISE EXCEPTION 'points that were handed in never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER point_stays BEFORE INSERT OR UPDATE OR DELETE ON social_order_point
    FOR EACH ROW EXECUTE FUNCTION social_order_points();
CREATE TRIGGER seat_stays BEFORE UPDATE ON social_order_seat
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL OR OLD.evaluation_id <> NEW.evaluation_id OR OLD.expert_id <> NEW.expert_id)
    EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER seat_kept BEFORE DELETE ON social_order_seat FOR EACH ROW EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER evaluation_stays BEFORE UPDATE ON social_order_evaluation
    FOR EACH ROW WHEN (OLD.agreement_id <> NEW.agreement_id OR OLD.stage <> NEW.stage OR (OLD.signed_at IS NOT NULL AND (
        OLD.outcome <> NEW.outcome OR OLD.conclusion_kk <> NEW.conclusion_kk OR OLD.conclusion_ru <> NEW.conclusion_ru
        OR OLD.signed_by_id IS DISTINCT FROM NEW.signed_by_id OR OLD.signed_at IS DISTINCT FROM NEW.signed_at
        OR OLD.concluded_by_id IS DISTINCT FROM NEW.concluded_by_id
        OR OLD.survey_id IS DISTINCT FROM NEW.survey_id OR OLD.measures <> NEW.measures)))
    EXECUTE FUNCTION social_order_official_copy();
"""
BACKWARD = """
DROP TRIGGER evaluation_stays ON social_order_evaluation;
DROP TRIGGER seat_kept ON social_order_seat;
DROP TRIGGER seat_stays ON social_order_seat;
DROP TRIGGER point_stays ON social_order_point;
DROP FUNCTION social_order_points();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_more_links'),
        ('social_order', '0004_money'),
        ('surveys', '0003_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('record_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.record')),
                ('regime', models.CharField(max_length=30)),
                ('stage', models.CharField(choices=[('preliminary', 'Preliminary'), ('final', 'Final')], max_length=12)),
                ('outcome', models.CharField(blank=True, choices=[('positive', 'Positive'), ('remarks', 'Remarks'), ('negative', 'Negative')], max_length=10)),
                ('conclusion_kk', models.TextField(blank=True)),
                ('conclusion_ru', models.TextField(blank=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('measures', models.JSONField(default=list)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='social_order.agreement')),
                ('concluded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.survey')),
            ],
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conflict', models.BooleanField(null=True)),
                ('interest', models.TextField(blank=True)),
                ('declared_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='social_order.evaluation')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(max_length=12)),
                ('points', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='social_order.seat')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.UniqueConstraint(fields=('agreement', 'stage'), name='evaluation_once_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('signed_at__isnull', True), models.Q(('signed_by__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('conclusion_kk', ''), _negated=True), models.Q(('conclusion_ru', ''), _negated=True)), _connector='OR'), name='evaluation_signed_whole'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), models.Q(('signed_by', models.F('concluded_by')), _negated=True), _connector='OR'), name='evaluation_signed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('evaluation', 'expert'), name='evaluation_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_at__isnull', True), ('conflict', False), _connector='OR'), name='evaluation_scored_without_conflict'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conflict', True), _negated=True), models.Q(('interest', ''), _negated=True), _connector='OR'), name='evaluation_conflict_is_named'),
        ),
        migrations.AddConstraint(
            model_name='point',
            constraint=models.UniqueConstraint(fields=('seat', 'criterion'), name='evaluation_point_once'),
        ),
        migrations.AddConstraint(
            model_name='point',
            constraint=models.CheckConstraint(condition=models.Q(('points__isnull', True), ('points__range', (0, 5)), _connector='OR'), name='evaluation_points_from_0_to_5'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
