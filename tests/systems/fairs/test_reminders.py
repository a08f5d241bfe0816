"""Reminders of promised gifts: both sides, once for each step, however often and late the task runs."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.systems.fairs.conftest import NOON

from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.notices.letters import letter_of
from ortaq.kernel.notices.models import Notice
from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import Pledge, PledgeLine, Reminder
from ortaq.systems.fairs.queries.reminders import to_remind
from ortaq.systems.fairs.rules.reminders import FIRST, LAST, OVERDUE, STEPS, step_of
from ortaq.systems.fairs.tasks import fairs_reminders

DUE = date(2026, 7, 1)


def _told(pledge: Pledge) -> list[tuple[str, str]]:
    """(step, who was told as what) of every reminder, oldest first."""
    rows = Notice.objects.filter(event__record=pledge, event__code__in=STEPS.values(), channel="inapp")
    return [(row.event.code, row.because) for row in rows.select_related("event").order_by("event_id", "because")]


def _morning(day: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day} 09:20"))


def _run() -> int:
    return actions.remind_of_gifts(at=timezone.now())


def test_both_sides_are_reminded_once_before_the_day_and_on_the_first_day_after_it(
    ground: Any, shown: Any, in_force: Any, frozen: Any
) -> None:
    pledge = in_force(shown(), money="400000", hours="10").pledge
    clock = frozen("2026-06-16 09:20")  # fifteen days before
    assert _run() == 0 and _told(pledge) == []
    seen = []
    for day, code in (("2026-06-17", "remind_first"), ("2026-06-28", "remind_last"), ("2026-07-02", "remind_overdue")):
        clock.move_to(_morning(day))
        assert _run() == 1, "one for both gifts: they have come to the same step"
        # «Үміт» has two representatives: the one who also works for the organiser is told as the NGO's.
        seen += [(code, "ngo"), (code, "ngo"), (code, "sponsor")]
        assert _told(pledge) == seen
        fairs_reminders(0)
        assert _run() == 0 and _told(pledge) == seen, "run twice, sent once"
    clock.move_to(_morning("2026-08-20"))
    assert _run() == 0 and _told(pledge) == seen
    assert Reminder.objects.count() == 6 and list(verify_log()) == []
    events = Event.objects.filter(record=pledge, code__in=STEPS.values())
    assert not events.filter(is_public=True).exists() and {row.actor_kind for row in events} == {"system"}
    told = {row.user_id for row in Notice.objects.filter(event__in=events)}
    assert told == {ground.people[who].pk for who in ("ngo", "both", "sponsor")}


def test_what_was_given_is_not_reminded_of_and_days_on_which_nothing_ran_are_made_good(
    ground: Any, shown: Any, in_force: Any, paper: Any, frozen: Any
) -> None:
    memorandum = in_force(shown(), money="400000", hours="10")
    money = PledgeLine.objects.get(pledge=memorandum.pledge, need__kind="money")
    delivery = actions.report_delivery(
        memorandum=memorandum, line=money, amount=Decimal(400000), given_on=date(2026, 6, 1), by=ground["sponsor"], at=NOON
    )  # fmt: skip
    actions.confirm_delivery(delivery=delivery, proof=paper, by=ground["ngo"], at=NOON)
    clock = frozen("2026-06-30 09:20")
    assert [(step, line.need.kind) for step, line in to_remind(date(2026, 6, 30))] == [(LAST, "hours")]
    assert _run() == 1
    clock.move_to(_morning("2026-07-09"))
    assert _run() == 1 and {row.step for row in Reminder.objects.all()} == {LAST, OVERDUE}
    PledgeLine.objects.filter(pledge=memorandum.pledge, need__kind="hours").update(due_on=date(2026, 7, 20))
    assert _run() == 1, "a day that was moved is reminded of anew"


def test_offers_drafts_and_what_has_ended_are_not_reminded_of(
    ground: Any, shown: Any, offered: Any, in_force: Any, frozen: Any
) -> None:
    project = shown()
    actions.accept_offer(pledge=offered(project, money="1000"), by=ground["ngo"], at=NOON)
    ended = in_force(project, money="2000")
    actions.terminate_memorandum(memorandum=ended, reason="Келістік", by=ground["ngo"], at=NOON)
    frozen("2026-07-02 09:20")
    assert _run() == 0 and not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(ground: Any, shown: Any, in_force: Any) -> None:
    pledge = in_force(shown(), money="400000").pledge
    start, counted = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait(10)
            counted.append(actions.remind_of_gifts(at=NOON + timedelta(days=27)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(counted) == [0, 1] and len(_told(pledge)) == 3


def test_more_gifts_cost_no_statement(ground: Any, shown: Any, in_force: Any, django_assert_num_queries: Any) -> None:
    project = shown()
    in_force(project, money="1000")
    day = date(2026, 7, 2)
    with django_assert_num_queries(2):
        assert len(to_remind(day)) == 1
    in_force(project, money="1000", goods="1")
    in_force(project, hours="1", by="sponsor_two")
    with django_assert_num_queries(2):
        assert len(to_remind(day)) == 4


def test_the_mail_says_what_is_near_in_the_reader_s_language(
    ground: Any, shown: Any, in_force: Any, frozen: Any
) -> None:
    pledge = in_force(shown(), money="400000").pledge
    frozen("2026-06-28 09:20")
    _run()
    notice = Notice.objects.filter(
        event__record=pledge, event__code="remind_last", because="sponsor", channel="email"
    ).first()
    assert notice is not None
    letter = letter_of(notice, timezone.now())
    assert "осталось не больше трёх дней" in letter.subject and pledge.number in letter.subject
    assert "400" not in letter.subject.replace(pledge.number, ""), "no sum in a mail"


@given(st.integers(-400, 400))
def test_the_nearest_step_is_the_one_that_is_due(left: int) -> None:
    step = step_of(DUE, DUE - timedelta(days=left))
    assert step == (OVERDUE if left < 0 else LAST if left <= 3 else FIRST if left <= 14 else None)
