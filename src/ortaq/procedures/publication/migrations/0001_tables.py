import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("publication", "0001_initial"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("about", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_on", models.DateField(blank=True, null=True)),
                ("proof", models.CharField(blank=True, max_length=500)),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["body", "due_on"], name="duty_of_a_body")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("record__isnull", True)),
                        fields=("code", "body", "about", "due_on"),
                        name="duty_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("record__isnull", False)),
                        fields=("code", "record"),
                        name="duty_once_a_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_on__isnull", True), ("proof", "")),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_on__isnull", False),
                                models.Q(("proof", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="duty_done_has_a_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("done_at__gte", models.F("created_at")), _connector="OR"
                        ),
                        name="duty_done_after_it_arose",
                    ),
                ],
            },
        ),
    ]
