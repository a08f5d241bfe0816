"""What was announced, submitted, given or signed never changes: the database refuses it, whoever asks."""

from django.db import migrations

CONTENT = [
    "call_id",
    "lot_id",
    "applicant_id",
    "sphere",
    "title",
    "summary",
    "problem",
    "goal",
    "tasks",
    "target_group",
    "reach",
    "starts_on",
    "ends_on",
    "experience",
    "declarations",
    "requested",
    "own",
    "submitted_at",
    "submitted_by_id",
    "receipt_sha256",
]
TERMS = [
    "profile",
    "title_kk",
    "title_ru",
    "text_kk",
    "text_ru",
    "year",
    "level",
    "budget",
    "request_min",
    "request_max",
    "criteria_set_id",
    "eligibility",
    "spheres",
    "sealed",
    "blind",
    "opens_at",
    "reviewers_per_application",
    "cut_rule",
    "tie_order",
    "quorum_percent",
    "is_reference",
    "announced_at",
]
PARTS_OF_A_CALL = ("lot", "sizeband", "budgetcap", "askeddocument")
PARTS_OF_AN_APPLICATION = ("teammember", "partner", "budgetline", "plannedmilestone", "plannedindicator")


def differs(columns: list[str]) -> str:
    """SQL: has one of *columns* changed?"""
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)


