"""A duty that was met stays as it was met, and none is taken away."""

from django.db import migrations

KEPT = """
CREATE FUNCTION publication_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a duty that was met never changes, and none is removed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER duty_met_stays BEFORE UPDATE ON publication_duty
    FOR EACH ROW WHEN (OLD.done_at IS NOT NULL) EXECUTE FUNCTION publication_immutable();
CREATE TRIGGER duty_kept BEFORE DELETE ON publication_duty
    FOR EACH ROW EXECUTE FUNCTION publication_immutable();
"""
NOT_KEPT = """
DROP TRIGGER duty_met_stays ON publication_duty;
DROP TRIGGER duty_kept ON publication_duty;
DROP FUNCTION publication_immutable();
"""


class Migration(migrations.Migration):
    replaces = [
        ("publication", "0002_immutable"),
    ]
    dependencies = [
        ("publication", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
