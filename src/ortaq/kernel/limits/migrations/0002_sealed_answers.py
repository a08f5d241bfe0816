"""Kept answers are encrypted from now on; those of the last days, which aren't, are emptied: their keys stay used."""

from django.db import migrations

import ortaq.kernel.keys.models


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_initial")]

    operations = [
        migrations.AddField("oncekey", "answer", ortaq.kernel.keys.models.EncryptedText(db_default=b"")),
        migrations.RunSQL("UPDATE limits_oncekey SET body = '' WHERE body <> ''", migrations.RunSQL.noop),
    ]
