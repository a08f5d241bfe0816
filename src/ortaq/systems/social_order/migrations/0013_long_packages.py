import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('social_order', '0012_photos_of_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='planfile',
            name='job_written',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='PackageFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standard', models.CharField(choices=[('ocds', 'Ocds'), ('360giving', 'Giving')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('content', models.BinaryField()),
                ('sent_at', models.DateTimeField()),
                ('job', models.CharField(choices=[('queued', 'Queued'), ('reading', 'Reading'), ('writing', 'Writing'), ('loaded', 'Loaded'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('size', models.PositiveIntegerField()),
                ('read_bytes', models.PositiveIntegerField(default=0)),
                ('read', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(blank=True, null=True)),
                ('written', models.PositiveIntegerField(default=0)),
                ('troubles', models.JSONField(blank=True, default=list)),
                ('package', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='social_order.importedpackage')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('job__in', ['loaded', 'failed']), _negated=True), ('content', b''), _connector='OR'), name='package_file_content_goes')],
            },
        ),
    ]
