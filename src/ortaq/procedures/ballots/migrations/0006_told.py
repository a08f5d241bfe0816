"""The roll says of whom the word went out that their right was used."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0005_withdrawal'),
    ]

    operations = [
        migrations.AddField(
            model_name='voter',
            name='told',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.CheckConstraint(
                condition=Q(('told', False), ('voted', True), _connector='OR'), name='voter_told_when_voted'
            ),
        ),
    ]
