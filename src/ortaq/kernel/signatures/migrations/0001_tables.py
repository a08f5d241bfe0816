import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("signatures", "0001_initial"),
    ]

    dependencies = [
        ("documents", "0001_tables"),
        ("parties", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(max_length=20)),
                (
                    "method",
                    models.CharField(choices=[("cms", "Cms"), ("pades", "Pades"), ("paper", "Paper")], max_length=10),
                ),
                ("signed_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField(default=b"")),
                ("name", models.CharField(max_length=200)),
                ("iin", ortaq.kernel.keys.models.EncryptedText()),
                ("bin", models.CharField(blank=True, max_length=12)),
                ("serial", models.CharField(blank=True, max_length=80)),
                ("issuer", models.CharField(blank=True, max_length=300)),
                ("algorithm", models.CharField(blank=True, max_length=80)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("is_test", models.BooleanField(default=False)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="documents.document"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "side"), name="signature_once_a_side"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method", "paper"), models.Q(("content", b""), _negated=True), _connector="OR"
                        ),
                        name="signature_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="signature_has_a_name"
                    ),
                ],
            },
        ),
    ]
