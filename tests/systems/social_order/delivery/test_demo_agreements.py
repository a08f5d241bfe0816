"""The demonstration's agreements: every state, labelled, made once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ortaq.kernel.events.queries import verify_log
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.social_order.demo.agreements import WAYS, make_demo_agreements
from ortaq.systems.social_order.lifecycle import AGREEMENT
from ortaq.systems.social_order.models import Agreement, Payment


def test_demo_agreements_stand_in_every_state_and_are_labelled(house: Any, worked_by_day: Any) -> None:
    house.department.slug = "internal-policy"
    house.department.save()
    house.akimat.slug = "akimat-zhambyl"
    house.akimat.save()
    at = datetime(2026, 11, 21, 20, tzinfo=UTC)  # in the night to a Sunday
    assert make_demo_agreements(by=SYSTEM, at=at, progress=lambda _: None) == len(WAYS)
    assert make_demo_agreements(by=SYSTEM, at=at, progress=lambda _: None) == 0
    found = list(Agreement.objects.all())
    assert {each.state for each in found} == set(AGREEMENT.states)
    assert all(each.is_demo and "(демо)" in each.title_kk and "(демо)" in each.title_ru for each in found)
    assert Payment.objects.filter(receipt="not_received").count() == 1
    assert all(each.changed_at <= at for each in found)
    worked_by_day()
    assert list(verify_log()) == []
