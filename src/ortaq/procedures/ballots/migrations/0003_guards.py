"""What never changes once announced; the log of commitments only grows, a withdrawal stays."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION ballots_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION ballots_announced(p_election bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM ballots_election WHERE record_ptr_id = p_election AND announced_at IS NOT NULL)
$$;

CREATE FUNCTION ballots_paper_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'result' = to_jsonb(NEW) - 'result' THEN
        RETURN NEW;
    END IF;
    IF ballots_announced(CASE TG_OP WHEN 'INSERT' THEN NEW.election_id ELSE OLD.election_id END) THEN
        RAISE EXCEPTION 'the papers of an announced election are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER paper_frozen BEFORE INSERT OR UPDATE OR DELETE ON ballots_paper
    FOR EACH ROW EXECUTE FUNCTION ballots_paper_frozen();

CREATE FUNCTION ballots_option_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner bigint;
BEGIN
    SELECT election_id INTO owner FROM ballots_paper
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.paper_id ELSE OLD.paper_id END;
    IF ballots_announced(owner) THEN
        RAISE EXCEPTION 'the papers of an announced election are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER option_frozen BEFORE INSERT OR UPDATE OR DELETE ON ballots_option
    FOR EACH ROW EXECUTE FUNCTION ballots_option_frozen();

CREATE TRIGGER election_frozen BEFORE UPDATE ON ballots_election FOR EACH ROW WHEN (
    OLD.announced_at IS NOT NULL AND (
        to_jsonb(OLD) - '{closes_at,extensions_used,public_key,opened_at,closed_at,counted_at}'::text[]
            <> to_jsonb(NEW) - '{closes_at,extensions_used,public_key,opened_at,closed_at,counted_at}'::text[]
        OR NEW.closes_at < OLD.closes_at
        OR (octet_length(OLD.public_key) > 0 AND NEW.public_key <> OLD.public_key)
    )
) EXECUTE FUNCTION ballots_frozen();
"""
NOT_FROZEN = """
DROP TRIGGER election_frozen ON ballots_election;
DROP TRIGGER option_frozen ON ballots_option;
DROP TRIGGER paper_frozen ON ballots_paper;
DROP FUNCTION ballots_option_frozen;
DROP FUNCTION ballots_paper_frozen;
DROP FUNCTION ballots_announced;
DROP FUNCTION ballots_frozen;
"""


GROWS = """
CREATE FUNCTION ballots_log_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of an election only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER head_stays BEFORE UPDATE OR DELETE ON ballots_head FOR EACH ROW EXECUTE FUNCTION ballots_log_grows();
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON ballots_published
    FOR EACH ROW EXECUTE FUNCTION ballots_log_grows();
CREATE TRIGGER commitment_stays BEFORE DELETE ON ballots_commitment
    FOR EACH ROW WHEN (OLD.position IS NOT NULL) EXECUTE FUNCTION ballots_log_grows();
CREATE TRIGGER commitment_placed BEFORE UPDATE ON ballots_commitment FOR EACH ROW WHEN (
    OLD.value <> NEW.value OR OLD.election_id <> NEW.election_id
    OR (OLD.position IS NOT NULL AND (OLD.position <> NEW.position OR OLD.head_id <> NEW.head_id))
    OR OLD.counted IS NOT NULL
) EXECUTE FUNCTION ballots_log_grows();
CREATE TRIGGER withdrawal_stays BEFORE UPDATE OR DELETE ON ballots_withdrawal
    FOR EACH ROW EXECUTE FUNCTION ballots_log_grows();
"""
NOT_GROWS = """
DROP TRIGGER withdrawal_stays ON ballots_withdrawal;
DROP TRIGGER commitment_placed ON ballots_commitment;
DROP TRIGGER commitment_stays ON ballots_commitment;
DROP TRIGGER published_stays ON ballots_published;
DROP TRIGGER head_stays ON ballots_head;
DROP FUNCTION ballots_log_grows;
"""


class Migration(migrations.Migration):
    replaces = [
        ("ballots", "0003_log_grows"),
        ("ballots", "0005_withdrawal"),
    ]
    dependencies = [
        ("ballots", "0002_box_and_cast"),
    ]
    operations = [
        migrations.RunSQL(FROZEN, NOT_FROZEN),
        migrations.RunSQL(GROWS, NOT_GROWS),
    ]
