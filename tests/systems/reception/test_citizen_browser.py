"""The citizens' pages in a real browser: light, accessible at both widths in three languages, usable by keyboard alone."""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.pins import link_token

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = ("kk", "ru", "en")
MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
HEAVIEST = 100 * 1024
"""Bytes over the wire for a page with everything, for a phone that comes for the first time."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def public_number(office: Any, file: Callable[..., Filed]) -> str:
    for n in range(12):
        appeal = file(email=f"guest{n}@example.test").appeal
        actions.publish_appeal(
            appeal=appeal,
            title="Жолдағы шұңқыр",
            text="Мектеп алдында шұңқыр бар. " * 8,
            by=office["moderator"],
            at=MONDAY + timedelta(days=1),
        )
    return appeal.number


def paths(number: str) -> list[str]:
    return [
        "",
        "appeals/",
        "appeals/?q=шұңқыр",
        "appeals/new/",
        "appeals/new/what/",
        "appeals/status/",
        "appeals/pin/",
        "appeals/pin/asked/",
        f"appeals/{number}/",
        f"appeals/{number}/join/",
        "search/?q=шұңқыр",
        "help/",
        "help/privacy/",
        "help/data/",
        "territories/c/",
        "organisations/one/",
        f"records/{number}/",
        "digest/",
    ]


def test_citizens_pages_are_accessible_in_three_languages(
    public_number: str, phone: "Page", assert_accessible: Callable[["Page"], None]
) -> None:
    page = phone
    for path in paths(public_number):
        for language in LANGUAGES:
            answer = page.goto(f"/{language}/{path}")
            assert answer and answer.status == 200, path
            assert page.locator("h1").count() == 1, path
            assert_accessible(page)


def _send(page: "Page") -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] .ortaq-actions button").last.click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_filing_and_the_receipt_are_accessible(
    office: Any, phone: "Page", assert_accessible: Callable[["Page"], None], language: str
) -> None:
    """Each step is looked at three times: empty, sent with nothing in it, and filled when it is come back to."""
    page = phone
    page.goto(f"/{language}/appeals/new/what/")
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        ("what", {"subject": "Көшедегі терең шұңқыр", "text": "Мектептің алдындағы жолда терең шұңқыр бар."}),
        ("where", {"place": "Абай көшесі"}),
        ("who", {"name": "Сынақ Азамат", "email": "guest@example.test"}),
    )
    for step, typed in steps:
        expect(page).to_have_url(re.compile(f"/{language}/appeals/new/{step}/$"))
        assert_accessible(page)
        _send(page)
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        assert_accessible(page)
        for name, value in typed.items():
            page.fill(f"main [name={name}]", value)
        if step == "where":
            page.select_option("[name=territory]", "c")
            page.check("[name=category]")
        _send(page)
    expect(page).to_have_url(re.compile("/new/send/$"))
    assert_accessible(page)
    for step, typed in steps:
        page.goto(f"/{language}/appeals/new/{step}/")
        name, value = next(iter(typed.items()))
        expect(page.locator(f"main [name={name}]")).to_have_value(value)
        assert_accessible(page)
    page.goto(f"/{language}/appeals/new/send/")
    _send(page)
    expect(page).to_have_url(re.compile("/new/sent/$"))
    expect(page.locator("main")).to_contain_text(Appeal.objects.get().number)
    assert_accessible(page)


@pytest.fixture
def answered(office: Any, file: Callable[..., Filed]) -> Filed:
    """An appeal whose answer waits to be rated."""
    filed = file(type="application", address="Тараз, Төле би 1")
    actions.register_appeal(appeal=filed.appeal, by=office["registrar"], at=MONDAY)
    actions.assign(
        appeal=filed.appeal, text="Қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=MONDAY
    )
    actions.start_work(appeal=filed.appeal, by=office["executor"], at=MONDAY)
    actions.draft_answer(appeal=filed.appeal, outcome="satisfied", text="Жабылды.", by=office["executor"], at=MONDAY)
    actions.propose_answer(appeal=filed.appeal, by=office["executor"], at=MONDAY)
    actions.sign_answer(appeal=filed.appeal, by=office["head"], at=MONDAY)
    return filed


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_and_pin_lead_to_an_accessible_page_of_ones_own(
    office: Any,
    file: Callable[..., Filed],
    answered: Filed,
    phone: "Page",
    assert_accessible: Callable[["Page"], None],
    language: str,
) -> None:
    """In three states: just filed, with a question to answer, answered."""
    new, asked = file(type="application"), file(type="application")
    actions.register_appeal(appeal=asked.appeal, by=office["registrar"], at=MONDAY)
    actions.ask_clarification(appeal=asked.appeal, question="Қай көше?", by=office["registrar"], at=MONDAY)
    page = phone
    page.goto(f"/{language}/appeals/status/")
    page.fill("[name=number]", new.appeal.number)
    page.fill("[name=pin]", "000000")
    _send(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert_accessible(page)
    for filed in (new, asked, answered):
        page.goto(f"/{language}/appeals/status/")
        page.fill("[name=number]", filed.appeal.number)
        page.fill("[name=pin]", filed.pin)
        _send(page)
        expect(page).to_have_url(re.compile(f"/{filed.appeal.number}/own/$"))
        expect(page.locator("main")).to_contain_text(filed.appeal.number)
        assert_accessible(page)
        page.evaluate("document.querySelectorAll('main details').forEach(folded => { folded.open = true; })")
        assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_pin_is_taken_on_accessible_pages_by_keyboard_alone(
    office: Any, file: Callable[..., Filed], phone: "Page", assert_accessible: Callable[["Page"], None], language: str
) -> None:
    filed = file()
    link = f"/{language}/appeals/pin/{link_token(filed.appeal, filed.appeal.author_id or 0)}/"
    page = phone
    page.goto(link)
    assert_accessible(page)
    page.locator("main form[method=post] .ortaq-actions button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(filed.appeal.number)
    assert_accessible(page)
    page.goto(link)
    assert_accessible(page)


def test_a_page_with_everything_weighs_at_most_a_hundred_kilobytes(
    public_number: str, new_page: Callable[..., "Page"]
) -> None:
    """As whoever runs Ortaq sends it: styles and scripts compressed when they are collected, pages not."""
    opened = []
    for path in paths(public_number):
        page = new_page(width=360)
        bodies: dict[str, bytes] = {}
        page.on("response", lambda response, bodies=bodies: bodies.update({response.url: response.body()}))
        page.goto(f"/kk/{path}")
        opened.append((path, page, bodies))
    for path, page, bodies in opened:  # they come to rest all at once
        page.wait_for_load_state("networkidle")
        weights = {
            url: len(gzip.compress(body, 9)) if url.endswith((".css", ".js")) else len(body)
            for url, body in bodies.items()
        }
        assert any(url.endswith(".css") for url in weights) and sum(weights.values()) <= HEAVIEST, (path, weights)


def test_an_appeal_is_filed_by_keyboard_alone_without_javascript(
    office: Any, new_page: Callable[..., "Page"], assert_accessible: Callable[["Page"], None]
) -> None:
    page = new_page(width=360, javascript=False)
    keys = page.keyboard

    def reach(selector: str) -> None:
        for _ in range(120):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"{selector} isn't reached by Tab on {page.url}")

    page.goto("/kk/appeals/new/")
    reach('a[href$="/what/"]')
    keys.press("Enter")
    page.wait_for_url(re.compile("/what/"))
    reach("main button")
    keys.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    reach('.govuk-error-summary a[href="#id_subject"]')
    keys.press("Enter")
    reach("#id_subject")
    keys.type("Көшедегі терең шұңқыр")
    reach("#id_text")
    keys.type("Мектептің алдындағы жолда терең шұңқыр бар.")
    reach("main form button")
    keys.press("Enter")
    page.wait_for_url(re.compile("/where/"))
    reach("#id_territory")
    keys.press("ArrowDown")
    reach('input[name="category"]')
    keys.press("Space")
    reach("main form button")
    keys.press("Enter")
    page.wait_for_url(re.compile("/who/"))
    reach("#id_name")
    keys.type("Сынақ Азамат")
    reach("#id_email")
    keys.type("guest@example.test")
    reach("main form button")
    keys.press("Enter")
    page.wait_for_url(re.compile("/send/"))
    reach('main form[enctype] button, main form:has(input[type="file"]) button')
    keys.press("Enter")
    page.wait_for_url(re.compile("/sent/"))
    assert Appeal.objects.get().number in page.inner_text("main")
