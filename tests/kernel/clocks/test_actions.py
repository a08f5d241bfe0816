"""Clocks of records in the database: started, paused, resumed, extended, turned, stopped."""

from datetime import UTC, date, datetime

import pytest

from ortaq.kernel.clocks.actions import (
    ClockAbsent,
    ClockRunning,
    change_day,
    extend_clock,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
    turn_clock,
)
from ortaq.kernel.clocks.models import Clock
from ortaq.kernel.clocks.queries import clock_lines, clocks_of, due_counts, expired_clocks, has_expired, open_clock
from ortaq.kernel.clocks.rules import ClockError, NotExtendable, State, Unit, UnknownTerm
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Record

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 9, 7, 5, tzinfo=UTC)  # 10:00 in Taraz


def at(month: int, day: int, hour: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_starting_counts_the_due_day_by_the_law(record: Record) -> None:
    clock = start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    assert clock is not None
    assert (clock.started_on, clock.due_on, clock.state) == (date(2026, 9, 7), date(2026, 9, 28), "running")
    assert clock.on_expiry == "deemed_refused"


def test_a_running_term_of_a_body_cannot_be_started_anew(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    with pytest.raises(ClockRunning):
        start_clock(record=record, code="appeal.answer", regime="appc-2026", at=at(9, 8))
    assert clocks_of(record).count() == 1


def test_a_persons_term_starts_anew_with_a_new_act(record: Record) -> None:
    start_clock(record=record, code="complaint.file", regime="appc-2026", at=MONDAY)
    start_clock(record=record, code="complaint.file", regime="appc-2026", at=at(10, 5))
    assert [c.state for c in clocks_of(record)] == ["stopped", "running"]
    assert open_clock(record, "complaint.file").due_on == date(2027, 1, 5)


def test_a_stopped_clock_may_be_started_again(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    stop_clock(record=record, code="appeal.answer", at=at(9, 8))
    assert start_clock(record=record, code="appeal.answer", regime="appc-2026", at=at(9, 9))


def test_a_term_that_this_law_does_not_set_is_passed_over(record: Record) -> None:
    assert start_clock(record=record, code="complaint.answer", regime="law221-2018", at=MONDAY) is None
    assert not Clock.objects.exists()


def test_a_term_that_no_law_sets_is_refused(record: Record) -> None:
    with pytest.raises(UnknownTerm):
        start_clock(record=record, code="appeal.anwser", regime="appc-2026", at=MONDAY)
    with pytest.raises(UnknownTerm):
        start_clock(record=record, code="appeal.answer", regime="", at=MONDAY)


def test_stopping_says_whether_the_term_was_kept(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    clock = stop_clock(record=record, code="appeal.answer", at=datetime(2026, 9, 28, 18, 59, tzinfo=UTC))
    assert clock is not None
    assert clock.kept is True
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=at(10, 1))
    late = stop_clock(record=record, code="appeal.answer", at=at(11, 20))
    assert late is not None
    assert late.kept is False


def test_stopping_pausing_resuming_an_absent_clock_does_nothing(record: Record) -> None:
    for action in (stop_clock, pause_clock, resume_clock):
        assert action(record=record, code="appeal.answer", at=MONDAY) is None


def test_pausing_keeps_the_days_that_were_left(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    paused = pause_clock(record=record, code="appeal.answer", at=at(9, 9))
    assert paused is not None
    assert paused.state == "paused"
    assert pause_clock(record=record, code="appeal.answer", at=at(9, 10)).ticks == paused.ticks
    resumed = resume_clock(record=record, code="appeal.answer", at=at(9, 14))
    assert resumed is not None
    assert (resumed.state, resumed.due_on) == ("running", date(2026, 10, 1))
    assert resume_clock(record=record, code="appeal.answer", at=at(9, 15)).ticks == resumed.ticks


def test_an_answer_may_be_extended_by_two_months_from_the_decision(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    with pytest.raises(NotExtendable):
        extend_clock(record=record, code="appeal.answer", at=at(9, 20), until=date(2026, 11, 21))
    clock = extend_clock(record=record, code="appeal.answer", at=at(9, 21), until=date(2026, 11, 21))
    assert (clock.due_on, clock.extended, clock.extended_times) == (date(2026, 11, 23), True, 1)


def test_an_extension_by_amount_counts_from_the_decision(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    clock = extend_clock(record=record, code="appeal.answer", at=at(9, 21), amount=1, unit=Unit.MONTH)
    assert clock.due_on == date(2026, 10, 21)


def test_a_day_and_an_amount_together_mean_the_day_within_the_amount(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    with pytest.raises(NotExtendable):
        extend_clock(
            record=record, code="appeal.answer", at=at(9, 21), until=date(2026, 11, 5), amount=1, unit=Unit.MONTH
        )
    clock = extend_clock(
        record=record, code="appeal.answer", at=at(9, 21), until=date(2026, 10, 20), amount=1, unit=Unit.MONTH
    )
    assert clock.due_on == date(2026, 10, 20)


def test_a_complaint_is_never_extended(record: Record) -> None:
    start_clock(record=record, code="complaint.answer", regime="appc-2026", at=MONDAY)
    with pytest.raises(NotExtendable) as refusal:
        extend_clock(record=record, code="complaint.answer", at=at(9, 8), until=date(2026, 11, 5))
    assert refusal.value.reason.ru


def test_extending_after_the_term_or_backwards_or_nothing_is_refused(record: Record) -> None:
    with pytest.raises(ClockAbsent):
        extend_clock(record=record, code="appeal.answer", at=MONDAY, until=date(2026, 11, 5))
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    with pytest.raises(NotExtendable):
        extend_clock(record=record, code="appeal.answer", at=at(9, 8), until=date(2026, 9, 28))
    with pytest.raises(NotExtendable):
        extend_clock(record=record, code="appeal.answer", at=at(9, 29), until=date(2026, 10, 28))


def test_fifteen_days_turn_into_thirty_from_the_start_without_being_an_extension(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="law221-2018", at=datetime(2018, 9, 3, 5, tzinfo=UTC))
    asked = datetime(2018, 9, 10, 5, tzinfo=UTC)
    clock = turn_clock(record=record, code="appeal.answer", into="appeal.inquiry", at=asked)
    assert clock is not None
    assert (clock.due_on, clock.extended) == (date(2018, 10, 3), False)
    clock = extend_clock(
        record=record, code="appeal.answer", at=datetime(2018, 9, 28, 5, tzinfo=UTC), amount=30, unit=Unit.CALENDAR_DAY
    )
    assert (clock.due_on, clock.extended) == (date(2018, 11, 2), True)


def test_turning_means_nothing_where_the_law_has_one_term(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    assert turn_clock(record=record, code="appeal.answer", into="appeal.inquiry", at=at(9, 8)) is None


def test_history_is_told_in_order(record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    with pytest.raises(ClockError):
        stop_clock(record=record, code="appeal.answer", at=at(9, 6))


def test_the_sweep_finds_silence_and_nothing_else(record: Record, other_record: Record) -> None:
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    start_clock(record=record, code="appeal.register", regime="appc-2026", at=MONDAY)
    start_clock(record=other_record, code="appeal.answer", regime="law221-2018", at=MONDAY)

    def swept(day: date) -> list[str]:
        return [c.code for c in expired_clocks(on_expiry="deemed_refused", before=day, limit=10)]

    assert swept(date(2026, 9, 28)) == []
    assert swept(date(2026, 9, 29)) == ["appeal.answer"]
    pause_clock(record=record, code="appeal.answer", at=at(9, 10))
    assert swept(date(2027, 1, 1)) == []


def test_the_sweep_goes_on_behind_a_clock_that_it_left(record: Record, other_record: Record) -> None:
    first = start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    second = start_clock(record=other_record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    assert first is not None
    day = date(2026, 12, 1)
    assert expired_clocks(on_expiry="deemed_refused", before=day, limit=1) == [first]
    after = (first.due_on, first.pk)
    assert expired_clocks(on_expiry="deemed_refused", before=day, limit=1, after=after) == [second]


def test_a_page_reads_all_clocks_of_a_record_in_two_queries(record: Record, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for code in ("appeal.register", "appeal.answer", "complaint.file"):
        start_clock(record=record, code=code, regime="appc-2026", at=MONDAY)
    with django_assert_num_queries(2):
        lines = clock_lines(record, at(9, 25))
    assert [(line.term.code, line.reading.state, line.reading.days_left) for line in lines] == [
        ("appeal.register", State.EXPIRED, -18),
        ("appeal.answer", State.RUNNING, 1),
        ("complaint.file", State.RUNNING, 73),
    ]


def test_work_lists_are_counted_in_one_query(record: Record, other_record: Record, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    start_clock(record=other_record, code="appeal.answer", regime="appc-2026", at=at(9, 8))
    with django_assert_num_queries(1):
        counts = due_counts(
            records=Record.objects.all(), codes=["appeal.answer"], today=date(2026, 9, 28), soon=date(2026, 9, 30)
        )
    assert counts == {"overdue": 0, "today": 1, "soon": 1, "later": 0, "paused": 0}


def test_before_silence_takes_effect_the_clock_is_counted_anew(record: Record) -> None:
    clock = start_clock(record=record, code="appeal.answer", regime="appc-2026", at=MONDAY)
    assert clock is not None
    assert not has_expired(clock, date(2026, 9, 28))
    assert has_expired(clock, date(2026, 9, 29))
    change_day(
        by=SYSTEM,
        day=date(2026, 9, 28),
        works=False,
        name=Text("Демалыс", "Выходной", "Day off"),
        reason="Act",
        at=MONDAY,
    )
    assert not has_expired(clock, date(2026, 9, 29))
    extend_clock(record=record, code="appeal.answer", at=at(9, 25), until=date(2026, 10, 9))
    assert not has_expired(clock, date(2026, 10, 9))


def test_what_follows_a_complaint_not_sent_on_and_feedback_not_given(record: Record) -> None:
    for code in ("complaint.forward", "appeal.feedback"):
        start_clock(record=record, code=code, regime="appc-2026", at=MONDAY)
    day = date(2026, 12, 1)
    found = [expired_clocks(on_expiry=what, before=day, limit=10)[0].code for what in ("forwarded", "closed")]
    assert found == ["complaint.forward", "appeal.feedback"]
