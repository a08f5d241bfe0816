"""Citizens' pages of topics and of the plan in a real browser: axe at two widths in three languages, the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ortaq.systems.social_order import actions
from ortaq.systems.social_order.actions import LineInput
from ortaq.systems.social_order.models import TopicProposal

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_public_pages_are_accessible_at_both_widths_in_three_languages(
    house: Any, publish: Any, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    topic = publish()
    actions.ask_council(topic=topic, by=house["customer"], at=MONDAY)
    actions.give_opinion(topic=topic, view="for", text="Қажет.", by=house["council"], at=MONDAY)
    plan = actions.open_plan(year=2027, body=house.department, by=house["customer"], at=MONDAY)
    actions.add_line(
        plan=plan, line=LineInput(sphere_id=house.sphere.pk, territory_id=house.city.pk, amount=Decimal(5_000_000), title_kk="Клуб"),
        by=house["customer"], at=MONDAY,
    )  # fmt: skip
    actions.submit_plan(plan=plan, by=house["customer"], at=MONDAY)
    actions.approve_plan(plan=plan, by=house["head"], at=MONDAY)
    number = plan.lines.get().number
    paths = (
        "topics/",
        f"topics/{topic.number}/",
        "topics/new/",
        "plan/2027/",
        "plan/2027/one/",
        f"plan/lines/{number}/",
    )
    for width in (360, 1280):
        page = new_page(width=width)
        for place, path in enumerate(paths):
            for language in ("kk", "ru", "en")[place % 3 :] if width == 1280 else ("kk", "ru", "en"):
                page.goto(f"/{language}/social-order/{path}")
                expect(page.locator("h1")).to_have_count(1)
                assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_a_topic_is_proposed_with_the_keyboard_alone(
    house: Any, new_page: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page(width=360, locale="kk-KZ")
    page.goto("/kk/accounts/login/?next=/kk/social-order/topics/new/")
    page.fill("#id_login", "citizen@example.test")
    page.fill("#id_password", "correct horse battery")
    page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_be_visible()
    assert_accessible(page)
    page.focus("#id_title")
    for words in ("Ауыл кітапханасына ағылшын тілі үйірмесі", "Ауылда тіл үйренетін жер жоқ, балалар қалаға барады.",
                  "12–16 жастағы 30 бала"):  # fmt: skip
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.select_option("#id_territory", "d")
    page.focus("#id_why")
    page.keyboard.type("Мектепте мұғалім жетіспейді.")
    page.keyboard.press("Tab")
    page.keyboard.type("30 бала бастапқы деңгейді меңгереді.")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.select_option("#id_sphere", "education")
    page.focus("#id_months")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ауыл кітапханасына")).to_be_visible()
    assert_accessible(page)
    page.locator("main form button").press("Enter")
    expect(page.locator(".govuk-caption-l")).to_contain_text("TP-")
    assert TopicProposal.objects.get().title.startswith("Ауыл кітапханасына")
