import django.db.models.deletion
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("events", "0001_initial"),
        ("events", "0003_rights"),
        ("events", "0006_by_actor"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("first_event", models.BigIntegerField()),
                ("last_event", models.BigIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("previous_root", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("rights_size", models.PositiveBigIntegerField(default=0)),
                ("rights_head", models.BinaryField(default=b"", max_length=32)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=50)),
                ("state", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("is_public", models.BooleanField(default=False)),
                ("previous_hash", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="records.record"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["at"], name="event_at"),
                    models.Index(
                        condition=models.Q(("actor_id__isnull", False)), fields=["actor_id", "id"], name="event_actor"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("record", "sequence"), name="event_sequence_once")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader_id", models.BigIntegerField()),
                ("roles", models.CharField(max_length=100)),
                ("door", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("slot", models.BigIntegerField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="records.record"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["reader_id", "at"], name="reading_reader"),
                    models.Index(fields=["at"], name="reading_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "reader_id", "door", "slot"), name="reading_once"),
                    models.CheckConstraint(
                        condition=models.Q(("door__in", ("page", "document", "export"))), name="reading_door"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(unique=True)),
                ("code", models.CharField(max_length=50)),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("subject_id", models.BigIntegerField()),
                ("role", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("previous_hash", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject_id"], name="rights_event_subject")],
            },
        ),
    ]
