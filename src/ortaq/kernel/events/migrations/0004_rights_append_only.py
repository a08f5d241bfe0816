"""The log of rights can only grow."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER rightsevent_append_only BEFORE UPDATE OR DELETE ON events_rightsevent
    FOR EACH ROW EXECUTE FUNCTION ortaq_append_only();
CREATE TRIGGER rightsevent_no_truncate BEFORE TRUNCATE ON events_rightsevent
    FOR EACH STATEMENT EXECUTE FUNCTION ortaq_append_only();
"""
BACKWARD = """
DROP TRIGGER rightsevent_append_only ON events_rightsevent;
DROP TRIGGER rightsevent_no_truncate ON events_rightsevent;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_rights")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
