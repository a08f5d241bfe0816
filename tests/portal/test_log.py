"""The auditor's pages: everything, by filter, with no content and nobody's data; for the auditor alone."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from ortaq.kernel.accounts.actions.roles import give_role
from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.events.models import Event, Reading
from ortaq.kernel.events.queries import LOG_PAGE
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.reception import actions

if TYPE_CHECKING:
    from playwright.sync_api import Page

_path = Path(__file__).resolve().parents[1] / "systems" / "reception" / "conftest.py"
_spec = spec_from_file_location("reception_fixtures_for_log", _path)
assert _spec and _spec.loader
_fixtures = module_from_spec(_spec)
sys.modules[_spec.name] = _fixtures  # dataclasses look their module up
_spec.loader.exec_module(_fixtures)
office, filing, file = _fixtures.office, _fixtures.filing, _fixtures.file

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
LOGS = ("/en/log/", "/en/log/events/", "/en/log/rights/", "/en/log/readings/")
FILES = ("/en/log/events.csv", "/en/log/rights.csv", "/en/log/readings.csv")


@pytest.fixture
def of(office: Any, settings: Any) -> Callable[[str], Client]:
    """A browser of one of the office."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]

    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(office.people[who])
        return client

    return sign_in


@pytest.fixture
def filled(office: Any, file: Callable[..., Any]) -> Any:
    """An appeal with three events, two readings and a role given."""
    appeal = file(iin="900101300126", at=AT, subject="Құпия тақырып", phone="+77010001122").appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=AT + timedelta(hours=1))
    actions.return_appeal(appeal=appeal, reason="Себебі жазылған", by=office["registrar"], at=AT + timedelta(days=1))
    record_readings(records=[appeal], door="page", by=office["registrar"], at=AT)
    record_readings(records=[appeal], door="export", by=office["head"], at=AT + timedelta(days=2))
    give_role(
        by=SYSTEM, email="fresh@example.test", role="operator", organisation_id=office.body.pk,
        first_day=date(2026, 11, 2), reason="=HYPERLINK(1)", today=date(2026, 11, 2), at=AT,
    )  # fmt: skip
    return appeal


def read(client: Client, path: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(path, asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_nobody_but_the_auditor_reads_the_log(office: Any, filled: Any, of: Callable[[str], Client]) -> None:
    for path in (*LOGS, *FILES):
        assert Client().get(path).status_code == 302, path
    for who in set(office.people) - {"auditor"}:
        client = of(who)
        for path in (LOGS[0], LOGS[3], FILES[0]):
            assert client.get(path).status_code == 403, (who, path)
    auditor = of("auditor")
    for path in (*LOGS, *FILES):
        assert auditor.get(path).status_code == 200, path
        assert auditor.post(path).status_code == 405, path
    for path in ("/en/log/king/", "/en/log/king.csv"):
        assert auditor.get(path).status_code == 404


def test_no_content_and_nobodys_data_leaves_by_the_log(office: Any, filled: Any, of: Callable[[str], Client]) -> None:
    auditor = of("auditor")
    pages = [auditor.get(path).content.decode() for path in LOGS]
    files = [b"".join(auditor.get(path).streaming_content).decode("utf-8-sig") for path in FILES]
    secrets = ["Сынақ", "guest@", "900101", "7010001122", "Құпия", "Себебі жазылған", *(
        user.email for who, user in office.people.items() if who != "auditor"
    ), "fresh@example.test"]  # fmt: skip
    for text in (*pages, *files):
        for secret in secrets:
            assert secret not in text, secret
    assert filled.number in pages[0] and filled.number in pages[3]
    assert "operator" in pages[2] and f"№ {office.people['registrar'].pk}" in pages[0]


def test_each_filter_narrows_and_the_csv_is_the_same(
    office: Any, filled: Any, file: Callable[..., Any], of: Callable[[str], Client]
) -> None:
    other = file(at=AT + timedelta(days=9)).appeal
    auditor = of("auditor")
    registrar = str(office.people["registrar"].pk)
    total = Event.objects.count()
    for asked, wanted in (
        ({}, total),
        ({"record": filled.number.lower()}, 3),
        ({"record": "AP-2026-999999"}, 0),
        ({"account": registrar}, 2),
        ({"account": office.people["registrar"].email.upper()}, 2),
        ({"account": office.people["citizen"].email}, 0),
        ({"account": "nobody@example.test"}, 0),
        ({"office": "two"}, 0),
        ({"code": "register"}, 1),
        ({"first": "03.11.2026"}, total - 2),
        ({"last": "02.11.2026"}, 2),
        ({"first": "03.11.2026", "last": "03.11.2026", "record": filled.number}, 1),
    ):
        rows = read(auditor, "/en/log/events.csv", **asked)
        assert len(rows) == wanted, asked
        page = auditor.get("/en/log/", asked).content.decode()
        assert page.count("<tr") - 1 == wanted or not wanted, asked
        assert ("Nothing in the log" in page) == (not wanted), asked
    assert {row["record"] for row in read(auditor, "/en/log/events.csv", record=other.number)} == {other.number}
    assert [row["door"] for row in read(auditor, "/en/log/readings.csv", code="export")] == ["export"]
    assert len(read(auditor, "/en/log/readings.csv", account=registrar)) == 1
    for wrong in ({"first": "yesterday"}, {"account": "9" * 30}, {"office": "nowhere"}):
        assert auditor.get("/en/log/", wrong).status_code == 422
        assert auditor.get("/en/log/events.csv", wrong).status_code == 404


def test_no_cell_becomes_a_formula(office: Any, filled: Any, of: Callable[[str], Client]) -> None:
    (row,) = read(of("auditor"), "/en/log/rights.csv")
    assert row["reason"] == "'=HYPERLINK(1)"
    assert (row["code"], row["actor_kind"], row["role"], row["office"]) == ("role_given", "system", "operator", "one")


def test_the_log_is_paged_by_key_in_a_constant_number_of_statements(
    office: Any, file: Callable[..., Any], of: Callable[[str], Client], django_assert_max_num_queries: Any
) -> None:
    appeal = file().appeal
    for number in range(LOG_PAGE + 5):
        record_readings(records=[appeal], door="page", by=office["registrar"], at=AT + timedelta(hours=number))
    auditor = of("auditor")
    auditor.get("/en/log/readings/")
    with django_assert_max_num_queries(8):
        page = auditor.get("/en/log/readings/").content.decode()
    assert page.count("<tr") - 1 == LOG_PAGE
    last = Reading.objects.order_by("-pk")[LOG_PAGE - 1].pk
    assert f"after={last}" in page
    rest = auditor.get("/en/log/readings/", {"after": str(last)}).content.decode()
    assert rest.count("<tr") - 1 == 5
    assert auditor.get("/en/log/readings/", {"after": "x"}).status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_the_log(
    office: Any,
    filled: Any,
    of: Callable[[str], Client],
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    live_server: Any,
) -> None:
    cookie = of("auditor").cookies["session"].value
    for language, width in (("kk", 360), ("ru", 1280), ("en", 360)):
        page = new_page(width=width)
        page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        for kind in ("events", "rights", "readings"):
            page.goto(f"/{language}/log/{kind}/")
            assert_accessible(page)
