"""The pages of exports in a real browser: axe in three languages on both screens, and a page that follows by itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from ortaq.kernel.interchange import actions, tasks
from ortaq.kernel.interchange.models import ExportJob

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PICTURES = os.environ.get("ORTAQ_PICTURES", "")


def opened(new_page: Callable[..., Page], user: Any, **more: Any) -> Page:
    page = new_page(**more)
    page.goto("/robots.txt")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
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


def test_a_long_table_by_keyboard_from_the_question_to_the_file(
    new_page: Callable[..., Page], person: Any, numbers: Any, assert_accessible: Callable[[Page], None]
) -> None:
    page = opened(new_page, person("head", "auditor"), width=360)
    page.clock.install()  # the page asks every three seconds how far it is
    page.goto("/ru/exports/new/?export=test.numbers&format=csv")
    assert_accessible(page)
    picture(page, "new-ru")
    page.get_by_role("button", name="Подготовить").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ждёт очереди")
    assert_accessible(page)
    job = ExportJob.objects.get()
    work = actions.take_up_export(job_id=job.pk, at=timezone.now())
    assert work is not None
    actions.note_progress(job=work.job, written=1_200, at=timezone.now())
    page.clock.run_for(3_000)
    expect(page.get_by_text("Записано строк: 1 200")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("готовится")
    picture(page, "running-ru")
    assert_accessible(page)
    tasks.make_export(job.pk)
    page.clock.run_for(3_000)
    expect(page).to_have_title("Числа: готова — Ortaq")
    picture(page, "ready-ru")
    assert_accessible(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Скачать").click()
    assert waiting.value.suggested_filename.startswith("numbers-")
    for path, name in (("/kk/exports/", "mine-kk"), ("/en/exports/log/", "log-en")):
        page.goto(path)
        assert_accessible(page)
        picture(page, name)


def test_the_same_without_javascript(new_page: Callable[..., Page], person: Any, numbers: Any) -> None:
    page = opened(new_page, person("registrar"), javascript=False)
    page.goto("/kk/exports/new/?export=test.numbers&format=xlsx")
    picture(page, "new-kk")
    page.get_by_role("button", name="Дайындау").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("кезек күтіп тұр")
    tasks.make_export(ExportJob.objects.get().pk)
    page.get_by_role("link", name="Жаңарту").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("дайын")
    picture(page, "ready-kk")
    page.get_by_role("button", name="Файлды қазір өшіру").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("болдырылмады")
