import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("documents", "0001_initial"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        ("records", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("size", models.PositiveIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("storage_name", models.CharField(max_length=100, unique=True)),
                ("thumbnail_name", models.CharField(blank=True, max_length=110)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("quarantined", "Quarantined"),
                            ("unscanned", "Unscanned"),
                            ("clean", "Clean"),
                            ("refused", "Refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("scanner", models.CharField(blank=True, max_length=40)),
                ("finding", models.CharField(blank=True, max_length=100)),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["quarantined", "unscanned"])),
                        fields=["id"],
                        name="stored_file_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="stored_file_not_empty")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("purpose", models.CharField(max_length=40)),
                ("public_name", models.CharField(blank=True, max_length=60)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="records.record"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "public_copy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_documents",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="documents.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(("public_copy__isnull", False), models.Q(("public_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="document_published_has_public_copy",
                    )
                ],
            },
        ),
    ]
