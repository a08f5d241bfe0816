"""GeoReport v2 over HTTP: every method in both formats, every error, and what must never leave."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from ortaq.kernel.documents.models import Document
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.limits import rules as limits
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import ApiKey, Appeal, Category
from ortaq.systems.reception.open311.actions import issue_api_key, revoke_api_key
from ortaq.systems.reception.open311.rules.spark import SINGULAR

V2 = "/open311/v2"
NOW = datetime(2026, 11, 5, 5, 0, tzinfo=UTC)
SECRETS = {
    "subject": "ҚҰПИЯТАҚЫРЫП", "text": "ҚҰПИЯМӘТІН Абай 15, үй", "name": "ҚҰПИЯЕСІМ", "email": "secret@example.test",
    "phone": "+7 701 111 22 33", "address": "ҚҰПИЯМЕКЕНЖАЙ", "place": "ҚҰПИЯОРЫН",
}  # fmt: skip
QUESTIONS = [
    {"code": "SIZE", "order": 1, "datatype": "singlevaluelist", "required": True, "description": "How large?", "datatype_description": "",
     "values": [{"key": "l", "name": {"kk": "Үлкен", "ru": "Большая", "en": "Large"}}, {"key": "s", "name": "Small"}]},
    {"code": "KIND", "order": 2, "datatype": "multivaluelist", "description": "What kind?", "values": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}]},
    {"code": "NOTE", "order": 3, "datatype": "text", "variable": False, "description": "Call 112 when somebody is hurt."},
]  # fmt: skip

TEXT = {"type": ["string", "null"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def strict(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def rows(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": strict(**properties)}


CODE = {"type": "string", "minLength": 1}
REQUEST = {
    "service_request_id": CODE, "status": {"enum": ["open", "closed"]}, "status_notes": TEXT, "service_name": CODE,
    "service_code": CODE, "description": TEXT, "agency_responsible": TEXT, "service_notice": TEXT, "requested_datetime": MOMENT,
    "updated_datetime": MOMENT, "expected_datetime": {"anyOf": [MOMENT, {"type": "null"}]}, "address": TEXT, "address_id": TEXT,
    "zipcode": TEXT, "lat": {"type": ["number", "null"]}, "long": {"type": ["number", "null"]}, "media_url": TEXT,
}  # fmt: skip
SCHEMAS = {
    "discovery": strict(
        changeset=MOMENT, contact=CODE, key_service=CODE,
        endpoints=rows(
            specification={"const": "http://wiki.open311.org/GeoReport_v2"}, url={"type": "string", "format": "uri"}, changeset=MOMENT,
            type={"enum": ["production", "test"]}, formats={"const": ["text/xml", "application/json"]},
        ),
    ),
    "services": rows(
        service_code=CODE, service_name=CODE, description=TEXT, metadata={"type": "boolean"},
        type={"enum": ["realtime", "batch", "blackbox"]}, keywords=TEXT, group=TEXT,
    ),
    "service_definition": strict(
        service_code=CODE,
        attributes=rows(
            variable={"type": "boolean"}, code=CODE, required={"type": "boolean"}, datatype_description=TEXT,
            datatype={"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
            order={"type": "integer", "minimum": 1}, description=TEXT, values=rows(key=CODE, name=CODE),
        ),
    ),
    "service_requests": rows(**REQUEST),
    "token": rows(service_request_id=CODE, token=CODE),
    "created": rows(token=CODE, service_notice=CODE, account_id=TEXT),
    "errors": {**rows(code={"type": "integer"}, description=CODE), "minItems": 1},
    "service_request_updates": rows(
        update_id=CODE, service_request_id=CODE, status={"enum": ["open", "closed"]}, description=CODE, media_url=TEXT,
        updated_datetime=MOMENT, external_status_code=CODE,
    ),
}  # fmt: skip
"""Written by ourselves from the text of the specification."""


def plain(element: Any) -> Any:
    if element.tag in SINGULAR:
        return [plain(child) for child in element]
    if len(element):
        return {child.tag: plain(child) for child in element}
    return element.text


def as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


@pytest.fixture(autouse=True)
def clock(frozen: Callable[..., Any]) -> Any:
    return frozen(NOW)


@pytest.fixture
def asked(office: Any) -> Iterator[Any]:
    Category.objects.update(attributes=QUESTIONS)
    yield office


@pytest.fixture
def key(office: Any) -> str:
    return issue_api_key(holder="An app", body_id=None, by=SYSTEM, at=NOW)[1]


@pytest.fixture
def published(office: Any, file: Callable[..., Filed]) -> Appeal:
    filed = file(at=NOW, **SECRETS, latitude=Decimal("42.901234"), longitude=Decimal("71.378901"))
    publish(office, filed.appeal)
    return filed.appeal


def publish(office: Any, appeal: Appeal) -> None:
    actions.publish_appeal(
        appeal=appeal,
        title="Жолдағы шұңқыр <&>",
        text="Мектеп алдында\nшұңқыр",
        by=office["moderator"],
        at=timezone.now(),
    )


def get(path: str, schema: str = "", code: int = 200, **query: str) -> Any:
    """Both formats of *path*: their headers are right, they say the same, and JSON fits its schema."""
    client = Client()
    in_json, in_xml = (client.get(f"{V2}/{path}.{kind}", query) for kind in ("json", "xml"))
    assert (in_json.status_code, in_xml.status_code) == (code, code), in_json.content
    assert (
        in_json["Content-Type"] == "application/json; charset=utf-8"
        and in_xml["Content-Type"] == "text/xml; charset=utf-8"
    )
    for answer in (in_json, in_xml):
        assert answer["Access-Control-Allow-Origin"] == "*" and answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
    said = json.loads(in_json.content)
    jsonschema.validate(said, SCHEMAS[schema if code == 200 else "errors"], format_checker=jsonschema.FormatChecker())
    root = fromstring(in_xml.content)
    assert root.tag == ("errors" if code != 200 else "service_requests" if schema == "token" else schema)
    assert plain(root) == as_text(said)
    return said


def post(kind: str = "json", **fields: Any) -> Any:
    return Client().post(f"{V2}/requests.{kind}", fields)


def test_discovery_names_the_endpoint_and_both_formats(office: Any) -> None:
    said = get("discovery", "discovery")
    assert said["endpoints"][0]["url"].endswith("/open311/v2")
    assert Client().get("/open311/discovery.xml").content == Client().get(f"{V2}/discovery.xml").content


def test_services_are_the_open_categories_with_a_competent_body(office: Any) -> None:
    Category.objects.create(slug="closed", name_kk="Жабық", name_ru="Закрыто", name_en="Closed", open311=False)
    Category.objects.create(slug="nobody", name_kk="Иесіз", name_ru="Ничьё", name_en="Nobody", open311=True)
    said = get("services", "services")
    assert [service["service_code"] for service in said] == ["roads"]
    assert said[0]["keywords"] == "жол,дорога,яма" and said[0]["service_name"] == "Жолдар"
    assert get("services", "services", jurisdiction_id="c") == said
    russian = Client().get(f"{V2}/services.json", headers={"accept-language": "ru"})
    assert russian.json()[0]["service_name"] == "Дороги"


def test_a_definition_has_its_questions_in_order(asked: Any) -> None:
    said = get("services/roads", "service_definition")
    assert [(each["code"], each["order"]) for each in said["attributes"]] == [
        ("SIZE", 1),
        ("KIND", 2),
        ("NOTE", 3),
        ("consent_to_publish", 4),
    ]
    assert said["attributes"][0]["values"][0] == {"key": "l", "name": "Үлкен"}


def test_a_published_request_shows_its_public_copy_alone(office: Any, published: Appeal) -> None:
    actions.register_appeal(appeal=published, by=office["registrar"], at=NOW)
    (said,) = get(f"requests/{published.number}", "service_requests")
    assert (
        said["service_request_id"] == published.number
        and said["status"] == "open"
        and said["status_notes"] == "Тіркелді"
    )
    assert said["description"] == "Жолдағы шұңқыр <&>\n\nМектеп алдында\nшұңқыр"
    assert (said["lat"], said["long"]) == (42.901, 71.379)
    assert said["agency_responsible"] == "Қала әкімдігі" and said["address"] is None
    assert said["requested_datetime"] == "2026-11-05T10:00:00+05:00"
    assert (
        said["expected_datetime"].endswith("T23:59:59+05:00")
        and said["expected_datetime"][:10] in said["service_notice"]
    )
    assert get("requests", "service_requests") == [said]


def test_an_answered_request_is_closed_and_tells_its_answer_in_the_updates(office: Any, published: Appeal) -> None:
    appeal = published
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=NOW)
    actions.assign(
        appeal=appeal,
        text="ҚҰПИЯБҰРЫШТАМА",
        lead_id=office.people["executor"].pk,
        coexecutor_ids=(),
        by=office["head"],
        at=NOW,
    )
    actions.start_work(appeal=appeal, by=office["executor"], at=NOW)
    actions.draft_answer(appeal=appeal, outcome="satisfied", text="ҚҰПИЯЖАУАП", by=office["executor"], at=NOW)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=NOW)
    actions.sign_answer(appeal=appeal, by=office["head"], at=NOW)
    actions.publish_appeal(
        appeal=appeal, title="Т", text="М", answer_text="Шұңқыр жабылды", by=office["moderator"], at=NOW
    )
    (said,) = get("requests", "service_requests", status="closed")
    assert said["status_notes"] == "Жауап берілді" and said["updated_datetime"] == "2026-11-05T10:00:00+05:00"
    assert said["expected_datetime"] is None and said["service_notice"] is None
    assert get("requests", "service_requests", status="open") == []
    updates = get("servicerequestupdates", "service_request_updates")
    assert {each["service_request_id"] for each in updates} == {appeal.number}
    delivered = [each for each in updates if "Шұңқыр жабылды" in each["description"]]
    assert len(delivered) == 1 and delivered[0]["status"] == "closed"
    everything = json.dumps([said, updates], ensure_ascii=False)
    assert "ҚҰПИЯ" not in everything


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True), ({"status": "open,closed"}, True), ({"status": "OPEN"}, True), ({"status": "closed"}, False),
        ({"service_code": "roads"}, True), ({"service_code": ""}, True), ({"jurisdiction_id": "c"}, True), ({"jurisdiction_id": "r"}, True),
        ({"jurisdiction_id": "d"}, False), ({"jurisdiction_id": "localhost"}, True),
        ({"start_date": "2026-11-05T05:00:00Z"}, True), ({"start_date": "2026-11-05T05:00:01Z"}, False),
        ({"end_date": "2026-11-05T10:00:00+05:00"}, True), ({"end_date": "2026-11-05T09:59:59+05:00"}, False),
        ({"start_date": "2026-08-10T00:00:00Z", "end_date": "2026-11-05T05:00:00Z"}, True),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(office: Any, published: Appeal, query: dict[str, str], found: bool) -> None:
    from ortaq.kernel.parties.models import Territory

    Territory.objects.create(
        slug="d",
        kind="district",
        parent=Territory.objects.get(slug="r"),
        name_kk="Аудан",
        name_ru="Район",
        name_en="District",
    )
    assert bool(get("requests", "service_requests", **query)) is found


def test_numbers_override_every_other_filter_and_the_ninety_days(office: Any, published: Appeal, clock: Any) -> None:
    clock.move_to(NOW + timedelta(days=200))
    assert get("requests", "service_requests") == []
    said = get(
        "requests",
        "service_requests",
        service_request_id=f"{published.number},AP-2026-999999",
        status="closed",
        service_code="x",
        start_date="y",
    )
    assert [each["service_request_id"] for each in said] == [published.number]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("services", {"jurisdiction_id": "nowhere"}, 404), ("services/none", {}, 404), ("services/roads", {"jurisdiction_id": "x"}, 404),
        ("requests", {"jurisdiction_id": "x"}, 404), ("requests", {"service_code": "roads,none"}, 404), ("requests", {"status": "fixed"}, 400),
        ("requests", {"start_date": "2026-01-01"}, 400), ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ("requests/AP-2026-999999", {}, 404), ("requests/nonsense", {}, 404), ("requests/,", {}, 404), ("tokens/none", {}, 404),
        ("tokens/none", {"jurisdiction_id": "x"}, 404), ("servicerequestupdates", {"start_date": "x"}, 400), ("servicerequestupdates", {"jurisdiction_id": "x"}, 404),
        ("requests", {"service_request_id": ",".join(["AP-2026-000001"] * 1001)}, 400),
    ],
)  # fmt: skip
def test_errors_of_reading_have_their_codes_in_both_formats(
    office: Any, path: str, query: dict[str, str], status: int
) -> None:
    assert get(path, code=status, **query)[0]["code"] == status


GOOD = {"service_code": "roads", "address_string": "Taraz, Tole bi", "attribute[SIZE]": "l", "description": "Шұңқыр"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"api_key": ""}, 403), ({"api_key": "x" * 43}, 403), ({"service_code": ""}, 400), ({"service_code": "none"}, 404),
        ({"jurisdiction_id": "none"}, 404), ({"address_string": ""}, 400), ({"address_string": "", "lat": "42.9"}, 400),
        ({"address_string": "", "address_id": "7"}, 400), ({"lat": "91", "long": "0"}, 400), ({"attribute[SIZE]": ""}, 400),
        ({"attribute[SIZE]": "xl"}, 400), ({"attribute[NONE]": "1"}, 400), ({"attribute[KIND][]": ["a", "z"]}, 400),
        ({"email": "x"}, 400), ({"phone": "x"}, 400), ({"description": "x" * 4001}, 400), ({"media_url": "ftp://x"}, 400),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_errors_of_writing_have_their_codes_and_nothing_is_filed(
    asked: Any, key: str, changes: dict[str, Any], status: int, kind: str
) -> None:
    answer = post(kind, **({"api_key": key} | GOOD | changes))
    assert answer.status_code == status, answer.content
    said = json.loads(answer.content) if kind == "json" else plain(fromstring(answer.content))
    assert said and all(int(each["code"]) == status for each in said)
    assert "Access-Control-Allow-Origin" not in answer
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_report_is_filed_and_its_token_tells_its_number(asked: Any, key: str, kind: str) -> None:
    answer = post(
        kind, **GOOD, **{"attribute[KIND][]": ["a", "b"], "attribute[consent_to_publish]": "yes"}, api_key=key, jurisdiction_id="c", lat="42.90123456",
        long="71.3789", email="a@example.test", first_name="Сынақ", last_name="Азамат", media_url="https://example.test/1.jpg", device_id="7",
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    (said,) = json.loads(answer.content) if kind == "json" else plain(fromstring(answer.content))
    jsonschema.validate([said], SCHEMAS["created"])
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.type, appeal.state, appeal.delivery) == ("open311", "message", "submitted", "email")
    assert appeal.body == asked.body and appeal.territory == asked.territory and appeal.consent_to_publish
    assert (appeal.latitude, appeal.longitude) == (Decimal("42.901235"), Decimal("71.378900"))
    assert (
        appeal.place == "Taraz, Tole bi"
        and appeal.author.name == "Азамат Сынақ"
        and appeal.author.email == "a@example.test"
    )
    assert appeal.text.startswith("Шұңқыр\n\nHow large?: Үлкен\nWhat kind?: A, B\n") and appeal.text.endswith(
        "media_url: https://example.test/1.jpg"
    )
    assert appeal.attributes == {"SIZE": "l", "KIND": ["a", "b"], "consent_to_publish": "yes"}
    assert appeal.number in said["service_notice"]
    assert get(f"tokens/{said['token']}", "token") == [{"service_request_id": appeal.number, "token": said["token"]}]


def test_without_a_jurisdiction_the_report_goes_to_the_body_of_the_region(asked: Any, key: str) -> None:
    assert post(**GOOD, api_key=key).status_code == 201
    appeal = Appeal.objects.get()
    assert appeal.body == asked.other and appeal.territory is not None and appeal.territory.slug == "r"
    assert not appeal.consent_to_publish and appeal.delivery == "portal"


def test_a_picture_comes_with_the_report_and_anything_else_is_refused(asked: Any, key: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    picture.seek(0)
    picture.name = "home.png"
    assert post(**GOOD, api_key=key, media=picture).status_code == 201
    assert Document.objects.get().record == Appeal.objects.get().record_ptr
    program = io.BytesIO(b"MZ\0\0\0\0\0\0")
    program.name = "x.exe"
    answer = post(**GOOD, api_key=key, media=program)
    assert answer.status_code == 400 and "media" in answer.json()[0]["description"]
    assert Appeal.objects.count() == 1


def test_a_key_of_one_body_files_only_to_it_and_a_revoked_one_not_at_all(asked: Any) -> None:
    row, plain_key = issue_api_key(holder="City app", body_id=asked.body.pk, by=SYSTEM, at=NOW)
    assert post(**GOOD, api_key=plain_key).status_code == 403
    assert post(**GOOD, api_key=plain_key, jurisdiction_id="c").status_code == 201
    with pytest.raises(Refused, match="There is no key"):
        revoke_api_key(key_id=row.pk + 1, by=SYSTEM)
    revoke_api_key(key_id=row.pk, by=SYSTEM)
    assert post(**GOOD, api_key=plain_key, jurisdiction_id="c").status_code == 403
    assert plain_key.encode() not in bytes(ApiKey.objects.get().key_hash)


def test_only_the_coordinator_gives_keys(office: Any) -> None:
    for by in (GUEST, office["head"], office["registrar"], office["moderator"], office["auditor"]):
        with pytest.raises(Refused):
            issue_api_key(holder="x", body_id=None, by=by, at=NOW)
        with pytest.raises(Refused):
            revoke_api_key(key_id=1, by=by)


def test_a_key_does_not_count_in_an_address(asked: Any, key: str) -> None:
    answer = Client().post(f"{V2}/requests.json?api_key={key}", GOOD)
    assert answer.status_code == 403


def test_the_same_report_sent_twice_is_filed_once(asked: Any, key: str) -> None:
    answers = [
        Client().post(
            f"{V2}/requests.json", {**GOOD, "api_key": key}, headers={"Idempotency-Key": "0123456789abcdefghij"}
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201] and answers[0].content == answers[1].content
    assert Appeal.objects.count() == 1
    with connection.cursor() as cursor:  # the answer is kept for a week, and the PIN in it
        cursor.execute("SELECT answer FROM limits_oncekey")
        ((kept,),) = cursor.fetchall()
    assert kept and b"service_request_id" not in bytes(kept) and Appeal.objects.get().number.encode() not in bytes(kept)


def test_a_body_that_is_no_form_or_no_utf8_is_refused(asked: Any, key: str) -> None:
    client = Client()
    broken = client.generic(
        "POST", f"{V2}/requests.json", b"--x\r\nbroken", content_type="multipart/form-data; boundary="
    )
    assert broken.status_code in {400, 403}
    latin = f"api_key={key}&service_code=roads&address_string=%FF%FE&attribute[SIZE]=l".encode()
    answer = client.generic("POST", f"{V2}/requests.json", latin, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400 and "UTF-8" in answer.json()[0]["description"]
    assert client.generic("POST", f"{V2}/requests.json", b"{}", content_type="application/json").status_code == 403
    assert not Appeal.objects.exists()


def test_the_key_that_filed_sees_the_state_of_an_unpublished_request_and_nothing_else(asked: Any, key: str) -> None:
    post(**GOOD | {"description": "ҚҰПИЯ"}, api_key=key, lat="42.9", long="71.3")
    appeal = Appeal.objects.get()
    address = f"{V2}/requests/{appeal.number}.json"
    _row, other = issue_api_key(holder="Another app", body_id=None, by=SYSTEM, at=NOW)
    client = Client()
    assert client.get(address).status_code == 404
    assert client.get(address, {"api_key": key}).status_code == 404
    assert client.get(address, headers={"X-API-Key": other}).status_code == 404
    own = client.get(address, headers={"X-API-Key": key})
    assert own.status_code == 200 and "ҚҰПИЯ" not in own.content.decode()
    (said,) = own.json()
    assert said["status"] == "open" and said["description"] is None and said["lat"] is None and said["address"] is None


def test_what_is_not_published_never_leaves(office: Any, file: Callable[..., Filed]) -> None:
    more = {"latitude": Decimal("42.901234"), "longitude": Decimal("71.378901")}
    hidden = [file(at=NOW, **SECRETS, **more).appeal for _ in range(4)]
    _unpublished, taken_down, sensitive, closed_category = hidden
    for appeal in (taken_down, sensitive, closed_category):
        publish(office, appeal)
    actions.take_down_appeal(appeal=taken_down, reason="ҚҰПИЯСЕБЕП", by=office["moderator"], at=NOW)
    Appeal.objects.filter(pk=sensitive.pk).update(sensitive=True)
    shut = Category.objects.create(slug="shut", name_kk="Ж", name_ru="З", name_en="S", open311=False)
    Appeal.objects.filter(pk=closed_category.pk).update(category=shut)
    for appeal in hidden:
        get(f"requests/{appeal.number}", code=404)
        assert get("requests", "service_requests", service_request_id=appeal.number) == []
        assert get("servicerequestupdates", "service_request_updates", service_request_id=appeal.number) == []
    assert get("requests", "service_requests") == [] and get("servicerequestupdates", "service_request_updates") == []


def test_nothing_of_the_person_or_the_official_copy_leaves_with_a_published_request(
    office: Any, published: Appeal
) -> None:
    client = Client()
    paths = [
        "requests",
        f"requests/{published.number}",
        "servicerequestupdates",
        "services",
        "services/roads",
        "discovery",
    ]
    said = "".join(client.get(f"{V2}/{path}.{kind}").content.decode() for path in paths for kind in ("json", "xml"))
    assert published.number in said
    for secret in (*SECRETS.values(), "42.9012", "71.3789", "ҚҰПИЯ"):
        assert secret not in said


def test_other_methods_and_addresses_are_refused_in_the_words_of_the_standard(office: Any) -> None:
    client = Client()
    for method, path, status in (
        ("put", "requests.json", 405),
        ("delete", "services.json", 405),
        ("post", "services.json", 405),
        ("get", "nothing", 404),
    ):
        answer = getattr(client, method)(f"{V2}/{path}")
        assert answer.status_code == status and str(status) in answer.content.decode()
    assert client.put(f"{V2}/requests.json")["Allow"] == "GET, POST, HEAD, OPTIONS"
    preflight = client.options(f"{V2}/requests.json")
    assert preflight.status_code == 204 and preflight["Access-Control-Allow-Methods"] == "GET"
    assert client.head(f"{V2}/services.xml").status_code == 200


def test_who_asks_or_posts_too_often_is_told_to_wait(asked: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open311.read", "open311.post"):
        monkeypatch.setitem(
            limits.RULES, name, limits.Rule(name, (limits.Window(2 if name.endswith("post") else 3, 3600),))
        )
    client = Client()
    codes = [client.get(f"{V2}/services.xml").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = client.get(f"{V2}/services.xml")
    assert int(answer["Retry-After"]) > 0 and fromstring(answer.content).tag == "errors"
    client = Client(REMOTE_ADDR="192.0.2.1")
    assert [client.post(f"{V2}/requests.json", {**GOOD, "api_key": key}).status_code for _ in range(3)] == [
        201,
        201,
        429,
    ]


def test_a_list_costs_the_same_queries_whatever_its_length(
    office: Any, file: Callable[..., Filed], django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        publish(office, file(at=NOW).appeal)
    client = Client()
    client.get(f"{V2}/requests.json")
    with django_assert_max_num_queries(6):
        assert len(client.get(f"{V2}/requests.json", {"service_code": "roads", "status": "open"}).json()) == 12
    with django_assert_max_num_queries(6):
        assert client.get(f"{V2}/servicerequestupdates.json").json()


def test_at_most_a_thousand_leave_at_once(
    office: Any, file: Callable[..., Filed], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ortaq.systems.reception.open311 import queries

    assert queries.LIMIT == 1000
    monkeypatch.setattr(queries, "LIMIT", 2)
    numbers = []
    for minutes in range(3):
        appeal = file(at=NOW - timedelta(minutes=minutes)).appeal
        publish(office, appeal)
        numbers.append(appeal.number)
    assert [each["service_request_id"] for each in get("requests", "service_requests")] == numbers[:2]
