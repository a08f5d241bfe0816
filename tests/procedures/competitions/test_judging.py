"""Opened after the deadline, admitted, scored, decided, published, final: each step by its own people and in its own time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from ortaq.kernel.events.models import Event
from ortaq.kernel.lifecycle.actions import Refused, Stale
from ortaq.kernel.records.models import Link
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.actions import MarkTerms
from ortaq.procedures.competitions.models import (
    Application,
    Call,
    CommissionMember,
    Draw,
    Mark,
    Protocol,
    Review,
    Session,
)
from ortaq.procedures.competitions.permissions import may_read_application, may_read_blinded, may_see_marks
from ortaq.procedures.competitions.queries.judging import standings
from ortaq.procedures.competitions.rules.assigning import draw

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
DEADLINE = MONDAY + timedelta(days=20)
AFTER = DEADLINE + timedelta(hours=1)


def marks(*values: int) -> dict[str, MarkTerms]:
    """Marks of the three criteria with a reason each."""
    return {
        code: MarkTerms(value, f"Себебі: {value}")
        for code, value in zip(("relevance", "plan", "effect"), values, strict=True)
    }


def give(region: Region, call: Call, points: dict[str, tuple[int, int, int]]) -> None:
    """Every reviewer declares no conflict, gives the points by applicant, and closes."""
    people = {user.pk: key for key, user in region.people.items()}
    for review in Review.objects.filter(application__call=call, recused_at__isnull=True).select_related(
        "application__applicant"
    ):
        by = region[people[review.reviewer_id]]
        actions.declare_interest(review=review, conflict=False, reason="", by=by, at=AFTER)
        actions.save_marks(review=review, marks=marks(*points[review.application.applicant.slug]), by=by, at=AFTER)
        actions.close_review(review=review, by=by, at=AFTER)


def decide(region: Region, call: Call) -> Protocol:
    """A session with a quorum adopts what the ranking gives, and the protocol is signed."""
    members = {m.user_id: m for m in CommissionMember.objects.filter(call=call).exclude(seat="expert")}
    session = actions.open_session(
        call=call,
        held_at=AFTER,
        place="Тараз",
        present=[m.pk for m in members.values()],
        by=region["secretary"],
        at=AFTER,
    )
    for n in (1, 2):
        actions.cast_vote(session=session, choice="for", reason="", by=region[f"member{n}"], at=AFTER)
    actions.close_session(session=session, discussion_kk="…", discussion_ru="…", by=region["secretary"], at=AFTER)
    protocol = actions.draft_protocol(
        session=session,
        rows=actions.proposed(call),
        text_kk="Хаттама",
        text_ru="Протокол",
        by=region["secretary"],
        at=AFTER,
    )
    return actions.sign_protocol(protocol=protocol, by=region["secretary"], at=AFTER)


def test_nobody_opens_before_the_deadline_and_drafts_lapse_then(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> None:
    call = announced()
    mine = submitted(call)
    draft = actions.start_application(call=call, organisation_id=region.ngo2.pk, by=region["ngo2"], at=MONDAY)
    with pytest.raises(Refused):
        actions.open_applications(call=call, by=region["secretary"], at=DEADLINE - timedelta(seconds=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(opened_at=DEADLINE - timedelta(seconds=1))
    for key in sorted(set(region.people) - {"ngo"}):
        assert not may_read_application(region[key], mine), key
    with pytest.raises(Refused):
        actions.open_applications(call=call, by=region["customer"], at=AFTER)
    actions.open_applications(call=call, by=region["secretary"], at=AFTER)
    call.refresh_from_db()
    draft.refresh_from_db()
    assert call.state == "admission" and draft.state == "lapsed" and len(call.lottery_seed) == 32
    event = Event.objects.get(record=call, code="start_admission")
    assert event.is_public and event.data["lottery_seed"] == call.lottery_seed
    mine = Application.objects.select_related("call").get(pk=mine.pk)
    readers = {key for key in region.people if may_read_application(region[key], mine)}
    assert readers == {"ngo", "secretary", "customer"}
    draft = Application.objects.select_related("call").get(pk=draft.pk)
    assert {key for key in region.people if may_read_application(region[key], draft)} == {"ngo2"}


def test_admission_needs_a_decision_on_each_and_a_ground_for_a_refusal(
    region: Region, opened: Callable[..., Call]
) -> None:
    call = opened()
    first, second = call.applications.order_by("pk")
    with pytest.raises(Refused):
        actions.start_scoring(call=call, by=region["secretary"], at=AFTER)
    with pytest.raises(Refused):
        actions.reject_application(
            application=first, ground="documents", facts_kk="…", facts_ru=" ", by=region["secretary"], at=AFTER
        )
    for key in ("customer", "other_secretary", "expert1", "ngo", "head"):
        with pytest.raises(Refused):
            actions.admit_application(application=first, by=region[key], at=AFTER)
    actions.record_check(
        application=first, code="no_debts", result="ok", source="eGov", source_date=None, evidence="№ 5",
        by=region["secretary"], at=AFTER,
    )  # fmt: skip
    actions.reject_application(
        application=first,
        ground="documents",
        facts_kk="Жарғы жоқ",
        facts_ru="Нет устава",
        by=region["secretary"],
        at=AFTER,
    )
    actions.admit_application(application=second, by=region["secretary"], at=AFTER)
    actions.start_scoring(call=call, by=region["secretary"], at=AFTER)
    assert (first.state, second.state, call.state) == ("rejected", "admitted", "scoring")
    with pytest.raises(Refused):
        actions.admit_application(application=first, by=region["secretary"], at=AFTER)


def test_who_runs_a_competition_neither_scores_nor_votes(region: Region, opened: Callable[..., Call]) -> None:
    from datetime import date

    from ortaq.kernel.parties.actions import assign_role

    call = opened()
    for role in ("expert", "commission"):
        assign_role(
            user_id=region.people["secretary"].pk, organisation_id=region.body.pk, role=role, first_day=date(2020, 1, 1)
        )
    for key, seat in (("secretary", "expert"), ("secretary", "member"), ("expert1", "member"), ("citizen", "expert")):
        with pytest.raises(Refused):
            actions.seat_member(
                call=call,
                user_id=region.people[key].pk,
                seat=seat,
                name="x",
                position="",
                by=region["secretary"],
                at=AFTER,
            )


def test_the_draw_can_be_repeated_by_anybody_and_a_recused_expert_is_replaced(
    region: Region, scoring: Callable[..., Call]
) -> None:
    call = scoring()
    kept = Draw.objects.get()
    again = draw(
        kept.given["applications"], [str(e) for e in kept.given["experts"]], kept.given["readings"],
        [tuple(pair) for pair in kept.given["barred"]], kept.seed,
    )  # fmt: skip
    assert {n: [int(w) for w in who] for n, who in again.by_application.items()} == kept.drawn
    assert sorted(again.loads.values()) == [1, 1, 2]
    review = Review.objects.filter(application=call.applications.first()).first()
    assert review is not None
    key = next(k for k, u in region.people.items() if u.pk == review.reviewer_id)
    application = review.application
    assert not may_read_application(region[key], application), "nothing opens before the declaration"
    with pytest.raises(Refused):
        actions.save_marks(review=review, marks=marks(1, 1, 1), by=region[key], at=AFTER)
    with pytest.raises(Refused):
        actions.declare_interest(review=review, conflict=True, reason=" ", by=region[key], at=AFTER)
    actions.declare_interest(review=review, conflict=True, reason="Туысым", by=region[key], at=AFTER)
    for allowed in (may_read_application, may_read_blinded):
        assert not allowed(region[key], application)
    actions.draw_reviewers(call=call, by=region["secretary"], at=AFTER)
    standing = Review.objects.filter(application=application, recused_at__isnull=True)
    assert standing.count() == 2 and not standing.filter(reviewer=review.reviewer).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT conflict_reason FROM competitions_review WHERE id = %s", [review.pk])
        assert "Туысым".encode() not in bytes(cursor.fetchone()[0])


def test_a_blind_call_opens_the_applicants_name_to_no_reviewer(region: Region, scoring: Callable[..., Call]) -> None:
    call = scoring(blind=True)
    review = Review.objects.select_related("application__call").filter(application__call=call)[0]
    key = next(k for k, u in region.people.items() if u.pk == review.reviewer_id)
    actions.declare_interest(review=review, conflict=False, reason="", by=region[key], at=AFTER)
    assert may_read_blinded(region[key], review.application)
    assert not may_read_application(region[key], review.application)
    for other in ("citizen", "ngo2", "member1", "auditor", "other_secretary"):
        assert not may_read_blinded(region[other], review.application)


def test_marks_have_reasons_and_never_change_once_closed_whoever_asks(
    region: Region, scoring: Callable[..., Call]
) -> None:
    call = scoring()
    review = Review.objects.filter(application__call=call)[0]
    people = {user.pk: key for key, user in region.people.items()}
    by = region[people[review.reviewer_id]]
    actions.declare_interest(review=review, conflict=False, reason="", by=by, at=AFTER)
    for bad in ({"relevance": MarkTerms(11)}, {"no such": MarkTerms(1)}, {"plan": MarkTerms(3, "x", True)}):
        with pytest.raises(Refused):
            actions.save_marks(review=review, marks=bad, by=by, at=AFTER)
    actions.save_marks(review=review, marks={"relevance": MarkTerms(7)}, by=by, at=AFTER)
    with pytest.raises(Refused) as refusal:
        actions.close_review(review=review, by=by, at=AFTER)
    assert "relevance" in refusal.value.reason.ru and "plan" in refusal.value.reason.ru
    actions.save_marks(
        review=review, marks=marks(7, 8, 9) | {"plan": MarkTerms(None, "Жоспар тіркелмеген", True)}, by=by, at=AFTER
    )
    for key in ("secretary", "customer", "ngo", "citizen", "head", "auditor"):
        with pytest.raises(Refused):
            actions.save_marks(review=review, marks=marks(1, 1, 1), by=region[key], at=AFTER)
    actions.close_review(review=review, by=by, at=AFTER)
    with pytest.raises(Refused):
        actions.save_marks(review=review, marks=marks(1, 1, 1), by=by, at=AFTER)
    for sql in (
        "UPDATE competitions_mark SET value = 1",
        "DELETE FROM competitions_mark",
        f"INSERT INTO competitions_mark (review_id, criterion_id, value, reason, is_missing, marked_at) SELECT {review.pk}, criterion_id, 1, '', false, now() FROM competitions_mark LIMIT 1",
        f"UPDATE competitions_review SET closed_at = NULL WHERE id = {review.pk}",
        f"DELETE FROM competitions_review WHERE id = {review.pk}",
        "UPDATE competitions_draw SET seed = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_whole_way_to_published_results_and_the_end(region: Region, scoring: Callable[..., Call]) -> None:
    call = scoring(budget=Decimal("1000000.00"))
    with pytest.raises(Refused):
        actions.close_scoring(call=call, by=region["secretary"], at=AFTER)
    give(region, call, {"ngo1": (9, 8, 9), "ngo2": (5, 5, 5)})
    with pytest.raises(Refused):
        actions.close_scoring(call=call, by=region["customer"], at=AFTER)
    actions.close_scoring(call=call, by=region["secretary"], at=AFTER)
    (table,) = standings(call)
    assert [(row.application.applicant.slug, row.place.rank, row.shown_points) for row in table.rows] == [
        ("ngo1", 1, Decimal("35.0000")),
        ("ngo2", 2, Decimal("20.0000")),
    ]
    first, second = call.applications.order_by("pk")
    for application in (first, second):
        assert not may_see_marks(region["ngo"], application, AFTER), "not before the protocol"
    assert may_see_marks(region["secretary"], first, AFTER)
    protocol = decide(region, call)
    call.refresh_from_db()
    first.refresh_from_db()
    assert call.state == "decided" and first.state == "scored", "nothing shows before it is published"
    for sql in (
        "UPDATE competitions_decisionrow SET points = 1",
        "UPDATE competitions_protocol SET text_ru = 'x'",
        "DELETE FROM competitions_protocol",
        "UPDATE competitions_vote SET choice = 'against'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(Stale):
        actions.sign_protocol(protocol=protocol, by=region["secretary"], at=AFTER)
    actions.publish_results(call=call, by=region["secretary"], at=AFTER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.awarded, second.state, second.awarded) == (
        "winner",
        Decimal("800000.00"),
        "reserve",
        None,
    )
    assert first.public_text and not second.public_text and second.published_at == AFTER
    fresh = Application.objects.select_related("call").get(pk=first.pk)
    assert may_see_marks(region["ngo"], fresh, AFTER)
    # A complaint holds the end back until it is answered.
    objection = actions.file_objection(application=second, text="Балл аз", by=region["ngo2"], at=AFTER)
    with pytest.raises(Refused):
        actions.file_objection(application=second, text="Тағы", by=region["ngo2"], at=AFTER)
    with pytest.raises(Refused):
        actions.file_objection(application=first, text="…", by=region["ngo2"], at=AFTER)
    later = AFTER + timedelta(days=30)
    assert actions.finish_calls(at=later) == 0
    actions.decide_objection(
        objection=objection,
        decision="dismissed",
        answer_kk="Негізсіз",
        answer_ru="Не обоснована",
        by=region["secretary"],
        at=later,
    )
    with pytest.raises(Refused):
        actions.file_objection(application=second, text="Кеш", by=region["ngo2"], at=later)
    assert actions.finish_calls(at=later) == 1
    call.refresh_from_db()
    assert call.state == "final"
    # A winner declines; the reserve moves up within the money.
    actions.refuse_agreement(application=first, reason="Орындай алмаймыз", by=region["ngo"], at=later)
    with pytest.raises(Refused):
        actions.promote_application(
            application=second, amount=Decimal("1000000.01"), reason="…", by=region["secretary"], at=later
        )
    actions.promote_application(
        application=second, amount=Decimal("800000.00"), reason="Жеңімпаз бас тартты", by=region["secretary"], at=later
    )
    actions.mark_contracted(application=second, by=region["customer"], at=later)
    assert second.state == "contracted"


def test_a_complaint_that_is_upheld_sends_the_results_back(region: Region, scoring: Callable[..., Call]) -> None:
    call = scoring()
    give(region, call, {"ngo1": (9, 8, 9), "ngo2": (5, 5, 5)})
    actions.close_scoring(call=call, by=region["secretary"], at=AFTER)
    decide(region, call)
    call.refresh_from_db()
    actions.publish_results(call=call, by=region["secretary"], at=AFTER)
    second = call.applications.order_by("pk")[1]
    objection = actions.file_objection(application=second, text="Қате бар", by=region["ngo2"], at=AFTER)
    actions.decide_objection(
        objection=objection, decision="upheld", answer_kk="Қайта қаралады", answer_ru="Будет пересмотрено",
        by=region["secretary"], at=AFTER,
    )  # fmt: skip
    call.refresh_from_db()
    assert call.state == "scored" and set(call.applications.values_list("state", flat=True)) == {"scored"}
    decide(region, call)
    call.refresh_from_db()
    actions.publish_results(call=call, by=region["secretary"], at=AFTER)
    assert list(Protocol.objects.filter(kind="results").values_list("version", flat=True)) == [1, 2]


def test_without_quorum_or_majority_there_is_no_protocol(region: Region, scoring: Callable[..., Call]) -> None:
    call = scoring()
    give(region, call, {"ngo1": (9, 8, 9), "ngo2": (5, 5, 5)})
    secretary = region["secretary"]
    with pytest.raises(Refused):
        actions.open_session(call=call, held_at=AFTER, place="", present=[], by=secretary, at=AFTER)
    actions.close_scoring(call=call, by=secretary, at=AFTER)
    seats = {m.name: m.pk for m in CommissionMember.objects.filter(call=call).exclude(seat="expert")}

    def sit(present: list[str], votes: dict[str, str]) -> Session:
        session = actions.open_session(
            call=call, held_at=AFTER, place="Тараз", present=[seats[k] for k in present], by=secretary, at=AFTER
        )
        with pytest.raises(Refused):
            actions.open_session(call=call, held_at=AFTER, place="", present=[], by=secretary, at=AFTER)
        for key, choice in votes.items():
            actions.cast_vote(session=session, choice=choice, reason="", by=region[key], at=AFTER)
        for stranger in ("expert1", "secretary", "citizen", *sorted(set(seats) - set(present))):
            with pytest.raises(Refused):
                actions.cast_vote(session=session, choice="for", reason="", by=region[stranger], at=AFTER)
        return actions.close_session(session=session, discussion_kk="…", discussion_ru="…", by=secretary, at=AFTER)

    everybody = ["member1", "member2", "member3"]
    for present, votes in (
        (["member1", "member2"], {"member1": "for", "member2": "for"}),  # 2 of 3 are 66.7 %, 67 % are asked
        (everybody, {"member1": "for", "member2": "against", "member3": "abstain"}),
    ):
        session = sit(present, votes)
        with pytest.raises(Refused):
            actions.draft_protocol(
                session=session, rows=actions.proposed(call), text_kk="х", text_ru="п", by=secretary, at=AFTER
            )
    session = sit(everybody, {"member1": "for", "member2": "for"})
    rows = actions.proposed(call)
    turned = [actions.DecisionTerms(row.application_id, "not_selected") for row in rows]
    for wrong in (rows[:1], [*rows, rows[0]], turned):
        with pytest.raises(Refused):
            actions.draft_protocol(session=session, rows=wrong, text_kk="х", text_ru="п", by=secretary, at=AFTER)
    grounded = [actions.DecisionTerms(row.application_id, "not_selected", None, "Себеп", "Причина") for row in rows]
    assert (
        actions.draft_protocol(
            session=session, rows=grounded, text_kk="х", text_ru="п", by=secretary, at=AFTER
        ).rows.count()
        == 2
    )


def test_a_failed_competition_is_followed_by_a_new_call(region: Region, announced: Callable[..., Call]) -> None:
    call = announced()
    actions.keep_times(at=AFTER)
    call.refresh_from_db()
    with pytest.raises(Refused):
        actions.fail_call(call=call, reason=" ", by=region["secretary"], at=AFTER)
    actions.fail_call(call=call, reason="Өтінім түскен жоқ", by=region["secretary"], at=AFTER)
    fresh = actions.repeat_call(call=call, by=region["secretary"], at=AFTER)
    assert (call.state, fresh.state, fresh.deadline) == ("failed", "draft", None)
    assert Link.objects.get(source=fresh, kind="follows").target_id == call.pk
    assert fresh.caps.count() == 1 and fresh.criteria_set_id == call.criteria_set_id


def test_the_portals_result_leads_to_the_same_winners(region: Region, announced: Callable[..., Call]) -> None:
    lots = (
        actions.LotTerms("1", "Бірінші лот", "Первый лот", Decimal("2000000.00")),
        actions.LotTerms("2", "Екінші лот", "Второй лот", Decimal("1000000.00")),
    )
    call = announced(
        is_reference=True, external_number="12345678-OK1", lots=lots, opens_at=None, deadline=None, criteria_set_id=None
    )
    assert call.state == "announced"
    with pytest.raises(Refused):
        actions.start_application(call=call, organisation_id=region.ngo.pk, by=region["ngo"], at=MONDAY)
    row = actions.ResultRow
    good = [
        row("1", region.ngo.bin, "Фонд", True, Decimal("1900000.00")),
        row("1", region.ngo2.bin, "Фонд 2", False),
        row("2", "180540000032", "Жаңа қор", True, Decimal("1000000.00")),
    ]
    for bad in (
        [],
        [row("3", region.ngo.bin, "x", False)],
        [row("1", "123", "x", False)],
        [row("1", region.ngo.bin, "x", True)],
        [row("1", region.ngo.bin, "x", True, Decimal("2000000.01"))],
        [good[0], row("1", region.ngo2.bin, "x", True, Decimal("1.00"))],
        [good[0], good[0]],
    ):
        with pytest.raises(Refused):
            actions.record_result(call=call, external_number="", rows=bad, by=region["customer"], at=AFTER)
    with pytest.raises(Refused):
        actions.record_result(call=call, external_number="", rows=good, by=region["other_customer"], at=AFTER)
    actions.record_result(call=call, external_number="", rows=good, by=region["customer"], at=AFTER)
    states = dict(Application.objects.values_list("applicant__bin", "state"))
    assert states == {region.ngo.bin: "winner", region.ngo2.bin: "not_selected", "180540000032": "winner"}
    assert call.state == "published" and Link.objects.filter(target=call, kind="answers").count() == 3
    winner = Application.objects.get(applicant=region.ngo)
    actions.mark_contracted(application=winner, by=region["customer"], at=AFTER)
    assert winner.state == "contracted"


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_close_at_once_and_a_reviewer_beside_them(region: Region, scoring: Callable[..., Call]) -> None:
    call = scoring()
    give(region, call, {"ngo1": (9, 8, 9), "ngo2": (5, 5, 5)})
    open_one = Review.objects.create(
        application=call.applications.order_by("pk")[0],
        reviewer_id=next(
            region.people[k].pk
            for k in ("expert1", "expert2", "expert3")
            if not Review.objects.filter(
                application=call.applications.order_by("pk")[0], reviewer=region.people[k]
            ).exists()
        ),
        assigned_at=AFTER,
        assigned_by=region.people["secretary"],
    )
    key = next(k for k, u in region.people.items() if u.pk == open_one.reviewer_id)
    expert, secretary = region[key], region["secretary"]
    actions.declare_interest(review=open_one, conflict=False, reason="", by=expert, at=AFTER)
    actions.save_marks(review=open_one, marks=marks(8, 8, 8), by=expert, at=AFTER)
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def run(name: str, deed: Callable[[], object]) -> None:
        try:
            start.wait(10)
            deed()
            outcomes.append(f"{name}: done")
        except (Refused, Stale):
            outcomes.append(f"{name}: refused")
        finally:
            connection.close()

    deeds: list[tuple[str, Callable[[], object]]] = [
        ("close", lambda: actions.close_scoring(call=Call.objects.get(pk=call.pk), by=secretary, at=AFTER)),
        ("close", lambda: actions.close_scoring(call=Call.objects.get(pk=call.pk), by=secretary, at=AFTER)),
        ("review", lambda: actions.close_review(review=Review.objects.get(pk=open_one.pk), by=expert, at=AFTER)),
    ]
    threads = [threading.Thread(target=run, args=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # Whoever came first: an open review is never swept under a closed scoring, and scoring closes at most once.
    assert "review: done" in outcomes and outcomes.count("close: done") <= 1
    call.refresh_from_db()
    if call.state == "scoring":
        actions.close_scoring(call=call, by=secretary, at=AFTER)
    assert Event.objects.filter(record=call, code="close_scoring").count() == 1
    assert Review.objects.filter(closed_at__isnull=False).count() == 5 and Mark.objects.count() == 15
