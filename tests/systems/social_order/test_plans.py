"""The plan: drawn up, approved by another person, changed as a new version; sums computed; the demo to the tenge."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.events.models import Event
from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.lifecycle.actions import Refused, advance_many, decide
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.kernel.records.models import Link
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.demo.breakdown import plan_2018
from ortaq.systems.social_order.lifecycle import PLAN_LINE
from ortaq.systems.social_order.models import Plan, PlanChange, PlanLine, PlanShare
from ortaq.systems.social_order.queries import plans as queries
from ortaq.systems.social_order.rules import added

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
EXPECTED = {
    "customer": {"customer"},
    "customer_two": {"customer"},
    "head": {"approver"},
    "head_two": {"approver"},
    "both": {"customer", "approver"},
    "auditor": {"auditor"},
}
"""In which capacity people stand towards a line that "customer" drew up; everybody else in none."""


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def plan(house: Any) -> Plan:
    return actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)


@pytest.fixture
def add(house: Any, plan: Plan) -> Callable[..., PlanLine]:
    def make(by: str = "customer", **changes: Any) -> PlanLine:
        values = {
            "sphere_id": house.sphere.pk,
            "territory_id": house.city.pk,
            "amount": Decimal("4500000.50"),
            "title_kk": "Ымдау тілі",
            "title_ru": "Жестовый язык",
        }
        return actions.add_line(plan=plan, line=LineInput(**values | changes), by=house[by], at=MONDAY)

    return make


@pytest.fixture
def approved(house: Any, plan: Plan, add: Callable[..., PlanLine]) -> PlanLine:
    line = add()
    actions.submit_plan(plan=plan, by=house["customer"], at=later(1))
    actions.approve_plan(plan=plan, by=house["head"], at=later(2))
    line.refresh_from_db()
    return line


def wanted(line: PlanLine, **changes: Any) -> LineInput:
    values = {
        "sphere_id": line.sphere_id,
        "territory_id": line.territory_id,
        "amount": line.amount,
        "title_kk": line.title_kk,
        "title_ru": line.title_ru,
        "projects": line.projects,
        "funding": line.funding,
    }
    return LineInput(**values | changes)


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(
    house: Any, add: Callable[..., PlanLine]
) -> None:
    line = add()
    actors: dict[str, Actor] = {key: house[key] for key in house.people} | {"GUEST": GUEST, "SYSTEM": SYSTEM}
    for state in PLAN_LINE.states:
        line.state = state
        for who, actor in actors.items():
            held = {"system"} if who == "SYSTEM" else EXPECTED.get(who, set())
            for code, transition in PLAN_LINE.transitions.items():
                should = state in transition.sources and bool(held & transition.who)
                assert bool(decide(line, code, actor)) == should, (who, state, code)


def test_a_plan_is_approved_by_a_head_who_did_not_draw_it_up(
    house: Any, plan: Plan, add: Callable[..., PlanLine]
) -> None:
    mine, other = add(by="both"), add()
    assert queries.public_line(mine.number) is None and plan.level == "region"
    assert actions.submit_plan(plan=plan, by=house["customer"], at=later(1)) == 2
    assert actions.approve_plan(plan=plan, by=house["both"], at=later(2)) == 1
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == ("submitted", "approved")
    with pytest.raises(Refused):
        actions.approve_plan(plan=plan, by=house["both"], at=later(2))
    with pytest.raises(Refused):
        actions.approve_plan(plan=plan, by=house["other_head"], at=later(2))
    assert actions.approve_plan(plan=plan, by=house["head"], at=later(3)) == 1
    plan.refresh_from_db()
    assert plan.version == 2 and queries.public_line(mine.number) is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanLine.objects.filter(pk=other.pk).update(approved_by=other.drawn_by)


def test_an_approved_line_changes_only_as_a_new_version_with_a_reason(
    house: Any, plan: Plan, approved: PlanLine
) -> None:
    with pytest.raises(Refused):
        actions.edit_line(line=approved, changes=wanted(approved), by=house["customer"], at=later(3))
    for reason, changes in (("", {"amount": Decimal(1)}), ("Себеп", {})):
        with pytest.raises(Refused):
            actions.propose_change(
                line=approved, changes=wanted(approved, **changes), reason=reason, by=house["customer"], at=later(3)
            )
    changes = wanted(approved, amount=Decimal("4000000.50"), shares={2028: Decimal(900)})
    change = actions.propose_change(
        line=approved, changes=changes, reason="Қаржы азайды", by=house["both"], at=later(3)
    )
    with pytest.raises(Refused):
        actions.propose_change(line=approved, changes=changes, reason="Тағы", by=house["customer"], at=later(3))
    approved.refresh_from_db()
    assert approved.amount == Decimal("4500000.50")
    with pytest.raises(Refused):
        actions.decide_change(change=change, approve=True, by=house["both"], at=later(4))
    actions.decide_change(change=change, approve=True, by=house["head"], at=later(4))
    approved.refresh_from_db()
    plan.refresh_from_db()
    assert (approved.amount, approved.until, plan.version, change.version) == (Decimal("4000000.50"), 2028, 2, 2)
    assert PlanShare.objects.get(line=approved).amount == 900
    assert change.before["amount"] == "4500000.50" and queries.changes_of(approved) == [change]
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanChange.objects.filter(pk=change.pk).update(before={})
    with pytest.raises(Refused):
        actions.decide_change(change=change, approve=True, by=house["head_two"], at=later(5))


def test_a_topic_goes_into_the_plan_and_follows_its_line(house: Any, plan: Plan, add: Any, publish: Any) -> None:
    topic = publish()
    with pytest.raises(Refused):
        add(topic_id=topic.pk)
    actions.accept_topic(topic=topic, answer="Иә.", title_kk="А", title_ru="Б", by=house["customer"], at=later(1))
    line = add(topic_id=topic.pk)
    assert Link.objects.filter(source=line, kind="raised_by", target=topic).exists()
    actions.submit_plan(plan=plan, by=house["customer"], at=later(2))
    actions.approve_plan(plan=plan, by=house["head"], at=later(3))
    topic.refresh_from_db()
    assert topic.state == "included"
    line.refresh_from_db()
    with pytest.raises(Refused):
        actions.advance_line(line=line, code="announce", by=house["customer"], at=later(4))
    actions.advance_line(line=line, code="announce", by=house["customer"], at=later(4), procurement="7001-1")
    actions.advance_line(line=line, code="contract", by=SYSTEM, at=later(5))
    topic.refresh_from_db()
    assert topic.state == "contracted"
    actions.mark_evaluated(topic=topic, at=later(6))
    topic.refresh_from_db()
    assert topic.state == "evaluated"


def test_a_cancelled_line_sets_its_topic_free_and_counts_for_nothing(
    house: Any, plan: Plan, add: Any, publish: Any
) -> None:
    topic = publish()
    actions.accept_topic(topic=topic, answer="Иә.", title_kk="А", title_ru="Б", by=house["customer"], at=later(1))
    line, other = add(topic_id=topic.pk), add(amount=Decimal(10))
    actions.submit_plan(plan=plan, by=house["customer"], at=later(2))
    actions.approve_plan(plan=plan, by=house["head"], at=later(3))
    line.refresh_from_db()
    actions.advance_line(line=line, code="cancel", by=house["head"], at=later(4), reason="Қаржы жоқ")
    topic.refresh_from_db()
    assert topic.state == "accepted" and queries.public_line(line.number) is not None
    total = added(row.sum for row in queries.year_rows(2027))
    assert (total.amount, total.lines) == (Decimal("10.00"), 1) and other.position == 2


def test_projects_last_three_years_at_most(house: Any, add: Callable[..., PlanLine]) -> None:
    assert add(since=2026, shares={2028: Decimal(5)}).until == 2028
    with pytest.raises(Refused):
        add(shares={2030: Decimal(5)})
    with pytest.raises(Refused):
        add(by="other_customer")


@pytest.mark.django_db(transaction=True)
def test_two_heads_approve_at_once_and_there_is_one_new_version(house: Any, plan: Plan, add: Any) -> None:
    add()
    actions.submit_plan(plan=plan, by=house["customer"], at=later(1))
    heads, start, results = [house["head"], house["head_two"]], threading.Barrier(2), []

    def approve(by: Actor) -> None:
        start.wait()
        try:
            results.append(actions.approve_plan(plan=Plan.objects.get(pk=plan.pk), by=by, at=later(2)))
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(by,)) for by in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plan.refresh_from_db()
    assert plan.version == 1 and sum(result == 1 for result in results) == 1


def test_the_demo_plan_gives_the_figures_of_the_article_to_the_tenge() -> None:
    lines = plan_2018()

    def total(*bodies: str, regional: bool | None = None) -> tuple[int, Decimal]:
        chosen = [
            line
            for line in lines
            if (
                not bodies
                or line.body in bodies
                or any(b.endswith("*") and line.body.startswith(b[:-1]) for b in bodies)
            )
            and (regional is None or (line.territory == "zhambyl") == regional)
        ]
        return len(chosen), sum((line.amount for line in chosen), Decimal(0))

    assert total() == (232, Decimal(814_800_000))
    assert total(regional=True) == (74, Decimal(262_800_000))
    assert total(regional=False) == (158, Decimal(552_000_000))
    assert total("employment*")[1] == Decimal(540_000_000)
    assert total("internal-policy")[1] == Decimal(50_000_000)
    center = [line for line in lines if "Гражданского центра" in line.title[1]]
    assert [line.amount for line in center] == [Decimal(8_900_000)]
    assert sum(line.since == 2017 for line in lines if line.body == "internal-policy") == 6
    assert all(line.amount > 0 for line in lines) and plan_2018() == lines
    titles = [(line.body, line.title) for line in lines]
    assert len(titles) == len(set(titles))


def test_sending_and_approving_many_lines_takes_as_many_statements_as_few(house: Any, plan: Plan) -> None:
    def took(count: int) -> int:
        lines = [
            LineInput(sphere_id=house.sphere.pk, territory_id=house.city.pk, amount=Decimal(n), title_kk=f"Жоба {n}")
            for n in range(1, count + 1)
        ]
        actions.add_lines(plan=plan, lines=lines, by=house["customer"], at=MONDAY)
        with CaptureQueriesContext(connection) as asked:
            assert actions.submit_plan(plan=plan, by=house["customer"], at=later(1)) == count
            assert actions.approve_plan(plan=plan, by=house["head"], at=later(2)) == count
        return len(asked)

    took(3)
    assert took(5) == took(60)
    line = PlanLine.objects.latest("pk")
    assert (line.state, line.version, line.public_title) == ("approved", 3, "Жоба 60")
    events = list(Event.objects.filter(record_id=line.pk).order_by("sequence"))
    assert [(e.code, e.sequence, e.role, e.is_public) for e in events] == [
        ("draft", 1, "", False), ("submit", 2, "customer", False), ("approve", 3, "approver", True),
    ]  # fmt: skip
    assert list(verify_log()) == []
    assert queries.public_line(line.number) is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(length) FROM search_posting WHERE record_id = %s", [line.pk])
        postings, length = cursor.fetchone()
    assert postings > 2 and length > 2


def test_one_line_that_may_not_go_on_holds_all_of_them_back(
    house: Any, plan: Plan, add: Callable[..., PlanLine]
) -> None:
    lines = [add(), add(by="both")]
    with pytest.raises(Refused):
        advance_many(lines, "approve", by=house["head"], at=MONDAY)
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    with pytest.raises(Refused):
        advance_many(lines, "approve", by=house["both"], at=MONDAY)
    assert set(PlanLine.objects.values_list("state", flat=True)) == {"submitted"}
    with pytest.raises(ValueError, match="more than many"):
        advance_many(lines, "cancel", by=house["head"], at=MONDAY)
