"""The ballot in a browser: on a phone, by the keyboard, without a script, for a screen reader."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.procedures.ballots.conftest import DURING
from tests.procedures.ballots.test_casting import envelopes

if TYPE_CHECKING:
    from playwright.sync_api import Page


def voted(page: Page, code: str) -> None:
    """From the code to the receipt, as somebody does it."""
    page.goto("/ru/votes/enter/")
    page.get_by_label("Ваш код").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Открыть мой бюллетень").click()
    page.get_by_label("region проект 2").check()
    page.get_by_label("region проект 5").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Посмотреть мой выбор").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Подать мой бюллетень").click()
    expect(page.get_by_role("heading", name="Ваш бюллетень в урне")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_vote_on_a_phone_takes_less_than_two_minutes_and_every_page_is_accessible(
    opened: Callable[..., Any],
    frozen: Callable[..., Any],
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    clock = time.monotonic()
    vote = opened()
    frozen(DURING)
    phone = new_page(width=360, locale="ru-KZ")
    voted(phone, vote.codes[1].code)
    assert time.monotonic() - clock < 120
    assert_accessible(phone)
    phone.locator(".govuk-panel dd").evaluate("each => each.textContent = 'WWWW-MMMM-WWWW-MMMM'")  # the widest there is
    assert_accessible(phone)
    assert len(envelopes(vote.election)) == 1
    for path in (
        "/ru/votes/",
        f"/ru/votes/{vote.election.number}/",
        f"/ru/votes/{vote.election.number}/ways/",
        "/kk/votes/enter/",
    ):
        phone.goto(path)
        assert_accessible(phone)
    phone.goto(f"/v/{vote.codes[0].code}")
    assert_accessible(phone)
    with phone.expect_navigation():
        phone.get_by_role("button").last.click()
    assert phone.get_by_role("alert").is_visible()
    assert_accessible(phone)
    phone.get_by_label("region проект 1").check()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Посмотреть мой выбор").click()
    assert_accessible(phone)


@pytest.mark.django_db(transaction=True)
def test_the_bar_counts_while_somebody_marks_and_the_keyboard_is_enough(
    opened: Callable[..., Any], frozen: Callable[..., Any], new_page: Callable[..., Page]
) -> None:
    vote = opened()
    frozen(DURING)
    page = new_page(width=1280, locale="ru-KZ")
    page.goto(f"/v/{vote.codes[0].code}")
    first, second = page.locator("[data-bar]").all()
    expect(first).to_contain_text("Выбрано: 0 из 3")
    box = page.get_by_label("region проект 3")
    box.focus()
    page.keyboard.press("Space")
    expect(first).to_contain_text("Выбрано: 1 из 3")
    expect(first).to_contain_text("3 000 000")
    page.get_by_label("district проект 6").check()
    page.get_by_label("district проект 5").check()
    expect(second).to_have_class("vote-bar vote-bar--over")
    page.get_by_label("district проект 5").uncheck()
    expect(second).to_have_class("vote-bar")
    page.get_by_role("button", name="Посмотреть мой выбор").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Подать мой бюллетень").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ваш бюллетень в урне")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_without_a_script_everything_goes(
    opened: Callable[..., Any], frozen: Callable[..., Any], new_page: Callable[..., Page]
) -> None:
    vote = opened()
    frozen(DURING)
    voted(new_page(width=360, locale="ru-KZ", javascript=False), vote.codes[1].code)
    assert len(envelopes(vote.election)) == 1


@pytest.mark.django_db(transaction=True)
def test_pages_of_organiser_desk_paper_and_kiosk_are_accessible(
    opened: Callable[..., Any],
    drafted: Callable[..., Any],
    frozen: Callable[..., Any],
    settings: Any,
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    from django.test import Client

    from ortaq.procedures.ballots.actions.batches import open_batch
    from ortaq.procedures.ballots.models import Place
    from ortaq.procedures.ballots.views.kiosk import start_token

    settings.DEMO = True
    vote, draft = opened(), drafted()
    frozen(DURING)
    user = vote.hall.users["secretary"]
    user.is_demo = True
    user.save(update_fields=["is_demo"])
    place = Place.objects.get(election=vote.election)
    open_batch(election=vote.election, place=place, sheets=2, by=vote.hall["secretary"], at=DURING)
    client = Client()
    client.force_login(user)
    page = new_page(width=1280, locale="ru-KZ")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}]
    )
    here, there = f"/ru/votes/office/{vote.election.number}", f"/ru/votes/office/{draft.number}"
    for path in (
        "/ru/votes/office/", f"{here}/", f"{here}/roll/", f"{here}/codes/", f"{here}/desk/", f"{here}/batches/",
        f"{here}/batches/1/", f"{there}/", f"{there}/terms/", f"{there}/papers/", f"{there}/papers/region/",
        f"{there}/trustees/", f"{there}/places/",
    ):  # fmt: skip
        answer = page.goto(path)
        assert answer and answer.status == 200, path
        assert_accessible(page)
    tablet = new_page(width=1280, locale="kk-KZ")
    tablet.goto(f"/kk/votes/kiosk/start/{start_token(vote.election.pk)}/")
    assert_accessible(tablet)
    with tablet.expect_navigation():
        tablet.get_by_role("button").last.click()
    assert_accessible(tablet)
