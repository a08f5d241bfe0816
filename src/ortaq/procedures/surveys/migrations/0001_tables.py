import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("surveys", "0001_initial"),
    ]

    dependencies = [
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("recipients", models.PositiveIntegerField(blank=True, null=True)),
                ("sample", models.PositiveIntegerField()),
                ("seed", models.CharField(max_length=64)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("hints", models.JSONField(default=list)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="records.record"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(choices=[("paper", "Paper"), ("sms", "Sms"), ("phone", "Phone")], max_length=8),
                ),
                ("quality", models.PositiveSmallIntegerField(null=True)),
                ("access", models.PositiveSmallIntegerField(null=True)),
                ("attitude", models.PositiveSmallIntegerField(null=True)),
                ("usefulness", models.PositiveSmallIntegerField(null=True)),
                ("overall", models.PositiveSmallIntegerField(null=True)),
                ("comment", models.TextField(blank=True)),
                ("public_comment", models.TextField(blank=True)),
                ("language", models.CharField(max_length=2)),
                ("day", models.DateField()),
                ("hour", models.PositiveSmallIntegerField(null=True)),
                ("device", models.BinaryField(default=b"", max_length=32)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="surveys.survey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "channel",
                    models.CharField(choices=[("paper", "Paper"), ("sms", "Sms"), ("phone", "Phone")], max_length=8),
                ),
                ("used", models.BooleanField(default=False)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["survey", "place"],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("typing", "Typing"), ("checking", "Checking"), ("counted", "Counted")],
                        default="typing",
                        max_length=10,
                    ),
                ),
                ("sheets", models.PositiveIntegerField()),
                ("seed", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("second", models.BooleanField(default=False)),
                ("code_hash", models.BinaryField(max_length=32)),
                ("marks", models.JSONField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="surveys.batch"
                    ),
                ),
            ],
            options={
                "ordering": ["number", "second"],
                "constraints": [models.UniqueConstraint(fields=("batch", "number", "second"), name="sheet_read_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "closed"), _negated=True), fields=("about",), name="survey_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(condition=models.Q(("sample__gte", 1)), name="survey_asks_somebody"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recipients__isnull", True), ("sample__lte", models.F("recipients")), _connector="OR"
                ),
                name="survey_sample_in_register",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="survey_period_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("quality__isnull", True), ("quality__range", (1, 5)), _connector="OR"),
                name="response_quality_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__isnull", True), ("access__range", (1, 5)), _connector="OR"),
                name="response_access_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("attitude__isnull", True), ("attitude__range", (1, 5)), _connector="OR"),
                name="response_attitude_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("usefulness__isnull", True), ("usefulness__range", (1, 5)), _connector="OR"),
                name="response_usefulness_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("overall__isnull", True), ("overall__range", (1, 5)), _connector="OR"),
                name="response_overall_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.UniqueConstraint(fields=("survey", "place"), name="survey_code_once_a_place"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(condition=models.Q(("sheets__gte", 1)), name="batch_has_sheets"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("typed_by")), _negated=True),
                    _connector="OR",
                ),
                name="batch_checked_by_a_second_person",
            ),
        ),
    ]
