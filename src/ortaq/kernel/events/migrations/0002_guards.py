"""The logs can only grow: UPDATE, DELETE and TRUNCATE are refused by the database itself; readings go when their term is over."""

from django.db import migrations

TABLES = {"event": "events_event", "checkpoint": "events_checkpoint", "rightsevent": "events_rightsevent"}

APPEND_ONLY = """
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
NOT_APPEND_ONLY = (
    "".join(
        f"DROP TRIGGER {name}_append_only ON {table}; DROP TRIGGER {name}_no_truncate ON {table};"
        for name, table in TABLES.items()
    )
    + "DROP FUNCTION ortaq_append_only();"
)


READINGS = """
CREATE FUNCTION ortaq_readings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- The term is events.rules.READINGS_KEPT.
        IF OLD.at < now() - interval '1098 days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the table % can only grow', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reading_stays BEFORE UPDATE OR DELETE ON events_reading
    FOR EACH ROW EXECUTE FUNCTION ortaq_readings_stay();
CREATE TRIGGER reading_no_truncate BEFORE TRUNCATE ON events_reading
    FOR EACH STATEMENT EXECUTE FUNCTION ortaq_append_only();
"""
NO_READINGS = """
DROP TRIGGER reading_stays ON events_reading;
DROP TRIGGER reading_no_truncate ON events_reading;
DROP FUNCTION ortaq_readings_stay();
"""


class Migration(migrations.Migration):
    replaces = [
        ("events", "0002_append_only"),
        ("events", "0004_rights_append_only"),
        ("events", "0005_readings"),
    ]
    dependencies = [
        ("events", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(READINGS, NO_READINGS),
    ]
