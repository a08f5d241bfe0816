"""A code no longer knows the day it was used; an answer forgets its hour at closing; the hints are kept."""

from django.db import migrations, models

FORWARD = """
CREATE TRIGGER code_used_once BEFORE UPDATE ON surveys_code
    FOR EACH ROW WHEN (OLD.used AND (NOT NEW.used OR OLD.code_hash <> NEW.code_hash OR OLD.survey_id <> NEW.survey_id))
    EXECUTE FUNCTION surveys_immutable();
CREATE TRIGGER survey_hints BEFORE UPDATE ON surveys_survey
    FOR EACH ROW WHEN (OLD.state = 'closed' AND OLD.hints <> NEW.hints) EXECUTE FUNCTION surveys_immutable();
"""
BACKWARD = """
DROP TRIGGER survey_hints ON surveys_survey;
DROP TRIGGER code_used_once ON surveys_code;
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_immutable")]
    operations = [
        migrations.RunSQL("DROP TRIGGER code_used_once ON surveys_code", migrations.RunSQL.noop),
        migrations.AddField("code", "used", models.BooleanField(default=False)),
        migrations.RunSQL("UPDATE surveys_code SET used = used_on IS NOT NULL", migrations.RunSQL.noop),
        migrations.RemoveField("code", "used_on"),
        migrations.AlterField("response", "hour", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("survey", "hints", models.JSONField(default=list)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
