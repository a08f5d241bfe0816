"""The office's pages in a real browser: axe on small and large screens, and a case led from end to end by keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.models import Appeal

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PICTURES = os.environ.get("ORTAQ_PICTURES", "")
"""Where pictures of the pages are put, when somebody wants to look at them."""


@pytest.fixture(autouse=True)
def plain_settings(settings: Any) -> None:
    """Static files by their plain names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def sign_in(page: Page, user: Any) -> None:
    """Signs *user* in with a second factor, without the pages of accounts, which have their own tests."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": page.evaluate("location.origin")}]
    )


def opened(new_page: Callable[..., Page], user: Any, **more: Any) -> Page:
    page = new_page(**more)
    page.goto("/robots.txt")
    sign_in(page, user)
    return page


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture
def cases(office: Any, file: Callable[..., Filed]) -> list[Appeal]:
    """A new appeal, a late one, and one whose answer is drafted."""
    now = timezone.now()
    late = file(
        at=now - timedelta(days=40), address="Тараз, Төле би 1", phone="+77011234567", type="application"
    ).appeal
    drafted = file(
        at=now - timedelta(days=5), subject="Абай мен Төле би қиылысындағы бағдаршам екі аптадан бері істемейді"
    ).appeal
    for appeal in (late, drafted):
        actions.register_appeal(appeal=appeal, by=office["registrar"], at=now)
        actions.assign(
            appeal=appeal, text="Орнына барып қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=now
        )
        actions.start_work(appeal=appeal, by=office["executor"], at=now)
    Appeal.objects.filter(pk=late.pk).update(hops=2)
    actions.draft_answer(
        appeal=drafted, outcome="satisfied", text="Бағдаршам жөнделді, жұмыс істеп тұр.", by=office["executor"], at=now
    )
    actions.note(appeal=drafted, text="Қоңырау шалдым, риза.", by=office["executor"], at=now)
    return [file(at=now - timedelta(minutes=5)).appeal, late, drafted]


def test_axe_finds_nothing_on_the_offices_pages(
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    office: Any,
    cases: list[Appeal],
) -> None:
    new, late, drafted = (appeal.number for appeal in cases)
    for who, paths in {
        "registrar": ["", f"appeals/{new}/", "new/", "complaints/"],
        "head": ["?queue=later", f"appeals/{late}/"],
        "executor": [f"appeals/{drafted}/", "templates/new/"],
    }.items():
        page = opened(new_page, office.people[who], width=360)
        for language in ("kk", "ru", "en"):
            for path in paths:
                answer = page.goto(f"/{language}/office/{path}")
                assert answer and answer.status == 200 and page.url.endswith(path), page.url
                picture(page, f"{who}-{path.strip('/?').replace('/', '-').replace('=', '-') or 'list'}-{language}")
                assert_accessible(page)
    page = opened(new_page, office.people["registrar"], width=360)
    page.goto("/ru/office/new/")
    with page.expect_navigation():
        page.click("main form.office-enter button")
    expect(page.locator(".govuk-error-summary")).to_have_count(1)
    assert_accessible(page)


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus stands on what *selector* names."""
    for _press in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard doesn't reach {selector}")


def send(page: Page, deed: str) -> None:
    """Presses the button of *deed* by keyboard, and waits for the page that says that it was done."""
    tab_to(page, f"form[action$='/{deed}/'] button[type=submit], form[action$='/{deed}/'] button:not([type])")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".ortaq-banner--success")).to_be_visible()


def unfold(page: Page, deed: str) -> None:
    """Opens the fields of *deed*, when they aren't open yet."""
    if not page.evaluate("id => document.getElementById(id).open", f"deed-{deed}"):
        tab_to(page, f"#deed-{deed} > summary")
        page.keyboard.press("Enter")
        expect(page.locator(f"#deed-{deed}")).to_have_attribute("open", "")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_case_goes_from_registration_to_the_rated_answer_by_keyboard_alone(
    javascript: bool, new_page: Callable[..., Page], office: Any, file: Callable[..., Filed]
) -> None:
    filed = file(at=timezone.now() - timedelta(minutes=5))
    appeal = filed.appeal
    case = f"/ru/office/appeals/{appeal.number}/"
    registrar, head = (opened(new_page, office.people[who], javascript=javascript) for who in ("registrar", "head"))
    registrar.goto("/ru/office/")
    tab_to(registrar, f"a[href*='{appeal.number}']")
    with registrar.expect_navigation():
        registrar.keyboard.press("Enter")
    unfold(registrar, "register")
    tab_to(registrar, "#id_register-external_number")
    registrar.keyboard.type("ЖТ-2026-7")
    send(registrar, "register")

    head.goto(case)
    unfold(head, "assign")
    tab_to(head, "#id_assign-lead")
    head.keyboard.press("ArrowDown")
    tab_to(head, "#id_assign-text")
    head.keyboard.type("Орнына барып қараңыз")
    send(head, "assign")

    executor = opened(new_page, appeal.executors.get().user, javascript=javascript)
    executor.goto(case)
    send(executor, "start")
    unfold(executor, "draft")
    tab_to(executor, "[name='draft-outcome']")
    executor.keyboard.press("Space")
    expect(executor.locator("[name='draft-outcome']").first).to_be_checked()
    tab_to(executor, "#id_draft-text")
    executor.keyboard.type("Шұңқыр 24 қарашада жабылды, суреті қоса беріледі.")
    send(executor, "draft")
    send(executor, "propose_answer")

    head.goto(case)
    send(head, "sign")
    appeal.refresh_from_db()
    assert (appeal.state, appeal.external_number) == ("answered", "ЖТ-2026-7")

    citizen = new_page(width=360, javascript=javascript)
    citizen.goto("/ru/appeals/status/")
    tab_to(citizen, "[name=number]")
    citizen.keyboard.type(appeal.number)
    tab_to(citizen, "[name=pin]")
    citizen.keyboard.type(filed.pin)
    with citizen.expect_navigation():
        citizen.keyboard.press("Enter")
    tab_to(citizen, "details:has(form[action$='/rate/']) > summary")
    citizen.keyboard.press("Enter")
    for question in ("solved", "rating"):
        first = f"form[action$='/rate/'] [name$={question}]"
        expect(citizen.locator(first).first).to_be_visible()
        tab_to(citizen, first)
        citizen.keyboard.press("Space")
        expect(citizen.locator(first).first).to_be_checked()
    send(citizen, "rate")
    send(citizen, "confirm")
    appeal.refresh_from_db()
    assert appeal.state == "closed"
    assert [(said.rating, said.solved) for said in appeal.answers.get().feedback.all()] == [(5, "yes")]


def test_a_word_without_end_pushes_nothing_off_the_screen(
    office: Any, file: Callable[..., Filed], new_page: Callable[..., Page]
) -> None:
    filed = file(subject="Ж" * 150)
    for width in (360, 1280):
        page = opened(new_page, office.people["registrar"], width=width)
        for path in ("/kk/office/", f"/kk/office/appeals/{filed.appeal.number}/"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
