"""A signature never changes and is never taken away."""

from django.db import migrations

IMMUTABLE = """
CREATE FUNCTION signatures_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signature never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER signature_immutable BEFORE UPDATE OR DELETE ON signatures_signature
    FOR EACH ROW EXECUTE FUNCTION signatures_immutable();
"""
NOT_IMMUTABLE = """
DROP TRIGGER signature_immutable ON signatures_signature;
DROP FUNCTION signatures_immutable();
"""


class Migration(migrations.Migration):
    replaces = [
        ("signatures", "0002_immutable"),
    ]
    dependencies = [
        ("signatures", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(IMMUTABLE, NOT_IMMUTABLE),
    ]
