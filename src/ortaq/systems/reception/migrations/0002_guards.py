"""The official copies never change: what a citizen wrote, and an answer once it is signed."""

from django.db import migrations

OFFICIAL_COPIES = """
CREATE FUNCTION reception_official_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the official copy in % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER appeal_official_copy BEFORE UPDATE OF subject, text, received_at, pin_hash ON reception_appeal
    FOR EACH ROW WHEN (OLD.subject IS DISTINCT FROM NEW.subject OR OLD.text IS DISTINCT FROM NEW.text
        OR OLD.received_at IS DISTINCT FROM NEW.received_at OR OLD.pin_hash IS DISTINCT FROM NEW.pin_hash)
    EXECUTE FUNCTION reception_official_copy();
CREATE TRIGGER answer_official_copy BEFORE UPDATE ON reception_answer
    FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL AND (
        OLD.text IS DISTINCT FROM NEW.text OR OLD.outcome IS DISTINCT FROM NEW.outcome
        OR OLD.law IS DISTINCT FROM NEW.law OR OLD.how_to_complain IS DISTINCT FROM NEW.how_to_complain
        OR OLD.signed_at IS DISTINCT FROM NEW.signed_at OR OLD.signed_by_id IS DISTINCT FROM NEW.signed_by_id
        OR OLD.sha256 IS DISTINCT FROM NEW.sha256))
    EXECUTE FUNCTION reception_official_copy();
CREATE TRIGGER answer_kept BEFORE DELETE ON reception_answer
    FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION reception_official_copy();
"""
NO_OFFICIAL_COPIES = """
DROP TRIGGER appeal_official_copy ON reception_appeal;
DROP TRIGGER answer_official_copy ON reception_answer;
DROP TRIGGER answer_kept ON reception_answer;
DROP FUNCTION reception_official_copy();
"""


class Migration(migrations.Migration):
    replaces = [
        ("reception", "0002_immutable"),
    ]
    dependencies = [
        ("reception", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(OFFICIAL_COPIES, NO_OFFICIAL_COPIES),
    ]
