"""What never changes: a published proposal's text, an answer once given, an opinion, a decided change of the plan."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION social_order_official_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the official copy in % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER topic_official_copy BEFORE UPDATE ON social_order_topicproposal
    FOR EACH ROW WHEN ((OLD.public_parts <> '{}'::jsonb AND (
        OLD.title IS DISTINCT FROM NEW.title OR OLD.need IS DISTINCT FROM NEW.need
        OR OLD.target_group IS DISTINCT FROM NEW.target_group OR OLD.place IS DISTINCT FROM NEW.place
        OR OLD.why IS DISTINCT FROM NEW.why OR OLD.result IS DISTINCT FROM NEW.result
        OR OLD.months IS DISTINCT FROM NEW.months OR OLD.estimate IS DISTINCT FROM NEW.estimate))
        OR OLD.proposed_at IS DISTINCT FROM NEW.proposed_at
        OR (OLD.answered_at IS NOT NULL AND (
            OLD.answer IS DISTINCT FROM NEW.answer OR OLD.outcome IS DISTINCT FROM NEW.outcome
            OR OLD.answered_at IS DISTINCT FROM NEW.answered_at OR OLD.answered_by_id IS DISTINCT FROM NEW.answered_by_id)))
    EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER opinion_official_copy BEFORE UPDATE ON social_order_opinion
    FOR EACH ROW EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER change_official_copy BEFORE UPDATE ON social_order_planchange
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER change_kept BEFORE DELETE ON social_order_planchange
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION social_order_official_copy();
"""
BACKWARD = """
DROP TRIGGER topic_official_copy ON social_order_topicproposal;
DROP TRIGGER opinion_official_copy ON social_order_opinion;
DROP TRIGGER change_official_copy ON social_order_planchange;
DROP TRIGGER change_kept ON social_order_planchange;
DROP FUNCTION social_order_official_copy();
"""


class Migration(migrations.Migration):
    dependencies = [("social_order", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
