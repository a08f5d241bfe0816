"""The year of the plan stands with the agreement, so that the projects of any year are found by an index."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION social_order_agreement_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT plan.year INTO NEW.plan_year FROM social_order_planline line JOIN social_order_plan plan ON plan.id = line.plan_id
        WHERE line.record_ptr_id = NEW.line_id;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_year_kept BEFORE INSERT OR UPDATE OF line_id, plan_year ON social_order_agreement
    FOR EACH ROW EXECUTE FUNCTION social_order_agreement_year();
UPDATE social_order_agreement SET plan_year = 0;
"""
BACKWARD = """
DROP TRIGGER agreement_year_kept ON social_order_agreement;
DROP FUNCTION social_order_agreement_year();
"""


class Migration(migrations.Migration):
    dependencies = [("social_order", "0013_long_packages")]
    operations = [
        migrations.AddField("agreement", "plan_year", models.PositiveSmallIntegerField(default=0, editable=False)),
        migrations.AddIndex("agreement", models.Index(fields=["plan_year", "-record_ptr"], name="agreement_year")),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
