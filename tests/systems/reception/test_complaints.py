"""Complaints to the superior body: how long the way is open, and how each of them ends for the appeal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused, open_transitions
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.rules import GUEST, Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.actions.clockwork import run_expired_clocks
from ortaq.systems.reception.models import Appeal, Complaint
from ortaq.systems.reception.permissions import complaint_capacities, may_read
from ortaq.systems.reception.queries.complaints import complaints_page, office_complaint
from ortaq.systems.reception.queries.office import office_appeal

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def appellant(filed: Filed) -> Actor:
    return replace(GUEST, person_id=filed.appeal.author_id)


def to_work(office: Any, appeal: Appeal) -> None:
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=later(0.1))
    actions.assign(
        appeal=appeal, text="Қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=later(0.2)
    )
    actions.start_work(appeal=appeal, by=office["executor"], at=later(0.3))


@pytest.fixture
def answered(office: Any, file: Callable[..., Filed]) -> Filed:
    filed = file()
    to_work(office, filed.appeal)
    actions.draft_answer(
        appeal=filed.appeal, outcome="explained", text="Түсіндірілді.", by=office["executor"], at=later(2)
    )
    actions.propose_answer(appeal=filed.appeal, by=office["executor"], at=later(2))
    actions.sign_answer(appeal=filed.appeal, by=office["head"], at=later(3))
    return filed


@pytest.fixture
def silent(office: Any, file: Callable[..., Filed]) -> Filed:
    filed = file()
    to_work(office, filed.appeal)
    run_expired_clocks(today=date(2026, 11, 24), at=later(22))
    filed.appeal.refresh_from_db()
    assert filed.appeal.state == "deemed_refused"
    return filed


def complain(filed: Filed, day: float) -> Complaint:
    return actions.file_complaint(appeal=filed.appeal, grounds="Келіспеймін", by=appellant(filed), at=later(day))


def test_the_end_of_feedback_does_not_end_the_three_months_for_a_complaint(answered: Filed) -> None:
    run_expired_clocks(today=date(2026, 11, 25), at=later(23))
    answered.appeal.refresh_from_db()
    assert answered.appeal.state == "closed"
    assert "complain" in {each.code for each in open_transitions(answered.appeal, appellant(answered))}
    assert complain(answered, 60).state == "filed"


def test_who_confirmed_or_was_told_why_the_answer_stands_can_still_complain(office: Any, answered: Filed) -> None:
    actions.dispute_answer(appeal=answered.appeal, text="Жоқ", by=appellant(answered), at=later(4))
    actions.uphold_answer(appeal=answered.appeal, reason="Жауап дұрыс", by=office["head"], at=later(5))
    assert answered.appeal.state == "closed"
    assert complain(answered, 6).state == "filed"


def test_a_terminated_procedure_can_be_complained_of(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    to_work(office, filed.appeal)
    actions.terminate(appeal=filed.appeal, reason="Сот қарауда", by=office["head"], at=later(2))
    assert complain(filed, 5).state == "filed"


def counted_days() -> bool:
    return Clock.objects.filter(code="complaint.file").exclude(state="stopped").exists()


def test_no_days_for_a_complaint_are_counted_while_the_work_goes_on_again(office: Any, answered: Filed) -> None:
    assert counted_days()
    actions.dispute_answer(appeal=answered.appeal, text="Жоқ", by=appellant(answered), at=later(4))
    actions.reopen(appeal=answered.appeal, reason="Қайта", by=office["head"], at=later(5))
    assert not counted_days()


def test_no_days_for_a_complaint_are_counted_of_what_was_withdrawn(silent: Filed) -> None:
    assert counted_days()
    actions.withdraw_appeal(appeal=silent.appeal, by=appellant(silent), at=later(23))
    assert not counted_days()


def test_one_answer_is_complained_of_once(office: Any, answered: Filed) -> None:
    complaint = complain(answered, 4)
    actions.forward_complaint(complaint=complaint, by=office["registrar"], at=later(5))
    actions.decide_complaint(
        complaint=complaint, outcome="rejected", decision="Негізсіз", by=office["superior"], at=later(9)
    )
    answered.appeal.refresh_from_db()
    assert answered.appeal.state == "closed"
    with pytest.raises(Refused) as refusal:
        complain(answered, 10)
    assert "суд" in refusal.value.reason.ru


def superior_reads(office: Any, complaint: Complaint) -> bool:
    superior = office["superior"]
    found = {
        office_complaint(complaint.number, superior) is not None,
        office_appeal(complaint.about.number, superior) is not None,
        bool(may_read(superior, complaint.about)),
        complaint.pk in {row.complaint.pk for row in complaints_page(superior, later(5))[0]},
        "superior" in complaint_capacities(superior, complaint),
    }
    assert len(found) == 1
    return found.pop()


def test_the_superior_reads_nothing_before_the_complaint_is_sent_on(office: Any, answered: Filed) -> None:
    complaint = complain(answered, 4)
    assert not superior_reads(office, complaint), (
        "within three working days the body may satisfy it itself (APPC 91(4))"
    )
    actions.forward_complaint(complaint=complaint, by=office["registrar"], at=later(5))
    assert superior_reads(office, complaint)
    actions.withdraw_complaint(complaint=complaint, by=appellant(answered), at=later(6))
    assert superior_reads(office, complaint), "who was told of it may see that it was withdrawn"


def test_what_the_body_satisfies_itself_never_reaches_the_superior(office: Any, answered: Filed) -> None:
    complaint = complain(answered, 4)
    actions.satisfy_complaint(complaint=complaint, reason="Қайта қараймыз", by=office["head"], at=later(5))
    assert not superior_reads(office, complaint)


def test_a_complaint_withdrawn_before_it_was_sent_on_is_told_to_no_superior(office: Any, answered: Filed) -> None:
    complaint = complain(answered, 4)
    actions.withdraw_complaint(complaint=complaint, by=appellant(answered), at=later(5))
    assert not superior_reads(office, complaint)
    assert not Notice.objects.filter(event__record=complaint, because="superior").exists()


def test_what_time_sends_on_the_superior_reads(office: Any, answered: Filed) -> None:
    complaint = complain(answered, 4)
    run_expired_clocks(today=date(2026, 11, 20), at=later(18))
    complaint.refresh_from_db()
    assert complaint.state == "review" and superior_reads(office, complaint)


def test_a_superior_who_keeps_silent_does_not_hold_the_appeal(office: Any, answered: Filed, silent: Filed) -> None:
    for filed in (answered, silent):
        actions.forward_complaint(complaint=complain(filed, 25), by=office["registrar"], at=later(26))
    assert run_expired_clocks(today=date(2027, 1, 20), at=later(79)) == 2
    assert set(Complaint.objects.values_list("state", flat=True)) == {"deemed_refused"}
    for filed, state in ((answered, "closed"), (silent, "deemed_refused")):
        filed.appeal.refresh_from_db()
        assert filed.appeal.state == state
    actions.draft_answer(
        appeal=silent.appeal, outcome="satisfied", text="Жөнделді.", by=office["executor"], at=later(80)
    )
    actions.propose_answer(appeal=silent.appeal, by=office["executor"], at=later(80))


def test_who_withdraws_a_complaint_about_silence_is_still_owed_an_answer(silent: Filed, answered: Filed) -> None:
    for filed, state in ((silent, "deemed_refused"), (answered, "closed")):
        actions.withdraw_complaint(complaint=complain(filed, 23), by=appellant(filed), at=later(24))
        filed.appeal.refresh_from_db()
        assert filed.appeal.state == state
        ended = Event.objects.filter(record=filed.appeal).order_by("-sequence")[0]
        assert "rejected" not in ended.code, "nobody has rejected it"


@pytest.mark.parametrize(("outcome", "code"), [("upheld", "complaint_upheld"), ("remitted", "complaint_remitted")])
def test_the_timeline_says_how_the_complaint_was_decided(office: Any, answered: Filed, outcome: str, code: str) -> None:
    complaint = complain(answered, 4)
    actions.forward_complaint(complaint=complaint, by=office["registrar"], at=later(5))
    actions.decide_complaint(
        complaint=complaint, outcome=outcome, decision="Негізді", by=office["superior"], at=later(9)
    )
    answered.appeal.refresh_from_db()
    assert answered.appeal.state == "assigned"
    assert Event.objects.filter(record=answered.appeal).order_by("-sequence")[0].code == code


def test_a_complaint_of_the_new_years_night_has_the_number_of_the_new_year(answered: Filed) -> None:
    night = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # one in the morning of 1 January in Taraz
    complaint = actions.file_complaint(appeal=answered.appeal, grounds="Жоқ", by=appellant(answered), at=night)
    assert complaint.number.startswith("CO-2027-")


def test_the_appellants_page_withdraws_the_complaint(
    client: Client, answered: Filed, frozen: Callable[..., Any]
) -> None:
    frozen("2026-11-06 10:00")
    client.post("/ru/appeals/status/", {"number": answered.appeal.number, "pin": answered.pin})
    page = f"/ru/appeals/{answered.appeal.number}/own/"
    client.post(f"{page}complain/", {"complain-text": "Не согласен"})
    assert "Отозвать жалобу" in client.get(page).content.decode()
    said = client.post(f"{page}withdraw_complaint/", follow=True).content.decode()
    assert Complaint.objects.get().state == "withdrawn" and "Отозвана заявителем" in said
    assert "Отозвать жалобу" not in said
    assert client.post(f"{page}withdraw_complaint/").status_code == 302, "a second click changes nothing"


def test_what_was_typed_stands_on_the_page_that_says_why_it_was_refused(
    client: Client, answered: Filed, frozen: Callable[..., Any]
) -> None:
    frozen("2026-11-06 10:00")
    client.post("/ru/appeals/status/", {"number": answered.appeal.number, "pin": answered.pin})
    actions.confirm_solved(appeal=answered.appeal, by=appellant(answered), at=later(4.1))  # in another tab
    page = f"/ru/appeals/{answered.appeal.number}/own/"
    said = client.post(f"{page}dispute/", {"dispute-text": "Яма осталась, вода не ушла"})
    assert said.status_code == 422
    assert "Яма осталась, вода не ушла" in said.content.decode() and "Закрыто" in said.content.decode()
