"""Agreements in a real browser: axe on a phone and an office screen, a report kept while typed, a place told by the phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.systems.social_order.delivery.test_visit_photos import photo

from ortaq.systems.social_order import actions
from ortaq.systems.social_order.models import Milestone, Report, Visit
from ortaq.systems.social_order.queries.visit_photos import photos_of

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


def opened(new_page: Callable[..., Page], user: Any, **more: Any) -> Page:
    page = new_page(**more)
    page.goto("/robots.txt")
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": page.evaluate("location.origin")}]
    )
    return page


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_agreements_are_for_everybody_s_eyes_and_thumbs(
    staff: Any,
    signed: Callable[..., Any],
    reported: Callable[..., Any],
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    agreement = signed()
    now = timezone.now()
    reported(agreement, 2, "350000")
    payment = actions.pay_tranche(
        agreement=agreement, milestone=Milestone.objects.get(number=1), amount=Decimal(300_000), order_number="1",
        paid_on=date(2026, 3, 3), by=staff["accountant"], at=now,
    )  # fmt: skip
    actions.answer_for_receipt(payment=payment, received=False, note="Жоқ", by=staff["representative"], at=now)
    actions.plan_visit(
        agreement=agreement, planned_on=timezone.localdate() + timedelta(days=1), purpose="Сабақ",
        by=staff["customer"], at=now,
    )  # fmt: skip
    last = actions.begin_report(milestone=Milestone.objects.get(number=3), by=staff["representative"], at=now)

    public = new_page(width=360, locale="kk-KZ")
    for name, path in (
        ("projects", "/kk/social-order/projects/"),
        ("project", f"/ru/social-order/projects/{agreement.number}/"),
        ("supplier", "/en/social-order/suppliers/ngo/"),
    ):
        public.goto(path)
        assert_accessible(public)
        picture(public, name)

    office = opened(new_page, staff.people["customer"], width=1280, locale="kk-KZ")
    case = f"/kk/social-order/office/agreements/{agreement.number}/"
    visit = f"{case}visits/{Visit.objects.get().pk}/"
    for name, path in (
        ("work", "/kk/social-order/office/agreements/"),
        ("case", case),
        ("write", f"{case}write/"),
        ("review", f"{case}milestones/2/"),
        ("visit", visit),
    ):
        office.goto(path)
        assert_accessible(office)
        picture(office, name)
    office.context.grant_permissions(["geolocation"])
    office.context.set_geolocation({"latitude": 42.9, "longitude": 71.36612})
    office.goto(visit)
    office.locator("[data-place] button").click()
    expect(office.locator("[name=longitude]")).to_have_value("71.36612")
    made = actions.record_visit(
        visit=Visit.objects.get(), found=actions.Found(timezone.localdate(), "Тараз", "Сабақ өтіп жатыр."),
        photos=[photo(1), photo(2)], by=staff["customer"], at=now,
    )  # fmt: skip
    actions.publish_visit_photo(
        visit=made, document=photos_of(made)[0].document, alt_kk="Бос сынып", alt_ru="Пустой класс", looked=True,
        reason="Ешкім жоқ", by=staff["customer"], at=now,
    )  # fmt: skip
    for width in (1280, 360):
        office.set_viewport_size({"width": width, "height": 900})
        office.goto(f"{visit}photos/")
        expect(office.locator("main summary")).to_have_count(2)
        for place in range(2):
            office.locator("main summary").nth(place).click()
            expect(office.locator("main textarea").nth(place)).to_be_visible()
        assert_accessible(office)
    public.goto(f"/kk/social-order/projects/{agreement.number}/")
    expect(public.get_by_alt_text("Бос сынып")).to_have_count(1)
    assert_accessible(public)

    ngo = opened(new_page, staff.people["representative"], width=360, locale="kk-KZ")
    own = f"/kk/social-order/agreements/{agreement.number}/own/"
    for name, path in (("mine", "/kk/social-order/agreements/mine/"), ("own", own)):
        ngo.goto(path)
        assert_accessible(ngo)
        picture(ngo, name)
    ngo.goto(f"{own}milestones/3/report/")
    assert_accessible(ngo)
    picture(ngo, "report")
    ngo.locator("[name=summary]").fill("Екінші топ оқып жатыр")
    ngo.locator("[name=people]").fill("7")
    ngo.locator("[name=people]").press("Tab")
    expect(ngo.locator("[data-autosave-status]")).to_have_text("Сақталды.")
    assert "Екінші топ" in Report.objects.get(pk=last.pk).draft
