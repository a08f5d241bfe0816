"""Codes by text message: queued with the codes that they carry, sent once, and the numbers forgotten."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from playwright.sync_api import expect

from ortaq.kernel.accounts.rules import clean_phone
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.notices.actions import queue_text_messages, send_next_text
from ortaq.kernel.notices.channels import Channels
from ortaq.kernel.notices.models import Notice, ServerPause, TextMessage
from ortaq.kernel.notices.queries import text_counts
from ortaq.kernel.notices.rules import GIVE_UP_AFTER, LEASE
from ortaq.kernel.notices.tasks import send_text_messages
from ortaq.procedures.surveys import actions
from ortaq.procedures.surveys.models import Code, Response
from ortaq.procedures.surveys.rules.codes import numbers_of

from .conftest import MARKS, NOON
from .test_pages import signed_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def by_text(office: Any, about: Any, frozen: Any, settings: Any, tmp_path: Path) -> Any:
    """An open survey of four who are asked by text message, two on paper; text messages go into a file."""
    frozen(NOON)
    settings.SMS_URL = f"file://{tmp_path / 'sms'}"
    survey = actions.draw_survey(
        about=about, recipients=40, sample=6, opens_on=NOON.date(), closes_on=date(2026, 6, 4), by=office["customer"],
        at=NOON,
    )  # fmt: skip
    actions.open_survey(survey=survey, channels={"sms": 4, "paper": 2}, by=office["customer"], at=NOON)
    survey.refresh_from_db()
    return survey


def sent(tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "sms"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def run(at: Any = NOON) -> None:
    with Channels() as channels:
        while send_next_text(channels=channels, at=at):
            pass


def places(survey: Any, channel: str = "sms") -> list[int]:
    return list(Code.objects.filter(survey=survey, channel=channel).order_by("place").values_list("place", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_office_sends_the_codes_and_the_recipient_answers_by_the_link(
    by_text: Any, office: Any, tmp_path: Path, client: Any
) -> None:
    keeper, asked = signed_in(office, "customer"), places(by_text)
    page = f"/ru/surveys/office/{by_text.pk}/texts/"
    shown = keeper.get(page).content.decode()
    assert all(str(place) in shown for place in asked)
    wrong = keeper.post(page, {"numbers": f"{asked[0]} 8701\n{asked[1]} 87010000001"})
    assert (
        wrong.status_code == 422 and "87010000001" in wrong.content.decode() and "нельзя" not in wrong.content.decode()
    )
    stranger = places(by_text, "paper")[0]
    refused = keeper.post(page, {"numbers": f"{stranger} 87010000001"})
    assert refused.status_code == 422 and str(stranger) in refused.content.decode()
    assert TextMessage.objects.count() == 0
    typed = "\n".join(f"{place};8 701 000 00 0{n}" for n, place in enumerate(asked))
    assert keeper.post(page, {"numbers": typed}).status_code == 302
    assert {m.number for m in TextMessage.objects.all()} == {f"+7701000000{n}" for n in range(4)}
    send_text_messages()
    lines = sent(tmp_path)
    assert len(lines) == 4 and {line["to"] for line in lines} == {f"+7701000000{n}" for n in range(4)}
    assert "4" in keeper.get(f"/ru/surveys/office/{by_text.pk}/").content.decode()
    assert text_counts(actions.texts_of(by_text)) == {"sent": 4}
    for message in TextMessage.objects.all():
        assert (message.number, message.words) == ("", "") and "701000000" not in json.dumps(message.evidence)
    link = re.search(r"/s/([A-Z0-9]{10})", lines[0]["text"])
    assert link and len(lines[0]["text"]) < 134, "two parts of a Cyrillic text message"
    actions.answer_survey(
        code=link[1], marks=MARKS, comment="", language="kk", device="", by=office["customer"], at=NOON
    )
    assert Response.objects.get().channel == "sms"
    send_text_messages()
    assert len(sent(tmp_path)) == 4, "nothing is sent twice"


def test_a_message_that_is_sent_anew_carries_a_new_code_and_a_printed_one_stops_it(
    by_text: Any, office: Any, tmp_path: Path
) -> None:
    first = places(by_text)[0]
    for _ in range(2):
        actions.text_codes(survey=by_text, numbers={first: "+77010000001"}, by=office["customer"], at=NOON)
    run()
    old, new = (re.search(r"/s/(\w+)", line["text"])[1] for line in sent(tmp_path))  # type: ignore[index]
    answer = {"marks": MARKS, "comment": "", "language": "kk", "device": "", "by": office["customer"], "at": NOON}
    with pytest.raises(Refused):
        actions.answer_survey(code=old, **answer)
    actions.text_codes(survey=by_text, numbers={first: "+77010000001"}, by=office["customer"], at=NOON)
    actions.renew_codes(survey=by_text, channel="sms", by=office["customer"], at=NOON)
    run()
    assert len(sent(tmp_path)) == 2 and text_counts(actions.texts_of(by_text)) == {"sent": 2, "stopped": 1}
    with pytest.raises(Refused):
        actions.answer_survey(code=new, **answer)


def test_closing_drops_what_has_not_left(by_text: Any, office: Any, tmp_path: Path) -> None:
    actions.text_codes(survey=by_text, numbers={places(by_text)[0]: "+77010000001"}, by=office["customer"], at=NOON)
    actions.close_survey(survey=by_text, by=office["customer"], at=NOON)
    run()
    assert sent(tmp_path) == [] and TextMessage.objects.get().number == ""


def test_without_a_gateway_and_in_a_demonstration_nobody_is_written_to(
    by_text: Any, office: Any, settings: Any
) -> None:
    number = {places(by_text)[0]: "+77010000001"}
    settings.SMS_URL = ""
    with pytest.raises(Refused):
        actions.text_codes(survey=by_text, numbers=number, by=office["customer"], at=NOON)
    settings.SMS_URL = "file:///tmp/never"
    type(by_text).objects.filter(pk=by_text.pk).update(is_demo=True)
    with pytest.raises(Refused):
        actions.text_codes(survey=by_text, numbers=number, by=office["customer"], at=NOON)


def test_a_gateway_that_is_away_is_tried_again_and_given_up_after_three_days(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.SMS_URL = f"file://{tmp_path}"  # a folder can't be written as a file
    queue_text_messages(purpose="survey-1", messages={"1": ("+77010000001", "Код")}, language="kk", at=NOON)
    queue_text_messages(purpose="survey-1", messages={"1": ("+77010000002", "Басқа")}, language="kk", at=NOON)
    assert TextMessage.objects.get().number == "+77010000001", "queueing twice changes nothing"
    run()
    message = TextMessage.objects.get()
    assert message.state == "failed" and message.number and ServerPause.objects.get().channel == "sms"
    run(NOON + timedelta(seconds=30))
    assert TextMessage.objects.get().attempts == 1, "the channel rests"
    ServerPause.objects.all().delete()
    run(NOON + GIVE_UP_AFTER + LEASE)
    message = TextMessage.objects.get()
    assert (message.state, message.number, message.words) == (Notice.State.DEAD, "", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        TextMessage.objects.update(number="+77010000001")


def test_a_list_of_numbers_is_read_as_it_comes_out_of_a_table() -> None:
    read = numbers_of(
        "17\t8 701 000 00 00\n\n 3; +7 (702) 111-22-33 \n4,87010000000\n17 87020000000\nабв\n5 12", clean_phone
    )
    assert dict(read.by_place) == {17: "+77010000000", 3: "+77021112233", 4: "+77010000000"}
    assert read.wrong == (5, 6, 7)


@pytest.mark.django_db(transaction=True)
def test_office_pages_of_a_survey_are_for_everybody_s_eyes_and_thumbs(
    by_text: Any, office: Any, new_page: Any, live_server: Any, assert_accessible: Any
) -> None:
    actions.text_codes(survey=by_text, numbers={places(by_text)[0]: "+77010000001"}, by=office["customer"], at=NOON)
    page = new_page(width=360, locale="ru-RU")
    cookie = signed_in(office, "customer").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    for path in (f"office/{by_text.pk}/", f"office/{by_text.pk}/texts/", "office/"):
        page.goto(f"/ru/surveys/{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
