"""A batch that was begun by mistake is dropped."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0006_told'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paperbatch',
            name='state',
            field=models.CharField(
                choices=[
                    ('typing', 'Typing'), ('settling', 'Settling'), ('accepted', 'Accepted'), ('dropped', 'Dropped')
                ],
                default='typing',
                max_length=8,
            ),
        ),
    ]
