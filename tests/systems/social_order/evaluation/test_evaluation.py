"""An evaluation from its schedule to its publication, on the real database: who may what, what never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused, decide
from ortaq.kernel.lifecycle.registry import follows_of
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.kernel.records.models import Link
from ortaq.procedures.publication.models import Duty
from ortaq.procedures.surveys import actions as surveys
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.kinds import EVALUATION_KIND
from ortaq.systems.social_order.lifecycle import EVALUATION
from ortaq.systems.social_order.models import Evaluation, Point, Seat
from ortaq.systems.social_order.queries import evaluation as queries

from .conftest import EXPERTS, NOVEMBER, later, marks

Make = Callable[..., Evaluation]
EXPECTED = {
    "customer": {"customer"},
    "customer_two": {"customer"},
    "both": {"customer", "head"},
    "officer_and_accountant": {"customer"},
    "expert_and_customer": {"customer"},
    "head": {"head"},
    "head_two": {"head"},
    "head_and_ngo": {"supplier"},
    "representative": {"supplier"},
    "expert_and_ngo": {"supplier"},
    "auditor": {"auditor"},
    "expert": {"expert"},
    "expert_two": {"expert"},
    "expert_three": set(),
    "SYSTEM": {"system"},
}


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(council: Any, scoring: Make) -> None:
    evaluation = scoring("expert", "expert_two")
    guards = {code: EVALUATION_KIND.guards.pop(code) for code in list(EVALUATION_KIND.guards)}
    try:
        actors = {key: council[key] for key in council.people} | {"GUEST": GUEST, "SYSTEM": SYSTEM}
        for state in EVALUATION.states:
            evaluation.state = state
            for who, actor in actors.items():
                for code, transition in EVALUATION.transitions.items():
                    should = state in transition.sources and bool(EXPECTED.get(who, set()) & transition.who)
                    assert bool(decide(evaluation, code, actor)) == should, (who, state, code)
    finally:
        EVALUATION_KIND.guards.update(guards)
    assert set(guards) <= set(EVALUATION.transitions)


def test_the_whole_way_to_three_numbers(council: Any, published: Make, signed: Any, reported: Any) -> None:
    agreement = signed()
    report = reported(agreement, 2, "100000.00", people=30)
    actions.accept_report(report=report, by=council["customer"], at=later(-1))
    survey = surveys.draw_survey(
        about=agreement, recipients=60, sample=40, opens_on=NOVEMBER.date(), closes_on=later(9).date(),
        by=council["customer"], at=NOVEMBER,
    )  # fmt: skip
    handed = surveys.open_survey(survey=survey, channels={"paper": 40}, by=council["customer"], at=NOVEMBER)
    for number, each in enumerate(handed[:38]):
        surveys.answer_survey(
            code=each.code, marks={"overall": 5 if number < 30 else 2}, comment="", language="kk", device="", by=GUEST,
            at=NOVEMBER,
        )  # fmt: skip
    surveys.close_survey(survey=survey, by=council["customer"], at=NOVEMBER)
    evaluation = published(agreement=agreement)
    assert evaluation.number.startswith("EV-2026-") and evaluation.state == "published"
    numbers = queries.numbers_of(evaluation)
    assert [row.total for row in numbers.tally.rows] == [14, 11, 13, 8, 13]
    assert (numbers.tally.total, numbers.tally.most, numbers.tally.missing) == (59, 75, 0)
    assert numbers.fulfilment.mean is not None and float(numbers.fulfilment.mean) == 0.5
    assert numbers.satisfaction is not None and numbers.satisfaction.summary.satisfied == 30
    assert evaluation.survey_id == survey.pk and Link.objects.filter(source=agreement, target=evaluation).exists()
    duty = Duty.objects.get(code="evaluation.publish", record=evaluation)
    assert duty.done_on is not None and duty.done_on <= duty.due_on and evaluation.number in duty.proof
    assert Clock.objects.get(record=evaluation, code="evaluation.publish").state == "stopped"
    assert {each.code for each in follows_of(evaluation, GUEST)} == {"topic_from_evaluation"}
    assert {each.code for each in follows_of(agreement, council["customer"])} == {"evaluation"}
    assert not follows_of(agreement, GUEST)


def test_who_cannot_sit_and_why(council: Any, scheduled: Make) -> None:
    evaluation = scheduled()
    for key in ("expert_elsewhere", "expert_and_ngo", "expert_and_customer", "citizen", "head"):
        with pytest.raises(Refused):
            actions.name_expert(evaluation=evaluation, expert=council.people[key], by=council["customer"], at=NOVEMBER)
    names = dict(queries.candidates(evaluation))
    assert not any("@" in name for name in names.values())
    actions.name_expert(
        evaluation=evaluation, expert=council.people["expert_of_akimat"], by=council["customer"], at=NOVEMBER
    )
    with pytest.raises(Refused):  # twice
        actions.name_expert(
            evaluation=evaluation, expert=council.people["expert_of_akimat"], by=council["customer"], at=NOVEMBER
        )
    assert council.people["expert"].pk in names and Seat.objects.count() == 1
    with pytest.raises(Refused):  # one of a stage
        actions.schedule_evaluation(agreement=evaluation.agreement, stage="final", by=council["customer"], at=NOVEMBER)
    with pytest.raises(Refused):
        actions.schedule_evaluation(
            agreement=evaluation.agreement, stage="preliminary", by=council["other_customer"], at=NOVEMBER
        )


def test_a_draft_agreement_is_not_evaluated(scheduled: Make, draft: Any) -> None:
    with pytest.raises(Refused):
        scheduled(agreement=draft(contract_number="Х-1"))


def test_an_expert_declares_first_and_with_a_conflict_does_not_score(council: Any, scheduled: Make) -> None:
    evaluation = scheduled()
    with pytest.raises(Refused):  # nobody is named
        actions.open_scoring(evaluation=evaluation, by=council["customer"], at=NOVEMBER)
    for key in EXPERTS[:2]:
        actions.name_expert(evaluation=evaluation, expert=council.people[key], by=council["customer"], at=NOVEMBER)
    actions.open_scoring(evaluation=evaluation, by=council["customer"], at=NOVEMBER)
    with pytest.raises(Refused):  # declare first
        actions.submit_points(evaluation=evaluation, marks=marks(5, 5, 5, 5, 5), by=council["expert"], at=later(1))
    with pytest.raises(Refused):  # say which
        actions.declare_interest(evaluation=evaluation, conflict=True, interest=" ", by=council["expert"], at=later(1))
    actions.declare_interest(
        evaluation=evaluation, conflict=True, interest="Қорда жұмыс істедім.", by=council["expert"], at=later(1)
    )
    with pytest.raises(Refused):
        actions.submit_points(evaluation=evaluation, marks=marks(5, 5, 5, 5, 5), by=council["expert"], at=later(1))
    actions.declare_interest(evaluation=evaluation, conflict=False, interest="", by=council["expert_two"], at=later(1))
    for wrong in (
        marks(5, 5, 5, 5, 5, reason=""),
        {**marks(5, 5, 5, 5, 5), "plan": actions.Mark(None, "Білмеймін, себебі жоқ")},
    ):
        if not wrong["plan"].points:
            with pytest.raises(Refused):
                actions.submit_points(evaluation=evaluation, marks=wrong, by=council["expert_two"], at=later(1))
    actions.submit_points(evaluation=evaluation, marks=marks(1, 2, 3, 4, 5), by=council["expert_two"], at=later(1))
    found = queries.tally_of(queries.seats_of(evaluation))
    assert (found.total, found.most, found.missing, found.pairs) == (15, 25, 0, 0)
    told = Event.objects.filter(record=evaluation, code="declare").values_list("data", flat=True)
    assert "Қорда" not in str(list(told))


def test_a_missing_expert_is_named_and_can_be_released(council: Any, scoring: Make) -> None:
    evaluation = scoring()
    actions.submit_points(evaluation=evaluation, marks=marks(5, 5, 5, 5, 5), by=council["expert"], at=later(1))
    actions.keep_points(evaluation=evaluation, marks=marks(0, 0, 0, 0, 0), by=council["expert_two"], at=later(1))
    found = queries.tally_of(queries.seats_of(evaluation))
    assert (found.total, found.most, found.missing) == (25, 25, 10)  # what isn't handed in is missing, not zero
    with pytest.raises(Refused):
        actions.conclude_evaluation(
            evaluation=evaluation, outcome="positive", kk="Оң", ru="Да", by=council["customer"], at=later(2)
        )
    for key in EXPERTS[1:]:
        seat = Seat.objects.get(evaluation=evaluation, expert=council.people[key])
        actions.release_expert(evaluation=evaluation, seat=seat, reason="Ауырды", by=council["customer"], at=later(2))
    with pytest.raises(Refused):
        actions.submit_points(evaluation=evaluation, marks=marks(1, 1, 1, 1, 1), by=council["expert_two"], at=later(2))
    mine = Seat.objects.get(evaluation=evaluation, expert=council.people["expert"])
    with pytest.raises(Refused):  # points that were handed in can't be got rid of
        actions.release_expert(evaluation=evaluation, seat=mine, reason="…", by=council["customer"], at=later(2))
    actions.conclude_evaluation(
        evaluation=evaluation, outcome="positive", kk="Оң", ru="Да", by=council["customer"], at=later(2)
    )


def test_the_head_signs_what_somebody_else_concluded_and_no_open_survey_is_passed_over(
    council: Any, concluded: Make
) -> None:
    evaluation = concluded()
    survey = surveys.draw_survey(
        about=evaluation.agreement, recipients=9, sample=2, opens_on=NOVEMBER.date(), closes_on=later(9).date(),
        by=council["customer"], at=NOVEMBER,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.sign_evaluation(evaluation=evaluation, by=council["head"], at=later(4))
    surveys.open_survey(survey=survey, channels={"paper": 2}, by=council["customer"], at=NOVEMBER)
    surveys.close_survey(survey=survey, by=council["customer"], at=NOVEMBER)
    actions.conclude_evaluation(
        evaluation=evaluation, outcome="positive", kk="Оң", ru="Да", by=council["both"], at=later(4)
    )
    with pytest.raises(Refused):  # wrote it
        actions.sign_evaluation(evaluation=evaluation, by=council["both"], at=later(4))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=evaluation.pk).update(signed_by=F("concluded_by"), signed_at=later(4))
    actions.sign_evaluation(evaluation=evaluation, by=council["head"], at=later(4))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE social_order_point SET points = 5",
        "UPDATE social_order_point SET reason = 'x'",
        "DELETE FROM social_order_point",
        "UPDATE social_order_seat SET submitted_at = NULL",
        "UPDATE social_order_seat SET released_at = now()",
        "DELETE FROM social_order_seat",
        "UPDATE social_order_evaluation SET conclusion_kk = 'x'",
        "UPDATE social_order_evaluation SET outcome = 'positive'",
        "UPDATE social_order_evaluation SET measures = '[1]'",
        "UPDATE social_order_evaluation SET survey_id = NULL, stage = 'preliminary'",
    ],
)
def test_the_database_itself_keeps_what_was_handed_in_and_signed(published: Make, statement: str) -> None:
    published()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_points_stay_even_before_the_signature(council: Any, scoring: Make) -> None:
    evaluation = scoring()
    actions.keep_points(evaluation=evaluation, marks=marks(1, 1, 1, 1, 1), by=council["expert"], at=later(1))
    actions.submit_points(evaluation=evaluation, marks=marks(2, 2, 2, 2, 2), by=council["expert"], at=later(1))
    with pytest.raises(Refused):
        actions.keep_points(evaluation=evaluation, marks=marks(5, 5, 5, 5, 5), by=council["expert"], at=later(2))
    with pytest.raises(DatabaseError), transaction.atomic():
        Point.objects.update(points=5)
    assert set(Point.objects.values_list("points", flat=True)) == {2}


def test_what_is_signed_does_not_move_with_later_reports(
    council: Any, concluded: Make, signed: Any, reported: Any
) -> None:
    agreement = signed()
    evaluation = concluded(agreement=agreement)
    actions.sign_evaluation(evaluation=evaluation, by=council["head"], at=later(4))
    before = queries.measures_of(evaluation)
    report = reported(agreement, 2, "100000.00")
    actions.accept_report(report=report, by=council["customer"], at=later(5))
    assert queries.measures_of(Evaluation.objects.get(pk=evaluation.pk)) == before and before.missing
    assert queries.reached(agreement)[0].fact is not None


def test_the_day_of_publication_is_a_term(council: Any, concluded: Make, frozen: Any) -> None:
    evaluation = concluded()
    actions.sign_evaluation(evaluation=evaluation, by=council["head"], at=later(4))
    duty = Duty.objects.get(record=evaluation)
    clock = Clock.objects.get(record=evaluation, code="evaluation.publish")
    assert duty.due_on == clock.due_on > (later(4) + timedelta(days=10)).date()
    assert (
        queries.public_evaluation(evaluation.number) is None and queries.evaluations_of(evaluation.agreement_id) == []
    )
