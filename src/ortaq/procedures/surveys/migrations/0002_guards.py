"""Answers never change but for the comment that is made public; the terms of a survey are fixed once it is open."""

from django.db import migrations

IMMUTABLE = """
CREATE FUNCTION surveys_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER survey_terms BEFORE UPDATE ON surveys_survey
    FOR EACH ROW WHEN (OLD.seed <> NEW.seed OR OLD.about_id <> NEW.about_id OR (OLD.state <> 'draft' AND (
        OLD.sample <> NEW.sample OR OLD.recipients IS DISTINCT FROM NEW.recipients OR OLD.opens_on <> NEW.opens_on
        OR OLD.closes_on <> NEW.closes_on)) OR (OLD.state = 'closed' AND NEW.state <> 'closed'))
    EXECUTE FUNCTION surveys_immutable();
CREATE TRIGGER response_stays BEFORE UPDATE OF quality, access, attitude, usefulness, overall, comment, channel, survey_id
    ON surveys_response FOR EACH ROW EXECUTE FUNCTION surveys_immutable();
CREATE TRIGGER response_kept BEFORE DELETE ON surveys_response FOR EACH ROW EXECUTE FUNCTION surveys_immutable();
CREATE TRIGGER code_used_once BEFORE UPDATE ON surveys_code
    FOR EACH ROW WHEN (OLD.used AND (NOT NEW.used OR OLD.code_hash <> NEW.code_hash OR OLD.survey_id <> NEW.survey_id))
    EXECUTE FUNCTION surveys_immutable();
CREATE TRIGGER survey_hints BEFORE UPDATE ON surveys_survey
    FOR EACH ROW WHEN (OLD.state = 'closed' AND OLD.hints <> NEW.hints) EXECUTE FUNCTION surveys_immutable();
"""
NOT_IMMUTABLE = """
DROP TRIGGER survey_hints ON surveys_survey;
DROP TRIGGER code_used_once ON surveys_code;
DROP TRIGGER survey_terms ON surveys_survey;
DROP TRIGGER response_stays ON surveys_response;
DROP TRIGGER response_kept ON surveys_response;
DROP FUNCTION surveys_immutable();
"""


class Migration(migrations.Migration):
    replaces = [
        ("surveys", "0002_immutable"),
        ("surveys", "0003_apart"),
    ]
    dependencies = [
        ("surveys", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(IMMUTABLE, NOT_IMMUTABLE),
    ]
