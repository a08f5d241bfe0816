"""The editor with its size bands, the board and the protocol in a real browser: axe at 360 and 1280 px."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.models import Call
from ortaq.procedures.competitions.rules.bands import Band

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_secretary_s_pages_are_for_everybody_s_eyes_and_thumbs(
    region: Region, terms: Any, decided: Callable[..., Call], new_page: Callable[..., Page], live_server: Any,
    assert_accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    call = decided(budget=Decimal(1_000_000))
    bands = [Band(Decimal(500_000), Decimal(20), {"relevance": Decimal("1.5")}), Band(None, Decimal(24))]
    draft = actions.draft_call(
        body_id=region.body.pk,
        terms=type(terms)(**(terms.__dict__ | {"bands": bands})),
        by=region["secretary"],
        at=MONDAY,
    )
    client = Client()
    client.force_login(region.people["secretary"])
    session, now = client.session, int(time.time())
    session.update({"second_factor_until": now + 10**8, "session_started": now, "session_seen": now})
    session.save()
    page = new_page(width=360, locale="ru-RU")
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        ]
    )
    for path in (f"{call.number}/protocol/", f"{call.number}/", f"{draft.number}/edit/"):
        page.goto(f"/ru/competitions/office/{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
    page.goto(f"/ru/competitions/office/{call.number}/protocol/")
    page.locator("summary").last.click()
    page.locator("select[name$='-outcome']").last.select_option("winner")
    with page.expect_navigation():
        page.get_by_role("button", name="Составить протокол").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert_accessible(page)
