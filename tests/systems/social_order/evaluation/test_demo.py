"""The demonstration's evaluations: three states, two surveys, labelled, the same each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ortaq.kernel.parties.rules import SYSTEM
from ortaq.procedures.surveys.models import Survey
from ortaq.systems.social_order.demo.evaluations import make_demo_evaluations
from ortaq.systems.social_order.models import Agreement, Evaluation
from ortaq.systems.social_order.queries import evaluation as queries

from .conftest import NOVEMBER


def test_three_evaluations_and_two_surveys_are_made_once(
    council: Any, signed: Callable[..., Agreement], worked_by_day: Callable[[], None]
) -> None:
    people = {"customer": council["customer"], "plan.head": council["head"]}  # the region isn't loaded here
    at = NOVEMBER + timedelta(days=60)
    assert make_demo_evaluations(by=SYSTEM, at=at, progress=lambda _: None, staff=people) == 0  # no demo agreements
    for number in range(3):
        signed(amount=Decimal("300000.00"), contract_number=f"Демо-{number}", contract_sum=None, schedule=_schedule())
    Agreement.objects.update(is_demo=True)
    assert make_demo_evaluations(by=SYSTEM, at=at, progress=lambda _: None, staff=people) == 3
    assert make_demo_evaluations(by=SYSTEM, at=at, progress=lambda _: None, staff=people) == 0
    worked_by_day()
    made = list(Evaluation.objects.order_by("pk"))
    assert [each.state for each in made] == ["published", "signed", "scoring"] and all(each.is_demo for each in made)
    shown = [queries.satisfaction_of(each) for each in made]
    assert [each.summary.shown for each in shown if each] == ["share", "count"] and shown[2] is None
    assert Survey.objects.filter(is_demo=True, state="closed").count() == 2


def _schedule() -> Any:
    from datetime import date

    from ortaq.systems.social_order.rules import Line, Measure, Schedule, Step

    return Schedule(
        (Step(1, "Курс", date(2026, 6, 1), Decimal("300000.00")),),
        (Line(1, "pay", "Мұғалім", Decimal("300000.00")),),
        (Measure(1, "Оқыған ата-ана", "адам", Decimal(60)),),
    )
