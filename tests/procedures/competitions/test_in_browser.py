"""In the browser: what is typed saves itself, the sheet is worked by keyboard alone, and axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from playwright.sync_api import expect

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Application, Mark, Review
from ortaq.procedures.competitions.queries.applications import draft_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ortaq.procedures.competitions.models import Call

    from .conftest import Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enter(region: Region, client: Any, live_server: Any, settings: Any) -> Callable[[Page, str], None]:
    """Signs a page in as somebody."""

    def sign_in(page: Page, key: str) -> None:
        Authenticator.objects.get_or_create(
            user=region.people[key], type=Authenticator.Type.TOTP, defaults={"data": {}}
        )
        client.force_login(region.people[key])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in


def test_an_application_saves_itself_and_survives_a_lost_connection(
    region: Region, announced: Callable[..., Call], new_page: Callable[..., Page], enter: Callable[[Page, str], None],
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    now = timezone.now()
    call = announced(at=now, opens_at=now - timedelta(hours=1), deadline=now + timedelta(days=20))
    page = new_page(width=360, locale="kk-KZ")
    page.goto(f"/kk/competitions/{call.number}/")
    assert_accessible(page)
    page.goto("/kk/competitions/")
    assert_accessible(page)
    enter(page, "ngo")
    page.goto(f"/kk/competitions/{call.number}/")
    page.get_by_role("button", name="Бастау немесе жалғастыру").click()
    expect(page.get_by_role("heading", name="Толтырыңыз")).to_be_visible()
    assert_accessible(page)
    mine = Application.objects.get()
    page.goto(f"/kk/competitions/applications/{mine.number}/steps/project/")
    assert_accessible(page)
    status = page.locator("[data-autosave-status]")
    page.get_by_label("Жобаның атауы").fill("Ауыл курсы")
    page.get_by_label("Мақсаты").focus()  # leaving a field saves
    expect(status).to_contain_text("Сақталды")
    assert draft_of(mine).content["project"]["title"] == "Ауыл курсы"
    # The connection goes: it is told, and what was typed is sent once it is back.
    page.route("**/save/**", lambda route: route.abort())
    page.get_by_label("Мақсаты").fill("Үйрету")
    page.get_by_label("Жобаның атауы").focus()
    expect(status).to_contain_text("байланыс жоқ")
    page.unroute("**/save/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(status).to_contain_text("Сақталды")
    assert draft_of(mine).content["project"]["goal"] == "Үйрету"
    # Another tab saves: this one is told and keeps what was typed.
    draft = draft_of(mine)
    actions.save_draft(
        application=mine,
        step="project",
        typed={"title": "Басқа бет"},
        revision=draft.revision,
        by=region["ngo"],
        at=now,
    )
    page.get_by_label("Жобаның атауы").fill("Менің атауым")
    page.get_by_label("Мақсаты").focus()
    expect(status).to_contain_text("басқа бетте")
    expect(page.get_by_label("Жобаның атауы")).to_have_value("Менің атауым")
    # The budget is summed by the server while it is typed.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/kk/competitions/applications/{mine.number}/steps/budget/")
    assert_accessible(page)
    row = page.get_by_role("group", name="Шығыстар сметасы, 1")
    row.get_by_label("Түрі").select_option("institutional")
    row.get_by_label("Не үшін").fill("Оқу")
    row.get_by_label("Саны").fill("2")
    row.get_by_label("Бағасы").fill("150 000")
    row.get_by_label("Өз үлесі").focus()
    expect(page.locator('[data-sum="requested"]')).to_contain_text(re.compile(r"300.000"))
    expect(page.locator("[data-problems]")).to_contain_text("институционалдық", ignore_case=True)


def test_thirty_marks_without_leaving_the_keyboard(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application], new_page: Callable[..., Page],
    enter: Callable[[Page, str], None], assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    now = timezone.now()
    call = announced(at=now - timedelta(days=12), opens_at=now - timedelta(days=12), deadline=now - timedelta(hours=1))
    for who in ("ngo", "ngo2"):
        submitted(call, who, at=now - timedelta(days=1), title=f"Жоба {who}")
    actions.open_applications(call=call, by=region["secretary"], at=now)
    for each in call.applications.all():
        actions.admit_application(application=each, by=region["secretary"], at=now)
    for n in (1, 2):
        actions.seat_member(
            call=call,
            user_id=region.people[f"expert{n}"].pk,
            seat="expert",
            name="x",
            position="",
            by=region["secretary"],
            at=now,
        )
    actions.start_scoring(call=call, by=region["secretary"], at=now)
    actions.draw_reviewers(call=call, by=region["secretary"], at=now)
    first, second = Review.objects.filter(reviewer=region.people["expert1"]).order_by("pk")
    for review in (first, second):
        actions.declare_interest(review=review, conflict=False, reason="", by=region["expert1"], at=now)
    page = new_page(locale="ru-RU")
    enter(page, "expert1")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/kk/competitions/reviews/")
    expect(page.locator(".ortaq-tag").first).to_be_in_viewport(ratio=1)  # the state is seen without scrolling
    assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.clock.install(
        time="2026-11-27 09:00"
    )  # the page waits for the second digit: a busy machine may be slower than that
    page.goto(f"/ru/competitions/reviews/{first.pk}/")
    assert_accessible(page)
    page.clock.pause_at("2026-11-27 10:00")
    keys = page.keyboard
    for number, points in enumerate(("8", "10", "7")):
        for digit in points:
            keys.press(digit)
        keys.press("Enter")
        keys.type("Обоснование j k n p 5")
        keys.press("Escape")
        page.clock.run_for(750)
        if number < 2:
            keys.press("ArrowDown")
    page.clock.resume()
    keys.press("Control+s")
    expect(page.locator("[data-status]")).to_contain_text("Сохранено")
    assert list(Mark.objects.order_by("criterion__order").values_list("value", flat=True)) == [8, 10, 7]
    with page.expect_navigation():
        keys.press("j")
    expect(page).to_have_url(re.compile(rf"/reviews/{second.pk}/"))
    with page.expect_navigation():
        keys.press("k")
    expect(page).to_have_url(re.compile(rf"/reviews/{first.pk}/"))
    keys.press("?")
    expect(page.get_by_text("письменно").or_(page.get_by_text("написать обоснование"))).to_be_visible()
    with page.expect_navigation():
        keys.press("Control+Enter")
    expect(page).to_have_url(re.compile(rf"/reviews/{second.pk}/"))
    first.refresh_from_db()
    assert first.closed_at is not None
    page.goto(f"/kk/competitions/reviews/{second.pk}/")
    assert_accessible(page)
    secretary = new_page(locale="ru-RU")
    enter(secretary, "secretary")
    for address in (
        "/ru/competitions/office/", "/ru/competitions/office/new/", "/ru/competitions/office/criteria/",
        "/ru/competitions/office/registers/", f"/ru/competitions/office/{call.number}/",
        f"/ru/competitions/office/applications/{first.application.number}/",
    ):  # fmt: skip
        secretary.goto(address)
        assert_accessible(secretary)
