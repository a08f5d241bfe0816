import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fairs', '0005_occasions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('step', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='fairs.pledgeline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'due_on', 'step'), name='reminder_once'), models.CheckConstraint(condition=models.Q(('step__in', [-1, 3, 14])), name='reminder_step_known')],
            },
        ),
    ]
