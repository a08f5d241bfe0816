"""A call is announced and takes applications until its deadline, to the second; what was announced or submitted stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ortaq.kernel.events.models import Event
from ortaq.kernel.keys import actions as rotation
from ortaq.kernel.keys.queries import forget_ring
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.parties.rules import GUEST
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Call, Check, Criterion, Draft, Question
from ortaq.procedures.competitions.queries.applications import draft_of, registers_for
from ortaq.procedures.competitions.rules.budget import Line
from ortaq.procedures.competitions.rules.submitting import BudgetRow, Submission

if TYPE_CHECKING:
    from ortaq.procedures.competitions.actions import CallTerms

    from .conftest import Region

from datetime import UTC, datetime

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DEADLINE = MONDAY + timedelta(days=20)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_draft_is_nobodys_business_and_an_announced_call_is_everybodys(
    region: Region, terms: CallTerms, announced: Callable[..., Call]
) -> None:
    draft = actions.draft_call(body_id=region.body.pk, terms=terms, by=region["customer"], at=MONDAY)
    assert draft.number.startswith("CL-2026-") and draft.state == "draft" and draft.published_at is None
    with pytest.raises(Refused):
        actions.draft_call(body_id=region.body.pk, terms=terms, by=region["other_customer"], at=MONDAY)
    with pytest.raises(Refused):
        actions.announce_call(call=draft, by=region["other_secretary"], at=MONDAY)
    changed = actions.change_call(
        call=draft, terms=replace(terms, title_ru="Новое название"), by=region["secretary"], at=MONDAY, version=1
    )
    with pytest.raises(Stale):
        actions.change_call(call=draft, terms=terms, by=region["secretary"], at=MONDAY, version=1)
    call = actions.announce_call(call=changed, by=region["secretary"], at=MONDAY)
    assert call.state == "accepting" and call.published_at == MONDAY and call.title_ru == "Новое название"
    assert list(Event.objects.filter(record=call).order_by("sequence").values_list("code", flat=True)) == [
        "draft",
        "change",
        "announce",
        "open",
    ]
    with pytest.raises(Refused):
        actions.change_call(call=call, terms=terms, by=region["secretary"], at=MONDAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"title_ru": " "},
        {"text_kk": ""},
        {"deadline": MONDAY - timedelta(days=1), "opens_at": MONDAY - timedelta(days=2)},
        {"opens_at": None},
        {"criteria_set_id": None},
        {"tie_order": ("no such",)},
        {"tie_order": ()},
        {"eligibility": ("unknown",)},
        {"request_max": Decimal("9000000.00")},
        {"caps": {"unknown": Decimal(5)}},
        {"reviewers_per_application": 1},
        {"is_reference": True},
    ],
    ids=lambda changes: "+".join(changes),
)
def test_a_call_that_lacks_something_is_not_announced(
    region: Region, terms: CallTerms, changes: dict[str, Any]
) -> None:
    call = actions.draft_call(body_id=region.body.pk, terms=replace(terms, **changes), by=region["customer"], at=MONDAY)
    with pytest.raises(Refused) as refusal:
        actions.announce_call(call=call, by=region["customer"], at=MONDAY)
    assert refusal.value.reason.kk
    assert Call.objects.get().state == "draft"


def test_the_terms_of_an_announced_call_never_change_whoever_asks(announced: Callable[..., Call]) -> None:
    call = announced()
    for sql in (
        "UPDATE competitions_call SET budget = 1",
        "UPDATE competitions_call SET cut_rule = 'skip'",
        "UPDATE competitions_call SET deadline = deadline - interval '1 day'",
        "UPDATE competitions_criterion SET weight = 9",
        "DELETE FROM competitions_criterion",
        "UPDATE competitions_budgetcap SET percent = 50",
        f"INSERT INTO competitions_askeddocument (call_id, code, \"order\", required, name_kk, name_ru, name_en) VALUES ({call.pk}, 'x', 1, true, 'x', 'x', 'x')",
        "UPDATE competitions_criteriaset SET title_kk = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Criterion.objects.count() == 3


def test_a_changed_set_of_criteria_is_a_new_version(region: Region, announced: Callable[..., Call]) -> None:
    call = announced()
    terms = [actions.CriterionTerms("one", ("бір", "один", "one"))]
    first = actions.save_criteria(
        body_id=region.body.pk, code="grant", titles=("А", "Б"), criteria=terms, by=region["secretary"], at=MONDAY
    )
    again = actions.save_criteria(
        body_id=region.body.pk, code="grant", titles=("А", "Б"), criteria=terms, by=region["secretary"], at=MONDAY
    )
    assert (first.version, again.version) == (2, 2) and first.pk == again.pk != call.criteria_set_id
    with pytest.raises(Refused):
        actions.save_criteria(
            body_id=region.body.pk,
            code="grant",
            titles=("А", "Б"),
            criteria=terms,
            by=region["other_customer"],
            at=MONDAY,
        )


def test_time_opens_and_closes_and_a_deadline_can_only_be_put_off(
    region: Region, announced: Callable[..., Call]
) -> None:
    call = announced(opens_at=TUESDAY)
    assert call.state == "announced"
    assert actions.keep_times(at=MONDAY + timedelta(hours=1)) == 0
    assert actions.keep_times(at=TUESDAY) == 1
    call.refresh_from_db()
    assert call.state == "accepting"
    with pytest.raises(Refused):
        actions.prolong_call(call=call, deadline=DEADLINE, reason="…", by=region["secretary"], at=TUESDAY)
    with pytest.raises(Refused):
        actions.prolong_call(
            call=call, deadline=DEADLINE + timedelta(days=3), reason=" ", by=region["secretary"], at=TUESDAY
        )
    later = DEADLINE + timedelta(days=3)
    actions.prolong_call(call=call, deadline=later, reason="Аз өтінім түсті", by=region["secretary"], at=TUESDAY)
    with pytest.raises(Refused):
        actions.prolong_call(
            call=call, deadline=later + timedelta(days=3), reason="…", by=region["secretary"], at=later
        )
    assert actions.keep_times(at=DEADLINE) == 0
    assert actions.keep_times(at=later) == 1
    call.refresh_from_db()
    assert call.state == "closed"


def test_questions_show_once_they_are_answered(region: Region, announced: Callable[..., Call]) -> None:
    from ortaq.procedures.competitions.queries.calls import answered_questions

    call = announced()
    question = actions.ask_question(call=call, text="Бюджет қалай?", language="kk", by=region["citizen"], at=TUESDAY)
    assert not answered_questions(call)
    with pytest.raises(Refused):
        actions.answer_question(question=question, answer_kk="а", answer_ru="б", by=region["ngo"], at=TUESDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.answer_question(question=question, answer_kk="а", answer_ru=" ", by=region["secretary"], at=TUESDAY)
    actions.answer_question(question=question, answer_kk="а", answer_ru="б", by=region["secretary"], at=TUESDAY)
    with pytest.raises(Stale):
        actions.answer_question(question=question, answer_kk="в", answer_ru="г", by=region["secretary"], at=TUESDAY)
    assert [each.answer_kk for each in answered_questions(call)] == ["а"]
    with pytest.raises(Refused):
        actions.ask_question(call=call, text="Кеш", language="kk", by=region["citizen"], at=DEADLINE)
    assert Question.objects.count() == 1


def test_an_application_goes_in_with_a_receipt_over_all_of_it(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    call = announced()
    mine = submitted(call)
    assert mine.state == "submitted" and len(mine.receipt_sha256) == 64
    assert (mine.requested, mine.own, mine.total) == (Decimal("800000.00"), Decimal("100000.00"), Decimal("900000.00"))
    assert mine.published_at is None and not mine.public_title
    assert Link.objects.get(source=mine).target_id == call.pk
    theirs = submitted(call, "ngo2")
    assert theirs.receipt_sha256 != mine.receipt_sha256
    event = Event.objects.get(record=mine, code="submit")
    assert event.data == {"sha256": mine.receipt_sha256} and not event.is_public
    results = {check.code: check.result for check in Check.objects.filter(application=mine)}
    assert results == {"ngo": "ok", "not_unfair": "unknown"}, (
        "a list that nobody loaded says nothing, never “all right”"
    )


def test_what_was_submitted_never_changes_whoever_asks(
    announced: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    mine = submitted(announced())
    for sql in (
        "UPDATE competitions_application SET title = 'x'",
        "UPDATE competitions_application SET requested = 1",
        "UPDATE competitions_application SET submitted_at = submitted_at - interval '1 day'",
        "UPDATE competitions_budgetline SET title = 'x'",
        "DELETE FROM competitions_plannedindicator",
        f"INSERT INTO competitions_partner (application_id, \"order\", name, contribution) VALUES ({mine.pk}, 9, 'x', '')",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.fixture
def own_key(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A ring of this test's own, with one key."""
    settings.FIELD_KEY_FILE = tmp_path / "field_key"
    settings.FIELD_KEY_FILE.write_text("1" * 64, encoding="ascii")
    forget_ring()
    yield
    forget_ring()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_key")
