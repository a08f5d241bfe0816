import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("social_order", "0008_plan_sums"),
    ]
    operations = [
        migrations.AddField(
            "planfile",
            "job",
            models.CharField(
                blank=True,
                choices=[
                    ("queued", "Queued"),
                    ("reading", "Reading"),
                    ("writing", "Writing"),
                    ("failed", "Failed"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "planfile",
            "job_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("planfile", "job_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("planfile", "job_lines", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("planfile", "job_attempt", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("planfile", "job_despite_totals", models.BooleanField(default=False)),
        migrations.AddField("planfile", "job_why", models.JSONField(blank=True, default=dict)),
        migrations.AddConstraint(
            "planfile",
            models.CheckConstraint(condition=Q(job="") | Q(job_at__isnull=False), name="plan_file_job_has_time"),
        ),
    ]
