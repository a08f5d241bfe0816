"""A PIN that was lost can be replaced: it is no part of the official copy. Text and day of an appeal never change."""

from django.db import migrations

TRIGGER = """
DROP TRIGGER appeal_official_copy ON reception_appeal;
CREATE TRIGGER appeal_official_copy BEFORE UPDATE OF subject, text, received_at{column} ON reception_appeal
    FOR EACH ROW WHEN (OLD.subject IS DISTINCT FROM NEW.subject OR OLD.text IS DISTINCT FROM NEW.text
        OR OLD.received_at IS DISTINCT FROM NEW.received_at{condition})
    EXECUTE FUNCTION reception_official_copy();
"""
WITHOUT_PIN = TRIGGER.format(column="", condition="")
WITH_PIN = TRIGGER.format(column=", pin_hash", condition=" OR OLD.pin_hash IS DISTINCT FROM NEW.pin_hash")


class Migration(migrations.Migration):
    dependencies = [("reception", "0002_guards")]
    operations = [migrations.RunSQL(WITHOUT_PIN, WITH_PIN)]
