"""The social order in ``/api/v1/``: as described, page by page, in constant statements, the same sums as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.systems.social_order.delivery.conftest import MONDAY, later

from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.models import PlanLine
from ortaq.systems.social_order.queries.agreements import organisation_money

if TYPE_CHECKING:
    from ortaq.systems.social_order.models import Agreement

API = "/api/v1"


def ask(path: str, **query: Any) -> Any:
    return Client().get(f"{API}{path}", query)


def described(path: str, answer: Any) -> None:
    """Raises when the answer isn't what the description says."""
    whole = ask("/openapi.json").json()
    responses = whole["paths"][f"{API}{path}"]["get"]["responses"]
    schema = responses["200" if "200" in responses else 200]["content"]["application/json"]["schema"]
    jsonschema.validate(answer, {**schema, "components": whole["components"]})


def test_every_address_answers_as_described_and_tells_no_secret(staff: Any, signed: Any, reported: Any) -> None:
    agreement: Agreement = signed()
    report = reported(agreement, 2, "350000")
    actions.accept_report(report=report, by=staff["customer"], at=later(65))
    for path, values in {
        "/plan-lines": {}, "/plan-lines/{number}": {"number": agreement.line.number}, "/projects": {},
        "/projects/{number}": {"number": agreement.number}, "/agreements/{number}": {"number": agreement.number},
    }.items():  # fmt: skip
        answer = ask(path.format(**values))
        assert answer.status_code == 200, path
        described(path, answer.json())
        text = answer.content.decode()
        assert "Құпия" not in text and "example.test" not in text and "KZ8612" not in text, path
    told = ask(f"/agreements/{agreement.number}").json()
    assert [each["number"] for each in told["milestones"]] == [1, 2, 3] and told["milestones"][1]["report_accepted"]
    assert Decimal(told["project"]["agreed"]) == organisation_money(agreement.supplier_id).agreed
    line = ask(f"/plan-lines/{agreement.line.number}").json()
    assert Decimal(line["amount"]) == agreement.line.amount and line["changes"] == []


def test_lists_are_read_by_key_and_narrowed_in_constant_statements(staff: Any, line: PlanLine) -> None:
    lines = [
        LineInput(sphere_id=line.sphere_id, territory_id=staff.city.pk, amount=Decimal(n), title_kk=f"Жоба {n}")
        for n in range(1, 61)
    ]
    actions.add_lines(plan=line.plan, lines=lines, by=staff["customer"], at=MONDAY)
    assert len(ask("/plan-lines").json()["items"]) == 1, "drafts are nobody's business"
    ask("/plan-lines")
    with CaptureQueriesContext(connection) as few:
        ask("/plan-lines")
    actions.submit_plan(plan=line.plan, by=staff["customer"], at=MONDAY)
    actions.approve_plan(plan=line.plan, by=staff["head"], at=MONDAY)
    with CaptureQueriesContext(connection) as many:
        first = ask("/plan-lines").json()
    assert len(many) == len(few)
    second = ask("/plan-lines", after=first["after"]).json()
    assert (len(first["items"]), len(second["items"]), second["after"]) == (50, 11, None)
    numbers = [each["number"] for each in first["items"] + second["items"]]
    assert len(set(numbers)) == 61 == PlanLine.objects.count()
    assert ask("/plan-lines", year=1990).status_code == 422 and ask("/plan-lines", year=2030).json()["items"] == []
    assert ask("/plan-lines", body="nobody").json()["items"] == [] == ask("/plan-lines", sphere="none").json()["items"]
    assert ask("/projects", year="2018", state="active").json() == {"items": [], "after": None}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/plan-lines/PL-2026-999999", "/projects/nonsense", "/agreements/AG-2026-999999"])
def test_what_is_absent_is_404(path: str) -> None:
    assert ask(path).status_code == 404
