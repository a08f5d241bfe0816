"""No file, feed, search, interface or figure tells anybody more than the page does that they may open."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 5, tzinfo=UTC)
SECRETS = {
    "name": "Канарей Құсбегі",
    "email": "canary@example.test",
    "phone": "+77015550199",
    "address": "Канарлар көшесі, 17",
    "iin": "900101300126",
    "subject": "Канарлық тақырып",
    "text": "Канарлық мәтіннің өзі осында жазылған.",
    "place": "Канарлық орын",
}
PUBLIC = (
    "/kk/", "/kk/appeals/", "/kk/appeals/{}/", "/kk/records/{}/", "/kk/appeals/?q=канарлық", "/kk/search/?q=канарлық",
    "/kk/territories/c/", "/kk/organisations/one/", "/feeds/records.atom", "/feeds/records/{}.atom", "/kk/digest/",
    "/kk/appeals/published.csv", "/kk/appeals/statistics/", "/kk/appeals/statistics.csv", "/kk/appeals/statistics.json",
    "/api/v1/appeals", "/api/v1/appeals/{}", "/api/v1/appeals/{}/timeline", "/api/v1/records/{}", "/api/v1/statistics",
    "/open311/v2/requests.json", "/open311/v2/requests.xml", "/open311/v2/requests/{}.json",
)  # fmt: skip
READERS = (
    "registrar", "head", "executor", "operator", "moderator", "auditor", "idle", "superior", "citizen",
    "other_registrar", "other_head", "other_executor", "other_moderator",
)  # fmt: skip


def said(response: Any) -> str:
    """Everything that an answer says, whatever its form: the cells of a workbook, the strings of JSON, a page as it is."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code != 200:
        return ""
    kind = response["Content-Type"]
    if "spreadsheetml" in kind:
        rows = load_workbook(io.BytesIO(content), read_only=True).active.values
        return "\n".join(str(cell) for row in rows for cell in row)
    if kind.startswith("application/json"):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return str(content.decode("utf-8-sig"))


def told(text: str) -> set[str]:
    """Which of the secrets are in it. What a reader typed into the search themself is told to nobody."""
    return {name for name, secret in SECRETS.items() if secret in text}


@pytest.fixture
def appeals(office: Any, file: Callable[..., Any]) -> dict[str, Any]:
    """One appeal that was answered and published in other words, and one that is being worked on, with the same secrets.

    Officers name them too, in what they write to each other.
    """
    from ortaq.systems.reception import actions
    from ortaq.systems.reception.actions.statistics import refresh_day_counts

    found = {}
    for kind in ("shown", "hidden"):
        appeal = file(**SECRETS).appeal
        actions.register_appeal(appeal=appeal, by=office["registrar"], at=AT)
        actions.assign(
            appeal=appeal,
            text=f"{SECRETS['name']}, {SECRETS['phone']}",
            lead_id=office.people["executor"].pk,
            by=office["head"],
            at=AT,
        )
        actions.start_work(appeal=appeal, by=office["executor"], at=AT)
        found[kind] = appeal
    shown = found["shown"]
    actions.draft_answer(appeal=shown, outcome="satisfied", text="Жөнделді.", by=office["executor"], at=AT)
    actions.propose_answer(appeal=shown, by=office["executor"], at=AT)
    actions.sign_answer(appeal=shown, by=office["head"], at=AT)
    actions.publish_appeal(
        appeal=shown, title="Ашық тақырып", text="Ашық мәтін", answer_text="Ашық жауап",
        by=office["moderator"], at=AT + timedelta(hours=1),
    )  # fmt: skip
    refresh_day_counts(AT.date(), AT.date())
    return found


@pytest.fixture
def of(office: Any) -> Callable[[str], Client]:
    """A browser of one of the office, with the second factor shown a moment ago; of a guest for "guest"."""

    def sign_in(who: str) -> Client:
        client = Client()
        if who != "guest":
            client.force_login(office.people[who])
            session = client.session
            session["second_factor_until"] = int(time.time()) + 10**6
            session.save()
        return client

    return sign_in


@pytest.mark.parametrize("who", ["guest", *READERS])
def test_item_17_no_public_exit_tells_anybody_more_than_was_published(
    appeals: dict[str, Any], of: Callable[[str], Client], who: str
) -> None:
    client = of(who)
    open_words = 0
    for path in PUBLIC:
        for number in {path.format(appeal.number): appeal for appeal in appeals.values()}:
            text = said(client.get(number))
            assert not told(text), (number, told(text))
            open_words += "Ашық" in text
            if "{}" not in path:
                assert appeals["hidden"].number not in text, number
    assert open_words >= 8, "the exits do show what is public"
    assert said(client.get(f"/kk/appeals/{appeals['hidden'].number}/")) == ""


@pytest.mark.parametrize("who", READERS)
def test_item_17_no_exit_tells_anybody_more_than_the_page_does(
    appeals: dict[str, Any], of: Callable[[str], Client], who: str
) -> None:
    """The table of the office, as CSV and as XLSX: each cell of it stands on a page that the same person may open."""
    client = of(who)
    seen, listed = set(), said(client.get("/kk/office/"))
    for appeal in appeals.values():
        for path in (f"/kk/office/appeals/{appeal.number}/", f"/kk/office/publication/{appeal.number}/"):
            seen |= told(said(client.get(path)))
    for path in ("/kk/office/export.csv", "/kk/office/export.xlsx"):
        text = said(client.get(path))
        assert told(text) <= seen, (path, told(text) - seen)
        assert "iin" not in told(text)
        for appeal in appeals.values():
            assert appeal.number not in text or appeal.number in listed, path
    if who in {"registrar", "head"}:
        assert {"name", "email", "phone"} <= told(text), "those who need it do have it"
    if who.startswith("other_") or who in {"auditor", "idle", "citizen"}:
        assert not told(text) and not seen
