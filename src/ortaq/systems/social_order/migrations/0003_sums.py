"""What the database writes by itself: the sums of a plan, and the year of the plan beside each agreement.

Sums are kept in the transaction that moves a line: a page doesn't read every line. Rows are only ever appended by the
triggers, so that two transactions that move lines of one plan never wait for each other; ``actions.fold_sums`` makes one
row of what belongs together. By the year the projects of any year are found with an index.
"""

from django.db import migrations

SUMS = """
CREATE FUNCTION social_order_sums_anew(only_plan bigint DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    DELETE FROM social_order_plansum WHERE only_plan IS NULL OR plan_id = only_plan;
    INSERT INTO social_order_plansum (plan_id, sphere_id, state, is_public, is_demo, amount, projects, lines)
    SELECT line.plan_id, line.sphere_id, record.state, record.published_at IS NOT NULL, record.is_demo,
        sum(line.amount), sum(line.projects), count(*)
    FROM social_order_planline line JOIN records_record record ON record.id = line.record_ptr_id
    WHERE only_plan IS NULL OR line.plan_id = only_plan GROUP BY 1, 2, 3, 4, 5;
$$;

CREATE FUNCTION social_order_line_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO social_order_plansum (plan_id, sphere_id, state, is_public, is_demo, amount, projects, lines)
        SELECT OLD.plan_id, OLD.sphere_id, state, published_at IS NOT NULL, is_demo, -OLD.amount, -OLD.projects, -1
        FROM records_record WHERE id = OLD.record_ptr_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO social_order_plansum (plan_id, sphere_id, state, is_public, is_demo, amount, projects, lines)
        SELECT NEW.plan_id, NEW.sphere_id, state, published_at IS NOT NULL, is_demo, NEW.amount, NEW.projects, 1
        FROM records_record WHERE id = NEW.record_ptr_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER plan_line_counted AFTER INSERT OR DELETE ON social_order_planline
    FOR EACH ROW EXECUTE FUNCTION social_order_line_counted();
CREATE TRIGGER plan_line_counted_anew AFTER UPDATE ON social_order_planline
    FOR EACH ROW WHEN ((OLD.plan_id, OLD.sphere_id, OLD.amount, OLD.projects)
        IS DISTINCT FROM (NEW.plan_id, NEW.sphere_id, NEW.amount, NEW.projects))
    EXECUTE FUNCTION social_order_line_counted();

CREATE FUNCTION social_order_line_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO social_order_plansum (plan_id, sphere_id, state, is_public, is_demo, amount, projects, lines)
    SELECT plan_id, sphere_id, stand.state, stand.published, stand.demo, stand.sign * amount, stand.sign * projects, stand.sign
    FROM social_order_planline, (VALUES
        (OLD.state, OLD.published_at IS NOT NULL, OLD.is_demo, -1),
        (NEW.state, NEW.published_at IS NOT NULL, NEW.is_demo, 1)) AS stand(state, published, demo, sign)
    WHERE record_ptr_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER plan_line_moved AFTER UPDATE ON records_record
    FOR EACH ROW WHEN (NEW.kind = 'plan_line' AND (OLD.state, OLD.published_at IS NULL, OLD.is_demo)
        IS DISTINCT FROM (NEW.state, NEW.published_at IS NULL, NEW.is_demo))
    EXECUTE FUNCTION social_order_line_moved();
"""
NO_SUMS = """
DROP TRIGGER plan_line_moved ON records_record;
DROP FUNCTION social_order_line_moved();
DROP TRIGGER plan_line_counted_anew ON social_order_planline;
DROP TRIGGER plan_line_counted ON social_order_planline;
DROP FUNCTION social_order_line_counted();
DROP FUNCTION social_order_sums_anew(bigint);
"""

YEAR = """
CREATE FUNCTION social_order_agreement_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT plan.year INTO NEW.plan_year FROM social_order_planline line JOIN social_order_plan plan ON plan.id = line.plan_id
        WHERE line.record_ptr_id = NEW.line_id;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_year_kept BEFORE INSERT OR UPDATE OF line_id, plan_year ON social_order_agreement
    FOR EACH ROW EXECUTE FUNCTION social_order_agreement_year();
"""
NO_YEAR = """
DROP TRIGGER agreement_year_kept ON social_order_agreement;
DROP FUNCTION social_order_agreement_year();
"""


class Migration(migrations.Migration):
    replaces = [
        ("social_order", "0008_plan_sums"),
        ("social_order", "0014_year_of_agreements"),
    ]
    dependencies = [
        ("social_order", "0002_guards"),
    ]
    operations = [
        migrations.RunSQL(SUMS, NO_SUMS),
        migrations.RunSQL(YEAR, NO_YEAR),
    ]
