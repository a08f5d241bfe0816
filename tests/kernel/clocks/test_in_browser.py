"""The business calendar in a browser: read by everybody, changed by the coordinator, by keyboard too."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.actions import seed_calendar
from ortaq.kernel.clocks.models import CalendarDay
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.roles import COORDINATOR
from ortaq.kernel.parties.rules import SYSTEM

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def coordinator(phone: "Page", live_server: Any, settings: Any) -> "Page":
    """A page of the coordinator; demo accounts need no second factor."""
    settings.DEMO = True
    name = {"name_kk": "а", "name_ru": "а", "name_en": "a"}
    region = Territory.objects.create(slug="zhambyl", kind="region", **name)
    office = Organisation.objects.create(slug="akimat", kind="state_body", body_kind="akimat", territory=region, **name)
    user = User.objects.create_user("coordinator@example.kz", None, is_demo=True)
    assign_role(user_id=user.pk, organisation_id=office.pk, role=COORDINATOR.code, first_day=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    phone.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    seed_calendar(by=SYSTEM, years=[2026], at=timezone.now())
    return phone


def test_the_calendar_and_its_form_are_accessible(
    coordinator: "Page", assert_accessible: Callable[["Page"], None]
) -> None:
    page = coordinator
    for language in ("kk", "ru", "en"):
        for path in ("2026/", "2031/", "change/", "change/2026-12-16/"):
            answer = page.goto(f"/{language}/calendar/{path}")
            assert answer and answer.status == 200, path
            assert_accessible(page)
        page.goto(f"/{language}/calendar/change/")
        with page.expect_navigation():
            page.locator("main form[method=post] .ortaq-actions button").last.click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        assert_accessible(page)


def test_a_day_is_changed_by_keyboard_alone(coordinator: "Page") -> None:
    page = coordinator
    page.goto("/ru/calendar/change/2026-09-14/")

    def reach(selector: str) -> None:
        for _press in range(120):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} isn't reached by Tab")

    reach("[name=works]")
    page.keyboard.press("Space")
    for field, words in {"name_kk": "Демалыс күні", "name_ru": "Выходной день", "name_en": "Day off"}.items():
        reach(f"[name={field}]")
        page.keyboard.type(words)
    reach("[name=reason]")
    page.keyboard.type("Постановление Правительства № 1")
    reach("main form[method=post] .ortaq-actions button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ru/calendar/2026/$"))
    expect(page.locator("main")).to_contain_text("Постановление Правительства № 1")
    assert CalendarDay.objects.get(day=date(2026, 9, 14)).source == "Постановление Правительства № 1"
