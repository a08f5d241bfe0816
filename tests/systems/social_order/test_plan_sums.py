"""Sums of a plan are kept by the database as lines move: always those of the lines, and nobody waits for them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.db.models import Sum as SqlSum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ortaq.kernel.lifecycle.actions import open_transitions
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.models import Record
from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.models import Plan, PlanLine, PlanSum, Sphere
from ortaq.systems.social_order.queries import plans as queries
from ortaq.systems.social_order.rules import added
from ortaq.systems.social_order.tasks import social_order_sums

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def counted() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The sums, asked of the lines themselves."""
    rows = PlanLine.objects.values_list("plan_id", "sphere_id", "state", "is_demo").annotate(
        amount=SqlSum("amount"), projects_=SqlSum("projects"), lines=Count("pk"), public=Count("published_at")
    )
    return {row[:4]: row[4:] for row in rows.order_by()}


def kept() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The sums, as they are kept."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in PlanSum.objects.all():
        sums = found.setdefault((row.plan_id, row.sphere_id, row.state, row.is_demo), [Decimal(0), 0, 0, 0])
        for place, value in enumerate((row.amount, row.projects, row.lines, row.lines * row.is_public)):
            sums[place] += value
    return {key: tuple(sums) for key, sums in found.items() if any(sums)}


def line(house: Any, number: int = 1, **changes: Any) -> LineInput:
    values = {
        "sphere_id": house.sphere.pk,
        "territory_id": house.city.pk,
        "amount": Decimal("1000.10") * number,
        "title_kk": f"Жоба {number}",
        "projects": number,
    }
    return LineInput(**values | changes)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_whatever_happens_to_lines_the_sums_are_those_of_the_lines(house: Any, seed: int) -> None:
    draw, other = Random(seed), Sphere.objects.exclude(pk=house.sphere.pk).first()
    assert other is not None
    unheard = count(
        90 + 25 * PlanLine.objects.count()
    )  # lines of earlier examples are there: a change has to change them
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    actions.add_lines(plan=plan, lines=[line(house, n) for n in range(1, 4)], by=house["customer"], at=MONDAY)
    for step in range(25):
        found = draw.choice(list(PlanLine.objects.order_by("pk")))
        moves = [t.code for who in ("customer", "head") for t in open_transitions(found, house[who])]
        deed = draw.choice(["add", "edit", "fold", "submit", "approve", "change", *moves])
        if deed == "add":
            actions.add_line(
                plan=plan, line=line(house, step), by=house["customer"], at=MONDAY, is_demo=step % 2 == 0
            ) if step else None
        elif deed == "edit" and found.state == "draft":
            actions.edit_line(
                line=found, changes=line(house, 50 + step, sphere_id=other.pk), by=house["customer"], at=MONDAY
            )
        elif deed == "change" and found.state in {"approved", "announced", "contracted", "not_held"}:
            change = actions.propose_change(
                line=found,
                changes=line(house, next(unheard)),
                reason="Бюджет нақтыланды",
                by=house["customer"],
                at=MONDAY,
            )
            actions.decide_change(change=change, approve=True, by=house["head"], at=MONDAY)
        elif deed == "fold":
            social_order_sums(0)
        elif deed == "submit":
            actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
        elif deed == "approve" and PlanLine.objects.filter(state="submitted").exists():
            actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
        elif deed in moves and deed not in {"change", "submit", "approve"}:
            who = "customer" if deed in [t.code for t in open_transitions(found, house["customer"])] else "head"
            actions.advance_line(
                line=found, code=deed, by=house[who], at=MONDAY, reason="Себебі бар", procurement="1-1"
            )
        assert kept() == counted(), (seed, step, deed)
    rows = queries.year_rows(2027)
    public = queries.public_lines().filter(state__in=queries.COUNTED)
    assert added(row.sum for row in rows).amount == sum((each.amount for each in public), Decimal(0))
    assert queries.plan_sum(plan).lines == public.count()
    assert any(row.is_demo for row in rows) == public.filter(is_demo=True).exists()
    states = queries.state_sums(plan)
    assert {code: each.lines for code, each in states.items()} == dict(
        PlanLine.objects.values_list("state").annotate(count=Count("pk")).order_by()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT social_order_sums_anew(%s)", [plan.pk])
    assert kept() == counted()


def test_a_line_that_goes_takes_its_money_with_it(house: Any) -> None:
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    gone = actions.add_line(plan=plan, line=line(house, 2), by=house["customer"], at=MONDAY)
    assert queries.plan_sum(plan, ["draft"]).projects == 2
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM social_order_planline WHERE record_ptr_id = %s", [gone.pk])
    assert queries.plan_sum(plan, ["draft"]).lines == 0 and queries.state_sums(plan) == {}


@pytest.mark.django_db(transaction=True)
def test_two_who_move_lines_of_one_plan_and_who_folds_wait_for_nobody(house: Any) -> None:
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    actions.add_lines(plan=plan, lines=[line(house, n) for n in range(1, 5)], by=house["customer"], at=MONDAY)
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    first, second = PlanLine.objects.order_by("pk")[:2]
    done: list[str] = []

    def elsewhere() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            actions.advance_line(line=second, code="announce", by=SYSTEM, at=MONDAY)
            actions.fold_sums()
            done.append("moved")
        finally:
            connection.close()

    with transaction.atomic():
        actions.advance_line(line=first, code="announce", by=SYSTEM, at=MONDAY)
        actions.fold_sums(plan=plan)
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join(20)
    assert done == ["moved"] and kept() == counted()
    assert queries.state_sums(plan)["announced"].lines == 2


def test_folding_leaves_one_row_of_what_belongs_together(house: Any) -> None:
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    for number in range(1, 8):
        actions.add_line(plan=plan, line=line(house, number), by=house["customer"], at=MONDAY)
    assert PlanSum.objects.count() == 7
    social_order_sums(0)
    only = PlanSum.objects.get()
    assert (only.lines, only.projects, only.amount) == (7, 28, Decimal("28002.80"))


def test_the_page_of_a_year_reads_no_line(house: Any) -> None:
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    actions.add_lines(plan=plan, lines=[line(house, n) for n in range(1, 60)], by=house["customer"], at=MONDAY)
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert Client().get("/kk/social-order/plan/2027/").status_code == 200
    assert not any("social_order_planline" in each["sql"] for each in asked.captured_queries)
    assert Plan.objects.get().pk and Record.objects.filter(kind="plan_line").count() == 59
