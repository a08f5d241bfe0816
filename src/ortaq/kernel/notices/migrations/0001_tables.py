import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_text_messages"),
    ]

    dependencies = [
        ("events", "0001_tables"),
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServerPause",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "text message"), ("inapp", "in the application")],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("why", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="TextMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("language", models.CharField(max_length=2)),
                ("number", ortaq.kernel.keys.models.EncryptedText()),
                ("words", ortaq.kernel.keys.models.EncryptedText()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("dead", "Dead"),
                            ("stopped", "Stopped"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending", "failed"])),
                        fields=["next_try_at"],
                        name="text_message_due",
                    ),
                    models.Index(fields=["purpose"], name="text_message_purpose"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "sending", "failed"]),
                            models.Q(("number", b""), ("words", b"")),
                            _connector="OR",
                        ),
                        name="text_message_forgotten_when_done",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("because", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=2)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "text message"), ("inapp", "in the application")],
                        max_length=10,
                    ),
                ),
                ("optional", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=60, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("dead", "Dead"),
                            ("stopped", "Stopped"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="events.event"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending", "failed"])),
                        fields=["next_try_at"],
                        name="notice_due",
                    ),
                    models.Index(
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("state", "dead")),
                        name="notice_dead",
                    ),
                    models.Index(
                        models.F("user"),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("channel", "inapp")),
                        name="notice_inbox",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "inapp"), ("read_at__isnull", True)),
                        fields=["user"],
                        name="notice_unread",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("user__isnull", False), _connector="OR"),
                        name="notice_has_recipient",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
                (
                    "record",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "record"), name="notice_stop_once", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
