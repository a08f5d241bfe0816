"""Money that can't go wrong by any door (paid ≤ agreed ≤ planned or an explained exception), and what never changes.

Every check locks the row of the agreement (or of the plan line) first, so that two transactions at once wait for each
other and the second sees what the first wrote. The plan can't be cut below what was agreed: that is asked at the end of
the transaction, when all years of a line are written.
"""

from django.db import migrations

OFFICIAL_COPIES = """
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
NO_OFFICIAL_COPIES = """
DROP TRIGGER topic_official_copy ON social_order_topicproposal;
DROP TRIGGER opinion_official_copy ON social_order_opinion;
DROP TRIGGER change_official_copy ON social_order_planchange;
DROP TRIGGER change_kept ON social_order_planchange;
DROP FUNCTION social_order_official_copy();
"""

MONEY = """
CREATE FUNCTION social_order_bound() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE planned numeric; agreed numeric;
BEGIN
    IF NEW.bound = 0 OR NEW.exception <> '' THEN RETURN NEW; END IF;
    SELECT amount INTO planned FROM social_order_planline WHERE record_ptr_id = NEW.line_id FOR UPDATE;
    planned := planned + coalesce((SELECT sum(amount) FROM social_order_planshare WHERE line_id = NEW.line_id), 0);
    SELECT coalesce(sum(bound), 0) INTO agreed FROM social_order_agreement
        WHERE line_id = NEW.line_id AND record_ptr_id <> NEW.record_ptr_id;
    IF agreed + NEW.bound > planned THEN
        RAISE EXCEPTION 'agreements of plan line % would exceed what is planned', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_within_planned';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_bound_new BEFORE INSERT ON social_order_agreement
    FOR EACH ROW EXECUTE FUNCTION social_order_bound();
CREATE TRIGGER agreement_bound_more BEFORE UPDATE ON social_order_agreement
    FOR EACH ROW WHEN (NEW.bound > OLD.bound OR NEW.line_id <> OLD.line_id OR NEW.exception <> OLD.exception)
    EXECUTE FUNCTION social_order_bound();

CREATE FUNCTION social_order_amount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount < (SELECT coalesce(sum(amount), 0) FROM social_order_payment WHERE agreement_id = NEW.record_ptr_id) THEN
        RAISE EXCEPTION 'agreement % would be less than what is paid', NEW.record_ptr_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_within_agreed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_amount BEFORE UPDATE OF amount ON social_order_agreement
    FOR EACH ROW WHEN (NEW.amount < OLD.amount) EXECUTE FUNCTION social_order_amount();

CREATE FUNCTION social_order_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE agreed numeric; tranche record; found record;
BEGIN
    SELECT amount INTO agreed FROM social_order_agreement WHERE record_ptr_id = NEW.agreement_id FOR UPDATE;
    SELECT agreement_id, amount, advance INTO tranche FROM social_order_milestone WHERE id = NEW.milestone_id;
    IF tranche.agreement_id <> NEW.agreement_id OR NEW.amount > tranche.amount THEN
        RAISE EXCEPTION 'the tranche doesn''t allow this payment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_within_tranche';
    END IF;
    IF NOT tranche.advance THEN
        SELECT accepted_at, accepted_by_id INTO found FROM social_order_report WHERE milestone_id = NEW.milestone_id;
        IF found.accepted_at IS NULL OR found.accepted_by_id = NEW.entered_by_id THEN
            RAISE EXCEPTION 'a tranche is paid for a report that somebody else accepted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_after_acceptance';
        END IF;
    END IF;
    IF NEW.amount + (SELECT coalesce(sum(amount), 0) FROM social_order_payment WHERE agreement_id = NEW.agreement_id) > agreed THEN
        RAISE EXCEPTION 'agreement % would be overpaid', NEW.agreement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_within_agreed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_allowed BEFORE INSERT ON social_order_payment
    FOR EACH ROW EXECUTE FUNCTION social_order_payment();

CREATE FUNCTION social_order_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM social_order_agreement WHERE record_ptr_id = NEW.agreement_id FOR UPDATE;
    IF NEW.amount + (SELECT coalesce(sum(amount), 0) FROM social_order_moneyreturn WHERE agreement_id = NEW.agreement_id)
        > (SELECT coalesce(sum(amount), 0) FROM social_order_payment WHERE agreement_id = NEW.agreement_id) THEN
        RAISE EXCEPTION 'more would be returned than was paid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'returned_within_paid';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_return_allowed BEFORE INSERT ON social_order_moneyreturn
    FOR EACH ROW EXECUTE FUNCTION social_order_return();

