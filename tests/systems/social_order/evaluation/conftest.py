"""An agreement in force, experts of the council, and the way to an evaluation in any state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ..delivery.conftest import demonstration, draft, line, pdf, reported, signed, staff, terms  # noqa: F401

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Evaluation

NOVEMBER = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EXPERTS = ("expert", "expert_two", "expert_three")


def later(days: float) -> datetime:
    return NOVEMBER + timedelta(days=days)


def marks(*points: int, reason: str = "Есеп пен сабақ кестесін көрдім.") -> dict[str, Any]:
    from ortaq.systems.social_order.actions import Mark
    from ortaq.systems.social_order.rules import CRITERIA

    return {code: Mark(point, f"{reason} {code}") for code, point in zip(CRITERIA, points, strict=True)}


@pytest.fixture
def council(staff: Any) -> Any:  # noqa: F811
    """The house with an expert council: three independent experts, and some who can't sit."""
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import assign_role

    def hire(key: str, *posts: tuple[str, Any]) -> None:
        staff.people[key] = User.objects.create_user(f"{key}@example.test", language="kk")
        for role, organisation in posts:
            assign_role(
                user_id=staff.people[key].pk, organisation_id=organisation.pk, role=role, first_day=date(2018, 1, 1)
            )

    for key in EXPERTS:
        hire(key, ("expert", staff.department))
    hire("expert_of_akimat", ("expert", staff.akimat))
    hire("expert_elsewhere", ("expert", staff.division))
    hire("expert_and_ngo", ("expert", staff.department), ("representative", staff.ngo))
    hire("expert_and_customer", ("expert", staff.department), ("customer", staff.department))
    return staff


@pytest.fixture
def scheduled(council: Any, signed: Callable[..., Any]) -> Callable[..., Evaluation]:  # noqa: F811
    from ortaq.systems.social_order.actions import schedule_evaluation

    def make(stage: str = "final", agreement: Any = None) -> Evaluation:
        return schedule_evaluation(agreement=agreement or signed(), stage=stage, by=council["customer"], at=NOVEMBER)

    return make


@pytest.fixture
def scoring(council: Any, scheduled: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    from ortaq.systems.social_order.actions import declare_interest, name_expert, open_scoring

    def make(*experts: str, **more: Any) -> Evaluation:
        evaluation = scheduled(**more)
        for key in experts or EXPERTS:
            name_expert(evaluation=evaluation, expert=council.people[key], by=council["customer"], at=NOVEMBER)
        open_scoring(evaluation=evaluation, by=council["customer"], at=NOVEMBER)
        for key in experts or EXPERTS:
            declare_interest(evaluation=evaluation, conflict=False, interest="", by=council[key], at=later(1))
        return evaluation

    return make


@pytest.fixture
def concluded(council: Any, scoring: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    from ortaq.systems.social_order.actions import conclude_evaluation, submit_points

    def make(**more: Any) -> Evaluation:
        evaluation = scoring(**more)
        for key, points in zip(EXPERTS, ((5, 4, 4, 3, 4), (4, 4, 5, 2, 4), (5, 3, 4, 3, 5)), strict=True):
            submit_points(evaluation=evaluation, marks=marks(*points), by=council[key], at=later(2))
        conclude_evaluation(
            evaluation=evaluation, outcome="remarks", kk="Жоба нәтиже берді.", ru="Проект дал результат.",
            by=council["customer"], at=later(3),
        )  # fmt: skip
        return evaluation

    return make


@pytest.fixture
def published(council: Any, concluded: Callable[..., Evaluation]) -> Callable[..., Evaluation]:
    from ortaq.systems.social_order.actions import publish_evaluation, sign_evaluation

    def make(**more: Any) -> Evaluation:
        evaluation = concluded(**more)
        sign_evaluation(evaluation=evaluation, by=council["head"], at=later(4))
        publish_evaluation(evaluation=evaluation, by=council["customer"], at=later(5))
        return evaluation

    return make
