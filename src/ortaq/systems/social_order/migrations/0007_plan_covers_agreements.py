"""The plan can't be cut below what was agreed: asked at the end of the transaction, when all years of a line are written."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION social_order_plan_covers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line bigint; planned numeric;
BEGIN
    line := CASE TG_TABLE_NAME WHEN 'social_order_planline' THEN (to_jsonb(NEW) ->> 'record_ptr_id')::bigint
        ELSE (to_jsonb(OLD) ->> 'line_id')::bigint END;
    IF EXISTS (SELECT FROM social_order_agreement WHERE line_id = line AND exception <> '') THEN RETURN NULL; END IF;
    SELECT amount INTO planned FROM social_order_planline WHERE record_ptr_id = line;
    planned := planned + coalesce((SELECT sum(amount) FROM social_order_planshare WHERE line_id = line), 0);
    IF (SELECT coalesce(sum(bound), 0) FROM social_order_agreement WHERE line_id = line) > planned THEN
        RAISE EXCEPTION 'agreements of plan line % exceed what would be planned', line
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_within_planned';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER plan_line_covers AFTER UPDATE ON social_order_planline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.amount < OLD.amount) EXECUTE FUNCTION social_order_plan_covers();
CREATE CONSTRAINT TRIGGER plan_share_covers AFTER UPDATE OR DELETE ON social_order_planshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION social_order_plan_covers();
"""
BACKWARD = """
DROP TRIGGER plan_share_covers ON social_order_planshare;
DROP TRIGGER plan_line_covers ON social_order_planline;
DROP FUNCTION social_order_plan_covers();
"""


class Migration(migrations.Migration):
    dependencies = [("social_order", "0006_imported_packages")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
