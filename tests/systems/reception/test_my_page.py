"""One's own page, as far as the reception fills it: what presses in the office, and the term a citizen waits for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.parties.queries import actor_of
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_monday(frozen: Callable[..., Any], settings: Any) -> Any:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactorMiddleware")]
    return frozen(NOW)


@pytest.fixture
def page_of(office: Any) -> Callable[..., str]:
    def read(who: str, language: str = "en") -> str:
        client = Client()
        client.force_login(office.people[who])
        answer = client.get(f"/{language}/me/")
        assert answer.status_code == 200
        return " ".join(answer.content.decode().replace("\xa0", " ").split())

    return read


def waiting(page: str) -> dict[str, int]:
    """The queues that the page names, with their counts."""
    found = re.findall(r'href="/en/office/\?queue=(\w+)".*?>\s*(\d+)\s*<', page)
    return {queue: int(count) for queue, count in found}


def test_an_officer_sees_how_many_appeals_press_and_only_those_of_the_own_body(
    office: Any, file: Callable[..., Filed], page_of: Callable[..., str]
) -> None:
    for days_ago in (40, 30):  # the term of both is over
        late = file(at=NOW - timedelta(days=days_ago)).appeal
        actions.register_appeal(appeal=late, by=office["registrar"], at=NOW - timedelta(days=days_ago))
    today = file(at=NOW - timedelta(days=21)).appeal
    actions.register_appeal(appeal=today, by=office["registrar"], at=NOW - timedelta(days=21))
    for _new in range(3):
        file(at=NOW)
    file(at=NOW, body_id=office.other.pk)
    assert waiting(page_of("registrar")) == {"overdue": 2, "today": 4, "new": 3}, "new ones are to be registered today"
    assert waiting(page_of("other_registrar")) == {"today": 1, "new": 1}
    assert waiting(page_of("citizen")) == {}


def test_a_citizen_sees_until_when_the_answer_comes_and_more_appeals_cost_no_statement(
    office: Any, file: Callable[..., Filed], page_of: Callable[..., str], misread: Callable[[str], list[str]]
) -> None:
    citizen = actor_of(office.people["citizen"])

    def counted() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as seen:
            page = page_of("citizen")
        return len(seen), page

    appeal = file(at=NOW, by=citizen, email="", name="").appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=NOW)
    counted()
    before, page = counted()
    assert appeal.number in page and page.count('class="ortaq-clock ') == 1
    assert "15 working days left" in page and '<time datetime="2026-12-14">' in page
    subject = re.escape(appeal.subject)
    assert re.search(f'<bdi lang="kk">{subject}</bdi>', page) and not misread(page)
    assert f"<bdi>{appeal.subject}</bdi>" in page_of("citizen", "kk")
    for _more in range(3):
        file(at=NOW, by=citizen, email="", name="")
    after, page = counted()
    assert after == before and page.count('class="ortaq-clock ') == 4, "the body has a term to register each of them"
    assert "ortaq-clock" not in page_of("registrar"), "nobody else's appeals stand on one's own page"
    assert "15 жұмыс күні қалды" in page_of("citizen", "kk") and "Осталось 15 рабочих дней" in page_of("citizen", "ru")
