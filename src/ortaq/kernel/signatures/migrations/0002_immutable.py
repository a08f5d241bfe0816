"""A signature never changes and is never taken away."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION signatures_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signature never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER signature_immutable BEFORE UPDATE OR DELETE ON signatures_signature
    FOR EACH ROW EXECUTE FUNCTION signatures_immutable();
"""
BACKWARD = """
DROP TRIGGER signature_immutable ON signatures_signature;
DROP FUNCTION signatures_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
