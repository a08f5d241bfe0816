"""Independent clients of GeoReport v2, none of them ours, against a running server.

``docs/open311.md`` is written from what this file proves: ``ORTAQ_WRITE_DOCS=1 pytest`` with this file writes it anew.
"""

import importlib.metadata
import io
import itertools
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.utils import timezone

from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal, Category
from ortaq.systems.reception.open311.actions import issue_api_key

PAGE = Path(__file__).resolve().parents[3] / "docs" / "open311.md"
QUESTIONS = [
    {"code": "SIZE", "order": 1, "datatype": "singlevaluelist", "required": True, "description": "How large?", "values": [{"key": "l", "name": "Large"}]},
    {"code": "KIND", "order": 2, "datatype": "multivaluelist", "description": "What kind?", "values": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}]},
]  # fmt: skip
METHODS = ("discovery", "services", "definition", "requests", "one request", "POST", "POST with a picture", "token")
PROVED: dict[str, dict[str, str]] = {
    "civicbot": {"services": "JSON", "definition": "JSON", "requests": "JSON", "one request": "JSON", "POST": "JSON", "token": "JSON"},
    "georeport": {"services": "XML, JSON", "definition": "XML, JSON", "requests": "XML, JSON", "one request": "XML, JSON"},
    "three": {"discovery": "JSON", "services": "JSON", "definition": "JSON", "requests": "JSON", "one request": "JSON", "POST": "JSON", "POST with a picture": "JSON", "token": "JSON"},
}  # fmt: skip
"""What each client is made to do below, and in which format. A method that a client hasn't got isn't listed."""


@pytest.fixture
def v2(live_server: Any) -> str:
    return urljoin(live_server.url, "/open311/v2")


@pytest.fixture
def key(office: Any) -> str:
    Category.objects.update(attributes=QUESTIONS)
    return issue_api_key(holder="An app", body_id=None, by=SYSTEM, at=timezone.now())[1]


@pytest.fixture
def published(office: Any, file: Callable[..., Filed]) -> Appeal:
    at = timezone.now() - timedelta(hours=1)
    appeal = file(at=at).appeal
    actions.publish_appeal(appeal=appeal, title="Шұңқыр", text="Мектеп алдында", by=office["moderator"], at=at)
    return appeal


def test_civicbot_reads_and_reports(v2: str, key: str, published: Appeal) -> None:
    from civicbot import Endpoint, HttpTransport, Open311Client, ValidationError
    from civicbot.http import RateLimiter

    endpoint = Endpoint(id="ortaq", name="Ortaq", base_url=v2, write=True)
    client = Open311Client(
        endpoint, transport=HttpTransport(rate_limiter=RateLimiter(min_interval=0)), jurisdiction_id="c"
    )
    assert [service["service_code"] for service in client.list_services()] == ["roads"]
    assert client.get_service_definition("roads")["attributes"][0]["code"] == "SIZE"
    (listed,) = client.list_requests(service_code="roads", status="open")
    one = client.get_request(published.number)
    assert listed == one and one is not None and one["service_request_id"] == published.number
    where: dict[str, Any] = {"lat": 42.9012, "lng": 71.3789, "validate_remote": True}
    with pytest.raises(ValidationError):
        client.create_request("roads", attributes={"SIZE": "none"}, **where)
    sent = client.create_request(
        "roads",
        dry_run=False,
        confirm="SEND",
        api_key=key,
        description="Көшедегі шұңқыр, яма",
        attributes={"SIZE": "l", "KIND": ["a", "b"]},
        **where,
    )
    token = sent.response[0]["token"]
    number = client.get_token(token)[0]["service_request_id"]
    appeal = Appeal.objects.get(number=number)
    assert appeal.text.startswith("Көшедегі шұңқыр, яма") and appeal.attributes["KIND"] == ["a", "b"]


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_georeport_reads_both_formats(v2: str, key: str, published: Appeal, kind: str) -> None:
    from georeport import GeoReport

    client = GeoReport(v2, jurisdiction="r", output_format=kind)
    services = client.get_service_list()
    # This client makes one XML element a dictionary, not a list of one.
    assert (services[0] if kind == "json" else services)["service_code"] == "roads"  # type: ignore[index]
    definition = client.get_service_definition("roads")
    questions = definition["attributes"] if kind == "json" else definition["attributes"]["attribute"]
    assert [question["code"] for question in questions] == ["SIZE", "KIND", "consent_to_publish"]
    found = client.get_service_requests(service_code="roads", status="open,closed")
    listed = found[0] if kind == "json" else found
    assert listed == client.get_service_request(published.number)
    assert listed["service_request_id"] == published.number and listed["description"] == "Шұңқыр\n\nМектеп алдында"  # type: ignore[index,call-overload]


def test_three_discovers_reads_and_reports(
    v2: str, key: str, published: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)  # written for Python 2
    from PIL import Image
    from three import Three

    client = Three(v2, api_key=key, jurisdiction="c")
    assert client.discovery()["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert client.services()[0]["service_code"] == "roads"
    assert client.services("roads")["service_code"] == "roads"
    day = timezone.localdate()
    assert (
        client.requests("roads", between=[day - timedelta(days=1), day + timedelta(days=1)])[0]
        == client.request(published.number)[0]
    )
    (sent,) = client.post("roads", address="Taraz", name="Сынақ Азамат", description="Яма", **{"attribute[SIZE]": "l"})
    assert Appeal.objects.filter(number=client.token(sent["token"])[0]["service_request_id"]).exists()
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.name = "hole.png"
    picture.seek(0)
    (with_picture,) = client.post("roads", address="Taraz", media=picture, **{"attribute[SIZE]": "l"})
    number = client.token(with_picture["token"])[0]["service_request_id"]
    assert Appeal.objects.get(number=number).documents.count() == 1


def table() -> str:
    """The matrix of clients and methods."""
    lines = [f"| Client | Version | {' | '.join(METHODS)} |", f"|---|---|{'---|' * len(METHODS)}"]
    for client, proved in PROVED.items():
        cells = " | ".join(proved.get(method, "–") for method in METHODS)
        lines.append(f"| {client} | {importlib.metadata.version(client)} | {cells} |")
    return "\n".join(lines)


def test_the_page_on_conformance_tells_what_is_tested_here() -> None:
    begin, end = "<!-- clients -->\n", "\n<!-- /clients -->"
    text = PAGE.read_text(encoding="utf-8")
    head, _begin, rest = text.partition(begin)
    _old, _end, tail = rest.partition(end)
    fresh = f"{head}{begin}{table()}{end}{tail}"
    if os.environ.get("ORTAQ_WRITE_DOCS"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert text == fresh or os.environ.get("ORTAQ_WRITE_DOCS"), "write it anew: ORTAQ_WRITE_DOCS=1"
