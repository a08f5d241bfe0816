"""The log of commitments only grows; what came into the box is put there anew in an order that tells nothing."""

from django.db import migrations, models

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
"""
NO_GROWS = """
DROP TRIGGER commitment_placed ON ballots_commitment;
DROP TRIGGER commitment_stays ON ballots_commitment;
DROP TRIGGER published_stays ON ballots_published;
DROP TRIGGER head_stays ON ballots_head;
DROP FUNCTION ballots_log_grows;
"""

AS_OWNER = """
DO $$ BEGIN
    IF (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'ballot_box') = 'ortaq_ballot_box' THEN
        SET LOCAL ROLE ortaq_ballot_box;
    END IF;
END $$;
"""
STIR = """
CREATE OR REPLACE FUNCTION ballot_box.stir(p_election bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE changed bigint;
BEGIN
    -- A slot is a keyed hash: in the order of slots, envelopes say nothing of who came when.
    WITH taken AS (
        DELETE FROM ballot_box.envelope WHERE election = p_election AND fresh RETURNING election, slot, sealed, commitment
    )
    INSERT INTO ballot_box.envelope (election, slot, sealed, commitment, fresh)
        SELECT election, slot, sealed, commitment, false FROM taken ORDER BY slot;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
"""
BY_ITSELF = "RESET ROLE"


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_box")]
    operations = [
        migrations.AddField("head", "proof", models.BinaryField(default=b"")),
        migrations.AddField("head", "tiles", models.BinaryField(default=b"")),
        migrations.AddField("commitment", "counted", models.BooleanField(null=True)),
        migrations.RunSQL(GROWS, NO_GROWS),
        migrations.RunSQL([AS_OWNER, STIR, BY_ITSELF], migrations.RunSQL.noop),
    ]
