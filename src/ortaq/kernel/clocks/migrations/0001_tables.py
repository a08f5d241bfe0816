import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("clocks", "0001_initial"),
    ]

    dependencies = [
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("day", models.DateField(unique=True)),
                ("works", models.BooleanField()),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="CalendarChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("worked", models.BooleanField()),
                ("works", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="calendar_change_has_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("regime", models.CharField(max_length=40)),
                ("on_expiry", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("paused", "Paused"), ("stopped", "Stopped")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("ticks", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("started_on", models.DateField()),
                ("due_on", models.DateField()),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("kept", models.BooleanField(blank=True, null=True)),
                ("extended", models.BooleanField(default=False)),
                ("extended_times", models.PositiveSmallIntegerField(default=0)),
                ("calendar_version", models.BigIntegerField(default=0)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["record", "id"], name="clock_of_record"),
                    models.Index(
                        condition=models.Q(("state", "stopped"), _negated=True),
                        fields=["state", "due_on", "record"],
                        name="clock_work_list",
                    ),
                    models.Index(
                        condition=models.Q(("state", "running"), models.Q(("on_expiry", ""), _negated=True)),
                        fields=["on_expiry", "due_on", "id"],
                        name="clock_silence",
                    ),
                    models.Index(
                        models.F("started_on"),
                        models.F("due_on"),
                        condition=models.Q(("state", "stopped"), _negated=True),
                        name="clock_open_span",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "stopped"), _negated=True),
                        fields=("record", "code"),
                        name="clock_runs_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), ("stopped_at__isnull", False), ("kept__isnull", False)),
                            models.Q(
                                models.Q(("state", "stopped"), _negated=True),
                                ("stopped_at__isnull", True),
                                ("kept__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="clock_stopped_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended", True), ("extended_times__gt", 0)),
                            models.Q(("extended", False), ("extended_times", 0)),
                            _connector="OR",
                        ),
                        name="clock_extended_is_counted",
                    ),
                ],
            },
        ),
    ]
