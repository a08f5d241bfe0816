"""Money that can't go wrong by any door: paid ≤ agreed ≤ planned or an explained exception; what was signed stays.

Every check locks the row of the agreement (or of the plan line) first, so that two transactions at once wait for each
other and the second sees what the first wrote.
"""

from django.db import migrations

FORWARD = """
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
BACKWARD = """
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


class Migration(migrations.Migration):
    dependencies = [("social_order", "0003_agreements")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
