"""The log of exports: what was asked for, by whom and when never changes, and no row is deleted."""

from django.db import migrations

KEPT = """
CREATE FUNCTION interchange_export_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of exports never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER export_asked BEFORE UPDATE ON interchange_exportjob
    FOR EACH ROW WHEN (
        (OLD.uuid, OLD.user_id, OLD.code, OLD.parameters, OLD.format, OLD.language, OLD.asked_at)
            IS DISTINCT FROM (NEW.uuid, NEW.user_id, NEW.code, NEW.parameters, NEW.format, NEW.language, NEW.asked_at)
        OR (OLD.personal AND NOT NEW.personal) OR NEW.downloads < OLD.downloads)
    EXECUTE FUNCTION interchange_export_kept();
CREATE TRIGGER export_kept BEFORE DELETE ON interchange_exportjob
    FOR EACH ROW EXECUTE FUNCTION interchange_export_kept();
CREATE TRIGGER export_no_truncate BEFORE TRUNCATE ON interchange_exportjob
    FOR EACH STATEMENT EXECUTE FUNCTION interchange_export_kept();
"""
NOT_KEPT = """
DROP TRIGGER export_asked ON interchange_exportjob;
DROP TRIGGER export_kept ON interchange_exportjob;
DROP TRIGGER export_no_truncate ON interchange_exportjob;
DROP FUNCTION interchange_export_kept();
"""


class Migration(migrations.Migration):
    replaces = [
        ("interchange", "0002_kept"),
    ]
    dependencies = [
        ("interchange", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
