"""One's own page: what waits for each side, what each sees of their own, and that more rows cost no statement."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.systems.fairs.conftest import NOON

from ortaq.systems.fairs import actions
from ortaq.systems.fairs.models import PledgeLine
from ortaq.systems.fairs.queries.waiting import waits_for


def page_of(client: Any, language: str = "en") -> str:
    answer = client.get(f"/{language}/me/")
    assert answer.status_code == 200 and len(answer.content) < 100_000
    return str(answer.content.decode().replace("\xa0", " "))


def test_each_side_sees_what_waits_for_it(
    ground: Any, shown: Any, sent: Any, offered: Any, in_force: Any, signed_in: Any
) -> None:
    project = shown()
    sent()
    assert waits_for(ground["organiser"]) == {"projects": 1} and waits_for(ground["citizen"]) == {}
    memorandum = in_force(project, money="400000")
    line = PledgeLine.objects.get(pledge=memorandum.pledge)
    actions.report_delivery(
        memorandum=memorandum, line=line, amount=line.amount, given_on=NOON.date(), by=ground["sponsor"], at=NOON
    )
    offer = offered(project, goods="1", by="sponsor_two")
    actions.request_talks(project=project, sponsor=ground.firm, text="Уақыт керек", by=ground["ngo"], at=NOON)
    actions.ask_question(project=project, text="Қашан?", language="kk", by=ground["citizen"], at=NOON)
    assert waits_for(ground["ngo"]) == {"questions": 1, "offers": 1, "gifts": 1}
    assert waits_for(ground["sponsor"]) == {"requests": 1} and waits_for(ground["sponsor_two"]) == {}
    assert waits_for(ground["ngo_two"]) == {}, "another NGO's is nobody else's"
    actions.accept_offer(pledge=offer, by=ground["ngo"], at=NOON)
    draft = actions.draw_up_memorandum(pledge=offer, by=ground["ngo"], at=NOON)
    actions.send_memorandum(memorandum=draft, by=ground["ngo"], at=NOON)
    assert waits_for(ground["ngo"])["to_sign"] == waits_for(ground["sponsor_two"])["to_sign"] == 1
    actions.sign_memorandum(
        memorandum=draft, code="sign_sponsor", by=ground["sponsor_two"], at=NOON, trial=True, name="Сынақ"
    )
    assert waits_for(ground["sponsor_two"]) == {} and waits_for(ground["ngo"])["to_sign"] == 1
    page = page_of(signed_in("ngo"))
    for words in ("Gifts whose receipt you confirm", "Memoranda to be signed", "Questions about your projects"):
        assert words in page
    for record in (project, memorandum, draft, offer):
        assert record.number in page, record.kind
    other = page_of(signed_in("sponsor_two"))
    assert memorandum.number not in other and draft.number in other and "Nothing waits for you now" in other
    assert "Projects of a fair to be checked" in page_of(signed_in("organiser"))
    guest = page_of(signed_in("citizen"))
    assert "Nothing waits for you now" in guest and memorandum.number not in guest


def test_it_speaks_three_languages_and_more_rows_cost_no_statement(
    ground: Any, shown: Any, offered: Any, signed_in: Any
) -> None:
    offered(shown(), goods="1")
    client = signed_in("ngo")

    def counted() -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(client)
        return len(seen)

    counted()
    before = counted()
    for _more in range(3):
        offered(shown(), goods="1")
    assert counted() == before <= 30
    for language in ("kk", "ru", "en"):
        for who in ("ngo", "sponsor", "organiser", "citizen", "coordinator"):
            assert f'lang="{language}"' in page_of(signed_in(who), language)
