"""The walk that the user guides tell of, in a browser: from a citizen's phone to the published answer.

With ``ORTAQ_PICTURES=1`` the pictures of the guides are taken on the way and written to ``docs/pictures``.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from ortaq.kernel.accounts.demo import address
from ortaq.kernel.accounts.models import User
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.portal.imports import load_region
from ortaq.systems.budget.imports import load_shipped
from ortaq.systems.reception.demo import make_demo
from ortaq.systems.reception.demo.people import make_people

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

TAKEN = os.environ.get("ORTAQ_PICTURES") == "1"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST = 200_000
"""Bytes of a picture in the guides."""


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """A labelled demonstration of the region; static files by their plain names."""
    settings.DEMO = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    load_region("zhambyl")
    make_people()


def picture(page: Page, name: str, *, height: int = 0) -> None:
    """Takes a picture of the page from its top, at most *height* pixels of it, in 256 colours."""
    if not TAKEN:
        return
    from PIL import Image

    taken = page.screenshot(full_page=True)
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    if height and image.height > height:
        image = image.crop((0, 0, image.width, height))
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size <= LARGEST, f"{path.name} is too large"


def officer(new_page: Callable[..., Page], name: str) -> Page:
    """A page of somebody who has signed in with a demo account."""
    client = Client()
    client.force_login(User.objects.get(email=address(name)))
    page = new_page(width=1280)
    page.goto("/robots.txt")
    cookie = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": cookie, "value": client.cookies[cookie].value, "url": page.evaluate("location.origin")}]
    )
    return page


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] .ortaq-actions button").last.click()


def do(page: Page, code: str, **values: str) -> None:
    """Opens the form of a deed on the case page, fills it and sends it."""
    deed = page.locator(f"#deed-{code}")
    if deed.count():
        if deed.get_attribute("open") is None:
            deed.locator("summary").click()
            expect(deed).to_have_attribute("open", "")
        form = deed.locator("form[method=post]")
    else:
        form = page.locator(f"form[action$='/{code}/']")
    for name, value in values.items():
        field = form.locator(f"[name='{code}-{name}']")
        kind = field.first.evaluate("node => node.type || node.tagName")
        if kind == "radio":
            form.locator(f"[name='{code}-{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(label=value) if value else field.select_option(index=1)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button").last.click()
    assert page.locator(".govuk-error-summary").count() == 0, page.locator(".govuk-error-summary").inner_text()


def test_the_way_that_the_guides_tell_of_can_be_gone(new_page: Callable[..., Page]) -> None:
    phone = new_page(width=390)
    phone.goto("/kk/appeals/new/")
    picture(phone, "citizen-1-start", height=900)
    phone.goto("/kk/appeals/new/what/")
    phone.fill("[name=subject]", "Мектептің алдындағы жолда терең шұңқыр")
    phone.fill(
        "[name=text]",
        "Абай көшесіндегі мектептің алдында екі аптадан бері терең шұңқыр бар. Балаларға қауіпті. Жөндеуді сұраймын.",
    )
    phone.check("[name=type][value=application]")
    picture(phone, "citizen-2-what", height=1500)
    go_on(phone)
    phone.select_option("[name=territory]", "taraz")
    phone.fill("[name=place]", "Абай көшесі, мектептің алды")
    go_on(phone)
    if phone.locator("[name=body][value=akimat-taraz]").count():
        phone.check("[name=body][value=akimat-taraz]")
    phone.fill("[name=name]", "Демо Азамат")
    phone.fill("[name=email]", "resident@demo.example")
    phone.fill("[name=address]", "Тараз қаласы, Абай көшесі 1")
    phone.check("[name=consent]")
    picture(phone, "citizen-4-who", height=1800)
    go_on(phone)
    go_on(phone)
    number = re.search(r"AP-\d{4}-\d{6}", phone.inner_text("main"))
    assert number
    picture(phone, "citizen-5-receipt")

    desk = officer(new_page, "registrar")
    desk.goto("/ru/office/")
    picture(desk, "office-work-list", height=1000)
    desk.goto(f"/ru/office/appeals/{number.group()}/")
    picture(desk, "registrar-case", height=1300)
    do(desk, "register")

    head = officer(new_page, "head")
    head.goto(f"/ru/office/appeals/{number.group()}/")
    picture(head, "head-assign", height=1300)
    do(head, "assign", lead="", text="Выехать на место, устранить, ответить заявителю.")

    executor = officer(new_page, lead_of(number.group()))
    executor.goto(f"/ru/office/appeals/{number.group()}/")
    do(executor, "start")
    do(
        executor, "draft", outcome="satisfied",
        text="Құрметті арыз иесі! Абай көшесіндегі шұңқыр 24 қарашада жөнделді. Жол қозғалысы қалпына келтірілді.",
        law="ӘРПК 80-бап",
    )  # fmt: skip
    picture(executor, "executor-answer", height=1500)
    do(executor, "propose_answer")
    head.reload()
    picture(head, "head-sign", height=1300)
    do(head, "sign")

    phone.goto(f"/kk/appeals/{number.group()}/own/")
    assert "қалпына келтірілді" in phone.inner_text("main")
    picture(phone, "citizen-6-answer", height=1800)

    moderator = officer(new_page, "moderator")
    moderator.goto("/ru/office/publication/")
    moderator.goto(f"/ru/office/publication/{number.group()}/")
    assert moderator.locator("main form").count()
    picture(moderator, "moderator-case", height=1500)


def test_the_operator_s_and_the_coordinator_s_pages_open(new_page: Callable[..., Page]) -> None:
    desk = officer(new_page, "operator")
    desk.goto("/kk/office/new/")
    desk.get_by_label("Телефон", exact=True).first.check()
    assert desk.locator("main form .ortaq-actions button").inner_text() == "Қабылдап, нөмір беру"
    picture(desk, "operator-form", height=1100)
    office = officer(new_page, "coordinator")
    office.goto("/kk/calendar/2026/")
    assert office.locator("main a[href$='/calendar/change/']").count() == 1
    picture(office, "coordinator-calendar", height=900)


def lead_of(number: str) -> str:
    """The short name of whoever was named executor."""
    from ortaq.systems.reception.models import Appeal

    lead = Appeal.objects.get(number=number).lead
    assert lead
    return lead.email.partition("@")[0]


def test_the_statistician_s_pages_open(new_page: Callable[..., Page]) -> None:
    load_shipped(at=timezone.now())
    desk = officer(new_page, "statistician")
    desk.goto("/ru/budget/office/")
    assert desk.locator("input[type=file]").count()
    picture(desk, "statistician-office", height=1000)
    desk.goto("/kk/budget/")
    picture(desk, "budget", height=1100)


def test_the_home_page_shows_the_region_alive(new_page: Callable[..., Page]) -> None:
    from ortaq.systems.reception.models import Appeal

    at = timezone.now()
    made = make_demo(by=SYSTEM, at=at, progress=lambda _text: None, size=300 if TAKEN else 40)
    load_shipped(at=at)
    home = new_page(width=1280)
    home.goto("/kk/")
    this_year = Appeal.objects.filter(received_at__year=timezone.localtime(at).year).count()
    assert made >= this_year
    if this_year:  # in the first hours of January nothing has come yet
        assert home.locator(".ortaq-statistic__value").first.inner_text() == str(this_year), "how many appeals came"
    picture(home, "home", height=1300)
