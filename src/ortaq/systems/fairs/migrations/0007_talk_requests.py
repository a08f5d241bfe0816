import django.db.models.deletion
import ortaq.kernel.keys.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fairs', '0006_reminders'),
        ('parties', '0001_initial'),
        ('records', '0002_more_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TalkRequest',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='as_talk_request', serialize=False, to='records.record')),
                ('text', ortaq.kernel.keys.models.EncryptedText()),
                ('reason', ortaq.kernel.keys.models.EncryptedText()),
                ('live', models.BooleanField(default=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pledge', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='fairs.pledge')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='talk_requests', to='fairs.showcaseproject')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='talk_requests', to='parties.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['sponsor', '-record_ptr'], name='talk_request_sponsor')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('live', True)), fields=('project', 'sponsor'), name='talk_request_one_open'), models.CheckConstraint(condition=models.Q(('live', False), ('pledge__isnull', True), _connector='OR'), name='talk_request_answered_is_closed')],
            },
            bases=('records.record',),
        ),
    ]
