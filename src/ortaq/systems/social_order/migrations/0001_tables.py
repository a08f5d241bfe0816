import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("social_order", "0001_initial"),
        ("social_order", "0003_agreements"),
        ("social_order", "0006_imported_packages"),
        ("social_order", "0009_plan_file_jobs"),
        ("social_order", "0010_withdrawn_visits"),
        ("social_order", "0011_visit_photos"),
        ("social_order", "0012_photos_of_visits"),
        ("social_order", "0013_long_packages"),
    ]

    dependencies = [
        ("documents", "0001_tables"),
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        ("surveys", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_agreement",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("regime", models.CharField(max_length=30)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("bound", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("exception", models.TextField(blank=True)),
                ("contract_number", models.CharField(blank=True, max_length=120)),
                ("contract_on", models.DateField(blank=True, null=True)),
                ("contract_sum", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("bank_details", ortaq.kernel.keys.models.EncryptedText()),
                ("plan_year", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="parties.organisation",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="EstimateLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("category", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("own", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estimate",
                        to="social_order.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("regime", models.CharField(max_length=30)),
                (
                    "stage",
                    models.CharField(choices=[("preliminary", "Preliminary"), ("final", "Final")], max_length=12),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("positive", "Positive"), ("remarks", "Remarks"), ("negative", "Negative")],
                        max_length=10,
                    ),
                ),
                ("conclusion_kk", models.TextField(blank=True)),
                ("conclusion_ru", models.TextField(blank=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("measures", models.JSONField(default=list)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="social_order.agreement",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.survey",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="ImportedPackage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(choices=[("ocds", "Ocds"), ("360giving", "Giving")], max_length=10)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("publisher", models.CharField(max_length=300)),
                ("source", models.URLField(blank=True, max_length=500)),
                ("license", models.CharField(blank=True, max_length=300)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("projects_count", models.PositiveIntegerField()),
                ("remarks", models.JSONField(default=list)),
                ("imported_at", models.DateTimeField()),
                ("shown_at", models.DateTimeField(null=True)),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shown_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("identifier", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=500)),
                ("description", models.TextField(blank=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("paid", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("decided_on", models.DateField(null=True)),
                ("recipients", models.JSONField(default=list)),
                ("funders", models.JSONField(default=list)),
                ("url", models.URLField(blank=True, max_length=500)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="projects",
                        to="social_order.importedpackage",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=60)),
                ("plan", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="social_order.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("advance", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="social_order.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="MoneyReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("returned_on", models.DateField()),
                ("paper", models.CharField(max_length=120)),
                ("reason", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_returns",
                        to="social_order.agreement",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["returned_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PackageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(choices=[("ocds", "Ocds"), ("360giving", "Giving")], max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("sent_at", models.DateTimeField()),
                (
                    "job",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("reading", "Reading"),
                            ("writing", "Writing"),
                            ("loaded", "Loaded"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("size", models.PositiveIntegerField()),
                ("read_bytes", models.PositiveIntegerField(default=0)),
                ("read", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(blank=True, null=True)),
                ("written", models.PositiveIntegerField(default=0)),
                ("troubles", models.JSONField(blank=True, default=list)),
                (
                    "package",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="social_order.importedpackage",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("order_number", models.CharField(max_length=60)),
                ("paid_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                (
                    "receipt",
                    models.CharField(
                        choices=[("awaited", "Awaited"), ("confirmed", "Confirmed"), ("not_received", "Not Received")],
                        default="awaited",
                        max_length=12,
                    ),
                ),
                ("receipt_at", models.DateTimeField(blank=True, null=True)),
                ("receipt_note", models.TextField(blank=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="social_order.agreement",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "milestone",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payment", to="social_order.milestone"
                    ),
                ),
                (
                    "receipt_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["paid_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("region", "Region"), ("city", "City"), ("district", "District")], max_length=10
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("note_kk", models.TextField(blank=True)),
                ("note_ru", models.TextField(blank=True)),
                ("note_en", models.TextField(blank=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("choices", models.JSONField(blank=True, default=dict)),
                ("sent_at", models.DateTimeField()),
                ("loaded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "job",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("queued", "Queued"),
                            ("reading", "Reading"),
                            ("writing", "Writing"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("job_at", models.DateTimeField(blank=True, null=True)),
                ("job_lines", models.PositiveIntegerField(blank=True, null=True)),
                ("job_written", models.PositiveIntegerField(default=0)),
                ("job_attempt", models.PositiveSmallIntegerField(default=0)),
                ("job_despite_totals", models.BooleanField(default=False)),
                ("job_why", models.JSONField(blank=True, default=dict)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "job_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="social_order.plan",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("title_kk", models.CharField(blank=True, max_length=300)),
                ("title_ru", models.CharField(blank=True, max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("since", models.PositiveSmallIntegerField()),
                ("until", models.PositiveSmallIntegerField()),
                ("projects", models.PositiveIntegerField(default=1)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("regional", "Regional"),
                            ("local", "Local"),
                            ("republican", "Republican"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("procurement", models.CharField(blank=True, max_length=120)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="social_order.plan"
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("approved", "Approved"), ("refused", "Refused")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("version", models.PositiveIntegerField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("refusal", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="social_order.planline"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="social_order.planline"
            ),
        ),
        migrations.CreateModel(
            name="PlanMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("headings", models.CharField(max_length=64)),
                ("choices", models.JSONField()),
                ("changed_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="social_order.planline"
                    ),
                ),
            ],
            options={
                "ordering": ["year"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("regime", models.CharField(max_length=30)),
                ("stage", models.CharField(choices=[("interim", "Interim"), ("final", "Final")], max_length=10)),
                ("summary", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("people", models.PositiveIntegerField(blank=True, null=True)),
                ("draft", ortaq.kernel.keys.models.EncryptedText()),
                ("draft_changed_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("remarks", models.TextField(blank=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report", to="social_order.milestone"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="IndicatorFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fact", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="social_order.indicator"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="social_order.report"
                    ),
                ),
            ],
            options={
                "ordering": ["indicator__number"],
            },
        ),
        migrations.CreateModel(
            name="Expense",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("payee", ortaq.kernel.keys.models.EncryptedText()),
                ("spent_on", models.DateField()),
                ("paper", models.CharField(max_length=120)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="social_order.estimateline",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="expenses", to="social_order.report"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("conflict", models.BooleanField(null=True)),
                ("interest", models.TextField(blank=True)),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="social_order.evaluation"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("criterion", models.CharField(max_length=12)),
                ("points", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="social_order.seat"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Sphere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("order", models.PositiveSmallIntegerField()),
                ("basis", models.CharField(max_length=120)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["order", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="sphere_period_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=40)),
                ("is_public", models.BooleanField()),
                ("is_demo", models.BooleanField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("projects", models.IntegerField()),
                ("lines", models.IntegerField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sums", to="social_order.plan"
                    ),
                ),
                (
                    "sphere",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="social_order.sphere"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="planline",
            name="sphere",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="social_order.sphere"
            ),
        ),
        migrations.CreateModel(
            name="TopicDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", ortaq.kernel.keys.models.EncryptedText()),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TopicProposal",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("regime", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=200)),
                ("need", models.TextField()),
                ("target_group", models.TextField()),
                ("place", models.CharField(blank=True, max_length=300)),
                ("why", models.TextField()),
                ("result", models.TextField()),
                ("months", models.PositiveSmallIntegerField()),
                ("estimate", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("name_public", models.BooleanField(default=False)),
                ("name_consent_at", models.DateTimeField(blank=True, null=True)),
                ("public_parts", models.JSONField(blank=True, default=dict)),
                ("proposed_at", models.DateTimeField()),
                ("hops", models.PositiveSmallIntegerField(default=0)),
                ("supports", models.PositiveIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("rejected", "Rejected"), ("merged", "Merged")],
                        max_length=12,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("title_kk", models.CharField(blank=True, max_length=300)),
                ("title_ru", models.CharField(blank=True, max_length=300)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sphere",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="social_order.sphere"
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="Supporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("supported_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supporters",
                        to="social_order.topicproposal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "view",
                    models.CharField(
                        choices=[("for", "For"), ("remarks", "Remarks"), ("against", "Against")], max_length=10
                    ),
                ),
                ("text", models.TextField()),
                ("session", models.CharField(blank=True, max_length=200)),
                ("given_at", models.DateTimeField()),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="social_order.topicproposal",
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField()),
                ("purpose", models.CharField(blank=True, max_length=300)),
                ("planned_at", models.DateTimeField()),
                ("done_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=300)),
                ("latitude", models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ("people", models.PositiveIntegerField(blank=True, null=True)),
                ("findings", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="social_order.agreement"
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
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["planned_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alt_kk", models.CharField(blank=True, max_length=300)),
                ("alt_ru", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="social_order.visit"
                    ),
                ),
            ],
            options={
                "ordering": ["document_id"],
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("exception", models.TextField(blank=True)),
                ("schedule", models.JSONField(default=dict)),
                ("drawn_at", models.DateTimeField()),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="social_order.agreement",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="agreement_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("effective_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("agreement",),
                        name="agreement_version_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_at__isnull", True),
                            models.Q(("document__isnull", False), ("withdrawn_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="agreement_version_in_force_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="amendment_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="agreement_version_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="agreement_version_period_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="estimate_line_once"),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("own__gte", 0)), name="estimate_line_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(fields=("agreement", "stage"), name="evaluation_once_a_stage"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__isnull", True),
                    models.Q(
                        ("signed_by__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("conclusion_kk", ""), _negated=True),
                        models.Q(("conclusion_ru", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evaluation_signed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by__isnull", True),
                    models.Q(("signed_by", models.F("concluded_by")), _negated=True),
                    _connector="OR",
                ),
                name="evaluation_signed_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="importedpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shown_by__isnull", True),
                    ("imported_by__isnull", True),
                    models.Q(("shown_by", models.F("imported_by")), _negated=True),
                    _connector="OR",
                ),
                name="imported_package_shown_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="importedproject",
            constraint=models.UniqueConstraint(fields=("package", "position"), name="imported_project_position_once"),
        ),
        migrations.AddConstraint(
            model_name="importedproject",
            constraint=models.UniqueConstraint(fields=("package", "identifier"), name="imported_project_once"),
        ),
        migrations.AddConstraint(
            model_name="importedproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__isnull", True), models.Q(("currency", ""), _negated=True), _connector="OR"
                ),
                name="imported_amount_has_a_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="indicator_once"),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(condition=models.Q(("plan__gte", 0)), name="indicator_plan_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="milestone_once"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="milestone_amount_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="moneyreturn",
            constraint=models.UniqueConstraint(fields=("agreement", "paper"), name="money_return_paper_once"),
        ),
        migrations.AddConstraint(
            model_name="moneyreturn",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="money_return_positive"),
        ),
        migrations.AddConstraint(
            model_name="packagefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("job__in", ["loaded", "failed"]), _negated=True), ("content", b""), _connector="OR"
                ),
                name="package_file_content_goes",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("agreement", "order_number"), name="payment_order_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_amount_positive"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receipt", "awaited"), ("receipt_at__isnull", True)),
                    models.Q(models.Q(("receipt", "awaited"), _negated=True), ("receipt_at__isnull", False)),
                    _connector="OR",
                ),
                name="payment_receipt_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("year", "body"), name="plan_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(condition=models.Q(("year__range", (2005, 2100))), name="plan_year"),
        ),
        migrations.AddConstraint(
            model_name="planfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("job", ""), ("job_at__isnull", False), _connector="OR"),
                name="plan_file_job_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="planfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("loaded_at__isnull", False)), fields=("sha256",), name="plan_file_loaded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="planfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("loaded_at__isnull", True), ("plan__isnull", False), _connector="OR"),
                name="plan_file_loaded_into_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("line",), name="plan_change_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("proposed_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_change_decided_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("decided_at__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="plan_change_approved_has_a_version",
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["supplier", "-record_ptr"], name="agreement_supplier"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["line"], name="agreement_line"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["plan_year", "-record_ptr"], name="agreement_year"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="agreement_amount_positive"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("bound__gte", 0), ("bound__lte", models.F("amount"))),
                name="agreement_bound_in_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="agreement_period_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("contract_sum__isnull", True), ("contract_sum__gt", 0), _connector="OR"),
                name="agreement_contract_sum_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contract_number", ""), _negated=True),
                fields=("contract_number",),
                name="agreement_contract_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmapping",
            constraint=models.UniqueConstraint(fields=("body", "headings"), name="plan_mapping_once"),
        ),
        migrations.AddConstraint(
            model_name="planshare",
            constraint=models.UniqueConstraint(fields=("line", "year"), name="plan_share_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="planshare",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="plan_share_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at__isnull", True),
                    models.Q(("accepted_by__isnull", False), ("submitted_at__isnull", False)),
                    _connector="OR",
                ),
                name="report_accepted_after_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorfact",
            constraint=models.UniqueConstraint(fields=("report", "indicator"), name="indicator_fact_once"),
        ),
        migrations.AddConstraint(
            model_name="indicatorfact",
            constraint=models.CheckConstraint(condition=models.Q(("fact__gte", 0)), name="indicator_fact_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="expense_once"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="expense_amount_positive"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("evaluation", "expert"), name="evaluation_seat_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("submitted_at__isnull", True), ("conflict", False), _connector="OR"),
                name="evaluation_scored_without_conflict",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conflict", True), _negated=True),
                    models.Q(("interest", ""), _negated=True),
                    _connector="OR",
                ),
                name="evaluation_conflict_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.UniqueConstraint(fields=("seat", "criterion"), name="evaluation_point_once"),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__isnull", True), ("points__range", (0, 5)), _connector="OR"),
                name="evaluation_points_from_0_to_5",
            ),
        ),
        migrations.AddIndex(
            model_name="plansum",
            index=models.Index(fields=["plan"], include=("lines",), name="plan_sum_of_plan"),
        ),
        migrations.AddIndex(
            model_name="planline",
            index=models.Index(fields=["sphere", "plan"], name="plan_line_sphere"),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.UniqueConstraint(fields=("plan", "position"), name="plan_line_position_once"),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="plan_line_amount_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.CheckConstraint(condition=models.Q(("projects__gte", 1)), name="plan_line_has_projects"),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__gte", models.F("since")),
                    (
                        "until__lte",
                        django.db.models.expressions.CombinedExpression(models.F("since"), "+", models.Value(2)),
                    ),
                ),
                name="plan_line_up_to_three_years",
            ),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title_kk", ""), _negated=True),
                    models.Q(("title_ru", ""), _negated=True),
                    _connector="OR",
                ),
                name="plan_line_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    ("drawn_by__isnull", True),
                    models.Q(("approved_by", models.F("drawn_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_line_approved_by_a_second_person",
            ),
        ),
        migrations.AddIndex(
            model_name="topicdraft",
            index=models.Index(fields=["user", "-changed_at"], name="topicdraft_user"),
        ),
        migrations.AddIndex(
            model_name="topicproposal",
            index=models.Index(fields=["sphere", "-record_ptr"], name="topic_sphere"),
        ),
        migrations.AddIndex(
            model_name="topicproposal",
            index=models.Index(fields=["organisation", "-record_ptr"], name="topic_organisation"),
        ),
        migrations.AddConstraint(
            model_name="topicproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__gte", 1), ("months__lte", 36)), name="topic_lasts_one_to_thirty_six_months"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("estimate__isnull", True), ("estimate__gt", 0), _connector="OR"),
                name="topic_estimate_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("name_public", False), ("name_consent_at__isnull", False), _connector="OR"),
                name="topic_name_consent_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", ""),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="topic_answer_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="supporter",
            constraint=models.UniqueConstraint(fields=("topic", "person"), name="supporter_once"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="visit_made_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at__isnull", True),
                    models.Q(
                        ("done_by__isnull", False),
                        ("done_on__isnull", False),
                        models.Q(("findings", ""), _negated=True),
                        models.Q(("place", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="visit_done_says_what_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="visit_place_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("alt_kk", ""), ("alt_ru", ""), ("decided_at__isnull", True), ("decided_by__isnull", True)
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("alt_kk", ""), _negated=True),
                        models.Q(("alt_ru", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="visit_photo_says_what_is_seen",
            ),
        ),
    ]
