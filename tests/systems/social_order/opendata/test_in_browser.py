"""The pages of open data and of money in a browser: at phone and office widths, in three languages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from ortaq.kernel.parties.rules import SYSTEM
from ortaq.systems.social_order.models import ImportedPackage
from ortaq.systems.social_order.opendata.imports import import_package

NOW = datetime(2026, 11, 3, 5, 0, tzinfo=UTC)
GRANT = (
    b'{"publisher": {"name": "Foundation"}, "issued": "2019-01-15", "grants": [{"id": "360G-example-1", "title": "Core'
    b' costs", "description": "Three years", "currency": "GBP", "amountAwarded": 1000.105, "awardDate": "2018-05-01",'
    b' "recipientOrganization": [{"id": "GB-CHC-1", "name": "First"}], "fundingOrganization": [{"id": "GB-CHC-9",'
    b' "name": "Foundation"}]}]}'
)


@pytest.mark.browser
def test_public_pages_are_accessible_in_three_languages(
    transactional_db: None, staff: Any, signed: Any, phone: Any, assert_accessible: Callable[[Any], None]
) -> None:
    signed()
    _judged, made = import_package([GRANT], "360giving", name="grants.json", by=SYSTEM, at=NOW)
    assert made
    ImportedPackage.objects.filter(pk=made.pk).update(shown_at=NOW)
    for language in ("kk", "ru", "en"):
        for path in ("open-data/", f"open-data/imported/{made.pk}/", "money/"):
            phone.goto(f"/{language}/social-order/{path}")
            assert_accessible(phone)
    phone.goto("/ru/social-order/open-data/")
    with phone.expect_navigation():
        phone.get_by_role("link", name="Деньги социального заказа").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Деньги социального заказа")
    expect(phone.get_by_role("link", name="CSV: По заказчикам")).to_have_count(1)
