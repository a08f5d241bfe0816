"""The unencrypted column of answers goes: it was written no more, and nothing reads it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_tables")]
    operations = [migrations.RemoveField(model_name="oncekey", name="body")]
