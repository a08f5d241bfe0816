import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("competitions", "0001_initial"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("profile", models.CharField(max_length=30)),
                ("regime", models.CharField(max_length=30)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("text_kk", models.TextField(blank=True)),
                ("text_ru", models.TextField(blank=True)),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("region", "Region"), ("city", "City"), ("district", "District")], max_length=10
                    ),
                ),
                ("budget", models.DecimalField(decimal_places=2, max_digits=18)),
                ("request_min", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("request_max", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("eligibility", models.JSONField(default=list)),
                ("spheres", models.JSONField(default=list)),
                ("sealed", models.BooleanField(default=True)),
                ("blind", models.BooleanField(default=False)),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("deadline", models.DateTimeField(blank=True, null=True)),
                ("reviewers_per_application", models.PositiveSmallIntegerField(default=2)),
                (
                    "cut_rule",
                    models.CharField(
                        choices=[("stop", "Stop"), ("skip", "Skip"), ("reduce", "Reduce")],
                        default="stop",
                        max_length=10,
                    ),
                ),
                ("tie_order", models.JSONField(default=list)),
                ("lottery_seed", models.CharField(blank=True, max_length=64)),
                ("quorum_percent", models.PositiveSmallIntegerField(default=67)),
                ("is_reference", models.BooleanField(default=False)),
                ("external_number", models.CharField(blank=True, max_length=60)),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("scoring_closed_at", models.DateTimeField(blank=True, null=True)),
                ("results_at", models.DateTimeField(blank=True, null=True)),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="Application",
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
                ("sphere", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("summary", models.TextField(blank=True)),
                ("problem", models.TextField(blank=True)),
                ("goal", models.TextField(blank=True)),
                ("tasks", models.TextField(blank=True)),
                ("target_group", models.TextField(blank=True)),
                ("reach", models.PositiveIntegerField(blank=True, null=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("experience", models.TextField(blank=True)),
                ("declarations", models.JSONField(default=list)),
                ("requested", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("own", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("receipt_sha256", models.CharField(blank=True, max_length=64)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("ground", models.CharField(blank=True, max_length=20)),
                ("ground_kk", models.TextField(blank=True)),
                ("ground_ru", models.TextField(blank=True)),
                ("awarded", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("external_supplier", models.CharField(blank=True, max_length=300)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="parties.organisation",
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
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="competitions.call"
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="CommissionMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seat",
                    models.CharField(
                        choices=[("chair", "Chair"), ("member", "Member"), ("expert", "Expert")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("position", models.CharField(blank=True, max_length=300)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="competitions.call"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["seat", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CriteriaSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("title_kk", models.CharField(max_length=200)),
                ("title_ru", models.CharField(max_length=200)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["code", "version"],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="criteria_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="competitions.criteriaset",
            ),
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("code", models.SlugField(max_length=40)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("hint_kk", models.CharField(blank=True, max_length=500)),
                ("hint_ru", models.CharField(blank=True, max_length=500)),
                ("hint_en", models.CharField(blank=True, max_length=500)),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=6)),
                ("minimum", models.PositiveSmallIntegerField(default=0)),
                ("maximum", models.PositiveSmallIntegerField(default=5)),
                (
                    "criteria_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="competitions.criteriaset",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", ortaq.kernel.keys.models.EncryptedText()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="competitions.application"
                    ),
                ),
                (
                    "changed_by",
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
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(max_length=64)),
                (
                    "given",
                    models.JSONField(help_text="Applications, experts, barred pairs and the number of reviewers each."),
                ),
                ("drawn", models.JSONField(help_text="Application number → account ids.")),
                ("drawn_at", models.DateTimeField()),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="competitions.call"
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(max_length=60)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("sphere", models.CharField(blank=True, max_length=40)),
                ("budget", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lots", to="competitions.call"
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.territory",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="lot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="competitions.lot",
            ),
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("filed_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("upheld", "Upheld"), ("dismissed", "Dismissed")], max_length=10
                    ),
                ),
                ("answer_kk", models.TextField(blank=True)),
                ("answer_ru", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="competitions.application",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="competitions.call"
                    ),
                ),
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
                    "filed_by",
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
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=300)),
                ("contribution", models.CharField(blank=True, max_length=500)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="competitions.application",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="PlannedIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=60)),
                ("baseline", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("target", models.DecimalField(decimal_places=2, max_digits=18)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="competitions.application",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="PlannedMilestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("result", models.CharField(blank=True, max_length=500)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="competitions.application",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Protocol",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("admission", "Admission"), ("results", "Results")], max_length=10)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("text_kk", models.TextField(blank=True)),
                ("text_ru", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protocols", to="competitions.call"
                    ),
                ),
                (
                    "made_by",
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
            name="DecisionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("admitted", "Admitted"),
                            ("not_admitted", "Not Admitted"),
                            ("winner", "Winner"),
                            ("reserve", "Reserve"),
                            ("not_selected", "Not Selected"),
                        ],
                        max_length=15,
                    ),
                ),
                ("ground_kk", models.TextField(blank=True)),
                ("ground_ru", models.TextField(blank=True)),
                ("points", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("rank", models.PositiveIntegerField(blank=True, null=True)),
                ("corrected_rank", models.PositiveIntegerField(blank=True, null=True)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="competitions.application",
                    ),
                ),
                (
                    "protocol",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="competitions.protocol"
                    ),
                ),
            ],
            options={
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("language", models.CharField(default="kk", max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("answer_kk", models.TextField(blank=True)),
                ("answer_ru", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="competitions.call"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RegisterLoad",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=30)),
                ("as_of", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("loaded_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "loaded_by",
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
            name="RegisterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bin", models.CharField(max_length=12)),
                ("name", models.CharField(blank=True, max_length=300)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="competitions.registerload",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assigned_at", models.DateTimeField()),
                ("conflict", models.BooleanField(blank=True, null=True)),
                ("conflict_reason", ortaq.kernel.keys.models.EncryptedText()),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                ("recused_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="competitions.application",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("is_missing", models.BooleanField(default=False)),
                ("marked_at", models.DateTimeField()),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competitions.criterion"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="competitions.review"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("admission", "Admission"), ("results", "Results")], max_length=10)),
                ("held_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=300)),
                ("stream", models.URLField(blank=True)),
                ("discussion_kk", models.TextField(blank=True)),
                ("discussion_ru", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="competitions.call"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="protocol",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="protocols",
                to="competitions.session",
            ),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_present", models.BooleanField(default=False)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competitions.commissionmember",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="competitions.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SizeBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("pass_mark", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bands", to="competitions.call"
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("up_to"), nulls_last=True)],
            },
        ),
        migrations.CreateModel(
            name="BandWeight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weight", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competitions.criterion"
                    ),
                ),
                (
                    "band",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="weights", to="competitions.sizeband"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("name", ortaq.kernel.keys.models.EncryptedText()),
                ("role", models.CharField(max_length=200)),
                ("experience", ortaq.kernel.keys.models.EncryptedText()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="competitions.application"
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "For"), ("against", "Against"), ("abstain", "Abstain")], max_length=10
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("cast_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competitions.application",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competitions.commissionmember",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="competitions.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("type", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("price", models.DecimalField(decimal_places=2, max_digits=18)),
                ("total", models.DecimalField(decimal_places=2, max_digits=18)),
                ("own", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budget_lines",
                        to="competitions.application",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "order"), name="budget_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own__gte", 0), ("price__gte", 0), ("quantity__gt", 0), ("own__lte", models.F("total"))
                        ),
                        name="budget_line_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.functions.math.Round(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("quantity"), "*", models.F("price")
                                    ),
                                    precision=2,
                                ),
                            )
                        ),
                        name="budget_line_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetCap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_type", models.CharField(max_length=20)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="caps", to="competitions.call"
                    ),
                ),
            ],
            options={
                "ordering": ["line_type"],
                "constraints": [
                    models.UniqueConstraint(fields=("call", "line_type"), name="cap_once"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)), name="cap_is_a_share"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("code", models.SlugField(max_length=30)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("required", models.BooleanField(default=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_documents",
                        to="competitions.call",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [models.UniqueConstraint(fields=("call", "code"), name="asked_document_once")],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                (
                    "result",
                    models.CharField(
                        choices=[("ok", "Ok"), ("warning", "Warning"), ("failed", "Failed"), ("unknown", "Unknown")],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("source_date", models.DateField(blank=True, null=True)),
                ("evidence", models.TextField(blank=True)),
                ("checked_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="competitions.application",
                    ),
                ),
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
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["application", "code", "-id"], name="check_newest")],
            },
        ),
        migrations.AddConstraint(
            model_name="commissionmember",
            constraint=models.UniqueConstraint(fields=("call", "user"), name="commission_member_once"),
        ),
        migrations.AddConstraint(
            model_name="commissionmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True), ("seat", "chair")),
                fields=("call",),
                name="commission_one_chair",
            ),
        ),
        migrations.AddConstraint(
            model_name="criteriaset",
            constraint=models.UniqueConstraint(fields=("body", "code", "version"), name="criteria_version_once"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["deadline"], name="call_deadline"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(condition=models.Q(("budget__gt", 0)), name="call_has_budget"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("request_min__isnull", True),
                    ("request_max__isnull", True),
                    ("request_max__gte", models.F("request_min")),
                    _connector="OR",
                ),
                name="call_requests_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at__isnull", True),
                    ("deadline__isnull", True),
                    ("deadline__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="call_times_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("quorum_percent__gte", 1), ("quorum_percent__lte", 100)), name="call_quorum"
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_at__isnull", True), ("opened_at__gte", models.F("deadline")), _connector="OR"
                ),
                name="call_opened_after_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("criteria_set", "code"), name="criterion_once"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("maximum__gt", models.F("minimum"))), name="criterion_scale_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="criterion_weighs"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(fields=("call", "code"), name="lot_once"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(condition=models.Q(("budget__gt", 0)), name="lot_has_budget"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["applicant", "-record_ptr"], name="application_applicant"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("call", "lot", "applicant"),
                name="application_one_for_each_lot",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="application_period_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("submitted_at__isnull", True), models.Q(("receipt_sha256", ""), _negated=True), _connector="OR"
                ),
                name="application_submitted_has_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("own__gte", 0), ("requested__gte", 0)), name="application_sums_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("awarded__isnull", True), ("awarded__gt", 0), _connector="OR"),
                name="application_awarded_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decision", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        models.Q(("decision", ""), _negated=True),
                        models.Q(("answer_kk", ""), _negated=True),
                        models.Q(("answer_ru", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_decided_with_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(fields=("application", "order"), name="partner_once"),
        ),
        migrations.AddConstraint(
            model_name="plannedindicator",
            constraint=models.UniqueConstraint(fields=("application", "order"), name="planned_indicator_once"),
        ),
        migrations.AddConstraint(
            model_name="plannedmilestone",
            constraint=models.UniqueConstraint(fields=("application", "order"), name="planned_milestone_once"),
        ),
        migrations.AddConstraint(
            model_name="decisionrow",
            constraint=models.UniqueConstraint(fields=("protocol", "application"), name="decision_once"),
        ),
        migrations.AddConstraint(
            model_name="decisionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ["not_admitted"]), _negated=True),
                    models.Q(models.Q(("ground_kk", ""), _negated=True), models.Q(("ground_ru", ""), _negated=True)),
                    _connector="OR",
                ),
                name="decision_refusal_has_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "winner"), ("amount__gt", 0)),
                    models.Q(models.Q(("outcome", "winner"), _negated=True), ("amount__isnull", True)),
                    _connector="OR",
                ),
                name="decision_only_winners_have_sums",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True),
                    models.Q(models.Q(("answer_kk", ""), _negated=True), models.Q(("answer_ru", ""), _negated=True)),
                    _connector="OR",
                ),
                name="question_answered_in_both_languages",
            ),
        ),
        migrations.AddIndex(
            model_name="registerload",
            index=models.Index(fields=["register", "-as_of", "-id"], name="register_newest"),
        ),
        migrations.AddIndex(
            model_name="registerrow",
            index=models.Index(fields=["load", "bin"], name="register_row_bin"),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_on__isnull", True),
                    ("expires_on__isnull", True),
                    ("expires_on__gte", models.F("decided_on")),
                    _connector="OR",
                ),
                name="register_row_dates_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["reviewer", "application"], name="review_of_reviewer"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("application", "reviewer"), name="review_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("conflict__isnull", True), ("declared_at__isnull", False), _connector="OR"),
                name="review_declared_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(("conflict", False), ("recused_at__isnull", True)),
                    _connector="OR",
                ),
                name="review_closed_without_conflict",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conflict", True), _negated=True), ("recused_at__isnull", False), _connector="OR"
                ),
                name="review_conflict_is_recused",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(fields=("review", "criterion"), name="mark_once"),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_missing", False),
                    models.Q(("value__isnull", True), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mark_missing_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="protocol",
            constraint=models.UniqueConstraint(fields=("call", "kind", "version"), name="protocol_version_once"),
        ),
        migrations.AddConstraint(
            model_name="protocol",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__isnull", True), models.Q(("sha256", ""), _negated=True), _connector="OR"
                ),
                name="protocol_signed_has_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="protocol",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_at__isnull", True), ("signed_at__isnull", False), _connector="OR"),
                name="protocol_published_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("session", "member"), name="attendance_once"),
        ),
        migrations.AddConstraint(
            model_name="sizeband",
            constraint=models.UniqueConstraint(fields=("call", "up_to"), name="band_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="sizeband",
            constraint=models.CheckConstraint(
                condition=models.Q(("up_to__isnull", True), ("up_to__gt", 0), _connector="OR"), name="band_has_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="bandweight",
            constraint=models.UniqueConstraint(fields=("band", "criterion"), name="band_weight_once"),
        ),
        migrations.AddConstraint(
            model_name="bandweight",
            constraint=models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="band_weight_weighs"),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("application", "order"), name="team_member_once"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("session", "member", "application"), name="vote_once", nulls_distinct=False
            ),
        ),
    ]
