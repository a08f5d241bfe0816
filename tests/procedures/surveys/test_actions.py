"""A code counts once, nothing ties it to its answer, paper is typed in twice: on the real database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import GUEST
from ortaq.procedures.surveys import actions, queries
from ortaq.procedures.surveys.models import Batch, Code, Response, Sheet, Survey
from ortaq.procedures.surveys.rules.sampling import checked_twice, drawn

from .conftest import MARKS, NOON


def answer(code: str, at: Any = NOON, **more: Any) -> Survey:
    asked = {"marks": MARKS, "comment": "", "language": "kk", "device": "a", "by": GUEST, "at": at, **more}
    return actions.answer_survey(code=code, **asked)


def refusal(code: str, at: Any = NOON, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        answer(code, at, **more)
    return caught.value.reason.en


def test_a_code_counts_once_and_unknown_used_and_late_get_one_answer(opened: Any, office: Any) -> None:
    survey, handed = opened()
    code = handed[0].code
    typed = f" {code[:5].lower()}-{code[5:]} "
    assert answer(typed).pk == survey.pk and Response.objects.count() == 1
    used, unknown = refusal(code), refusal("AAAAA-AAAAA")
    late = refusal(handed[1].code, NOON + timedelta(days=40))
    early = refusal(handed[1].code, NOON - timedelta(days=1))
    actions.close_survey(survey=survey, by=office["customer"], at=NOON)
    closed = refusal(handed[2].code)
    assert used == unknown == late == early == closed and Response.objects.count() == 1
    assert queries.open_code(handed[2].code, NOON.date()) is None


@pytest.mark.parametrize("marks", [{}, {"quality": 6}, {"quality": 0}, {"other": 3}, dict.fromkeys(MARKS)])
def test_marks_that_cannot_be_spend_no_code(opened: Any, marks: dict[str, Any]) -> None:
    _survey, handed = opened()
    refusal(handed[0].code, marks=marks)
    assert not Code.objects.filter(used=True).exists()
    answer(handed[0].code)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_code_at_once_are_one_answer_and_nobody_is_counted_after_the_end(
    opened: Any, office: Any
) -> None:
    survey, handed = opened()
    customer = office["customer"]
    results = at_once(*(lambda: answer(handed[0].code),) * 4)
    assert sum(isinstance(each, Refused) for each in results) == 3 and Response.objects.count() == 1
    at_once(
        *(lambda code=each.code: answer(code) for each in handed[1:6]),
        lambda: actions.close_survey(survey=survey, by=customer, at=NOON),
    )
    told = Event.objects.get(code="survey_closed").data["answers"]
    assert told == Response.objects.count() == Code.objects.filter(used=True).count()
    assert not Response.objects.exclude(hour=None, device=b"").exists()


def at_once(*deeds: Callable[[], object]) -> list[object]:
    start, results = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(deed())
        except Refused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_nothing_joins_a_code_and_its_answer(opened: Any, office: Any) -> None:
    survey, handed = opened()
    for number, each in enumerate(handed[:6]):  # one a day, from one device each: as easy as it can be
        answer(each.code, NOON + timedelta(days=number), device=str(number), marks={**MARKS, "overall": number % 5 + 1})
    actions.close_survey(survey=survey, by=office["customer"], at=NOON + timedelta(days=7))
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, * FROM surveys_response ORDER BY cmin::text::int")
        names = [column.name for column in cursor.description]
        answers = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute("SELECT xmin::text, * FROM surveys_code WHERE used ORDER BY cmin::text::int")
        names = [column.name for column in cursor.description]
        codes = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert len(answers) == len(codes) == 6
    assert not {"code_id", "place", "code_hash"} & answers[0].keys()  # no key
    assert not {"used_on", "used_at", "day", "hour", "device"} & codes[0].keys()  # no day, no hour, no device
    assert {row["hour"] for row in answers} == {None} and {bytes(row["device"]) for row in answers} == {b""}
    assert len({row["xmin"] for row in answers + codes}) == 1  # not the transaction
    for rows in (
        answers,
        codes,
    ):  # they were written anew in the order of their keys; where, the room in the file decides
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert [row["place"] for row in sorted(codes, key=lambda row: row["id"])] == [each.place for each in handed[:6]]
    told = list(Event.objects.filter(record=survey.about).order_by("sequence").values_list("code", flat=True))
    assert told == ["survey_drawn", "survey_opened", "survey_closed"]  # no event tells of one answer


def test_the_seed_is_recorded_before_the_sample_is_drawn_and_draws_it_again(opened: Any, about: Any) -> None:
    survey, handed = opened()
    first, second = Event.objects.filter(record=about).order_by("sequence")
    assert (first.code, second.code) == ("survey_drawn", "survey_opened") and first.data["seed"] == survey.seed
    assert first.is_public and [each.place for each in handed] == drawn(40, 12, first.data["seed"])
    stored = {bytes(each) for each in Code.objects.values_list("code_hash", flat=True)}
    assert not any(each.code.encode() in stored for each in handed)


def test_plans_that_cannot_be_are_refused(about: Any, office: Any, opened: Any) -> None:
    asked = {"about": about, "opens_on": NOON.date(), "closes_on": NOON.date(), "by": office["customer"], "at": NOON}
    for recipients, sample in ((3, 4), (None, 0)):
        with pytest.raises(Refused):
            actions.draw_survey(recipients=recipients, sample=sample, **asked)
    with pytest.raises(Refused):
        actions.draw_survey(recipients=9, sample=2, **{**asked, "closes_on": NOON.date() - timedelta(days=1)})
    survey = actions.draw_survey(recipients=9, sample=2, **asked)
    for channels in ({"paper": 1}, {"pigeon": 2}, {"paper": 3}):
        with pytest.raises(Refused):
            actions.open_survey(survey=survey, channels=channels, by=office["customer"], at=NOON)
    with pytest.raises(Refused):  # one at a time
        actions.draw_survey(recipients=9, sample=2, **asked)


def test_new_codes_put_the_old_ones_out_of_use(opened: Any, office: Any) -> None:
    survey, handed = opened()
    answer(handed[0].code)
    fresh = actions.renew_codes(survey=survey, channel="paper", by=office["customer"], at=NOON)
    assert len(fresh) == 11 and {each.place for each in fresh} == {each.place for each in handed[1:]}
    refusal(handed[1].code)
    answer(fresh[0].code)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE surveys_response SET overall = 1",
        "UPDATE surveys_response SET comment = 'x'",
        "DELETE FROM surveys_response",
        "UPDATE surveys_code SET used = false WHERE used",
        "UPDATE surveys_survey SET seed = 'other'",
        "UPDATE surveys_survey SET sample = 1",
    ],
)
def test_the_database_itself_keeps_answers_and_terms(opened: Any, statement: str) -> None:
    _survey, handed = opened()
    answer(handed[0].code)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_paper_batch_is_typed_in_twice_and_then_forgotten(opened: Any, office: Any) -> None:
    survey, handed = opened()
    one, two = office["customer"], office["operator"]
    batch = actions.open_batch(survey=survey, sheets=11, by=one, at=NOON)
    read = lambda number, code, by, marks=MARKS: actions.read_sheet(  # noqa: E731
        batch=batch, number=number, code=code, marks=marks, by=by, at=NOON
    )
    with pytest.raises(Refused):  # the first reading is one person's
        read(1, handed[0].code, two)
    read(1, handed[0].code, one)
    with pytest.raises(Refused):  # one code, two sheets
        read(2, handed[0].code, one)
    with pytest.raises(Refused):  # not all sheets yet
        actions.close_first_reading(batch=batch, by=one, at=NOON)
    for number in range(2, 12):
        read(number, handed[number - 1].code, one)
    due = actions.close_first_reading(batch=batch, by=one, at=NOON)
    assert due == checked_twice(11, batch.seed) and len(due) == 2
    with pytest.raises(Refused):  # the second reading is another person's
        read(due[0], handed[due[0] - 1].code, one)
    with pytest.raises(Refused) as caught:  # it differs
        read(due[0], handed[due[0] - 1].code, two, {**MARKS, "overall": 1})
    assert str(due[0]) in caught.value.reason.en
    read(due[0], handed[due[0] - 1].code, two)
    with pytest.raises(Refused):  # one of two checked
        actions.count_batch(batch=batch, by=two, at=NOON)
    with pytest.raises(Refused):  # a survey isn't closed over it
        actions.close_survey(survey=survey, by=one, at=NOON)
    read(due[1], handed[due[1] - 1].code, two)
    assert actions.count_batch(batch=batch, by=two, at=NOON) == 11
    assert Response.objects.count() == 11 and not Sheet.objects.exists()
    batch.refresh_from_db()
    assert batch.state == Batch.State.COUNTED and batch.checked_by_id == two.account
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(checked_by=batch.typed_by)
    refusal(handed[0].code)


def test_hints_outlive_what_they_were_computed_from(opened: Any, office: Any) -> None:
    survey, handed = opened()
    for each in handed:
        answer(each.code, channel="sms", marks=dict.fromkeys(MARKS, 5))
    before = queries.hints(survey)
    assert {flag.code for flag in before} >= {"one_device", "one_hour", "all_highest"}
    actions.close_survey(survey=survey, by=office["customer"], at=NOON)
    assert queries.hints(survey) == before


def test_the_public_sees_no_comment_that_nobody_read(opened: Any, office: Any, about: Any) -> None:
    survey, handed = opened()
    for each in handed:
        answer(each.code, comment="Мұғалім Айша жақсы")
    assert queries.public_found(about) is None  # nothing while it is open
    actions.close_survey(survey=survey, by=office["customer"], at=NOON)
    found = queries.public_found(about)
    assert found is not None and found.comments == ()
    response = queries.comments_to_read(survey)[0]
    actions.publish_comment(response=response, text="Мұғалім жақсы", by=office["customer"], at=NOON)
    found = queries.public_found(about)
    assert found is not None and found.comments == ("Мұғалім жақсы",)
    told = Event.objects.filter(code="survey_comment").values_list("data", flat=True)
    assert list(told) == [{"shown": True}]