IMMUTABLE = f"""
CREATE FUNCTION competitions_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this row of % never changes any more', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER call_announced BEFORE UPDATE ON competitions_call FOR EACH ROW
    WHEN (OLD.announced_at IS NOT NULL AND (({differs(TERMS)})
        OR NEW.deadline < OLD.deadline OR (OLD.opened_at IS NOT NULL AND OLD.deadline IS DISTINCT FROM NEW.deadline)
        OR (OLD.opened_at IS NOT NULL AND OLD.opened_at IS DISTINCT FROM NEW.opened_at)))
    EXECUTE FUNCTION competitions_never_changes();

CREATE FUNCTION competitions_criterion_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_criteriaset WHERE frozen_at IS NOT NULL
               AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.criteria_set_id END,
                          CASE WHEN TG_OP <> 'DELETE' THEN NEW.criteria_set_id END)) THEN
        RAISE EXCEPTION 'these criteria are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER criterion_frozen BEFORE INSERT OR UPDATE OR DELETE ON competitions_criterion FOR EACH ROW
    EXECUTE FUNCTION competitions_criterion_frozen();
CREATE TRIGGER criteria_set_frozen BEFORE UPDATE ON competitions_criteriaset FOR EACH ROW
    WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION competitions_never_changes();

CREATE FUNCTION competitions_part_of_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_call WHERE announced_at IS NOT NULL
               AND NOT (is_reference AND TG_TABLE_NAME = 'competitions_lot' AND TG_OP = 'INSERT')
               AND record_ptr_id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.call_id END,
                                     CASE WHEN TG_OP <> 'DELETE' THEN NEW.call_id END)) THEN
        RAISE EXCEPTION 'this call is announced: its terms never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
{
    "".join(
        f'''CREATE TRIGGER {part}_announced BEFORE INSERT OR UPDATE OR DELETE ON competitions_{part} FOR EACH ROW
    EXECUTE FUNCTION competitions_part_of_call();
'''
        for part in PARTS_OF_A_CALL
    )
}
CREATE FUNCTION competitions_weight_of_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_call c JOIN competitions_sizeband b ON b.call_id = c.record_ptr_id
               WHERE c.announced_at IS NOT NULL
               AND b.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.band_id END,
                            CASE WHEN TG_OP <> 'DELETE' THEN NEW.band_id END)) THEN
        RAISE EXCEPTION 'this call is announced: its weights never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bandweight_announced BEFORE INSERT OR UPDATE OR DELETE ON competitions_bandweight FOR EACH ROW
    EXECUTE FUNCTION competitions_weight_of_call();

CREATE TRIGGER application_submitted BEFORE UPDATE ON competitions_application FOR EACH ROW
    WHEN (OLD.submitted_at IS NOT NULL AND ({differs(CONTENT)})) EXECUTE FUNCTION competitions_never_changes();
CREATE FUNCTION competitions_part_of_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_application WHERE submitted_at IS NOT NULL
               AND record_ptr_id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.application_id END,
                                     CASE WHEN TG_OP <> 'DELETE' THEN NEW.application_id END)) THEN
        RAISE EXCEPTION 'this application is submitted: it never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
{
    "".join(
        f'''CREATE TRIGGER {part}_submitted BEFORE INSERT OR UPDATE OR DELETE ON competitions_{part} FOR EACH ROW
    EXECUTE FUNCTION competitions_part_of_application();
'''
        for part in PARTS_OF_AN_APPLICATION
    )
}
CREATE FUNCTION competitions_mark_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_review r
               JOIN competitions_application a ON a.record_ptr_id = r.application_id
               JOIN competitions_call c ON c.record_ptr_id = a.call_id
               WHERE (r.closed_at IS NOT NULL OR r.recused_at IS NOT NULL OR r.conflict IS DISTINCT FROM FALSE
                      OR c.scoring_closed_at IS NOT NULL)
               AND r.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.review_id END,
                            CASE WHEN TG_OP <> 'DELETE' THEN NEW.review_id END)) THEN
        RAISE EXCEPTION 'this review is closed: its marks never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER mark_closed BEFORE INSERT OR UPDATE OR DELETE ON competitions_mark FOR EACH ROW
    EXECUTE FUNCTION competitions_mark_closed();
CREATE TRIGGER review_closed BEFORE UPDATE ON competitions_review FOR EACH ROW
    WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION competitions_never_changes();
CREATE TRIGGER review_kept BEFORE DELETE ON competitions_review FOR EACH ROW
    WHEN (OLD.declared_at IS NOT NULL) EXECUTE FUNCTION competitions_never_changes();
CREATE TRIGGER draw_kept BEFORE UPDATE OR DELETE ON competitions_draw FOR EACH ROW
    EXECUTE FUNCTION competitions_never_changes();

CREATE FUNCTION competitions_session_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_session WHERE closed_at IS NOT NULL
               AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.session_id END,
                          CASE WHEN TG_OP <> 'DELETE' THEN NEW.session_id END)) THEN
        RAISE EXCEPTION 'this session is over: its votes never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER vote_closed BEFORE INSERT OR UPDATE OR DELETE ON competitions_vote FOR EACH ROW
    EXECUTE FUNCTION competitions_session_closed();
CREATE TRIGGER attendance_closed BEFORE INSERT OR UPDATE OR DELETE ON competitions_attendance FOR EACH ROW
    EXECUTE FUNCTION competitions_session_closed();
CREATE TRIGGER session_closed BEFORE UPDATE OR DELETE ON competitions_session FOR EACH ROW
    WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION competitions_never_changes();

CREATE TRIGGER protocol_signed BEFORE UPDATE ON competitions_protocol FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL AND (OLD.text_kk IS DISTINCT FROM NEW.text_kk
        OR OLD.text_ru IS DISTINCT FROM NEW.text_ru OR OLD.signed_at IS DISTINCT FROM NEW.signed_at
        OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.kind IS DISTINCT FROM NEW.kind
        OR OLD.session_id IS DISTINCT FROM NEW.session_id OR OLD.call_id IS DISTINCT FROM NEW.call_id
        OR (OLD.published_at IS NOT NULL AND OLD.published_at IS DISTINCT FROM NEW.published_at)))
    EXECUTE FUNCTION competitions_never_changes();
CREATE TRIGGER protocol_kept BEFORE DELETE ON competitions_protocol FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION competitions_never_changes();
CREATE FUNCTION competitions_protocol_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM competitions_protocol WHERE signed_at IS NOT NULL
               AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.protocol_id END,
                          CASE WHEN TG_OP <> 'DELETE' THEN NEW.protocol_id END)) THEN
        RAISE EXCEPTION 'this protocol is signed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER decision_signed BEFORE INSERT OR UPDATE OR DELETE ON competitions_decisionrow FOR EACH ROW
    EXECUTE FUNCTION competitions_protocol_signed();
"""
FUNCTIONS = [
    "never_changes",
    "criterion_frozen",
    "part_of_call",
    "weight_of_call",
    "part_of_application",
    "mark_closed",
    "session_closed",
    "protocol_signed",
]
NOT_IMMUTABLE = "".join(f"DROP FUNCTION competitions_{name}() CASCADE;\n" for name in FUNCTIONS)


class Migration(migrations.Migration):
    replaces = [
        ("competitions", "0002_immutable"),
    ]
    dependencies = [
        ("competitions", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(IMMUTABLE, NOT_IMMUTABLE),
    ]
