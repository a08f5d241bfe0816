"""Pages of the plan: nothing unapproved shows, sums are computed, the office does its work, the demo is the article's."""

from __future__ import annotations

import io
import re
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.social_order import actions, imports
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.actions import plans as plan_actions
from ortaq.systems.social_order.models import Plan, PlanFile, PlanLine, TopicProposal
from ortaq.systems.social_order.queries import plans as queries
from ortaq.systems.social_order.rules import added
from ortaq.systems.social_order.tasks import load_plan

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def signed_in(house: Any, key: str) -> Client:
    client = Client()
    client.force_login(house.people[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**7, "session_started": now, "session_seen": now})
    session.save()
    return client


def fill(house: Any, count: int, first: int = 1) -> Plan:
    by = house["customer"]
    plan = actions.open_plan(year=2027, body=house.department, by=by, at=MONDAY)
    for number in range(first, first + count):
        line = LineInput(
            sphere_id=house.sphere.pk, territory_id=house.city.pk, amount=Decimal(1_000_000),
            title_kk=f"Жоба нөмірі {number}", title_ru=f"Проект номер {number}", shares={2028: Decimal(500)},
        )  # fmt: skip
        actions.add_line(plan=plan, line=line, by=by, at=MONDAY)
    return plan


def approve(house: Any, plan: Plan) -> None:
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)


def test_a_line_shows_nowhere_before_it_is_approved(house: Any) -> None:
    client, plan = Client(), fill(house, 2)
    line = PlanLine.objects.earliest("pk")
    paths = (
        "/kk/social-order/plan/2027/", "/kk/social-order/plan/2027/one/", f"/kk/social-order/plan/lines/{line.number}/",
        "/kk/social-order/plan/2027/table.csv", f"/kk/records/{line.number}/",
    )  # fmt: skip
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert client.get("/kk/social-order/plan/").status_code == 200
    approve(house, plan)
    actions.add_line(
        plan=plan, line=LineInput(sphere_id=house.sphere.pk, territory_id=house.city.pk, amount=Decimal(7), title_kk="Құпия жоба"),
        by=house["customer"], at=MONDAY,
    )  # fmt: skip
    for path in paths:
        answer = client.get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200 and "Құпия".encode() not in text, path
    assert "2 000 000\xa0₸".replace(" ", "\xa0") in client.get("/kk/social-order/plan/2027/").content.decode()


def test_why_a_plan_changed_is_public_and_why_a_line_was_returned_is_not(house: Any, tell_all: Any) -> None:
    approve(house, fill(house, 1))
    line = PlanLine.objects.get()
    said = tell_all(line)
    assert said.heard(Client().get(f"/kk/social-order/plan/lines/{line.number}/")) == said.meant() != set()


def test_public_pages_ask_little_however_long_the_plan_is(house: Any) -> None:
    client, counts = Client(), {}
    for size in (2, 60):
        plan = fill(house, size - PlanLine.objects.count(), PlanLine.objects.count() + 1)
        approve(house, plan)
        number = PlanLine.objects.earliest("pk").number
        for path in ("2027/", "2027/one/", f"lines/{number}/"):
            client.get(f"/ru/social-order/plan/{path}")
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(f"/ru/social-order/plan/{path}")
            assert len(seen) <= 8, "\n".join(query["sql"][:120] for query in seen)
            assert len(answer.content) < 100_000
            counts.setdefault(path, set()).add(len(seen))
    assert all(len(found) == 1 for found in counts.values()), counts
    first = client.get("/ru/social-order/plan/2027/one/").content.decode()
    assert "after=50" in first and "Проект номер 60" not in first
    assert "Проект номер 60" in client.get("/ru/social-order/plan/2027/one/?after=50").content.decode()


