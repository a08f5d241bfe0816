"""The box of sealed ballots in a schema of its own, and the one statement that casts a ballot.

Whose the box is, is settled after each migration (``actions/box.py``): an archive that is restored knows no owners.
"""

from django.db import migrations

BOX = """
CREATE SCHEMA ballot_box;

CREATE TABLE ballot_box.envelope (
    election bigint NOT NULL,
    slot bytea NOT NULL CHECK (octet_length(slot) = 32),
    sealed bytea NOT NULL,
    commitment bytea NOT NULL CHECK (octet_length(commitment) = 32),
    fresh boolean NOT NULL DEFAULT true,
    PRIMARY KEY (election, slot)
);
CREATE UNIQUE INDEX envelope_commitment ON ballot_box.envelope (commitment);
CREATE INDEX envelope_fresh ON ballot_box.envelope (election) WHERE fresh;
ALTER TABLE ballot_box.envelope ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE FUNCTION ballot_box.put(p_election bigint, p_slot bytea, p_sealed bytea, p_commitment bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE was_new boolean;
BEGIN
    INSERT INTO ballot_box.envelope AS kept (election, slot, sealed, commitment)
    VALUES (p_election, p_slot, p_sealed, p_commitment)
    ON CONFLICT (election, slot) DO UPDATE SET sealed = excluded.sealed, commitment = excluded.commitment, fresh = true
    RETURNING kept.xmax = 0 INTO was_new;
    RETURN CASE WHEN was_new THEN 'stored' ELSE 'replaced' END;
END $$;

CREATE FUNCTION ballot_box.holds(p_election bigint, p_slot bytea, p_commitment bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM ballot_box.envelope
                   WHERE election = p_election AND slot = p_slot AND commitment = p_commitment)
$$;

CREATE FUNCTION ballot_box.withdraw(p_election bigint, p_slot bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM ballot_box.envelope WHERE election = p_election AND slot = p_slot;
    RETURN FOUND;
END $$;

CREATE FUNCTION ballot_box.held(p_election bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM ballot_box.envelope WHERE election = p_election
$$;

CREATE FUNCTION ballot_box.stir(p_election bigint) RETURNS bigint
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
COMMENT ON FUNCTION ballot_box.stir IS
    'Writes what came since the last time anew in one transaction, so that hidden columns no longer pair it with the roll';
"""
NO_BOX = "DROP SCHEMA ballot_box CASCADE"


CAST = """
CREATE FUNCTION ballots_cast(
    p_election bigint, p_voter uuid, p_turn integer, p_channel text, p_slot bytea, p_sealed bytea, p_commitment bytea,
    p_at timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    right_ record;
    put text;
BEGIN
    -- Closing takes this lock alone: a ballot is in the box before the end, or it is refused.
    PERFORM pg_advisory_xact_lock_shared(1651469420::integer, p_election::integer);
    PERFORM 1 FROM ballots_election election JOIN records_record record ON record.id = election.record_ptr_id
        WHERE record.id = p_election AND record.state = 'open' AND p_at >= election.opens_at AND p_at < election.closes_at;
    IF NOT FOUND THEN
        RETURN 'closed';
    END IF;
    SELECT voted, channel, turn INTO right_ FROM ballots_voter
        WHERE id = p_voter AND election_id = p_election FOR NO KEY UPDATE;
    IF NOT FOUND OR right_.turn <> p_turn THEN
        RETURN 'nobody';
    ELSIF right_.channel = 'paper' THEN
        RETURN 'paper';
    END IF;
    INSERT INTO ballots_commitment (value, election_id) VALUES (p_commitment, p_election) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN CASE WHEN ballot_box.holds(p_election, p_slot, p_commitment) THEN 'again' ELSE 'old' END;
    END IF;
    put := ballot_box.put(p_election, p_slot, p_sealed, p_commitment);
    IF right_.voted <> (put = 'replaced') THEN
        RAISE EXCEPTION 'the roll and the box of election % do not agree', p_election USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT right_.voted OR right_.channel <> p_channel THEN
        UPDATE ballots_voter SET voted = true, channel = p_channel WHERE id = p_voter;
    END IF;
    RETURN put;
END $$;
"""
NO_CAST = "DROP FUNCTION ballots_cast"


class Migration(migrations.Migration):
    replaces = [
        ("ballots", "0002_box"),
    ]
    dependencies = [
        ("ballots", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(BOX, NO_BOX),
        migrations.RunSQL(CAST, NO_CAST),
    ]
