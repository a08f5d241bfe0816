import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("budget", "0001_initial"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dataset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("code", models.SlugField(max_length=60)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("checked", "Checked"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("imported_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["code", "-version"],
            },
        ),
        migrations.CreateModel(
            name="DatasetText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("source", "Source"),
                            ("publisher", "Publisher"),
                            ("author", "Author"),
                            ("when", "When"),
                            ("legal", "Legal"),
                            ("note", "Note"),
                            ("correction", "Correction"),
                        ],
                        max_length=12,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("kk", models.TextField()),
                ("ru", models.TextField()),
                ("en", models.TextField()),
                ("written_at", models.DateTimeField(null=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="budget.dataset"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FigureRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_kk", models.CharField(max_length=300)),
                ("name_ru", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("position", models.PositiveIntegerField()),
                ("key", models.SlugField(db_index=False, max_length=60)),
                ("breakdown", models.CharField(blank=True, max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("level", models.CharField(blank=True, max_length=12)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ("projects", models.PositiveIntegerField(null=True)),
                ("since", models.PositiveSmallIntegerField(null=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="budget.dataset"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="budget.figurerow",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.territory"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ClaimRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("key", models.SlugField(db_index=False, max_length=60)),
                ("kind", models.CharField(max_length=12)),
                ("kk", models.TextField()),
                ("ru", models.TextField()),
                ("en", models.TextField()),
                ("printed", models.DecimalField(decimal_places=4, max_digits=22)),
                ("places", models.PositiveSmallIntegerField()),
                ("measure", models.CharField(max_length=12)),
                ("says", models.CharField(blank=True, max_length=12)),
                ("breakdown", models.CharField(blank=True, max_length=12)),
                ("years", models.PositiveSmallIntegerField(null=True)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="budget.dataset"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="budget.figurerow"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="budget.figurerow"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="SentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("sent_at", models.DateTimeField()),
                (
                    "dataset",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budget.dataset"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="dataset_version_once"),
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")), fields=("code",), name="dataset_one_published"
            ),
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(("published_by", models.F("imported_by")), _negated=True),
                    ("imported_by__isnull", True),
                    _connector="OR",
                ),
                name="dataset_published_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerow",
            constraint=models.UniqueConstraint(fields=("dataset", "key"), name="figure_key_once"),
        ),
        migrations.AddConstraint(
            model_name="figurerow",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="figure_amount_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("of__isnull", True), ("breakdown", "")),
                    models.Q(("of__isnull", False), models.Q(("breakdown", ""), _negated=True)),
                    _connector="OR",
                ),
                name="figure_breakdown_of_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimrow",
            constraint=models.UniqueConstraint(fields=("dataset", "key"), name="claim_key_once"),
        ),
        migrations.AddConstraint(
            model_name="sentfile",
            constraint=models.UniqueConstraint(fields=("sha256", "sent_by"), name="sent_file_once"),
        ),
    ]