def test_the_office_draws_up_approves_and_changes_a_plan_by_its_pages(house: Any) -> None:
    officer, head = signed_in(house, "customer"), signed_in(house, "head")
    office = officer.post("/ru/social-order/office/plans/", {"year": 2027, "body": "one"})["Location"]
    typed = {
        "title_kk": "Клуб", "title_ru": "Клуб ветеранов", "sphere": "vulnerable", "territory": "c", "projects": "2",
        "amount": "1 500 000,50", "funding": "regional",
    }  # fmt: skip
    wrong = officer.post(f"{office}lines/new/", {**typed, "amount": "много"})
    assert wrong.status_code == 422 and "Клуб ветеранов" in wrong.content.decode()
    assert officer.post(f"{office}lines/new/", typed).status_code == 302
    line = PlanLine.objects.get()
    assert line.amount == Decimal("1500000.50")
    officer.post(f"{office}do/submit/")
    assert officer.post(f"{office}do/approve/").status_code == 302
    line.refresh_from_db()
    assert line.state == "submitted"
    head.post(f"{office}do/approve/")
    page = f"/ru/social-order/office/plans/lines/{line.number}/"
    assert officer.post(page, {**typed, "amount": "900000", "reason": ""}).status_code == 422
    assert officer.post(page, {**typed, "amount": "900000", "reason": "Бюджет уточнён"}).status_code == 302
    change = line.changes.get()
    assert "Бюджет уточнён" in head.get(office).content.decode()
    assert (
        officer.post(f"/ru/social-order/office/plans/changes/{change.pk}/", {"decision": "approve"}).status_code == 403
    )
    head.post(f"/ru/social-order/office/plans/changes/{change.pk}/", {"decision": "approve"})
    text = Client().get(f"/ru/social-order/plan/lines/{line.number}/").content.decode()
    assert "Бюджет уточнён" in text and "1 500 000,50".replace(" ", "\xa0") in text
    line.refresh_from_db()
    assert officer.post(page, {"move": "announce", "version": line.version}).status_code == 422
    officer.post(page, {"move": "announce", "version": line.version, "procurement": "7001-1"})
    line.refresh_from_db()
    assert (line.state, line.amount) == ("announced", Decimal(900_000))
    assert signed_in(house, "other_customer").get(office).status_code == 404


def test_a_file_is_looked_at_corrected_and_loaded(house: Any) -> None:
    officer = signed_in(house, "customer")
    office = officer.post("/kk/social-order/office/plans/", {"year": 2027, "body": "one"})["Location"]
    book = Workbook()
    for row in (["Атауы", "Сала", "Не бұл"], ["<script>Бір", "vulnerable", 5], ["Екі", "vulnerable", "бес"]):
        book.active.append(row)
    book.active.append(["Барлығы", None, 6])
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("plan.xlsx", file.getvalue())
    preview = officer.post(f"{office}import/", {"file": upload})["Location"]
    assert "табылмады" in officer.get(preview).content.decode()
    book.active["C1"], book.active["C3"] = "Сома", 1
    file = io.BytesIO()
    book.save(file)
    preview = officer.post(f"{office}import/", {"file": SimpleUploadedFile("plan.xlsx", file.getvalue())})["Location"]
    text = officer.get(preview).content.decode()
    assert "&lt;script&gt;Бір" in text and "<script>Бір" not in text and "сәйкес" in text
    kept = PlanFile.objects.latest("pk")
    columns = {
        "sheet0-unit": "thousand",
        "sheet0-column_0": "name",
        "sheet0-column_1": "sphere",
        "sheet0-column_2": "amount",
    }
    assert officer.post(f"{preview}columns/", columns).status_code == 302
    assert officer.post(f"{preview}load/").status_code == 302
    assert [line.amount for line in PlanLine.objects.order_by("position")] == [Decimal(5000), Decimal(1000)]
    assert officer.post(f"{preview}load/").status_code == 422
    assert signed_in(house, "other_customer").get(preview).status_code == 404
    assert kept.body == house.department


def long_file(count: int) -> bytes:
    book = Workbook()
    book.active.append(["Атауы", "Сала", "Сома"])
    for number in range(1, count + 1):
        book.active.append([f"Жоба {number}", "vulnerable", number])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_long_file_is_loaded_in_the_background_with_a_page_that_says_how_far_it_is(
    house: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 20)
    officer = signed_in(house, "customer")
    office = officer.post("/ru/social-order/office/plans/", {"year": 2027, "body": "one"})["Location"]
    sent = SimpleUploadedFile("plan.xlsx", long_file(30))
    page = officer.post(f"{office}import/", {"file": sent})["Location"]
    kept = PlanFile.objects.get()
    assert officer.post(f"{page}load/")["Location"] == page
    kept.refresh_from_db()
    assert (kept.job, kept.job_by) == ("queued", house.people["customer"]) and PlanLine.objects.count() == 0
    text = officer.get(page).content.decode()
    assert (
        "Файл стоит в очереди" in text
        and '<progress class="ortaq-progress" id="written"></progress>' in text
        and "<form" not in text.split("<main")[1].split("</main")[0]
    )
    assert "уже загружается" in officer.post(f"{page}load/").content.decode(), "not twice"
    assert signed_in(house, "other_customer").get(page).status_code == 404
    load_plan(kept.pk)
    assert PlanLine.objects.count() == 30 and "30 строк" in officer.get(page).content.decode()
    assert officer.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    load_plan(kept.pk)
    assert PlanLine.objects.count() == 30, "a task that runs again loads nothing"


