"""The pages in a browser: readable and operable at phone and office widths, in three languages."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import expect

from ortaq.systems.budget.imports import SHIPPED, load_shipped

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def loaded(transactional_db: None) -> None:
    load_shipped(at=NOW)


def enter(page: Any, live_server: Any, user: Any) -> None:
    """Signs *user* in without the form, which has its own tests."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url, "httpOnly": True}]
    )


def test_public_pages_are_accessible(loaded: None, phone: Any, assert_accessible: Callable[[Any], None]) -> None:
    for language in ("kk", "ru", "en"):
        for path in ("budget/", "budget/zhambyl-2016-2017/", "budget/datasets/"):
            phone.goto(f"/{language}/{path}")
            assert_accessible(phone)


def test_the_picture_has_words_for_those_who_do_not_see_it(loaded: None, new_page: Callable[..., Any]) -> None:
    page = new_page(javascript=False)
    page.goto("/en/budget/")
    said = [bar.get_attribute("aria-label").replace("\xa0", " ") for bar in page.locator("svg[role=img]").all()]
    assert said[0] == "Regional level: 262.8 million ₸, 32.3%; Districts and Taraz city: 552.0 million ₸, 67.7%"
    assert said[1].endswith("Not explained by the named parts: 224.8 million ₸, 27.6%")


def test_the_office_previews_a_file_without_javascript(
    tmp_path: Path,
    live_server: Any,
    person: Callable[..., Any],
    new_page: Callable[..., Any],
    assert_accessible: Callable[[Any], None],
    transactional_db: None,
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes((SHIPPED / "zhambyl-2018.csv").read_bytes().replace(b"262800000", b"2.6E+08"))
    page = new_page(width=360)
    user = person("statistician")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    enter(page, live_server, user)
    for path in (wrong, SHIPPED / "zhambyl-2018.csv"):
        page.goto("/kk/budget/office/")
        assert_accessible(page)
        page.set_input_files("input[type=file]", path)
        with page.expect_navigation():
            page.get_by_role("button", name="Не бар екенін көрсету").click()
        expect(page).to_have_url(re.compile("/office/files/[^/]+/$"))
        assert_accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Жоба ретінде жүктеу").click()
    expect(page).to_have_url(re.compile("/budget/zhambyl-2018/1/$"))
    expect(page.get_by_text("жоба", exact=True).first).to_be_visible()
    assert_accessible(page)
