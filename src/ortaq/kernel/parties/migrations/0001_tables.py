import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ortaq.kernel.keys.models
from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("parties", "0001_initial"),
        ("parties", "0002_population"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Territory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("slug", models.SlugField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("region", "Region"),
                            ("city", "City"),
                            ("district", "District"),
                            ("rural_district", "Rural District"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kato", models.CharField(blank=True, max_length=9)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="parties.territory",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("slug", models.SlugField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("state_body", "State Body"),
                            ("ngo", "Ngo"),
                            ("business", "Business"),
                            ("council", "Council"),
                            ("media", "Media"),
                            ("union", "Union"),
                            ("party", "Party"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "body_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("akimat", "Akimat"),
                            ("maslikhat", "Maslikhat"),
                            ("department", "Department"),
                            ("division", "Division"),
                            ("territorial_department", "Territorial Department"),
                        ],
                        max_length=30,
                    ),
                ),
                ("bin", models.CharField(blank=True, max_length=12)),
                ("is_demo", models.BooleanField(default=False)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subordinates",
                        to="parties.organisation",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="parties.territory",
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "organisation", "role", "valid_from"), name="assignment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="assignment_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", ortaq.kernel.keys.models.EncryptedText()),
                ("iin", ortaq.kernel.keys.models.EncryptedText()),
                ("iin_hash", models.BinaryField(blank=True, max_length=32, null=True)),
                ("contact_hash", models.BinaryField(blank=True, max_length=32, null=True)),
                ("email", ortaq.kernel.keys.models.EncryptedText()),
                ("phone", ortaq.kernel.keys.models.EncryptedText()),
                ("address", ortaq.kernel.keys.models.EncryptedText()),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("iin_hash__isnull", False)), fields=["iin_hash"], name="person_iin_hash"
                    ),
                    models.Index(
                        condition=models.Q(("contact_hash__isnull", False)),
                        fields=["contact_hash"],
                        name="person_contact_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Population",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_on", models.DateField()),
                ("people", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=300)),
                ("url", models.URLField(blank=True, max_length=500)),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="population", to="parties.territory"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("territory", "counted_on"), name="population_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gt", 0), models.Q(("source", ""), _negated=True)),
                        name="population_counted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bin", ""), _negated=True), fields=("bin",), name="organisation_bin_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "state_body"), models.Q(("body_kind", ""), _negated=True)),
                    models.Q(models.Q(("kind", "state_body"), _negated=True), ("body_kind", "")),
                    _connector="OR",
                ),
                name="organisation_body_kind_of_state_bodies",
            ),
        ),
    ]
