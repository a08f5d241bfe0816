from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("social_order", "0009_plan_file_jobs")]
    operations = [
        migrations.AddField("visit", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "visit",
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True), name="visit_made_or_withdrawn"
            ),
        ),
    ]
