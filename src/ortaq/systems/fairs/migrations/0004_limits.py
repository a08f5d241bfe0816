"""Pledged ≤ missing, given ≤ pledged, and what never changes: a version in force, a confirmed gift, a message."""

from django.db import migrations

FORWARD = """
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
BACKWARD = """
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
    dependencies = [("fairs", "0003_sponsors")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