def test_a_new_field_key_reaches_what_was_submitted(
    announced: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    application = submitted(announced())
    before = list(application.team.values_list("name", "experience"))
    rotation.add_key()
    assert rotation.rotate() and rotation.left() == {}
    assert list(application.team.values_list("name", "experience")) == before != []
    with pytest.raises(DatabaseError), transaction.atomic():
        application.team.update(name="Басқа")


def test_the_deadline_is_kept_to_the_second(
    region: Region, announced: Callable[..., Call], content: Submission
) -> None:
    call = announced(opens_at=TUESDAY)
    with pytest.raises(Refused):
        actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=MONDAY)
    mine = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=TUESDAY)
    theirs = actions.start_application(call=call, organisation_id=region.ngo2.pk, by=region["ngo2"], at=TUESDAY)
    with pytest.raises(Refused) as refusal:
        actions.submit_application(application=mine, content=content, by=region["ngo"], at=DEADLINE)
    assert "сервер" in refusal.value.reason.ru
    last = DEADLINE - timedelta(seconds=1)
    actions.submit_application(application=mine, content=content, by=region["ngo"], at=last)
    assert mine.submitted_at == last
    # The clock of the office has closed the call, but what came in time is still written down.
    actions.keep_times(at=DEADLINE)
    actions.submit_application(application=theirs, content=content, by=region["ngo2"], at=last)
    assert theirs.state == "submitted"


