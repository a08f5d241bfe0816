import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("interchange", "0001_initial"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=60)),
                ("parameters", models.JSONField(default=dict)),
                ("format", models.CharField(choices=[("csv", "Csv"), ("xlsx", "Xlsx")], max_length=4)),
                ("language", models.CharField(max_length=2)),
                ("personal", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("ready", "Ready"),
                            ("sent", "Sent"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                            ("expired", "Expired"),
                        ],
                        max_length=9,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=20)),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("rights", models.CharField(blank=True, max_length=64)),
                ("total", models.PositiveIntegerField(blank=True, null=True)),
                ("written", models.PositiveIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("downloads", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-id"], name="export_of_user"),
                    models.Index(condition=models.Q(("personal", True)), fields=["-id"], name="export_personal"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running", "ready"])),
                        fields=["id"],
                        name="export_unfinished",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("user",),
                        name="export_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("ended_at__isnull", False), ("expires_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="export_ready_expires",
                    ),
                ],
            },
        ),
    ]
