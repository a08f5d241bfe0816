"""Pages of surveys: the way of a recipient, the office, paper; what leaks nowhere; weight and statements."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from ortaq.procedures.surveys import actions
from ortaq.procedures.surveys.models import Response, Survey

from .conftest import MARKS, NOON

TYPED = {**{question: str(mark) for question, mark in MARKS.items()}, "comment": "Рақмет"}


def signed_in(office: Any, key: str) -> Client:
    client = Client()
    client.force_login(office.users[key])
    session = client.session
    now = int(time.time())
    session.update({"second_factor_until": now + 10**8, "session_started": now, "session_seen": now})
    session.save()
    return client


@pytest.fixture
def asked(opened: Any, frozen: Any) -> tuple[Survey, list[Any]]:
    frozen(NOON)
    return opened()


def test_a_recipient_types_the_code_answers_and_is_counted_once(asked: Any) -> None:
    _survey, handed = asked
    client = Client()
    wrong = client.post("/kk/surveys/", {"code": "ABCDE-ABCDE"})
    assert wrong.status_code == 422 and "ABCDE-ABCDE" in wrong.content.decode()
    assert client.post("/kk/surveys/", {"code": handed[0].code.lower()})["Location"] == "/kk/surveys/answer/"
    page = client.get("/kk/surveys/answer/")
    text = page.content.decode()
    assert "Ымдау тілі курсы" in text and handed[0].code not in text and len(page.content) < 100_000
    nothing = client.post("/kk/surveys/answer/", {"comment": "Тек пікір"})
    assert nothing.status_code == 422 and "Тек пікір" in nothing.content.decode()
    done = client.post("/kk/surveys/answer/", TYPED)
    assert done["Location"] == "/kk/surveys/thanks/" and client.get(done["Location"]).status_code == 200
    assert client.get("/kk/surveys/answer/")["Location"] == "/kk/surveys/"
    client.post("/kk/surveys/", {"code": handed[0].code})
    assert Response.objects.count() == 1 and Response.objects.get().comment == "Рақмет"


def test_the_short_link_leaves_the_code_in_no_address_and_no_referer(asked: Any, caplog: Any) -> None:
    survey, handed = asked
    client = Client()
    caplog.set_level("DEBUG")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/s/{handed[0].code}", HTTP_ACCEPT_LANGUAGE="ru")
    assert answer["Location"] == "/ru/surveys/answer/" and answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"] and client.cookies["survey"]["httponly"]
    assert len(queries) <= 8
    assert client.get(answer["Location"]).status_code == 200
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert handed[0].code not in said
    survey.refresh_from_db()
    for path in ("/s/AAAAAAAAAA", "/s/x", "/s/" + "Ж" * 80):
        lost = Client().get(path)
        assert lost.status_code == 302 and lost["Location"].endswith("/surveys/answer/")


def test_guessing_is_slowed_down(asked: Any) -> None:
    client = Client()
    codes = [client.post("/kk/surveys/", {"code": f"AAAAA{n:05}"}).status_code for n in range(62)]
    assert codes[:60] == [422] * 60 and set(codes[60:]) == {429}


@pytest.mark.parametrize("who", ["stranger", "head", None])
def test_others_run_nothing(asked: Any, office: Any, about: Any, who: str | None) -> None:
    survey, _handed = asked
    client = signed_in(office, who) if who else Client()
    for path in (f"/kk/surveys/office/{survey.pk}/", f"/kk/surveys/office/new/{about.number}/", "/kk/surveys/phone/"):
        assert client.get(path).status_code in {302, 403, 404}, path
    for deed in ("open", "close", "batches", "codes/paper/slips"):
        assert client.post(f"/kk/surveys/office/{survey.pk}/{deed}/").status_code in {302, 403, 404}
    survey.refresh_from_db()
    assert survey.state == "open" and not survey.batches.exists()


def test_an_operator_types_but_neither_closes_nor_reads_comments(asked: Any, office: Any) -> None:
    survey, handed = asked
    actions.answer_survey(
        code=handed[0].code, marks=MARKS, comment="Құпия сөз", language="kk", device="", by=office["operator"], at=NOON
    )
    client = signed_in(office, "operator")
    page = client.get(f"/kk/surveys/office/{survey.pk}/")
    assert page.status_code == 200 and "Құпия сөз" not in page.content.decode()
    assert client.post(f"/kk/surveys/office/{survey.pk}/close/").status_code == 403
    wrong = client.post("/kk/surveys/phone/", {**TYPED, "code": "AAAAAAAAAA"})
    assert wrong.status_code == 422 and "Рақмет" in wrong.content.decode()
    assert client.post("/kk/surveys/phone/", {**TYPED, "code": handed[1].code}).status_code == 302
    assert set(Response.objects.values_list("channel", flat=True)) == {"paper", "phone"}


def test_the_office_plans_opens_prints_and_closes(
    office: Any, about: Any, frozen: Any, settings: Any, read_codes: Callable[[bytes], list[str]]
) -> None:
    frozen(NOON)
    client = signed_in(office, "customer")
    plan = {"recipients": "40", "sample": "11", "opens_on": "2026-05-04", "closes_on": "2026-06-04"}
    assert client.post(f"/kk/surveys/office/new/{about.number}/", {**plan, "sample": "41"}).status_code == 422
    place = client.post(f"/kk/surveys/office/new/{about.number}/", plan)["Location"]
    assert client.post(f"{place}open/", {"paper": "3"}).status_code == 422
    assert client.post(f"{place}open/", {"paper": "8", "phone": "3"}).status_code == 302
    for kind in ("slips", "forms"):
        paper = client.post(f"{place}codes/paper/{kind}/")
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert client.post(f"{place}codes/paper/other/").status_code == 404
    printed = set(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text_of(paper.content)))
    assert len(printed) == 8
    pictures = {f"{settings.BASE_URL}/s/{code.replace('-', '')}" for code in printed}
    assert set(read_codes(paper.content)) == pictures, "a camera reads what stands beside the picture"
    for code in sorted(printed):
        reader = Client()
        reader.get(f"/s/{code}")
        assert reader.post("/ru/surveys/answer/", TYPED)["Location"] == "/ru/surveys/thanks/"
    with CaptureQueriesContext(connection) as few:
        page = client.get(place).content.decode()
    assert "Рақмет" in page and not any(code in page for code in printed)
    client.post(f"{place}close/")
    with CaptureQueriesContext(connection) as many:
        assert "Рақмет" in client.get(place).content.decode()
    assert max(len(few), len(many)) <= 25


def text_of(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_paper_is_typed_by_two(asked: Any, office: Any) -> None:
    survey, handed = asked
    one, two = signed_in(office, "customer"), signed_in(office, "operator")
    batch = one.post(f"/kk/surveys/office/{survey.pk}/batches/", {"sheets": "2"})["Location"]
    digits = dict.fromkeys(MARKS, "4")
    wrong = one.post(batch, {"number": "1", "code": handed[0].code, **digits, "overall": "9"})
    assert wrong.status_code == 422 and handed[0].code in wrong.content.decode()
    for number in (1, 2):
        assert one.post(batch, {"number": number, "code": handed[number].code, **digits}).status_code == 302
    one.post(f"{batch}finish/")
    field = re.findall(r'<input[^>]*name="number"[^>]*>', two.get(batch).content.decode())[0]
    number = int(re.findall(r'value="(\d+)"', field)[0])
    assert one.post(batch, {"number": number, "code": handed[number].code, **digits}).status_code == 422
    assert two.post(batch, {"number": number, "code": handed[number].code, **digits}).status_code == 302
    assert two.post(f"{batch}finish/").status_code == 302 and Response.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_without_javascript_by_keyboard_and_axe(
    opened: Any, office: Any, new_page: Any, assert_accessible: Any
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    today = timezone.localdate()
    survey, handed = opened()
    Survey.objects.filter(pk=survey.pk).update(state="closed")
    about = survey.about
    now = actions.draw_survey(
        about=about, recipients=40, sample=3, opens_on=today, closes_on=today + timedelta(days=9),
        by=office["customer"], at=timezone.now(),
    )  # fmt: skip
    handed = actions.open_survey(survey=now, channels={"paper": 3}, by=office["customer"], at=timezone.now())
    page = new_page(width=360, locale="ru-RU")
    page.goto("/ru/surveys/")
    assert_accessible(page)
    page.goto(f"/s/{handed[0].code}")
    expect(page.locator("h1")).to_contain_text("Как вам оказали услугу")
    assert_accessible(page)
    plain = new_page(width=360, locale="kk-KZ", javascript=False)
    plain.goto(f"/s/{handed[1].code}")
    for question in MARKS:
        plain.locator(f"input[name={question}]").first.focus()
        plain.keyboard.press("Space")
    with plain.expect_navigation():
        plain.get_by_role("button", name="Жіберу").press("Enter")
    expect(plain.locator("h1")).to_contain_text("Рақмет")
    assert Response.objects.get().overall == 5
