import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("reception", "0001_initial"),
        ("reception", "0003_open311"),
        ("reception", "0004_statistics"),
        ("reception", "0005_same_text"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("slug", models.SlugField(unique=True)),
                ("hint_kk", models.CharField(blank=True, max_length=300)),
                ("hint_ru", models.CharField(blank=True, max_length=300)),
                ("hint_en", models.CharField(blank=True, max_length=300)),
                (
                    "keywords",
                    models.TextField(
                        blank=True, help_text="Words in kk and ru, separated by spaces, that suggest the category."
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("open311", models.BooleanField(default=False)),
                ("attributes", models.JSONField(blank=True, default=list, help_text="Open311 attribute definitions.")),
            ],
            options={
                "ordering": ["order", "slug"],
            },
        ),
        migrations.CreateModel(
            name="AnswerTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=2)),
                ("text", models.TextField()),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("holder", models.CharField(max_length=200)),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
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
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("application", "Application"),
                            ("complaint", "Complaint"),
                            ("message", "Message"),
                            ("proposal", "Proposal"),
                            ("response", "Response"),
                            ("request", "Request"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Web"),
                            ("paper", "Paper"),
                            ("phone", "Phone"),
                            ("personal", "Personal"),
                            ("open311", "Open311"),
                        ],
                        max_length=20,
                    ),
                ),
                ("regime", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("place", ortaq.kernel.keys.models.EncryptedText()),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("representative", ortaq.kernel.keys.models.EncryptedText()),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("email", "Email"),
                            ("sms", "Sms"),
                            ("portal", "Portal"),
                            ("post", "Post"),
                            ("in_person", "In Person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("pin_hash", models.BinaryField(max_length=32)),
                ("consent_to_publish", models.BooleanField(default=False)),
                ("consent_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                ("registered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("hops", models.PositiveSmallIntegerField(default=0)),
                ("extended", models.BooleanField(default=False)),
                ("repeated", models.BooleanField(default=False)),
                ("sensitive", models.BooleanField(default=False)),
                ("external_number", models.CharField(blank=True, max_length=60)),
                ("forwarded_to", models.CharField(blank=True, max_length=300)),
                ("attributes", models.JSONField(blank=True, default=dict)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reception.category"
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("satisfied", "Satisfied"),
                            ("partly", "Partly"),
                            ("refused", "Refused"),
                            ("explained", "Explained"),
                            ("noted", "Noted"),
                        ],
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("text", models.TextField()),
                ("law", models.CharField(max_length=500)),
                ("how_to_complain", models.TextField()),
                ("drafted_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_by", models.CharField(blank=True, max_length=20)),
                ("public_text", models.TextField(blank=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="reception.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("content", ortaq.kernel.keys.models.EncryptedText()),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Complaint",
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
                ("about_silence", models.BooleanField(default=False)),
                ("grounds", models.TextField()),
                ("decision", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="reception.appeal"
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
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="DayAnswers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("is_demo", models.BooleanField(default=False)),
                ("days", models.PositiveIntegerField()),
                ("answered", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("day", "is_demo", "days"), name="day_answers_once")],
            },
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("type", models.CharField(max_length=20)),
                ("is_demo", models.BooleanField(default=False)),
                ("received", models.PositiveIntegerField(default=0)),
                ("answered", models.PositiveIntegerField(default=0)),
                ("in_time", models.PositiveIntegerField(default=0)),
                ("late", models.PositiveIntegerField(default=0)),
                ("extended", models.PositiveIntegerField(default=0)),
                ("repeated", models.PositiveIntegerField(default=0)),
                ("forwarded", models.PositiveIntegerField(default=0)),
                ("disputed", models.PositiveIntegerField(default=0)),
                ("rated", models.PositiveIntegerField(default=0)),
                ("rating_sum", models.PositiveIntegerField(default=0)),
                ("solved", models.PositiveIntegerField(default=0)),
                ("days_to_answer", models.PositiveBigIntegerField(default=0)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="reception.category"
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parties.territory"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Executor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_lead", models.BooleanField(default=False)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="executors", to="reception.appeal"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="reception.appeal"
                    ),
                ),
                (
                    "head",
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
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("rating", models.PositiveSmallIntegerField()),
                (
                    "solved",
                    models.CharField(choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")], max_length=10),
                ),
                ("comment", models.TextField(blank=True)),
                ("given_at", models.DateTimeField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="reception.answer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("preliminary", models.TextField()),
                ("shown_at", models.DateTimeField()),
                ("objection", models.TextField(blank=True)),
                ("objected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[("written", "Written"), ("oral", "Oral"), ("video", "Video")],
                        max_length=10,
                    ),
                ),
                ("set_for", models.DateTimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=300)),
                ("protocol", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hearings", to="reception.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Joiner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_hash", models.BinaryField(max_length=32)),
                ("pin_hash", models.BinaryField(max_length=32)),
                ("joined_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="joiners", to="reception.appeal"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="reception.appeal"
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
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Open311Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open311_request",
                        to="reception.appeal",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reception.apikey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="resolutions", to="reception.appeal"
                    ),
                ),
                (
                    "head",
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
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="routes", to="reception.category"
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.territory",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("query", models.CharField(max_length=500)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=30)),
                ("person_id", models.BigIntegerField(null=True)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statements", to="reception.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_name", models.CharField(blank=True, max_length=300)),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="reception.appeal"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sha256", ""), ("signed_at__isnull", True), ("signed_by__isnull", True)),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_signature_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("signed_at__isnull", True)), fields=("appeal",), name="answer_one_draft"
            ),
        ),
        migrations.AddIndex(
            model_name="appealdraft",
            index=models.Index(fields=["changed_at"], name="draft_changed"),
        ),
        migrations.AddIndex(
            model_name="appealdraft",
            index=models.Index(fields=["user", "-changed_at"], name="draft_user"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["category", "-record_ptr"], name="appeal_category"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["lead", "-record_ptr"], name="appeal_lead"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["received_at"], name="appeal_received"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(django.db.models.functions.text.MD5("text"), name="appeal_same_text"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", False)), fields=["-answered_at"], name="appeal_answered"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="appeal_coordinates_in_pairs",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent_to_publish", False), ("consent_at__isnull", False), _connector="OR"),
                name="appeal_consent_has_a_date",
            ),
        ),
        migrations.AddIndex(
            model_name="daycount",
            index=models.Index(fields=["body", "day"], name="day_count_body"),
        ),
        migrations.AddConstraint(
            model_name="daycount",
            constraint=models.UniqueConstraint(
                fields=("day", "body", "territory", "category", "type", "is_demo"), name="day_count_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="executor",
            constraint=models.UniqueConstraint(fields=("appeal", "user"), name="executor_once"),
        ),
        migrations.AddConstraint(
            model_name="executor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_lead", True)), fields=("appeal",), name="executor_one_lead"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.UniqueConstraint(fields=("answer", "person_id"), name="feedback_once"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__range", (1, 5))), name="feedback_rating_1_to_5"
            ),
        ),
        migrations.AddConstraint(
            model_name="joiner",
            constraint=models.UniqueConstraint(fields=("appeal", "contact_hash"), name="joiner_once"),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                fields=("category", "territory"), name="route_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="saved_filter_once"),
        ),
    ]