@pytest.mark.django_db(transaction=True)
def test_the_page_counts_the_rows_while_the_transaction_that_writes_them_is_open(house: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(plan_actions, "BATCH", 25)
    kept = imports.keep_plan_file(
        data=long_file(1_000), name="a.xlsx", body=house.department, year=2027, by=house["customer"], at=MONDAY
    )
    imports.ask_load(file=kept, despite_totals=False, by=house["customer"], at=MONDAY)
    officer = signed_in(house, "customer")
    page = f"/ru/social-order/office/plans/files/{kept.pk}/"

    def work() -> None:
        try:
            load_plan(kept.pk)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    seen: set[tuple[str, str]] = set()
    while worker.is_alive():
        text = officer.get(page).content.decode().replace("\xa0", " ")
        for written, total in re.findall(r"Записано строк: ([\d ]+) из ([\d ]+)\.", text):
            assert f'max="1000" value="{written.replace(" ", "")}"' in text and PlanLine.objects.count() in {0, 1_000}
            seen.add((written, total))
    worker.join()
    assert {total for _, total in seen} == {"1 000"}
    assert len({written for written, _ in seen} - {"0", "1 000"}) >= 1, seen
    assert PlanLine.objects.count() == 1_000


def test_who_lost_the_role_meanwhile_loads_nothing_and_a_killed_worker_is_given_up_the_third_time(house: Any) -> None:
    kept = imports.keep_plan_file(
        data=long_file(3), name="a.xlsx", body=house.department, year=2027, by=house["customer"], at=MONDAY
    )
    imports.ask_load(file=kept, despite_totals=False, by=house["customer"], at=MONDAY)
    with pytest.raises(Refused):
        imports.ask_load(file=kept, despite_totals=False, by=house["customer"], at=MONDAY)
    house.people["customer"].assignments.update(valid_to=date(2020, 1, 1))
    load_plan(kept.pk)
    kept.refresh_from_db()
    assert kept.job == "failed" and kept.job_why["ru"] and PlanLine.objects.count() == 0
    imports.ask_load(file=kept, despite_totals=False, by=house["customer_two"], at=MONDAY)
    PlanFile.objects.update(job="writing", job_attempt=3)
    load_plan(kept.pk)
    kept.refresh_from_db()
    assert kept.job == "failed" and "остановлена" in kept.job_why["ru"]
    text = signed_in(house, "customer_two").get(f"/ru/social-order/office/plans/files/{kept.pk}/").content.decode()
    assert "остановлена" in text and "Загрузить" in text


@pytest.mark.django_db
def test_the_demonstration_adds_up_to_the_article_in_the_database_too(worked_by_day: Any) -> None:
    from ortaq.portal.imports import load_region
    from ortaq.systems.social_order.demo import make_demo

    load_region("zhambyl")
    assert make_demo(by=SYSTEM, at=MONDAY, progress=lambda _: None) > 232
    assert make_demo(by=SYSTEM, at=MONDAY, progress=lambda _: None) == 0
    worked_by_day()
    rows = queries.year_rows(2018)
    total, regional = added(row.sum for row in rows), added(row.sum for row in rows if row.level == "region")
    assert (total.amount, total.projects, total.lines) == (Decimal(814_800_000), 232, 232)
    assert (regional.amount, regional.projects) == (Decimal(262_800_000), 74)
    states = set(TopicProposal.objects.values_list("state", flat=True))
    assert states >= {"submitted", "returned", "under_review", "at_council", "accepted", "included", "contracted"}
    assert states >= {"rejected", "merged", "withdrawn"}
    assert not PlanLine.objects.filter(is_demo=False).exists()
    assert "ДЕМОНСТРАЦИЯ" in Client().get("/ru/social-order/plan/2018/").content.decode()
