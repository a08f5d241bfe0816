"""Exports: the rights of the pages repeated field by field, formulas made harmless, columns that stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from ortaq.kernel.parties.rules import Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.exports import OPEN_DATA, STATISTICS, office_columns, office_rows, open_data_rows
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.office import WorkFilter

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
NOW = MONDAY + timedelta(hours=1)


def _rows(actor: Actor, **filter_: Any) -> list[dict[str, Any]]:
    titles = [column.title for column in office_columns(actor)]
    return [dict(zip(titles, row, strict=True)) for row in office_rows(actor, WorkFilter(**filter_), NOW)]


@pytest.fixture(autouse=True)
def _english() -> Any:
    from django.utils.translation import override

    with override("en"):
        yield


@pytest.mark.parametrize("role", ["registrar", "head"])
def test_who_registers_and_decides_has_the_contacts_but_never_the_iin(
    office: Any, file: Callable[..., Any], role: str
) -> None:
    appeal, lead = file(iin="900101300126", phone="+77010001122").appeal, office.people["executor"]
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
    actions.assign(appeal=appeal, text="Қараңыз", lead_id=lead.pk, by=office["head"], at=MONDAY)
    (row,) = _rows(office[role])
    assert row["Executor"] == f"executor №\u00a0{lead.pk}"
    assert row["Name"] == "Сынақ Азамат" and row["E-mail"] == "guest@example.test"
    assert not any("900101300126" in str(cell) for cell in row.values())


@pytest.mark.parametrize("role", ["operator", "moderator"])
def test_others_of_the_office_have_no_persons_data(office: Any, file: Callable[..., Any], role: str) -> None:
    file()
    (row,) = _rows(office[role])
    assert "Name" not in row
    assert not any("Азамат" in str(cell) or "guest@" in str(cell) for cell in row.values())


@pytest.mark.parametrize("role", ["executor", "idle", "auditor", "citizen", "other_registrar", "other_moderator"])
def test_who_does_not_work_with_an_appeal_has_no_row_of_it(office: Any, file: Callable[..., Any], role: str) -> None:
    file()
    assert _rows(office[role]) == []


def test_a_registrar_of_one_body_has_no_contacts_of_anothers_appeals(office: Any, file: Callable[..., Any]) -> None:
    from datetime import date

    from ortaq.kernel.parties.actions import assign_role
    from ortaq.kernel.parties.queries import actor_of

    user = office.people["other_registrar"]
    assign_role(user_id=user.pk, organisation_id=office.body.pk, role="moderator", first_day=date(2018, 1, 1))
    file()
    actor = actor_of(type(user).objects.get(pk=user.pk))
    (row,) = _rows(actor)
    assert (row["Name"], row["E-mail"], row["Phone"], row["Address"]) == ("", "", "", "")


def test_the_export_has_what_the_filter_shows(office: Any, file: Callable[..., Any]) -> None:
    file()
    other = file(type="complaint").appeal
    assert [row["Number"] for row in _rows(office["registrar"], type="complaint")] == [other.number]


def test_the_export_goes_through_every_page(
    office: Any, file: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ortaq.systems.reception import exports

    monkeypatch.setattr(exports, "CHUNK", 2)
    numbers = {file().appeal.number for _ in range(5)}
    assert {row["Number"] for row in _rows(office["registrar"])} == numbers


@pytest.fixture
def registrar(office: Any, client: Client, settings: Any) -> Client:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]
    client.force_login(office.people["registrar"])
    return client


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\uff1d1+1"])
def test_no_text_becomes_a_formula(registrar: Client, file: Callable[..., Any], evil: str) -> None:
    file(subject=evil)
    text = b"".join(registrar.get("/en/office/export.csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Subject"] == "'" + evil
    book = load_workbook(io.BytesIO(b"".join(registrar.get("/en/office/export.xlsx").streaming_content)))
    cells = [cell for cell in book.active[2] if cell.value == evil]
    assert [cell.data_type for cell in cells] == ["s"]


def test_strangers_and_citizens_get_no_export(client: Client, office: Any, file: Callable[..., Any]) -> None:
    file()
    assert client.get("/en/office/export.csv").status_code == 302
    client.force_login(office.people["citizen"])
    assert client.get("/en/office/export.csv").status_code == 403
    assert client.get("/en/office/export.xlsx").status_code == 403


def test_exports_are_limited_for_each_account(registrar: Client) -> None:
    statuses = [registrar.get("/en/office/export.csv").status_code for _ in range(22)]
    assert statuses[0] == 200 and statuses[-1] == 429


def test_the_open_data_has_public_fields_alone_in_columns_that_stay(office: Any, file: Callable[..., Any]) -> None:
    assert [column.title for column in OPEN_DATA] == [
        "number",
        "state",
        "type",
        "channel",
        "body",
        "territory",
        "category",
        "language",
        "received",
        "answered",
        "published",
        "extended",
        "forwarded_times",
        "title",
        "text",
        "answer",
        "is_demo",
    ]
    assert [column.title for column in STATISTICS][:4] == ["year", "narrowed_to", "by", "key"]
    appeal = file(subject="Құпия тақырып", text="Құпия мәтін").appeal
    file()
    actions.publish_appeal(appeal=appeal, title="Тақырып", text="Мәтін", by=office["moderator"], at=NOW)
    (row,) = open_data_rows()
    found = dict(zip([column.title for column in OPEN_DATA], row, strict=True))
    assert (found["number"], found["title"], found["text"], found["body"]) == (appeal.number, "Тақырып", "Мәтін", "one")
    assert not any("Құпия" in str(cell) or "Азамат" in str(cell) for cell in row)


def test_the_open_data_is_sent_in_batches(
    office: Any, file: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ortaq.systems.reception import exports

    monkeypatch.setattr(exports, "CHUNK", 2)
    for _ in range(5):
        actions.publish_appeal(appeal=file().appeal, title="Тақырып", text="Мәтін", by=office["moderator"], at=NOW)
    assert len(list(open_data_rows())) == Appeal.objects.count() == 5


def test_the_open_data_costs_the_same_queries_for_many_appeals_as_for_one(
    office: Any, file: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        actions.publish_appeal(appeal=file().appeal, title="Тақырып", text="Мәтін", by=office["moderator"], at=NOW)
    with django_assert_max_num_queries(6):
        assert len(list(open_data_rows())) == 8
