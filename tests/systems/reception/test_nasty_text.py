"""What people (and machines) may type into the citizens' forms: taken as it is, or refused with a page; never a failure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
WHAT = {"subject": "Көшедегі терең шұңқыр", "text": "Мектептің алдындағы жолда терең шұңқыр бар.", "type": "message"}
WHERE = {"territory": "c", "place": "Абай көшесі", "category": "roads"}
WHO = {
    "body": "one",
    "name": "Сынақ Азамат",
    "email": "guest@example.test",
    "phone": "",
    "address": "",
    "iin": "",
    "delivery": "portal",
}
FIELDS = [(step, name) for step, data in (("what", WHAT), ("where", WHERE), ("who", WHO)) for name in data]
STEPS = {"what": WHAT, "where": WHERE, "who": WHO}

NASTY = {
    "nul": "a\0b",
    "controls": "\x1b[31mred\x07\x08",
    "noncharacter": "\ufffe\uffff",
    "surrogate": "\ud800",
    "replacement": "\ufffd" * 50,
    "zalgo": "ш" + "\u0301\u0489\u035f" * 60,
    "override": "\u202egnp.exe\u2066",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈🇰🇿👍🏽" * 3,
    "template": "{{7*7}}{% include 'x' %}${7*7}%(secret)s{0.__class__}",
    "sql": "' OR 1=1; DROP TABLE records_record; -- %_\\",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>",
    "header": "Азамат\r\nBcc: all@example.test\r\n\r\nx",
    "homoglyph": "Əкімдік аdmin Αдмин",
    "blank": " \u200b\u2060\u00ad\t\r\n",
    "full width": "１２３",
    "long": "ұ" * 10_001,
    "number": "9" * 400,
    "tricky words": "NaN -0 1e308 null undefined true",
}


def prepared(step: str) -> Client:
    client = Client(raise_request_exception=True)
    for earlier in list(STEPS)[: list(STEPS).index(step)]:
        assert client.post(f"/kk/appeals/new/{earlier}/", STEPS[earlier]).status_code == 302
    return client


@pytest.mark.parametrize("step", STEPS)
def test_item_19_any_text_in_any_field_is_taken_or_refused_with_a_page(office: Any, step: str) -> None:
    client = prepared(step)
    for text in NASTY.values():
        nasty = text.encode("utf-8", "surrogatepass")
        for name in STEPS[step]:
            body = "&".join(f"{key}={quote(nasty if key == name else value)}" for key, value in STEPS[step].items())
            answer = client.post(f"/kk/appeals/new/{step}/", body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in {302, 400, 422}, (step, name)
            page = answer.content.decode()
            assert "<script>alert" not in page and "<img src=x" not in page and "<svg/onload" not in page
            assert ">49<" not in page
            if answer.status_code == 422:
                assert f'href="#id_{name}' in page, "the summary of errors leads to the field"


def test_item_19_any_text_in_status_and_join_and_search_is_answered(office: Any, file: Callable[..., Filed]) -> None:
    appeal = file().appeal
    actions.publish_appeal(
        appeal=appeal,
        title="Жолдағы шұңқыр",
        text="Мектеп алдында",
        by=office["moderator"],
        at=MONDAY + timedelta(days=1),
    )
    form = "application/x-www-form-urlencoded"
    for count, text in enumerate(NASTY.values()):
        nasty = quote(text.encode("utf-8", "surrogatepass"))
        client = Client(REMOTE_ADDR=f"192.0.2.{count}")
        for body in (f"number={nasty}&pin=x", f"number={appeal.number}&pin={nasty}"):
            assert client.post("/kk/appeals/status/", body, content_type=form).status_code in {400, 422, 429}, text
        for body in (f"name={nasty}&email=a@example.test", f"name=a&email={nasty}", f"name=a&phone={nasty}"):
            answer = client.post(f"/kk/appeals/{appeal.number}/join/", body, content_type=form)
            assert answer.status_code in {302, 400, 422, 429}, text
        for body in (f"number={nasty}&email=b@example.test", f"number={appeal.number}&email={nasty}"):
            assert client.post("/kk/appeals/pin/", body, content_type=form).status_code in {302, 400, 422, 429}, text
        short = nasty[:3000].rpartition("%")[0] if len(nasty) > 3000 else nasty
        for path in (
            "appeals/?q=",
            "appeals/?territory=",
            "appeals/?category=",
            "appeals/?body=",
            "appeals/?after=",
            "search/?q=",
            "search/?q=a&after=",
            "appeals/status/?number=",
        ):
            answer = client.get(f"/kk/{path}{short}")
            assert answer.status_code in {200, 302, 400}, (path, text)
            assert "<script>alert" not in answer.content.decode()
        link = client.get(f"/kk/appeals/pin/{short[:900].rpartition('%')[0] or 'x'}/")
        assert link.status_code in {400, 404, 410}, text


def test_item_26_harmless_text_is_kept_to_the_letter(office: Any, client: Client) -> None:
    """The official copy is what the person wrote; it is escaped where it is shown."""
    kept = " ".join(NASTY[kind] for kind in ("emoji", "template", "sql", "script"))
    client.post("/kk/appeals/new/what/", {**WHAT, "text": f"Мәтін басталды {kept}"})
    client.post("/kk/appeals/new/where/", WHERE)
    client.post("/kk/appeals/new/who/", WHO)
    assert client.post("/kk/appeals/new/send/", {"once": "k" * 30}).status_code == 302
    assert Appeal.objects.get().text == f"Мәтін басталды {kept}"
    page = client.get(f"/kk/appeals/{Appeal.objects.get().number}/own/").content.decode()
    assert "<script>alert" not in page and ">49<" not in page


def test_item_18_ten_megabytes_are_refused(office: Any, client: Client) -> None:
    assert client.post("/kk/appeals/new/what/", {**WHAT, "text": "ұ" * 5_000_000}).status_code == 413
    many = {f"field{n}": "x" for n in range(10_000)}
    assert client.post("/kk/appeals/new/what/", {**WHAT, **many}).status_code in {400, 413}
    assert not Appeal.objects.exists()


def test_item_21_direction_overrides_never_reach_the_page(office: Any, client: Client) -> None:
    client.post("/kk/appeals/new/what/", {**WHAT, "subject": "Шұңқыр \u202egnp.exe \u2066жол"})
    page = client.get("/kk/appeals/new/what/").content.decode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)


def test_item_28_a_query_of_thousands_of_words_is_answered(office: Any, client: Client) -> None:
    for query in ("a & | !:* <-> (", "жол " * 3000, '"' * 500, "\\" * 100):
        assert client.get("/kk/appeals/", {"q": query}).status_code == 200
        assert client.get("/kk/search/", {"q": query}).status_code == 200
