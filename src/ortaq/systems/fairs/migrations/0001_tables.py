import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("fairs", "0001_initial"),
        ("fairs", "0003_sponsors"),
        ("fairs", "0005_occasions"),
        ("fairs", "0006_reminders"),
        ("fairs", "0007_talk_requests"),
        ("fairs", "0008_rollups"),
    ]

    dependencies = [
        ("documents", "0001_tables"),
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Fair",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_fair",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("about_kk", models.TextField()),
                ("about_ru", models.TextField()),
                ("place", models.CharField(max_length=300)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("projects_until", models.DateTimeField()),
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
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="PledgeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("bound", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("due_on", models.DateField()),
            ],
            options={
                "ordering": ["need__number"],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("money", "Money"), ("goods", "Goods"), ("hours", "Hours")], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ShowcaseProject",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_showcase",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("project_kind", models.CharField(max_length=20)),
                ("sphere", models.CharField(blank=True, max_length=40)),
                ("title_kk", models.CharField(max_length=200)),
                ("title_ru", models.CharField(max_length=200)),
                ("summary_kk", models.CharField(max_length=300)),
                ("summary_ru", models.CharField(max_length=300)),
                ("need", models.TextField()),
                ("whom", models.TextField()),
                ("people", models.PositiveIntegerField(blank=True, null=True)),
                ("result", models.TextField()),
                ("budget", models.DecimalField(decimal_places=2, max_digits=18)),
                ("own", models.DecimalField(decimal_places=2, default=0, max_digits=18)),
                ("remark", models.TextField(blank=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.TextField(blank=True)),
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
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="fairs.fair"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="showcase_projects",
                        to="parties.organisation",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_pledge",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("match_percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("conditions", ortaq.kernel.keys.models.EncryptedText()),
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
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="fairs.showcaseproject"
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="parties.organisation"
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="FairCount",
            fields=[
                (
                    "fair",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="count",
                        serialize=False,
                        to="fairs.fair",
                    ),
                ),
                ("shown", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_on", models.DateField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="ledger_day_is_one")],
            },
        ),
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="fairs.pledgeline",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("sphere", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=10)),
                ("memoranda", models.PositiveSmallIntegerField()),
                ("promised", models.DecimalField(decimal_places=2, max_digits=18)),
                ("fulfilled", models.DecimalField(decimal_places=2, max_digits=18)),
                ("late", models.DecimalField(decimal_places=2, max_digits=18)),
                ("dropped", models.DecimalField(decimal_places=2, max_digits=18)),
                ("due_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="LedgerSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=10)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=10)),
                ("memoranda", models.PositiveIntegerField()),
                ("lines", models.PositiveIntegerField()),
                ("promised", models.DecimalField(decimal_places=2, max_digits=20)),
                ("fulfilled", models.DecimalField(decimal_places=2, max_digits=20)),
                ("overdue", models.DecimalField(decimal_places=2, max_digits=20)),
                ("dropped", models.DecimalField(decimal_places=2, max_digits=20)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("part", "key", "kind"), name="ledger_sum_once")],
            },
        ),
        migrations.CreateModel(
            name="Memorandum",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_memorandum",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("ends_on", models.DateField()),
                ("live", models.BooleanField(default=True)),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ngo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memoranda_as_ngo",
                        to="parties.organisation",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memoranda_as_sponsor",
                        to="parties.organisation",
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memoranda", to="fairs.pledge"
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("given_on", models.DateField()),
                ("note", models.TextField(blank=True)),
                ("reported_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaited", "Awaited"),
                            ("confirmed", "Confirmed"),
                            ("disputed", "Disputed"),
                            ("taken_back", "Taken Back"),
                        ],
                        default="awaited",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
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
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="fairs.pledgeline"
                    ),
                ),
                (
                    "memorandum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="fairs.memorandum"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="MemorandumVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("terms", models.JSONField(default=dict)),
                ("drawn_at", models.DateTimeField()),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "memorandum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="fairs.memorandum"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="pledgeline",
            name="need",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fairs.need"),
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_occasion",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("occasion_kind", models.CharField(max_length=20)),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("about_kk", models.TextField()),
                ("about_ru", models.TextField()),
                ("place", models.CharField(max_length=300)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("people", models.PositiveIntegerField(blank=True, null=True)),
                ("outcome", models.TextField(blank=True)),
                (
                    "fair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occasions",
                        to="fairs.fair",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="OnShow",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="fairs.showcaseproject",
                    ),
                ),
                ("project_kind", models.CharField(max_length=20)),
                ("sphere", models.CharField(blank=True, max_length=40)),
                ("money", models.BooleanField()),
                ("goods", models.BooleanField()),
                ("hours", models.BooleanField()),
            ],
        ),
        migrations.AddField(
            model_name="need",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="fairs.showcaseproject"
            ),
        ),
        migrations.AddField(
            model_name="pledgeline",
            name="pledge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="fairs.pledge"
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("language", models.CharField(default="kk", max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_because", models.TextField(blank=True)),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="fairs.showcaseproject",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("step", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="fairs.pledgeline"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SponsorProfile",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_sponsor",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("bin", models.CharField(max_length=12)),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(blank=True, max_length=300)),
                ("about_kk", models.TextField()),
                ("about_ru", models.TextField()),
                ("areas", models.JSONField(default=list)),
                ("gives", models.JSONField(default=list)),
                ("remark", models.TextField(blank=True)),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sponsor_profile",
                        to="parties.organisation",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(max_length=10)),
                ("text", ortaq.kernel.keys.models.EncryptedText()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="talks", to="fairs.pledge"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TalkRequest",
            fields=[
                (
                    "record_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_talk_request",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                ("text", ortaq.kernel.keys.models.EncryptedText()),
                ("reason", ortaq.kernel.keys.models.EncryptedText()),
                ("live", models.BooleanField(default=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pledge",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="fairs.pledge",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talk_requests",
                        to="fairs.showcaseproject",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talk_requests",
                        to="parties.organisation",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.AddConstraint(
            model_name="fair",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="fair_period_in_order"
            ),
        ),
        migrations.AddField(
            model_name="ledgerline",
            name="ngo",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.organisation"
            ),
        ),
        migrations.AddField(
            model_name="ledgerline",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="fairs.showcaseproject"
            ),
        ),
        migrations.AddField(
            model_name="ledgerline",
            name="sponsor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.organisation"
            ),
        ),
        migrations.AddField(
            model_name="ledgerline",
            name="territory",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="parties.territory",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["memorandum"], name="delivery_memorandum"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="delivery_positive"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False), ("proof__isnull", False)),
                    _connector="OR",
                ),
                name="delivery_confirmed_with_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("confirmed", "disputed")), _negated=True),
                    models.Q(
                        ("answered_by__isnull", False),
                        models.Q(("answered_by", models.F("reported_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="delivery_answered_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "disputed"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="delivery_disputed_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandumversion",
            constraint=models.UniqueConstraint(fields=("memorandum", "number"), name="memorandum_version_once"),
        ),
        migrations.AddConstraint(
            model_name="memorandumversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("effective_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("memorandum",),
                name="memorandum_version_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandumversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_at__isnull", True),
                    models.Q(("document__isnull", False), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="memorandum_version_in_force_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandumversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="memorandum_amendment_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="occasion",
            index=models.Index(fields=["starts_at"], name="occasion_starts_at"),
        ),
        migrations.AddConstraint(
            model_name="occasion",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="occasion_period_in_order"
            ),
        ),
        migrations.AddField(
            model_name="onshow",
            name="fair",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="fairs.fair"
            ),
        ),
        migrations.AddField(
            model_name="onshow",
            name="territory",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="parties.territory",
            ),
        ),
        migrations.AddIndex(
            model_name="showcaseproject",
            index=models.Index(fields=["fair", "-record_ptr"], name="showcase_fair"),
        ),
        migrations.AddIndex(
            model_name="showcaseproject",
            index=models.Index(fields=["organisation", "-record_ptr"], name="showcase_organisation"),
        ),
        migrations.AddConstraint(
            model_name="showcaseproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget__gt", 0), ("own__gte", 0)), name="showcase_budget_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="showcaseproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("own__lte", models.F("budget"))), name="showcase_own_in_budget"
            ),
        ),
        migrations.AddConstraint(
            model_name="showcaseproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("checked_at__isnull", True), ("checked_by__isnull", False), _connector="OR"),
                name="showcase_checked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.UniqueConstraint(fields=("project", "number"), name="need_once"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="need_amount_positive"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "goods"), _negated=True), models.Q(("unit", ""), _negated=True), _connector="OR"
                ),
                name="need_goods_have_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledgeline",
            constraint=models.UniqueConstraint(fields=("pledge", "need"), name="pledge_line_once"),
        ),
        migrations.AddConstraint(
            model_name="pledgeline",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="pledge_line_positive"),
        ),
        migrations.AddConstraint(
            model_name="pledgeline",
            constraint=models.CheckConstraint(
                condition=models.Q(("bound__gte", 0), ("bound__lte", models.F("amount"))), name="pledge_line_bound"
            ),
        ),
        migrations.AddIndex(
            model_name="pledge",
            index=models.Index(fields=["project"], name="pledge_project"),
        ),
        migrations.AddIndex(
            model_name="pledge",
            index=models.Index(fields=["sponsor", "-record_ptr"], name="pledge_sponsor"),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("match_percent__isnull", True),
                    models.Q(("match_percent__gte", 1), ("match_percent__lte", 1000)),
                    _connector="OR",
                ),
                name="pledge_match_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_by__isnull", True),
                    models.Q(("accepted_by", models.F("offered_by")), _negated=True),
                    _connector="OR",
                ),
                name="pledge_two_people",
            ),
        ),
        migrations.AddIndex(
            model_name="memorandum",
            index=models.Index(fields=["sponsor", "-record_ptr"], name="memorandum_sponsor"),
        ),
        migrations.AddIndex(
            model_name="memorandum",
            index=models.Index(fields=["ngo", "-record_ptr"], name="memorandum_ngo"),
        ),
        migrations.AddConstraint(
            model_name="memorandum",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True)), fields=("pledge",), name="memorandum_one_live_a_pledge"
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandum",
            constraint=models.CheckConstraint(
                condition=models.Q(("sponsor", models.F("ngo")), _negated=True), name="memorandum_of_two"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["project"], name="showcase_question_project"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="showcase_question_answered_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True), models.Q(("hidden_because", ""), _negated=True), _connector="OR"
                ),
                name="showcase_question_hidden_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("line", "due_on", "step"), name="reminder_once"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", [-1, 3, 14])), name="reminder_step_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="sponsorprofile",
            constraint=models.CheckConstraint(condition=models.Q(("bin", ""), _negated=True), name="sponsor_has_a_bin"),
        ),
        migrations.AddConstraint(
            model_name="sponsorprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="sponsor_checked_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="talkrequest",
            index=models.Index(fields=["sponsor", "-record_ptr"], name="talk_request_sponsor"),
        ),
        migrations.AddConstraint(
            model_name="talkrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True)), fields=("project", "sponsor"), name="talk_request_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="talkrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("live", False), ("pledge__isnull", True), _connector="OR"),
                name="talk_request_answered_is_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerline",
            index=models.Index(condition=models.Q(("late__gt", 0)), fields=["due_on"], name="ledger_line_late"),
        ),
        migrations.AddIndex(
            model_name="onshow",
            index=models.Index(fields=["fair", "-project"], name="on_show_fair"),
        ),
    ]
