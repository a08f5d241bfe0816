"""An appeal goes its whole way, by the same actions that every door calls."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.actions.clockwork import run_expired_clocks
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.own import own_happenings
from ortaq.systems.reception.queries.pins import hashed_pin

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def appellant(filed: Filed) -> Actor:
    return replace(GUEST, person_id=filed.appeal.author_id)


def to_work(office: Any, appeal: Appeal) -> None:
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=later(0.1))
    actions.assign(
        appeal=appeal,
        text="Орнына барып қараңыз",
        lead_id=office.people["executor"].pk,
        coexecutor_ids=(office.people["coexecutor"].pk,),
        by=office["head"],
        at=later(0.2),
    )
    actions.start_work(appeal=appeal, by=office["executor"], at=later(0.3))


def answered(office: Any, appeal: Appeal, day: float = 3) -> None:
    to_work(office, appeal)
    actions.draft_answer(
        appeal=appeal, outcome="satisfied", text="Шұңқыр жабылды.", by=office["executor"], at=later(day)
    )
    actions.propose_answer(appeal=appeal, by=office["executor"], at=later(day))
    actions.sign_answer(appeal=appeal, by=office["head"], at=later(day))


def test_an_appeal_is_filed_answered_and_confirmed(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    appeal = filed.appeal
    assert appeal.number.startswith("AP-2026-") and appeal.state == "submitted" and appeal.regime == "appc-2026"
    assert bytes(appeal.pin_hash) == hashed_pin(filed.pin.lower()) != hashed_pin("другой")
    answered(office, appeal)
    assert appeal.state == "answered" and appeal.answers.get().delivered_by == "email"
    clock = Clock.objects.get(record=appeal, code="appeal.answer")
    assert (clock.state, clock.kept, clock.due_on) == ("stopped", True, date(2026, 11, 23))
    actions.rate_answer(appeal=appeal, rating=5, solved="yes", comment="", by=appellant(filed), at=later(4))
    actions.confirm_solved(appeal=appeal, by=appellant(filed), at=later(4))
    assert appeal.state == "closed"
    told = list(Event.objects.filter(record=appeal).order_by("sequence").values_list("code", flat=True))
    assert told == ["file", "register", "assign", "start", "propose_answer", "sign", "deliver", "rate", "confirm"]
    assert list(verify_log()) == []


def test_silence_becomes_a_refusal_and_a_complaint_brings_it_back(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    appeal = filed.appeal
    to_work(office, appeal)
    assert run_expired_clocks(today=date(2026, 11, 23), at=later(21)) == 0
    assert run_expired_clocks(today=date(2026, 11, 24), at=later(22)) == 1
    appeal.refresh_from_db()
    assert appeal.state == "deemed_refused"
    complaint = actions.file_complaint(appeal=appeal, grounds="Жауап жоқ", by=appellant(filed), at=later(23))
    assert complaint.number.startswith("CO-2026-") and complaint.about_silence
    run_expired_clocks(today=date(2026, 12, 10), at=later(38))
    complaint.refresh_from_db()
    assert complaint.state == "review", "what the body doesn't send on is sent on by the clock"
    actions.decide_complaint(
        complaint=complaint, outcome="upheld", decision="Негізді", by=office["superior"], at=later(39)
    )
    appeal.refresh_from_db()
    assert appeal.state == "assigned" and Clock.objects.get(record=appeal, code="appeal.answer", state="running")


def test_forwarding_restarts_the_term_and_counts_the_hop(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=later(0.1))
    actions.forward_appeal(appeal=appeal, body=office.other, reason="Құзыреті", by=office["registrar"], at=later(1))
    assert (appeal.state, appeal.hops, appeal.body_id) == ("submitted", 1, office.other.pk)
    with pytest.raises(Refused):
        actions.register_appeal(appeal=appeal, by=office["registrar"], at=later(1.1))
    actions.register_appeal(appeal=appeal, by=office["other_registrar"], at=later(1.2))
    running = Clock.objects.get(record=appeal, code="appeal.answer", state="running")
    assert running.due_on == date(2026, 11, 24)


def test_a_refusal_needs_a_preliminary_decision(office: Any, file: Callable[..., Filed]) -> None:
    filed = file(type="application")
    appeal = filed.appeal
    to_work(office, appeal)
    actions.draft_answer(appeal=appeal, outcome="refused", text="Негіз жоқ.", by=office["executor"], at=later(2))
    with pytest.raises(Refused) as refusal:
        actions.propose_answer(appeal=appeal, by=office["executor"], at=later(2))
    assert "73" in refusal.value.reason.ru
    actions.show_preliminary(appeal=appeal, text="Бас тартылады", by=office["executor"], at=later(2))
    actions.object_to_preliminary(appeal=appeal, text="Келіспеймін", by=appellant(filed), at=later(3))
    actions.appoint_hearing(
        appeal=appeal, form="oral", set_for=later(5), place="Әкімдік", by=office["executor"], at=later(3)
    )
    with pytest.raises(Refused):
        actions.remark_on_protocol(appeal=appeal, text="Толық емес", by=appellant(filed), at=later(4))
    actions.record_hearing(appeal=appeal, protocol="Тыңдалды", by=office["executor"], at=later(5))
    remarks = Clock.objects.get(record=appeal, code="hearing.remarks", state="running")
    assert remarks.due_on == date(2026, 11, 11), "recorded on Saturday the 7th: Monday, Tuesday, Wednesday (APPC 74)"
    actions.remark_on_protocol(appeal=appeal, text="Толық емес", by=appellant(filed), at=later(6))
    assert appeal.statements.get(about="remark").text == "Толық емес"
    actions.propose_answer(appeal=appeal, by=office["executor"], at=later(6))
    with pytest.raises(Refused):
        actions.sign_answer(appeal=appeal, by=office["executor"], at=later(7))
    with pytest.raises(Refused) as early:  # shown on Wednesday the 4th: Thursday, Friday, Monday
        actions.sign_answer(appeal=appeal, by=office["head"], at=later(6))
    assert "09.11.2026" in early.value.reason.kk
    actions.sign_answer(appeal=appeal, by=office["head"], at=later(7))
    assert appeal.state == "answered"
    assert not Clock.objects.filter(record=appeal, code="hearing.remarks").exclude(state="stopped").exists()


def test_the_appellant_and_who_joined_are_told_of_an_extension(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    actions.publish_appeal(appeal=appeal, title="Т", text="М", by=office["moderator"], at=later(0.05))
    actions.join_appeal(appeal=appeal, name="Көрші", email="n@example.test", phone="", by=GUEST, at=later(0.06))
    to_work(office, appeal)
    actions.extend_term(appeal=appeal, reason="Сараптама", until=date(2026, 12, 20), by=office["head"], at=later(1))
    told = Notice.objects.filter(event__code="extend").values_list("because", flat=True)
    assert {"appellant", "joiner", "executor"} <= set(told)
    (happening,) = [each for each in own_happenings(appeal) if each.code == "extend"]
    assert happening.reason == "Сараптама"


def test_where_the_law_needs_no_hearing_the_ground_is_stated_and_the_answer_says_it(
    office: Any, file: Callable[..., Filed]
) -> None:
    filed = file(type="application")
    appeal = filed.appeal
    to_work(office, appeal)
    by = office["executor"]
    for who in ("coexecutor", "registrar", "other_head"):
        with pytest.raises(Refused):
            actions.waive_hearing(appeal=appeal, ground="request", words="Сұрады", by=office[who], at=later(1))
    with pytest.raises(Refused):
        actions.waive_hearing(appeal=appeal, ground="request", words=" ", by=by, at=later(1))
    with pytest.raises(KeyError):
        actions.waive_hearing(appeal=appeal, ground="tired", words="Сұрады", by=by, at=later(1))
    actions.show_preliminary(appeal=appeal, text="Бас тартылады", by=by, at=later(0.9))
    actions.waive_hearing(appeal=appeal, ground="request", words="Келмейтінін жазды.", by=by, at=later(1))
    told = Notice.objects.filter(event__code="waive_hearing").values_list("because", flat=True)
    assert {"appellant", "head"} <= set(told)
    actions.draft_answer(appeal=appeal, outcome="refused", text="Негіз жоқ.", by=by, at=later(2))
    actions.propose_answer(appeal=appeal, by=by, at=later(2))
    actions.rework_answer(appeal=appeal, reason="Толықтырыңыз", by=office["head"], at=later(2))
    actions.waive_hearing(
        appeal=appeal, ground="request", words="Келмейтінін жазды, хаты іс қағаздарында.", by=by, at=later(2)
    )
    actions.propose_answer(appeal=appeal, by=by, at=later(2))
    answer = actions.sign_answer(appeal=appeal, by=office["head"], at=later(2.1))
    words = "Тыңдау өткізілмеді: арыз иесі тыңдаудан бас тартты (ӘРПК-нің 73-бабы). Келмейтінін жазды, хаты іс қағаздарында."
    assert answer.how_to_complain.startswith(words)
    assert answer.how_to_complain.count("Тыңдау өткізілмеді") == 1, "the ground that was stated last, once"
    assert "шағым бере аласыз" in answer.how_to_complain
    stated = [each.reason for each in own_happenings(appeal) if each.code == "waive_hearing"]
    assert len(stated) == 2 and "Келмейтінін жазды" in stated[0]
    actions.dispute_answer(appeal=appeal, text="Жоқ", by=appellant(filed), at=later(3))
    actions.reopen(appeal=appeal, reason="Қайта", by=office["head"], at=later(4))
    actions.start_work(appeal=appeal, by=by, at=later(4.1))
    actions.draft_answer(appeal=appeal, outcome="refused", text="Бәрібір жоқ.", by=by, at=later(5))
    with pytest.raises(Refused):
        actions.propose_answer(appeal=appeal, by=by, at=later(5))


def test_a_second_refusal_needs_a_preliminary_decision_of_its_own(office: Any, file: Callable[..., Filed]) -> None:
    filed = file(type="application")
    appeal = filed.appeal
    to_work(office, appeal)
    actions.draft_answer(appeal=appeal, outcome="refused", text="Негіз жоқ.", by=office["executor"], at=later(1))
    actions.show_preliminary(appeal=appeal, text="Бас тартылады", by=office["executor"], at=later(1))
    actions.propose_answer(appeal=appeal, by=office["executor"], at=later(8))
    actions.sign_answer(appeal=appeal, by=office["head"], at=later(8))
    actions.dispute_answer(appeal=appeal, text="Жоқ", by=appellant(filed), at=later(9))
    actions.reopen(appeal=appeal, reason="Қайта қараймыз", by=office["head"], at=later(10))
    actions.start_work(appeal=appeal, by=office["executor"], at=later(10.1))
    actions.draft_answer(appeal=appeal, outcome="refused", text="Бәрібір жоқ.", by=office["executor"], at=later(11))
    with pytest.raises(Refused):
        actions.propose_answer(appeal=appeal, by=office["executor"], at=later(11))


def test_who_objects_twice_has_said_both(office: Any, file: Callable[..., Filed]) -> None:
    filed = file(type="application")
    to_work(office, filed.appeal)
    actions.show_preliminary(appeal=filed.appeal, text="Бас тартылады", by=office["executor"], at=later(1))
    for day, words in ((1.1, "Бірінші себеп"), (1.2, "Екінші себеп")):
        actions.object_to_preliminary(appeal=filed.appeal, text=words, by=appellant(filed), at=later(day))
    hearing = filed.appeal.hearings.get()
    assert hearing.objection == "Бірінші себеп\n\nЕкінші себеп" and hearing.objected_at == later(1.1)


def test_the_official_copy_and_a_signed_answer_never_change(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    answered(office, appeal)
    for change in (
        lambda: Appeal.objects.filter(pk=appeal.pk).update(text="басқа"),
        lambda: appeal.answers.update(text="басқа"),
        lambda: appeal.answers.all().delete(),
        lambda: Event.objects.filter(record=appeal).update(reason="басқа"),
        lambda: Event.objects.filter(record=appeal).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_old_form_is_refused_with_the_new_state(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    drawn = appeal.version
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=later(0.1))
    with pytest.raises(Stale):
        actions.return_appeal(appeal=appeal, reason="…", by=office["registrar"], at=later(0.2), version=drawn)


def test_a_draft_is_of_the_body_that_has_the_appeal_now(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    to_work(office, appeal)
    assert appeal.body_id == office.body.pk, "what this officer's page was drawn from"
    Appeal.objects.filter(pk=appeal.pk).update(body=office.other)
    with pytest.raises(Refused):
        actions.draft_answer(appeal=appeal, outcome="satisfied", text="x", by=office["executor"], at=later(1))
    assert not appeal.answers.exists()


def test_a_law_221_appeal_keeps_its_calendar_days(office: Any, file: Callable[..., Filed]) -> None:
    at = datetime(2018, 10, 1, 5, 0, tzinfo=UTC)
    appeal = file(at=at).appeal
    assert appeal.number.startswith("AP-2018-") and appeal.regime == "law221-2018"
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    assert Clock.objects.get(record=appeal, code="appeal.answer").due_on == date(2018, 10, 16)


def test_publication_needs_consent_and_a_moderator(office: Any, file: Callable[..., Filed]) -> None:
    closed = file(consent_to_publish=False).appeal
    with pytest.raises(Refused):
        actions.publish_appeal(appeal=closed, title="Т", text="М", by=office["moderator"], at=later(1))
    appeal = file().appeal
    with pytest.raises(Refused):
        actions.publish_appeal(appeal=appeal, title="Т", text="М", by=office["executor"], at=later(1))
    actions.publish_appeal(
        appeal=appeal, title="Жолдағы шұңқыр", text="Мектеп алдында", by=office["moderator"], at=later(1)
    )
    assert appeal.published_at and appeal.public_title == "Жолдағы шұңқыр"
    actions.take_down_appeal(appeal=appeal, reason="Өтініш бойынша", by=office["moderator"], at=later(2))
    assert appeal.published_at is None and appeal.public_text == ""
