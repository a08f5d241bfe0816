"""Reports, money and visits: nothing is paid twice, too early, or by who accepted; what didn't come is said aloud."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error as DatabaseError
from django.db import IntegrityError, connection, transaction
from tests.systems.social_order.delivery.conftest import MONDAY, later
from tests.systems.social_order.test_plan_pages import signed_in

from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.documents.queries import listed_for
from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, decide
from ortaq.kernel.notices.models import Notice
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Agreement, Milestone, MoneyReturn, Payment, Report, Visit
from ortaq.systems.social_order.queries.delivery import papers_used_twice, standing_of, step_rows


@pytest.fixture
def pay(staff: Any) -> Callable[..., Payment]:
    def do(
        agreement: Agreement, number: int, amount: str, order: str = "", who: str = "accountant", day: float = 70
    ) -> Payment:
        return actions.pay_tranche(
            agreement=agreement,
            milestone=Milestone.objects.get(agreement=agreement, number=number),
            amount=Decimal(amount),
            order_number=order or f"ПП-{number}",
            paid_on=later(day).date(),
            by=staff[who],
            at=later(day),
        )

    return do


def test_the_whole_way_to_a_completed_agreement(staff: Any, signed: Any, reported: Any, pay: Any) -> None:
    agreement = signed()
    first = pay(agreement, 1, "300000", day=10)
    actions.answer_for_receipt(payment=first, received=True, by=staff["representative"], at=later(11))
    assert first.receipt == "confirmed"
    with pytest.raises(Refused):
        actions.answer_for_receipt(payment=first, received=False, note="…", by=staff["representative"], at=later(12))
    report = reported(agreement, 2, "350000")
    assert Clock.objects.get(record_id=report.pk, code="report.accept").state == "running"
    with pytest.raises(Refused):
        pay(agreement, 2, "400000")
    with pytest.raises(Refused):
        actions.return_report(report=report, reason=" ", by=staff["customer"], at=later(63))
    actions.return_report(report=report, reason="Чек анық емес", by=staff["customer"], at=later(63))
    assert (report.state, report.remarks) == ("returned", "Чек анық емес")
    reported(agreement, 2, "350000")
    report.refresh_from_db()
    actions.accept_report(report=report, by=staff["customer"], at=later(64))
    assert report.public_text == "Курс өтті." and report.published_at is not None
    assert Clock.objects.get(record_id=report.pk, code="payment.pay").state == "running"
    second = pay(agreement, 2, "400000")
    assert Clock.objects.get(record_id=report.pk, code="payment.pay").state == "stopped"
    assert not decide(agreement, "complete", staff["head"])
    last = reported(agreement, 3, "200000")
    assert last.stage == "final"
    actions.accept_report(report=last, by=staff["head"], at=later(71))
    pay(agreement, 3, "200000", day=72)
    left = decide(agreement, "complete", staff["head"])
    assert not left and left.reason is not None and "350" in left.reason.en
    with pytest.raises(Refused):
        actions.return_money(
            agreement=agreement, amount=Decimal("900000.01"), returned_on=later(72).date(), paper="1", reason="…",
            by=staff["accountant"], at=later(72),
        )  # fmt: skip
    actions.return_money(
        agreement=agreement, amount=Decimal("350000.00"), returned_on=later(72).date(), paper="1", reason="Үнемделді",
        by=staff["accountant"], at=later(72),
    )  # fmt: skip
    actions.answer_for_receipt(
        payment=second, received=False, note="Шотта жоқ", by=staff["representative"], at=later(73)
    )
    assert not decide(agreement, "complete", staff["head"])
    actions.answer_for_receipt(payment=second, received=True, by=staff["representative"], at=later(74))
    actions.complete_agreement(agreement=agreement, by=staff["head"], at=later(75))
    assert (agreement.state, agreement.ended_at) == ("completed", later(75))
    assert list(verify_log()) == []


def test_reports_keep_drafts_and_refuse_spending_that_nothing_proves(staff: Any, signed: Any, pdf: Any) -> None:
    agreement = signed()
    milestone = Milestone.objects.get(agreement=agreement, number=2)
    with pytest.raises(Refused):
        actions.begin_report(milestone=milestone, by=staff["customer"], at=later(1))
    with pytest.raises(Refused):
        actions.begin_report(
            milestone=Milestone.objects.get(agreement=agreement, number=1), by=staff["representative"], at=later(1)
        )
    by = staff["representative"]
    report = actions.begin_report(milestone=milestone, by=by, at=later(1))
    assert actions.begin_report(milestone=milestone, by=by, at=later(2)) == report
    actions.keep_report_draft(report=report, content={"text": "Жарты сөз"}, by=by, at=later(2))
    assert "Жарты сөз" in Report.objects.get(pk=report.pk).draft
    with connection.cursor() as cursor:
        cursor.execute("SELECT draft FROM social_order_report")
        assert "Жарты".encode() not in bytes(cursor.fetchone()[0])
    paper = actions.add_evidence(report=report, files=[pdf], by=by, at=later(2))[0]
    spent = actions.Spent(1, "Төлемалушы", date(2026, 3, 1), "АВР 1", Decimal(600_000), paper.pk)
    good = actions.Account("Қысқаша", "Толық", 30, [spent], {1: Decimal(30)})
    for bad in (
        replace(good, facts={}),
        replace(good, spent=[replace(spent, evidence=None)]),
        replace(good, spent=[replace(spent, line=9)]),
        replace(good, spent=[spent, replace(spent, amount=Decimal("0.01"))]),
    ):
        with pytest.raises(Refused):
            actions.submit_report(report=report, account=bad, by=by, at=later(3))
    actions.submit_report(report=report, account=good, by=by, at=later(3))
    with pytest.raises(Refused):
        actions.keep_report_draft(report=report, content={}, by=by, at=later(4))
    with pytest.raises(Refused):
        actions.drop_evidence(report=report, document=paper, by=by, at=later(4))
    for who, may in (("customer", True), ("accountant", True), ("citizen", False), ("other_customer", False)):
        assert bool(listed_for(staff[who], report)) is may, who
    actions.accept_report(report=report, by=staff["customer"], at=later(5))
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(text="…")


def test_overdue_reports_are_seen_the_day_after(staff: Any, signed: Any) -> None:
    agreement = signed()
    due = [row.overdue for row in step_rows(agreement, date(2026, 6, 1))]
    after = [row.overdue for row in step_rows(agreement, date(2026, 6, 2))]
    assert (due, after) == ([False] * 3, [False, True, False])


def test_who_accepted_a_report_does_not_pay_for_it(staff: Any, signed: Any, reported: Any, pay: Any) -> None:
    agreement = signed()
    report = reported(agreement, 2, "100000")
    actions.accept_report(report=report, by=staff["officer_and_accountant"], at=later(65))
    with pytest.raises(Refused):
        pay(agreement, 2, "400000", who="officer_and_accountant")
    for who in ("customer", "head", "representative", "other_accountant", "auditor"):
        with pytest.raises(Refused):
            pay(agreement, 2, "400000", who=who)
    with pytest.raises(IntegrityError, match="somebody else accepted"), transaction.atomic():
        Payment.objects.create(
            agreement=agreement,
            milestone=report.milestone,
            amount=1,
            order_number="9",
            paid_on=MONDAY.date(),
            entered_by_id=staff.people["officer_and_accountant"].pk,
            entered_at=MONDAY,
        )
    pay(agreement, 2, "400000")


def test_no_door_pays_more_than_the_tranche_or_twice(staff: Any, signed: Any, pay: Any) -> None:
    agreement = signed()
    with pytest.raises(Refused):
        pay(agreement, 1, "300000.01")
    pay(agreement, 1, "300000", order="ПП-1")
    with pytest.raises(Refused):
        pay(agreement, 1, "1", order="ПП-2")
    row = {"agreement": agreement, "paid_on": MONDAY.date(), "entered_by_id": staff.people["accountant"].pk}
    for amount, number, order in ((1, 1, "7"), (1, 2, "8"), (400_000, 3, "9")):
        milestone = Milestone.objects.get(agreement=agreement, number=number)
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(milestone=milestone, amount=amount, order_number=order, entered_at=MONDAY, **row)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.update(amount=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(amount=299_999, bound=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyReturn.objects.create(
            agreement=agreement, amount=300_001, returned_on=MONDAY.date(), paper="1", reason="…",
            entered_by_id=staff.people["accountant"].pk, entered_at=MONDAY,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_accountants_at_once_one_pays_and_the_other_is_told(staff: Any, signed: Any, pay: Any) -> None:
    agreement = signed()
    for who in ("accountant", "accountant_two"):
        staff[who]
    results: list[object] = []
    start = threading.Barrier(2)

    def run(who: str, order: str) -> None:
        try:
            start.wait()
            results.append(pay(Agreement.objects.get(pk=agreement.pk), 1, "300000", order=order, who=who))
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in (("accountant", "А"), ("accountant_two", "Б"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refusals = [each for each in results if isinstance(each, Refused)]
    assert len(results) == 2 and len(refusals) == 1 and "another accountant" in refusals[0].reason.en
    assert Payment.objects.count() == 1


def test_a_suspended_agreement_is_not_paid_and_a_terminated_one_frees_the_plan(
    staff: Any, signed: Any, reported: Any, pay: Any
) -> None:
    agreement = signed()
    pay(agreement, 1, "300000")
    with pytest.raises(Refused):
        actions.suspend_agreement(agreement=agreement, reason="", by=staff["head"], at=later(20))
    actions.suspend_agreement(agreement=agreement, reason="Тексеру", by=staff["head"], at=later(20))
    report = reported(agreement, 2, "250000")
    actions.accept_report(report=report, by=staff["customer"], at=later(66))
    with pytest.raises(Refused):
        pay(agreement, 2, "400000")
    assert not decide(agreement, "terminate", staff["head"])
    actions.return_money(
        agreement=agreement, amount=Decimal("50000.00"), returned_on=later(67).date(), paper="К-1", reason="Қалдық",
        by=staff["accountant"], at=later(67),
    )  # fmt: skip
    actions.terminate_agreement(agreement=agreement, reason="Орындалмады", by=staff["head"], at=later(68))
    assert (agreement.state, agreement.bound) == ("terminated", Decimal("250000.00"))
    assert standing_of(agreement).returned == 50_000


def test_a_visit_is_planned_made_once_and_its_photos_stay_inside(staff: Any, signed: Any, pdf: Any) -> None:
    agreement = signed()
    visit = actions.plan_visit(
        agreement=agreement, planned_on=date(2026, 4, 1), purpose="Сабақты көру", by=staff["customer"], at=later(9)
    )
    found = actions.Found(
        date(2026, 4, 1), "Тараз, мектеп", "Сабақ өтіп жатыр.", 12, Decimal("42.90"), Decimal("71.36")
    )
    with pytest.raises(Refused):
        actions.record_visit(visit=visit, found=found, photos=[], by=staff["accountant"], at=later(58))
    made = actions.record_visit(visit=visit, found=found, photos=[pdf], by=staff["customer"], at=later(58))
    assert made.act is not None and made.people == 12
    with pytest.raises(Refused):
        actions.record_visit(visit=visit, found=found, photos=[], by=staff["customer"], at=later(58))
    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.update(findings="…")
    assert {row.document.purpose for row in listed_for(staff["representative"], agreement)} == {"agreement", "act"}
    assert "visit" in {row.document.purpose for row in listed_for(staff["customer"], agreement)}


def test_a_paper_that_stands_in_another_report_is_shown_to_who_accepts(signed: Any, reported: Any) -> None:
    first = reported(signed(), 2, "350000")
    assert papers_used_twice(first) == []
    other = signed(contract_number="2", exception="Екінші топ")
    second = reported(other, 2, "350000")
    assert [(each.paper, number, of) for each, number, of in papers_used_twice(second)] == [
        ("АВР 1", first.number, first.milestone.agreement.number)
    ]
    assert papers_used_twice(reported(other, 3, "200000")) == [], "another sum is another paper"


def test_a_planned_visit_is_withdrawn_with_a_reason_that_the_supplier_is_told(
    staff: Any, signed: Any, frozen: Any
) -> None:
    agreement = signed()
    visit = actions.plan_visit(
        agreement=agreement, planned_on=date(2026, 4, 1), purpose="Сабақты көру", by=staff["customer"], at=later(9)
    )
    for who, reason in (("customer", " "), ("accountant", "Боран"), ("representative", "Боран")):
        with pytest.raises(Refused):
            actions.withdraw_visit(visit=visit, reason=reason, by=staff[who], at=later(10))
    frozen(later(10))
    officer = signed_in(staff, "customer")
    page = f"/ru/social-order/office/agreements/{agreement.number}/visits/{visit.pk}/"
    empty = officer.post(page, {"deed": "withdraw", "withdraw-reason": ""})
    assert empty.status_code == 422 and "Посещение не состоится" in empty.content.decode()
    assert officer.post(page, {"deed": "withdraw", "withdraw-reason": "Дорога закрыта"}).status_code == 302
    visit.refresh_from_db()
    assert visit.withdrawn_at == later(10) and visit.done_at is None
    event = Event.objects.filter(record_id=agreement.pk).latest("sequence")
    assert (event.code, event.reason) == ("withdraw_visit", "Дорога закрыта")
    assert Notice.objects.filter(event=event, user=staff.people["representative"]).exists()
    assert officer.get(page).status_code == 302
    assert "отменено" in officer.get(f"/ru/social-order/office/agreements/{agreement.number}/").content.decode()
    found = actions.Found(date(2026, 4, 1), "Тараз", "Сабақ өтіп жатыр.")
    with pytest.raises(Refused):
        actions.record_visit(visit=visit, found=found, photos=[], by=staff["customer"], at=later(11))
    with pytest.raises(Refused):
        actions.withdraw_visit(visit=visit, reason="Боран", by=staff["customer"], at=later(11))
