import django.db.models.deletion
from django.db import migrations, models

from ortaq.kernel.statements.migrations import Tables


class Migration(Tables):
    initial = True

    replaces = [
        ("search", "0001_initial"),
    ]

    dependencies = [
        ("records", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("records", models.IntegerField()),
                ("words", models.BigIntegerField()),
            ],
            options={
                "db_table": "search_change",
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("records", models.IntegerField()),
            ],
            options={
                "db_table": "search_term",
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "term_id", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("term_id", models.BigIntegerField()),
                ("times", models.SmallIntegerField()),
                ("length", models.SmallIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "db_table": "search_posting",
            },
        ),
    ]
