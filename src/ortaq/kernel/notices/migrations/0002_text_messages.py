from django.db import migrations, models
from django.db.models import Q

import ortaq.kernel.keys.models

STATES = ["queued", "sending", "sent", "failed", "dead", "stopped"]


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
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
                        choices=[(state, state.capitalize()) for state in STATES], default="queued", max_length=10
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
                        fields=["next_try_at"],
                        condition=Q(state__in=["queued", "sending", "failed"]),
                        name="text_message_due",
                    ),
                    models.Index(fields=["purpose"], name="text_message_purpose"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["queued", "sending", "failed"]) | Q(number=b"", words=b""),
                        name="text_message_forgotten_when_done",
                    )
                ],
            },
        )
    ]
