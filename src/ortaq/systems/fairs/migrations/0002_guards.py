"""What never changes (a project that was sent, an answer once given, a version in force, a confirmed gift, a message); given ≤ pledged ≤ missing."""

from django.db import migrations

OFFICIAL_COPIES = """
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
NO_OFFICIAL_COPIES = """
DROP TRIGGER question_official_copy ON fairs_question;
DROP TRIGGER need_kept ON fairs_need;
DROP FUNCTION fairs_need_kept();
DROP TRIGGER showcase_official_copy ON fairs_showcaseproject;
DROP FUNCTION fairs_project_sent();
DROP FUNCTION fairs_official_copy();
"""

LIMITS = """
CREATE FUNCTION fairs_pledged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE missing numeric; pledged numeric;
BEGIN
    IF NEW.bound = 0 THEN RETURN NEW; END IF;
    SELECT amount INTO missing FROM fairs_need WHERE id = NEW.need_id FOR UPDATE;
    SELECT coalesce(sum(bound), 0) INTO pledged FROM fairs_pledgeline WHERE need_id = NEW.need_id AND id <> NEW.id;
    IF pledged + NEW.bound > missing THEN
        RAISE EXCEPTION 'more would be pledged for need % than is missing', NEW.need_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pledged_within_missing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pledge_line_new BEFORE INSERT ON fairs_pledgeline
    FOR EACH ROW EXECUTE FUNCTION fairs_pledged();
CREATE TRIGGER pledge_line_more BEFORE UPDATE ON fairs_pledgeline
    FOR EACH ROW WHEN (NEW.bound > OLD.bound OR NEW.need_id <> OLD.need_id) EXECUTE FUNCTION fairs_pledged();

CREATE FUNCTION fairs_pledged_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.bound < (SELECT coalesce(sum(amount), 0) FROM fairs_delivery WHERE line_id = NEW.id AND state <> 'taken_back') THEN
        RAISE EXCEPTION 'line % would bind less than was given', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'given_within_pledged';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pledge_line_less BEFORE UPDATE ON fairs_pledgeline
    FOR EACH ROW WHEN (NEW.bound < OLD.bound) EXECUTE FUNCTION fairs_pledged_less();

CREATE FUNCTION fairs_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE pledged numeric; given numeric;
BEGIN
    IF NEW.state = 'taken_back' THEN RETURN NEW; END IF;
    SELECT line.bound INTO pledged FROM fairs_pledgeline AS line
        JOIN fairs_memorandum AS memo ON memo.pledge_id = line.pledge_id
        WHERE line.id = NEW.line_id AND memo.record_ptr_id = NEW.memorandum_id FOR UPDATE OF line;
    SELECT coalesce(sum(amount), 0) INTO given FROM fairs_delivery
        WHERE line_id = NEW.line_id AND id <> NEW.id AND state <> 'taken_back';
    IF given + NEW.amount > coalesce(pledged, 0) THEN
        RAISE EXCEPTION 'more would be given on line % than was pledged', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'given_within_pledged';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_new BEFORE INSERT ON fairs_delivery FOR EACH ROW EXECUTE FUNCTION fairs_given();
CREATE TRIGGER delivery_again BEFORE UPDATE ON fairs_delivery
    FOR EACH ROW WHEN (OLD.state = 'taken_back') EXECUTE FUNCTION fairs_official_copy();
CREATE TRIGGER delivery_official_copy BEFORE UPDATE ON fairs_delivery
    FOR EACH ROW WHEN (OLD.state = 'confirmed'
        OR (OLD.memorandum_id, OLD.line_id, OLD.amount, OLD.given_on, OLD.note, OLD.paper_id, OLD.reported_by_id, OLD.reported_at)
        IS DISTINCT FROM (NEW.memorandum_id, NEW.line_id, NEW.amount, NEW.given_on, NEW.note, NEW.paper_id, NEW.reported_by_id, NEW.reported_at))
    EXECUTE FUNCTION fairs_official_copy();
CREATE TRIGGER delivery_kept BEFORE DELETE ON fairs_delivery FOR EACH ROW EXECUTE FUNCTION fairs_official_copy();
CREATE TRIGGER memorandum_version_official_copy BEFORE UPDATE OR DELETE ON fairs_memorandumversion
    FOR EACH ROW WHEN (OLD.effective_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION fairs_official_copy();
CREATE TRIGGER talk_official_copy BEFORE UPDATE OR DELETE ON fairs_talk
    FOR EACH ROW EXECUTE FUNCTION fairs_official_copy();
"""
NO_LIMITS = """
DROP TRIGGER talk_official_copy ON fairs_talk;
DROP TRIGGER memorandum_version_official_copy ON fairs_memorandumversion;
DROP TRIGGER delivery_kept ON fairs_delivery;
DROP TRIGGER delivery_official_copy ON fairs_delivery;
DROP TRIGGER delivery_again ON fairs_delivery;
DROP TRIGGER delivery_new ON fairs_delivery;
DROP FUNCTION fairs_given();
DROP TRIGGER pledge_line_less ON fairs_pledgeline;
DROP FUNCTION fairs_pledged_less();
DROP TRIGGER pledge_line_more ON fairs_pledgeline;
DROP TRIGGER pledge_line_new ON fairs_pledgeline;
DROP FUNCTION fairs_pledged();
"""


class Migration(migrations.Migration):
    replaces = [
        ("fairs", "0002_official"),
        ("fairs", "0004_limits"),
    ]
    dependencies = [
        ("fairs", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(OFFICIAL_COPIES, NO_OFFICIAL_COPIES),
        migrations.RunSQL(LIMITS, NO_LIMITS),
    ]
