"""The public figures and the moderator's pages in a real browser: axe on small and large screens."""

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
from ortaq.systems.reception.models import Appeal, DayCount

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


@pytest.fixture
def answered(office: Any, file: Callable[..., Filed]) -> Appeal:
    now = timezone.now()
    text = "Мен Сынақ Азамат, Үлгі көшесі, 15-үй, 20-пәтерде тұрамын. Аулада шұңқыр бар, 305-үйдің жанында. Тел. 8 701 000 11 22."
    appeal = file(at=now - timedelta(days=5), text=text).appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=now)
    actions.assign(appeal=appeal, text="Қараңыз", lead_id=office.people["executor"].pk, by=office["head"], at=now)
    actions.start_work(appeal=appeal, by=office["executor"], at=now)
    actions.draft_answer(appeal=appeal, outcome="satisfied", text="Шұңқыр жабылды.", by=office["executor"], at=now)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=now)
    actions.sign_answer(appeal=appeal, by=office["head"], at=now)
    for kind, received in (("message", 48), ("complaint", 3), ("application", 21), ("proposal", 9)):
        DayCount.objects.create(
            day=timezone.localdate(),
            body=office.body,
            territory=office.territory,
            category=office.category,
            type=kind,
            received=received,
            answered=received,
            in_time=received,
            rated=received // 2,
            rating_sum=2 * received,
            solved=received // 3,
            is_demo=django_settings.DEMO,
        )
    return appeal


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_axe_finds_nothing_on_the_figures_and_the_moderators_pages(
    phone: Page, assert_accessible: Callable[[Page], None], office: Any, answered: Appeal
) -> None:
    page = phone
    for language in ("kk", "ru", "en"):
        answer = page.goto(f"/{language}/appeals/statistics/")
        assert answer and answer.status == 200
        _picture(page, f"statistics-{language}")
        assert_accessible(page)
    user = office.people["moderator"]
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": page.evaluate("location.origin")}]
    )
    for language in ("kk", "ru", "en"):
        for path in ("", f"{answered.number}/"):
            answer = page.goto(f"/{language}/office/publication/{path}")
            assert answer and answer.status == 200, page.url
            _picture(page, f"publication-{'one' if path else 'list'}-{language}")
            assert_accessible(page)
    page.fill("#id_text", "Хабарласыңыз: 8 701 000 11 22")
    with page.expect_navigation():
        page.click("form[action$='/publish/'] button[type=submit]")
    expect(page.locator(".govuk-error-summary")).to_have_count(1)
    _picture(page, "publication-left")
    assert_accessible(page)
