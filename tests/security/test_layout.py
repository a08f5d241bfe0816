"""What people write never pushes a page out of shape, on the smallest phone that is counted with."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
TOWER = "ш" + "\u0301\u0489\u035f\u0335" * 30
ODD = {
    "emoji": FAMILY * 20 + "🇰🇿" * 20,
    "towers": TOWER * 40,
    "one word": "ұ" * 190,
    "right to left": "שלום " * 30,
    "wide": "𒐫" * 60 + "﷽" * 40,
}
PAGES = (
    ("guest", "/kk/"),
    ("guest", "/kk/appeals/"),
    ("guest", "/kk/appeals/{}/"),
    ("guest", "/kk/records/{}/"),
    ("guest", "/kk/search/?q=қала"),
    ("appellant", "/kk/appeals/{}/own/"),
    ("registrar", "/kk/office/"),
    ("registrar", "/kk/office/appeals/{}/"),
    ("moderator", "/kk/office/publication/{}/"),
)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ODD)
def test_item_20_a_page_of_emoji_towers_and_endless_words_fits_a_small_phone(
    office: Any, file: Callable[..., Any], new_page: Callable[..., Page], live_server: Any, kind: str
) -> None:
    from ortaq.kernel.language.rules import clean_line, clean_text
    from ortaq.systems.reception import actions

    # As the forms keep it: no tower is higher than four marks.
    odd, text = clean_line(ODD[kind])[:190], clean_text(ODD[kind])
    filed = file(subject=odd, text=f"{odd} қала {text}", name=odd[:90], place=odd)
    appeal = filed.appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=AT)
    actions.assign(appeal=appeal, text=odd, lead_id=office.people["executor"].pk, by=office["head"], at=AT)
    actions.start_work(appeal=appeal, by=office["executor"], at=AT)
    actions.draft_answer(appeal=appeal, outcome="satisfied", text=text, by=office["executor"], at=AT)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=AT)
    actions.sign_answer(appeal=appeal, by=office["head"], at=AT)
    actions.publish_appeal(
        appeal=appeal, title=odd, text=text, answer_text=text, by=office["moderator"],
        at=AT + timedelta(hours=1),
    )  # fmt: skip
    browsers = {"guest": Client(), "appellant": Client()}
    answer = browsers["appellant"].post("/kk/appeals/status/", {"number": appeal.number, "pin": filed.pin})
    assert answer.status_code == 302
    for who in ("registrar", "moderator"):
        browsers[who] = Client()
        browsers[who].force_login(office.people[who])
        session = browsers[who].session
        session["second_factor_until"] = int(time.time()) + 10**6
        session.save()
    wrong = []
    for who, path in PAGES:
        page = new_page(width=360)
        if cookie := browsers[who].cookies.get("session"):
            page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        answered = page.goto(path.format(appeal.number))
        assert answered and answered.status == 200, path
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            wrong.append(f"{path} by {who}: {wider} px wider than the screen")
        page.context.close()
    assert not wrong, "\n".join(wrong)
