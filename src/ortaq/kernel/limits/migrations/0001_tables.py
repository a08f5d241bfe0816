from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("limits", "0001_initial"),
        ("limits", "0002_sealed_answers"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("sender", models.BinaryField(max_length=32)),
                ("window", models.BigIntegerField()),
                ("used", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["window"], name="allowance_window")],
                "constraints": [models.UniqueConstraint(fields=("rule", "sender", "window"), name="allowance_once")],
            },
        ),
        migrations.CreateModel(
            name="OnceKey",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("location", models.CharField(blank=True, max_length=2000)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("body", models.BinaryField(default=b"", max_length=65536)),
                ("answer", ortaq.kernel.keys.models.EncryptedText(db_default=b"")),
                ("session", ortaq.kernel.keys.models.EncryptedText()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="once_created")],
            },
        ),
    ]
