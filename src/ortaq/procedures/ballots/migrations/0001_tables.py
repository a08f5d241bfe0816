import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("ballots", "0001_initial"),
        ("ballots", "0004_kernel_outbox"),
        ("ballots", "0006_told"),
        ("ballots", "0007_dropped_batches"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Election",
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
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("text_kk", models.TextField(blank=True)),
                ("text_ru", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("who_kk", models.CharField(blank=True, max_length=500)),
                ("who_ru", models.CharField(blank=True, max_length=500)),
                ("who_en", models.CharField(blank=True, max_length=500)),
                ("modes", models.JSONField(default=list)),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("outage_minutes", models.PositiveSmallIntegerField(default=60)),
                ("extension_hours", models.PositiveSmallIntegerField(default=24)),
                ("extensions_most", models.PositiveSmallIntegerField(default=1)),
                ("extensions_used", models.PositiveSmallIntegerField(default=0)),
                ("complaint_days", models.PositiveSmallIntegerField(default=10)),
                ("trustees_needed", models.PositiveSmallIntegerField(default=3)),
                ("suppress_below", models.PositiveSmallIntegerField(default=50)),
                ("terms", models.TextField(blank=True)),
                ("terms_hash", models.BinaryField(default=b"", max_length=32)),
                ("public_key", models.BinaryField(default=b"", max_length=32)),
                ("sealed_size", models.PositiveIntegerField(default=0)),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "result_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            bases=("records.record", models.Model),
        ),
        migrations.CreateModel(
            name="CodeBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="code_batches", to="ballots.election"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
                ("proof", models.BinaryField(default=b"")),
                ("tiles", models.BinaryField(default=b"")),
                ("made_at", models.DateTimeField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="ballots.election"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("value", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField(null=True)),
                ("counted", models.BooleanField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="ballots.election"
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="ballots.head",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("key", models.SlugField(max_length=20)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "form",
                    models.CharField(
                        choices=[("approval", "Approval"), ("points", "Points"), ("knapsack", "Knapsack")],
                        default="approval",
                        max_length=10,
                    ),
                ),
                ("minimum", models.PositiveSmallIntegerField(default=1)),
                ("maximum", models.PositiveSmallIntegerField(default=5)),
                ("points", models.PositiveSmallIntegerField(default=0)),
                ("budget", models.PositiveBigIntegerField()),
                ("rule", models.TextField()),
                ("rule_hash", models.CharField(max_length=64)),
                ("document", models.TextField(blank=True)),
                ("document_hash", models.BinaryField(default=b"", max_length=32)),
                ("result", models.JSONField(blank=True, null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="ballots.election"
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
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title_kk", models.CharField(max_length=300)),
                ("title_ru", models.CharField(max_length=300)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("number", models.PositiveSmallIntegerField()),
                ("summary_kk", models.CharField(blank=True, max_length=400)),
                ("summary_ru", models.CharField(blank=True, max_length=400)),
                ("summary_en", models.CharField(blank=True, max_length=400)),
                ("cost", models.PositiveBigIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.record",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="ballots.paper"
                    ),
                ),
            ],
            options={
                "ordering": ["paper", "number"],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("address", models.CharField(blank=True, max_length=300)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="ballots.election"
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.territory"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("typing", "Typing"),
                            ("settling", "Settling"),
                            ("accepted", "Accepted"),
                            ("dropped", "Dropped"),
                        ],
                        default="typing",
                        max_length=8,
                    ),
                ),
                ("sheets", models.PositiveIntegerField()),
                ("valid", models.PositiveIntegerField(default=0)),
                ("spoiled", models.PositiveIntegerField(default=0)),
                ("differed", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="ballots.election"
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="ballots.place"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Published",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="published", to="ballots.election"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sheet", models.PositiveIntegerField()),
                ("turn", models.PositiveSmallIntegerField(choices=[(1, "First"), (2, "Second"), (3, "Settled")])),
                ("marks", ortaq.kernel.keys.models.EncryptedText()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="ballots.paperbatch"
                    ),
                ),
            ],
            options={
                "ordering": ["sheet", "turn"],
            },
        ),
        migrations.CreateModel(
            name="Trustee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=300)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="trustees", to="ballots.election"
                    ),
                ),
                (
                    "user",
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
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Voter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("person_hash", models.BinaryField(max_length=32, null=True)),
                ("phone", ortaq.kernel.keys.models.EncryptedText()),
                ("turn", models.PositiveSmallIntegerField(default=0)),
                ("voted", models.BooleanField(default=False)),
                ("told", models.BooleanField(db_default=False, default=False)),
                (
                    "channel",
                    models.CharField(
                        blank=True, choices=[("online", "Online"), ("kiosk", "Kiosk"), ("paper", "Paper")], max_length=6
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roll", to="ballots.election"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ballots.place"
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.territory"
                    ),
                ),
            ],
            options={
                "ordering": ["election", "number"],
            },
        ),
        migrations.CreateModel(
            name="VotingCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("print", "Print"), ("desk", "Desk"), ("sms", "Sms")], max_length=5),
                ),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="ballots.codebatch",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="ballots.voter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason_kk", models.CharField(max_length=1000)),
                ("reason_ru", models.CharField(max_length=1000)),
                ("reason_en", models.CharField(blank=True, max_length=1000)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "option",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="ballots.option"
                    ),
                ),
            ],
            options={
                "ordering": ["decided_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="election_period_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(("extensions_used__lte", models.F("extensions_most"))),
                name="election_extended_as_stated",
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(("trustees_needed__gte", 2)), name="election_has_trustees"
            ),
        ),
        migrations.AddConstraint(
            model_name="codebatch",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="code_batch_once"),
        ),
        migrations.AddConstraint(
            model_name="head",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="head_number_once"),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(("head__isnull", True)), fields=["election"], name="commitment_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("position__isnull", False)),
                fields=("election", "position"),
                name="commitment_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("head__isnull", True), ("position__isnull", True)),
                    models.Q(("head__isnull", False), ("position__isnull", False)),
                    _connector="OR",
                ),
                name="commitment_placed_by_a_head",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("election", "key"), name="paper_key_once"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(condition=models.Q(("budget__gt", 0)), name="paper_has_budget"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("maximum", 0), ("maximum__gte", models.F("minimum")), _connector="OR"),
                name="paper_limits_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("form", "points"), ("points", 0), _connector="OR"), name="paper_points_of_points"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("form", "points"), _negated=True), ("points__gte", 1), _connector="OR"),
                name="paper_points_to_give",
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="option_number_once"),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(
                condition=models.Q(("record__isnull", False)), fields=("paper", "record"), name="option_record_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.CheckConstraint(condition=models.Q(("cost__gt", 0)), name="option_costs"),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="paper_batch_once"),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.CheckConstraint(condition=models.Q(("sheets__gte", 1)), name="paper_batch_has_sheets"),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_by__isnull", True),
                    models.Q(("second_by", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_batch_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    (
                        "sheets",
                        django.db.models.expressions.CombinedExpression(models.F("valid"), "+", models.F("spoiled")),
                    ),
                    _connector="OR",
                ),
                name="paper_batch_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="published",
            constraint=models.UniqueConstraint(fields=("election", "name"), name="published_once"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("batch", "sheet", "turn"), name="reading_of_a_sheet_once"),
        ),
        migrations.AddConstraint(
            model_name="trustee",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="trustee_number_once"),
        ),
        migrations.AddIndex(
            model_name="voter",
            index=models.Index(
                condition=models.Q(("voted", True)), fields=["election", "territory"], name="voter_turnout"
            ),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="voter_number_once"),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person_hash__isnull", False)),
                fields=("election", "person_hash"),
                name="voter_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", ""), ("voted", False)),
                    models.Q(("voted", True), models.Q(("channel", ""), _negated=True)),
                    _connector="OR",
                ),
                name="voter_voted_by_a_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "paper"), ("place__isnull", False)),
                    models.Q(models.Q(("channel", "paper"), _negated=True), ("place__isnull", True)),
                    _connector="OR",
                ),
                name="voter_paper_at_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.CheckConstraint(
                condition=models.Q(("told", False), ("voted", True), _connector="OR"), name="voter_told_when_voted"
            ),
        ),
        migrations.AddConstraint(
            model_name="votingcode",
            constraint=models.UniqueConstraint(fields=("voter", "kind"), name="voting_code_one_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="votingcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "sms"), _negated=True), ("expires_at__isnull", False), _connector="OR"
                ),
                name="voting_code_sms_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason_kk", ""), _negated=True), models.Q(("reason_ru", ""), _negated=True)
                ),
                name="withdrawal_says_why",
            ),
        ),
    ]
