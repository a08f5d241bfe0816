"""An option can be withdrawn by a public decision; the decision stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


STAYS = """
CREATE TRIGGER withdrawal_stays BEFORE UPDATE OR DELETE ON ballots_withdrawal
    FOR EACH ROW EXECUTE FUNCTION ballots_log_grows();
"""
NOT_STAYS = "DROP TRIGGER withdrawal_stays ON ballots_withdrawal"


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0004_kernel_outbox'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason_kk', models.CharField(max_length=1000)),
                ('reason_ru', models.CharField(max_length=1000)),
                ('reason_en', models.CharField(blank=True, max_length=1000)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('option', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='ballots.option')),
            ],
            options={
                'ordering': ['decided_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason_kk', ''), _negated=True), models.Q(('reason_ru', ''), _negated=True)), name='withdrawal_says_why')],
            },
        ),
        migrations.RunSQL(STAYS, NOT_STAYS),
    ]
