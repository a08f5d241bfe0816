"""``/api/v1/``: its description is valid, every path answers as it says, and only what is public leaves."""

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from ortaq.kernel.events.actions import make_checkpoint
from ortaq.kernel.limits import rules as limits
from ortaq.kernel.parties.rules import GUEST, Actor, Grant
from ortaq.portal.imports import load_region
from ortaq.systems.reception.actions import Filing, file_appeal, publish_appeal, take_down_appeal
from ortaq.systems.reception.models import Appeal, Category

API = "/api/v1"
SECRET = "ҚҰПИЯ"


def filed(**changes: Any) -> Appeal:
    from ortaq.systems.reception.queries.intake import suggest_bodies, territory_choices

    category, territory = Category.objects.get(slug="roads"), territory_choices()[0]
    filing = Filing(
        type="message", category_id=category.pk, territory_id=territory.pk, body_id=suggest_bodies(category.pk, territory.pk)[0].body.pk,
        subject=SECRET, text=SECRET, language="kk", delivery="email", name=SECRET, email="secret@example.test", phone="+7 701 111 22 33",
        address=SECRET, place=SECRET, consent_to_publish=True, **changes,
    )  # fmt: skip
    return file_appeal(filing=filing, by=GUEST, at=timezone.now()).appeal


def moderator(appeal: Appeal) -> Actor:
    return Actor(kind="user", user_id=1, grants=(Grant("moderator", appeal.body_id or 0),))


def publish(appeal: Appeal) -> Appeal:
    publish_appeal(
        appeal=appeal, title="Жолдағы шұңқыр", text="Мектеп алдында", by=moderator(appeal), at=timezone.now()
    )
    return appeal


@pytest.fixture
def region(db: None) -> None:
    from ortaq.systems.budget.imports import load_shipped

    load_region("zhambyl")
    load_shipped(at=timezone.now())


def resolved(schema: Any, whole: dict[str, Any]) -> dict[str, Any]:
    """A schema of the description together with the components that it refers to."""
    return {**schema, "components": whole["components"]}


def test_the_description_is_valid_and_every_path_answers_as_it_says(region: None) -> None:
    appeal = publish(filed())
    make_checkpoint(day=date(2026, 1, 1), at=timezone.now())
    client = Client()
    described = client.get(f"{API}/openapi.json").json()
    assert described["openapi"].startswith("3.1") and described["info"]["title"] == "Ortaq"
    code = client.get(f"{API}/datasets").json()["items"][0]["code"]
    asked = {
        "/appeals/{number}": {"number": appeal.number}, "/appeals/{number}/timeline": {"number": appeal.number},
        "/records/{number}": {"number": appeal.number}, "/datasets/{code}": {"code": code},
    }  # fmt: skip
    for path, methods in described["paths"].items():
        assert set(methods) == {"get"}, path
        operation = methods["get"]
        assert operation["summary"] and operation["description"], path
        if "{" in path and path.removeprefix(API) not in asked:
            continue  # tests/systems/social_order/delivery/test_api.py asks for these
        values = asked.get(path.removeprefix(API), {})
        response = client.get(path.format(**values))
        assert response.status_code == 200, (path, response.content)
        assert response.json(), path
        schema = operation["responses"]["200" if "200" in operation["responses"] else 200]["content"][
            "application/json"
        ]["schema"]
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(response.json(), resolved(schema, described))
        assert response["Access-Control-Allow-Origin"] == "*" and not response.cookies
    assert {path.removeprefix(API) for path in described["paths"]} == {
        "/appeals", "/appeals/{number}", "/appeals/{number}/timeline", "/statistics", "/territories", "/bodies", "/categories",
        "/datasets", "/datasets/{code}", "/records/{number}", "/digest", "/plan-lines", "/plan-lines/{number}", "/projects",
        "/projects/{number}", "/agreements/{number}", "/ledger", "/ledger/lines",
    }  # fmt: skip


def test_only_the_public_version_leaves(region: None) -> None:
    hidden, taken_down = filed(), publish(filed())
    shown = publish(filed())
    take_down_appeal(appeal=taken_down, reason=SECRET, by=moderator(taken_down), at=timezone.now())
    client = Client()
    paths = [
        "appeals",
        f"appeals/{shown.number}",
        f"appeals/{shown.number}/timeline",
        f"records/{shown.number}",
        "statistics",
        "digest",
    ]
    said = json.dumps([client.get(f"{API}/{path}").json() for path in paths], ensure_ascii=False)
    assert shown.number in said
    for secret in (SECRET, "secret@example.test", "111 22 33", hidden.number, taken_down.number):
        assert secret not in said
    for appeal in (hidden, taken_down):
        for path in (f"appeals/{appeal.number}", f"appeals/{appeal.number}/timeline", f"records/{appeal.number}"):
            assert client.get(f"{API}/{path}").status_code == 404, path


def test_a_list_is_read_page_by_page(region: None) -> None:
    numbers = {publish(filed()).number for _ in range(21)}
    client = Client()
    first = client.get(f"{API}/appeals").json()
    second = client.get(f"{API}/appeals", {"after": first["after"]}).json()
    assert len(first["items"]) == 20 and len(second["items"]) == 1 and second["after"] is None
    assert {each["number"] for each in first["items"] + second["items"]} == numbers
    assert client.get(f"{API}/appeals", {"category": "water"}).json()["items"] == []


def test_what_is_absent_is_404_and_nothing_can_be_written(region: None) -> None:
    client = Client()
    for path in (
        "appeals/AP-2026-999999",
        "appeals/nonsense",
        "records/nonsense",
        "records/AP-2026-999999",
        "datasets/none",
        "nothing",
    ):
        assert client.get(f"{API}/{path}").status_code == 404, path
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{API}/appeals").status_code == 405
    assert client.get(f"{API}/statistics", {"year": "soon"}).status_code == 422
    assert client.get(f"{API}/docs").status_code == 404


def test_who_asks_too_often_is_told_to_wait(region: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.RULES, "api.read", limits.Rule("api.read", (limits.Window(2, 3600),)))
    client = Client()
    assert [client.get(f"{API}/territories").status_code for _ in range(3)] == [200, 200, 429]
