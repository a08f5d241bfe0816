import django.db.models.deletion
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("records", "0001_initial"),
        ("records", "0002_more_links"),
    ]

    dependencies = [
        ("parties", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("state", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField(default=1)),
                ("language", models.CharField(default="kk", max_length=2)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("public_title", models.CharField(blank=True, max_length=300)),
                ("public_text", models.TextField(blank=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
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
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised_by", "Raised By"),
                            ("answers", "Answers"),
                            ("funded_by", "Funded By"),
                            ("results_in", "Results In"),
                            ("merged_into", "Merged Into"),
                            ("split_from", "Split From"),
                            ("complains_of", "Complains Of"),
                            ("joins", "Joins"),
                            ("follows", "Follows"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_out", to="records.record"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_in", to="records.record"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("published_at__isnull", False)),
                name="record_newest_public",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["kind", "state", "body"], name="record_kind_state_body"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["author", "-id"], name="record_author"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__isnull", True), models.Q(("public_title", ""), _negated=True), _connector="OR"
                ),
                name="record_published_has_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("source", "kind", "target"), name="link_once"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True), name="link_not_to_itself"
            ),
        ),
    ]
