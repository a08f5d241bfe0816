"""What never changes: the texts and needs of a project that was sent, an answer once given."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fairs_official_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the official copy in % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION fairs_project_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM records_record WHERE id = OLD.record_ptr_id) NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the project % was sent: its texts do not change', OLD.record_ptr_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER showcase_official_copy BEFORE UPDATE ON fairs_showcaseproject
    FOR EACH ROW WHEN ((OLD.fair_id, OLD.organisation_id, OLD.project_kind, OLD.sphere, OLD.title_kk, OLD.title_ru,
        OLD.summary_kk, OLD.summary_ru, OLD.need, OLD.whom, OLD.people, OLD.result, OLD.budget, OLD.own)
        IS DISTINCT FROM (NEW.fair_id, NEW.organisation_id, NEW.project_kind, NEW.sphere, NEW.title_kk, NEW.title_ru,
        NEW.summary_kk, NEW.summary_ru, NEW.need, NEW.whom, NEW.people, NEW.result, NEW.budget, NEW.own))
    EXECUTE FUNCTION fairs_project_sent();

CREATE FUNCTION fairs_need_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE project bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.project_id ELSE OLD.project_id END;
BEGIN
    IF (SELECT state FROM records_record WHERE id = project) NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the project % was sent: its needs do not change', project USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER need_kept BEFORE INSERT OR UPDATE OR DELETE ON fairs_need
    FOR EACH ROW EXECUTE FUNCTION fairs_need_kept();

CREATE TRIGGER question_official_copy BEFORE UPDATE ON fairs_question
    FOR EACH ROW WHEN ((OLD.project_id, OLD.asked_by_id, OLD.text, OLD.asked_at)
        IS DISTINCT FROM (NEW.project_id, NEW.asked_by_id, NEW.text, NEW.asked_at)
        OR (OLD.answered_at IS NOT NULL AND (OLD.answer, OLD.answered_by_id, OLD.answered_at)
        IS DISTINCT FROM (NEW.answer, NEW.answered_by_id, NEW.answered_at)))
    EXECUTE FUNCTION fairs_official_copy();
"""
BACKWARD = """
DROP TRIGGER question_official_copy ON fairs_question;
DROP TRIGGER need_kept ON fairs_need;
DROP FUNCTION fairs_need_kept();
DROP TRIGGER showcase_official_copy ON fairs_showcaseproject;
DROP FUNCTION fairs_project_sent();
DROP FUNCTION fairs_official_copy();
"""


class Migration(migrations.Migration):
    dependencies = [("fairs", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