CREATE TRIGGER payment_official_copy BEFORE UPDATE ON social_order_payment
    FOR EACH ROW WHEN ((OLD.agreement_id, OLD.milestone_id, OLD.amount, OLD.order_number, OLD.paid_on, OLD.entered_by_id, OLD.entered_at)
        IS DISTINCT FROM (NEW.agreement_id, NEW.milestone_id, NEW.amount, NEW.order_number, NEW.paid_on, NEW.entered_by_id, NEW.entered_at))
    EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER payment_kept BEFORE DELETE ON social_order_payment
    FOR EACH ROW EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER money_return_official_copy BEFORE UPDATE OR DELETE ON social_order_moneyreturn
    FOR EACH ROW EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER agreement_version_official_copy BEFORE UPDATE OR DELETE ON social_order_agreementversion
    FOR EACH ROW WHEN (OLD.effective_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER report_official_copy BEFORE UPDATE ON social_order_report
    FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL) EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER visit_official_copy BEFORE UPDATE OR DELETE ON social_order_visit
    FOR EACH ROW WHEN (OLD.done_at IS NOT NULL) EXECUTE FUNCTION social_order_official_copy();
"""
NO_MONEY = """
DROP TRIGGER visit_official_copy ON social_order_visit;
DROP TRIGGER report_official_copy ON social_order_report;
DROP TRIGGER agreement_version_official_copy ON social_order_agreementversion;
DROP TRIGGER money_return_official_copy ON social_order_moneyreturn;
DROP TRIGGER payment_kept ON social_order_payment;
DROP TRIGGER payment_official_copy ON social_order_payment;
DROP TRIGGER money_return_allowed ON social_order_moneyreturn;
DROP FUNCTION social_order_return();
DROP TRIGGER payment_allowed ON social_order_payment;
DROP FUNCTION social_order_payment();
DROP TRIGGER agreement_amount ON social_order_agreement;
DROP FUNCTION social_order_amount();
DROP TRIGGER agreement_bound_more ON social_order_agreement;
DROP TRIGGER agreement_bound_new ON social_order_agreement;
DROP FUNCTION social_order_bound();
"""

EVALUATION = """
CREATE FUNCTION social_order_points() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seat bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.seat_id ELSE NEW.seat_id END;
BEGIN
    IF EXISTS (
        SELECT FROM social_order_seat s JOIN records_record r ON r.id = s.evaluation_id
        WHERE s.id = seat AND (s.submitted_at IS NOT NULL OR s.released_at IS NOT NULL OR s.conflict IS NOT FALSE OR r.state <> 'scoring')
    ) OR (TG_OP = 'UPDATE' AND OLD.seat_id <> NEW.seat_id) THEN
        RAISE EXCEPTION 'points that were handed in never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER point_stays BEFORE INSERT OR UPDATE OR DELETE ON social_order_point
    FOR EACH ROW EXECUTE FUNCTION social_order_points();
CREATE TRIGGER seat_stays BEFORE UPDATE ON social_order_seat
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL OR OLD.evaluation_id <> NEW.evaluation_id OR OLD.expert_id <> NEW.expert_id)
    EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER seat_kept BEFORE DELETE ON social_order_seat FOR EACH ROW EXECUTE FUNCTION social_order_official_copy();
CREATE TRIGGER evaluation_stays BEFORE UPDATE ON social_order_evaluation
    FOR EACH ROW WHEN (OLD.agreement_id <> NEW.agreement_id OR OLD.stage <> NEW.stage OR (OLD.signed_at IS NOT NULL AND (
        OLD.outcome <> NEW.outcome OR OLD.conclusion_kk <> NEW.conclusion_kk OR OLD.conclusion_ru <> NEW.conclusion_ru
        OR OLD.signed_by_id IS DISTINCT FROM NEW.signed_by_id OR OLD.signed_at IS DISTINCT FROM NEW.signed_at
        OR OLD.concluded_by_id IS DISTINCT FROM NEW.concluded_by_id
        OR OLD.survey_id IS DISTINCT FROM NEW.survey_id OR OLD.measures <> NEW.measures)))
    EXECUTE FUNCTION social_order_official_copy();
"""
NO_EVALUATION = """
DROP TRIGGER evaluation_stays ON social_order_evaluation;
DROP TRIGGER seat_kept ON social_order_seat;
DROP TRIGGER seat_stays ON social_order_seat;
DROP TRIGGER point_stays ON social_order_point;
DROP FUNCTION social_order_points();
"""

PLAN_COVERS = """
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
NO_PLAN_COVERS = """
DROP TRIGGER plan_share_covers ON social_order_planshare;
DROP TRIGGER plan_line_covers ON social_order_planline;
DROP FUNCTION social_order_plan_covers();
"""


class Migration(migrations.Migration):
    replaces = [
        ("social_order", "0002_immutable"),
        ("social_order", "0004_money"),
        ("social_order", "0005_evaluation"),
        ("social_order", "0007_plan_covers_agreements"),
    ]
    dependencies = [
        ("social_order", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(OFFICIAL_COPIES, NO_OFFICIAL_COPIES),
        migrations.RunSQL(MONEY, NO_MONEY),
        migrations.RunSQL(EVALUATION, NO_EVALUATION),
        migrations.RunSQL(PLAN_COVERS, NO_PLAN_COVERS),
    ]
