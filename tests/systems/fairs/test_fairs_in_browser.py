"""Pages of fairs in a real browser: axe on a phone and an office screen, in Kazakh and Russian; an offer from a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.systems.fairs.conftest import NOON
from tests.systems.fairs.test_whole_chain import occasion_terms

from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import Need, Pledge, PledgeLine, SponsorProfile

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


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


def test_fairs_are_for_everybody_s_eyes_and_thumbs(
    ground: Any,
    fair: Any,
    account: Any,
    shown: Callable[..., Any],
    sent: Callable[..., Any],
    in_force: Callable[..., Any],
    offered: Callable[..., Any],
    new_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    project, waiting = shown(), sent()
    memorandum, pledge = in_force(project, money="400000", hours="10"), offered(project, goods="1")
    line = PledgeLine.objects.get(pledge=memorandum.pledge, need__kind="money")
    actions.report_delivery(
        memorandum=memorandum, line=line, amount=line.amount, given_on=NOON.date(), by=ground["sponsor"], at=NOON
    )
    asked = actions.request_talks(
        project=project, sponsor=ground.other_firm, text="Шкаф керек", by=ground["ngo"], at=NOON
    )
    actions.ask_question(project=project, text="Қашан?", language="kk", by=ground["citizen"], at=NOON)
    draft = actions.begin_project(fair=fair, organisation=ground.ngo, account=account, by=ground["ngo"], at=NOON)
    actions.advance_fair(fair=fair, code="exhibit", by=ground["organiser"], at=NOON)
    event = actions.draw_up_occasion(body=ground.body, terms=occasion_terms(ground), by=ground["organiser"], at=NOON)
    actions.announce_occasion(occasion=event, by=ground["organiser"], at=NOON)
    profile = SponsorProfile.objects.get(organisation=ground.firm)
    shown_as = {
        None: (
            "/kk/fairs/", f"/kk/fairs/{fair.number}/", f"/ru/fairs/projects/{project.number}/", "/kk/fairs/sponsors/",
            f"/kk/fairs/sponsors/{ground.firm.slug}/", "/ru/fairs/memoranda/", f"/kk/fairs/memoranda/{memorandum.number}/",
            "/kk/fairs/events/", f"/kk/organisations/{ground.ngo.slug}/", f"/ru/fairs/events/{event.number}/",
            f"/kk/organisations/{ground.firm.slug}/",
        ),
        "ngo": (
            f"/kk/fairs/projects/{project.number}/own/", f"/kk/fairs/pledges/{pledge.number}/",
            f"/kk/fairs/memoranda/{memorandum.number}/own/", "/kk/fairs/pledges/", "/kk/me/",
            f"/kk/fairs/sponsors/{ground.firm.slug}/talks/", "/kk/fairs/projects/mine/",
            f"/kk/fairs/projects/{draft.number}/own/write/", f"/ru/fairs/memoranda/{memorandum.number}/own/write/",
            f"/kk/fairs/{fair.number}/projects/new/",
        ),
        "sponsor_two": (f"/kk/fairs/requests/{asked.number}/",),
        "sponsor": (
            f"/ru/fairs/pledges/{pledge.number}/change/", "/kk/fairs/sponsors/new/", "/kk/fairs/sponsors/mine/",
            f"/kk/fairs/sponsors/mine/{profile.number}/", f"/kk/fairs/projects/{project.number}/help/",
        ),
        "citizen": (f"/kk/fairs/projects/{project.number}/help/",),
        "coordinator": ("/kk/fairs/office/sponsors/", f"/kk/fairs/office/sponsors/{profile.number}/"),
        "organiser": (
            "/kk/fairs/office/", f"/kk/fairs/office/{fair.number}/", f"/kk/fairs/office/projects/{waiting.number}/",
            "/kk/fairs/office/new/", f"/kk/fairs/office/{fair.number}/vote/", "/kk/fairs/office/events/new/",
            f"/kk/fairs/office/{fair.number}/write/", "/kk/fairs/office/events/", f"/kk/fairs/office/events/{event.number}/",
        ),
    }  # fmt: skip
    for who, paths in shown_as.items():
        page = opened(new_page, ground.people[who], width=360) if who else new_page(width=360)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None and answer.status == 200, (who, path)
            assert_accessible(page)


def test_help_is_offered_on_a_phone(
    ground: Any, shown: Callable[..., Any], sponsors: None, new_page: Callable[..., Page]
) -> None:
    project = shown()
    need = Need.objects.get(project=project, kind="money")
    page = opened(new_page, ground.people["sponsor"], width=360)
    page.goto(f"/kk/fairs/projects/{project.number}/help/")
    page.fill(f"#id_amount_{need.pk}", "250 000")
    page.fill("#id_due_on", f"{timezone.localdate() + timedelta(days=30):%d.%m.%Y}")
    with page.expect_navigation():
        page.get_by_role("button", name="Ұсынысты жіберу").click()
    expect(page.locator("h1")).to_contain_text(project.title_kk)
    assert Pledge.objects.get().state == "offered"
