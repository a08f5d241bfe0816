from django.db import migrations, models
from django.db.models.functions import MD5


class Migration(migrations.Migration):

    dependencies = [
        ("reception", "0004_statistics"),
    ]

    operations = [
        migrations.AddIndex(model_name="appeal", index=models.Index(MD5("text"), name="appeal_same_text")),
    ]
