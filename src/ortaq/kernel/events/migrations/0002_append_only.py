"""The log can only grow: UPDATE, DELETE and TRUNCATE are refused by the database itself."""

from django.db import migrations

TABLES = {"event": "events_event", "checkpoint": "events_checkpoint"}

FORWARD = """
CREATE FUNCTION ortaq_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % can only grow', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ortaq_append_only();
CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ortaq_append_only();
"""
    for name, table in TABLES.items()
)
BACKWARD = "".join(
    f"DROP TRIGGER {name}_append_only ON {table}; DROP TRIGGER {name}_no_truncate ON {table};"
    for name, table in TABLES.items()
) + "DROP FUNCTION ortaq_append_only();"


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