def test_nobody_but_a_representative_acts_for_an_organisation(
    region: Region, announced: Callable[..., Call], content: Submission
) -> None:
    call = announced()
    mine = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=TUESDAY)
    for key in sorted(set(region.people) - {"ngo"}):
        by = region[key]
        with pytest.raises(Refused):
            actions.start_application(call=call, organisation_id=region.ngo.pk, by=by, at=TUESDAY)
        with pytest.raises(Refused):
            actions.save_draft(application=mine, step="project", typed={"title": "x"}, revision=0, by=by, at=TUESDAY)
        with pytest.raises(Refused):
            actions.submit_application(application=mine, content=content, by=by, at=TUESDAY)
        with pytest.raises(Refused):
            actions.withdraw_application(application=mine, reason="", by=by, at=TUESDAY)
    with pytest.raises(Refused):
        actions.submit_application(application=mine, content=content, by=GUEST, at=TUESDAY)


def test_a_draft_keeps_everything_typed_and_tells_of_another_tab(
    region: Region, announced: Callable[..., Call]
) -> None:
    call = announced()
    by = region["ngo"]
    mine = actions.start_application(call=call, organisation_id=region.ngo.pk, by=by, at=TUESDAY)
    assert actions.start_application(call=call, organisation_id=region.ngo.pk, by=by, at=TUESDAY).pk == mine.pk
    bad = {"title": "Курс", "reach": "алпыс", "starts_on": "ертең"}
    assert actions.save_draft(application=mine, step="project", typed=bad, revision=0, by=by, at=TUESDAY) == 1
    assert actions.save_draft(application=mine, step="project", typed=bad, revision=0, by=by, at=TUESDAY) == 1, (
        "the same again"
    )
    with pytest.raises(Stale):
        actions.save_draft(application=mine, step="project", typed={"title": "Басқа"}, revision=0, by=by, at=TUESDAY)
    assert (
        actions.save_draft(application=mine, step="team", typed={"experience": "…"}, revision=1, by=by, at=TUESDAY) == 2
    )
    kept = draft_of(mine)
    assert kept.content == {"project": bad, "team": {"experience": "…"}} and kept.revision == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM competitions_draft")
        assert "алпыс".encode() not in bytes(cursor.fetchone()[0]), "a draft is encrypted where it is stored"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"declarations": frozenset({"truth"})}, "заявления"),
        ({"milestones": ()}, "этап"),
        ({"indicators": ()}, "показатель"),
        ({"milestones": ({"title": "т", "due_on": date(2028, 1, 1), "result": ""},)}, "выходит за сроки"),
        ({"ends_on": date(2026, 12, 1)}, "раньше"),
        ({"budget": ()}, "запрашиваемой"),
        ({"budget": (BudgetRow("x", "", Line("pay", Decimal(1), Decimal("1000000.01"))),)}, "не больше"),
        ({"budget": (BudgetRow("x", "", Line("pay", Decimal(1), Decimal("99999.99"))),)}, "не меньше"),
        (
            {
                "budget": (
                    BudgetRow("x", "", Line("pay", Decimal(1), Decimal("450000.00"))),
                    BudgetRow("y", "", Line("institutional", Decimal(1), Decimal("50000.01"))),
                )
            },
            "Институциональное",
        ),
        (
            {"budget": (BudgetRow("x", "", Line("pay", Decimal(1), Decimal("200000.00"), Decimal("200000.01"))),)},
            "вклад",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_the_server_decides_on_caps_and_on_what_is_missing(
    region: Region, announced: Callable[..., Call], content: Submission, changes: dict[str, Any], words: str
) -> None:
    mine = actions.start_application(call=announced(), organisation_id=region.ngo.pk, by=region["ngo"], at=TUESDAY)
    with pytest.raises(Refused) as refusal:
        actions.submit_application(application=mine, content=replace(content, **changes), by=region["ngo"], at=TUESDAY)
    assert words in refusal.value.reason.ru
    assert Application.objects.get().state == "draft"


def test_exactly_at_the_cap_is_allowed(region: Region, announced: Callable[..., Call], content: Submission) -> None:
    mine = actions.start_application(call=announced(), organisation_id=region.ngo.pk, by=region["ngo"], at=TUESDAY)
    lines = (
        BudgetRow("x", "", Line("pay", Decimal(1), Decimal("450000.00"))),
        BudgetRow("y", "", Line("institutional", Decimal(1), Decimal("50000.00"))),
    )
    actions.submit_application(application=mine, content=replace(content, budget=lines), by=region["ngo"], at=TUESDAY)
    assert mine.requested == Decimal("500000.00")


def test_a_withdrawn_application_makes_room_for_another(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    call = announced()
    first = submitted(call)
    with pytest.raises(Refused):
        submitted(call)
    actions.withdraw_application(application=first, reason="", by=region["ngo"], at=TUESDAY)
    second = submitted(call)
    assert {first.state, second.state} == {"withdrawn", "submitted"}
    assert second.pk != first.pk


def test_a_list_answers_by_its_date(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    rows = [
        actions.ListedRow(region.ngo.bin, "Фонд", "№ 7", date(2026, 1, 10), date(2028, 1, 10)),
        actions.ListedRow(region.ngo2.bin, "Фонд", "№ 3", date(2024, 1, 10), date(2026, 1, 10)),
    ]
    with pytest.raises(Refused):
        actions.load_register(
            register="not_unfair",
            as_of=date(2026, 11, 1),
            source="…",
            rows=rows,
            sha256="0" * 64,
            by=region["ngo"],
            at=MONDAY,
        )
    actions.load_register(
        register="not_unfair", as_of=date(2026, 11, 1), source="Қаржы министрлігі", rows=rows, sha256="0" * 64,
        by=region["secretary"], at=MONDAY,
    )  # fmt: skip
    call = announced()
    for who, expected in (("ngo", "failed"), ("ngo2", "ok")):
        found = Check.objects.get(application=submitted(call, who), code="not_unfair")
        assert (found.result, found.source_date) == (expected, date(2026, 11, 1))
    assert registers_for(region.ngo.bin, date(2026, 10, 31)) == {}, "a list says nothing of the time before it"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_deadline_both_go_in_and_one_that_is_sent_twice_goes_in_once(
    region: Region, announced: Callable[..., Call], content: Submission
) -> None:
    call = announced()
    last = DEADLINE - timedelta(milliseconds=1)
    mine = actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=TUESDAY)
    theirs = actions.start_application(call=call, organisation_id=region.ngo2.pk, by=region["ngo2"], at=TUESDAY)
    actors = {"ngo": region["ngo"], "ngo2": region["ngo2"]}
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def submit(pk: int, who: str) -> None:
        try:
            start.wait(10)
            actions.submit_application(
                application=Application.objects.get(pk=pk), content=content, by=actors[who], at=last
            )
            outcomes.append(f"{who}: in")
        except Refused:
            outcomes.append(f"{who}: refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=submit, args=each) for each in ((mine.pk, "ngo"), (mine.pk, "ngo"), (theirs.pk, "ngo2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["ngo2: in", "ngo: in", "ngo: refused"]
    assert Application.objects.filter(state="submitted").count() == 2
    assert Draft.objects.count() == 2
