"""A PIN that was lost, and joining by letter: a link to the contact that was left, and nothing told to strangers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.actions import send_next
from ortaq.kernel.notices.channels import Channels
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.rules import GUEST
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.actions.pins import LINK_TASK, forget_who_never_joined
from ortaq.systems.reception.models import Appeal
from ortaq.systems.reception.queries.own import person_by_pin
from ortaq.systems.reception.tasks import pin_link, reception_drafts

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    """The second factor has tests of its own."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]


def worker() -> None:
    """Does what waits for the worker: looks whose PIN it is, and sends the letters."""
    for job in ProcrastinateJob.objects.filter(task_name=LINK_TASK):
        pin_link(**job.args)
    connection.cursor().execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [LINK_TASK])
    with Channels() as channels:
        while send_next(channels=channels, at=timezone.now()):
            pass


def ask(number: str, email: str = "guest@example.test", **more: Any) -> Any:
    return Client().post("/ru/appeals/pin/", {"number": number, "email": email, **more})


def letters() -> list[Any]:
    """The letters that carry a link to a new PIN, oldest first."""
    return [message for message in mail.outbox if "/appeals/pin/" in message.body]


def links() -> list[str]:
    """Their links."""
    return [re.findall(r"http://localhost:8000(\S+/appeals/pin/\S+)", str(letter.body))[0] for letter in letters()]


def pin_on(page: Any) -> str:
    found = re.search(r'<dt>PIN</dt><dd class="ortaq-number">([^<]+)<', page.content.decode())
    assert found
    return found[1]


def test_a_lost_pin_is_replaced_by_a_link_to_the_contact_that_was_left(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    filed = file()
    assert ask(filed.appeal.number.lower(), "Guest@Example.test").status_code == 302
    worker()
    assert letters()[0].to == ["guest@example.test"]
    (link,) = links()
    assert person_by_pin(filed.appeal.number, filed.pin), "asking ends nothing"
    before = client.get(link)
    assert before.status_code == 200 and "no-store" in before.headers["Cache-Control"]
    assert person_by_pin(filed.appeal.number, filed.pin), "a mail program that opens the link ends nothing"
    page = client.post(link, follow=True)
    pin = pin_on(page)
    assert pin != filed.pin
    assert person_by_pin(filed.appeal.number, pin) and not person_by_pin(filed.appeal.number, filed.pin)
    assert client.get(f"/kk/appeals/{filed.appeal.number}/own/").status_code == 200
    assert client.get(f"/kk/appeals/{filed.appeal.number}/coupon.pdf").content.startswith(b"%PDF")
    codes = list(Event.objects.filter(record=filed.appeal).order_by("sequence").values_list("code", flat=True))
    assert codes == ["file", "ask_pin", "take_pin"]
    logged = json.dumps(list(Event.objects.filter(record=filed.appeal).values_list("data", flat=True)))
    assert pin not in logged and "guest@" not in logged


def test_a_link_is_good_once_for_a_day_and_for_the_pin_that_it_replaces(
    office: Any, file: Callable[..., Filed], frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-11-02 11:00")
    filed = file()
    for _ in range(2):
        ask(filed.appeal.number)
        worker()
    first, second = links()
    assert Client().post(first).status_code == 302
    for used in (first, second, first[:-8] + "AAAAAAA/"):
        assert Client().get(used).status_code == 410
        assert Client().post(used).status_code == 410
    ask(filed.appeal.number)
    worker()
    clock.shift(timedelta(hours=24, minutes=1))
    assert Client().post(links()[-1]).status_code == 410


def test_what_was_opened_with_the_old_pin_is_closed(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    paper = keep_made(
        record=filed.appeal, name="a.pdf", content=b"%PDF-1.4", purpose="answer", by=office["head"], at=timezone.now()
    )
    finder = Client()
    finder.post("/kk/appeals/status/", {"number": filed.appeal.number, "pin": filed.pin})
    assert finder.get(f"/kk/appeals/{filed.appeal.number}/own/").status_code == 200
    assert finder.get(f"/documents/{paper.uuid}/").status_code == 200
    ask(filed.appeal.number)
    worker()
    Client().post(links()[0])
    assert finder.get(f"/kk/appeals/{filed.appeal.number}/own/").status_code == 302
    assert finder.post(f"/kk/appeals/{filed.appeal.number}/own/withdraw/").status_code == 302
    assert finder.get(f"/documents/{paper.uuid}/").status_code == 404
    filed.appeal.refresh_from_db()
    assert filed.appeal.state == "submitted"


def test_whether_number_and_contact_belong_together_nobody_is_told(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    told = []
    Client().get("/ru/appeals/pin/asked/")
    for number, email in (
        (filed.appeal.number, "guest@example.test"),
        (filed.appeal.number, "stranger@example.test"),
        ("AP-2026-777777", "guest@example.test"),
        ("жоқ", "guest@example.test"),
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(number, email)
        told.append((answer.status_code, answer.headers["Location"], len(queries)))
    assert len(set(told)) == 1, told
    worker()
    assert [letter.to for letter in letters()] == [["guest@example.test"]]


def test_the_contact_is_in_no_job_in_clear(office: Any, file: Callable[..., Filed]) -> None:
    ask(file().appeal.number)
    assert "guest" not in json.dumps(ProcrastinateJob.objects.get(task_name=LINK_TASK).args)


def test_letters_about_one_number_are_few_whether_it_exists_or_not(office: Any, file: Callable[..., Filed]) -> None:
    for number in (file().appeal.number, "AP-2026-777777"):
        codes = [
            Client(REMOTE_ADDR=f"203.0.113.{n}").post("/kk/appeals/pin/", {"number": number, "email": "a@b.kz"})
            for n in range(4)
        ]
        assert [answer.status_code for answer in codes] == [302] * 3 + [429]


def test_by_phone_the_link_comes_as_a_text_message_where_they_are_sent(
    office: Any, file: Callable[..., Filed], settings: Any, tmp_path: Path
) -> None:
    assert b'name="phone"' not in Client().get("/ru/appeals/pin/").content
    settings.SMS_URL = f"file://{tmp_path}/texts"
    filed = file(email="", phone="8 701 123 45 67", delivery="sms")
    assert ask(filed.appeal.number, "", phone="").status_code == 422
    ask(filed.appeal.number, "", phone="+7 (701) 123-45-67")
    worker()
    sent = (tmp_path / "texts").read_text(encoding="utf-8").splitlines()
    assert "/appeals/pin/" in sent[-1]


def test_who_left_two_contacts_is_known_by_either(office: Any, file: Callable[..., Filed], settings: Any) -> None:
    settings.SMS_URL = "file:///dev/null"
    filed = file(phone="+7 701 123 45 67")
    ask(filed.appeal.number, "", phone="87011234567")
    for job in ProcrastinateJob.objects.filter(task_name=LINK_TASK):
        pin_link(**job.args)
    assert Notice.objects.get(event__code="ask_pin").channel == "sms", "to the contact that they gave"


def test_the_officer_at_the_counter_gives_a_new_pin_and_the_appellant_is_told(
    office: Any, file: Callable[..., Filed], client: Client
) -> None:
    filed = file()
    page = f"/ru/office/appeals/{filed.appeal.number}/replace_pin/"
    client.force_login(office.people["operator"])
    assert client.post(page, {"version": filed.appeal.version}).status_code == 422, "without having seen the card"
    shown = client.post(page, {"version": filed.appeal.version, "replace_pin-seen": "on"}, follow=True)
    pin = pin_on(shown)
    assert client.get(f"/ru/appeals/{filed.appeal.number}/coupon.pdf").content.startswith(b"%PDF")
    assert person_by_pin(filed.appeal.number, pin) and not person_by_pin(filed.appeal.number, filed.pin)
    event = Event.objects.get(record=filed.appeal, code="replace_pin")
    assert (event.role, event.actor_id) == ("operator", office.people["operator"].pk)
    assert [notice.because for notice in event.notices.all()] == ["appellant"]


@pytest.mark.parametrize("who", ["head", "executor", "moderator", "other_registrar", "citizen"])
def test_nobody_else_gives_new_pins(office: Any, file: Callable[..., Filed], client: Client, who: str) -> None:
    filed = file()
    client.force_login(office.people[who])
    page = f"/ru/office/appeals/{filed.appeal.number}/replace_pin/"
    assert client.post(page, {"version": filed.appeal.version, "replace_pin-seen": "on"}).status_code in {403, 404, 422}
    assert person_by_pin(filed.appeal.number, filed.pin)


# --- joining by letter ---


@pytest.fixture
def published(office: Any, file: Callable[..., Filed]) -> Appeal:
    appeal = file().appeal
    actions.publish_appeal(
        appeal=appeal, title="Жолдағы шұңқыр", text="Шұңқыр", by=office["moderator"], at=MONDAY + timedelta(days=1)
    )
    return appeal


def wish_to_join(appeal: Appeal, email: str = "neighbour@example.test", n: int = 0) -> Any:
    data = {"name": "Көрші", "email": email, "once": f"{n:030}"}
    return Client().post(f"/kk/appeals/{appeal.number}/join/", data)


def test_a_guest_joins_by_the_link_in_the_letter_and_gets_a_pin(published: Appeal, client: Client) -> None:
    assert wish_to_join(published).headers["Location"] == "/kk/appeals/pin/asked/"
    worker()
    assert not published.joiners.exists(), "nobody joins with somebody else's address"
    (link,) = links()
    assert not client.get(link).context["link"].appeal.joiners.exists()
    pin = pin_on(client.post(link, follow=True))
    assert published.joiners.count() == 1
    found = person_by_pin(published.number, pin)
    assert found and found[1] == published.joiners.get().person_id
    assert client.post(link).status_code == 410


def test_whether_a_contact_joined_before_only_the_letter_says(published: Appeal) -> None:
    actions.join_appeal(appeal=published, name="Көрші", email="neighbour@example.test", phone="", by=GUEST, at=MONDAY)
    before = Client().get(f"/kk/appeals/{published.number}/").content
    answers = [wish_to_join(published, email, n) for n, email in enumerate(("neighbour@example.test", "new@b.kz"))]
    assert len({(answer.status_code, answer.headers["Location"], answer.content) for answer in answers}) == 1
    worker()
    known, new = (str(letter.body) for letter in letters())
    assert "бұрын қосылғансыз" in known and "бұрын қосылғансыз" not in new
    after = Client().get(f"/kk/appeals/{published.number}/").content
    assert len(before) == len(after), "neither number nor timeline tells"


def test_who_joined_before_takes_a_new_pin_by_the_letter(published: Appeal) -> None:
    joiner, old = actions.join_appeal(
        appeal=published, name="Көрші", email="neighbour@example.test", phone="", by=GUEST, at=MONDAY
    )
    wish_to_join(published)
    ask(published.number, "neighbour@example.test")
    worker()
    for link in links():
        pin = pin_on(Client().post(link, follow=True)) if Client().get(link).status_code == 200 else ""
        if pin:
            assert person_by_pin(published.number, pin) == (published, joiner.person_id)
    assert old and not person_by_pin(published.number, old)
    assert published.joiners.count() == 1


def test_two_letters_to_one_contact_make_one_joiner(published: Appeal) -> None:
    wish_to_join(published, n=1)
    wish_to_join(published, n=2)
    worker()
    first, second = links()
    assert Client().post(first).status_code == 302
    assert Client().post(second).status_code == 410
    assert published.joiners.count() == 1


def test_what_ended_meanwhile_is_not_joined(office: Any, published: Appeal) -> None:
    wish_to_join(published)
    worker()
    actions.take_down_appeal(appeal=published, reason="Қате", by=office["moderator"], at=timezone.now())
    assert Client().post(links()[0]).status_code == 302
    assert not published.joiners.exists()


def test_who_never_joined_is_forgotten_and_who_did_is_not(published: Appeal, frozen: Callable[..., Any]) -> None:
    clock = frozen("2026-11-04 10:00")
    for n, email in enumerate(("never@example.test", "did@example.test")):
        wish_to_join(published, email, n)
    worker()
    Client().post(links()[1])
    reception_drafts(0)
    assert {person.email for person in Person.objects.all()} >= {"never@example.test", "did@example.test"}
    clock.shift(timedelta(days=5))
    reception_drafts(0)
    asked = Event.objects.filter(code="ask_join").order_by("pk").values_list("data__person", flat=True)
    never, did = (Person.objects.get(pk=pk) for pk in asked)
    assert (never.name, never.email, never.contact_hash) == ("", "", None)
    assert did.email == "did@example.test"


def test_a_link_of_somebody_who_was_forgotten_makes_nothing(published: Appeal) -> None:
    wish_to_join(published)
    worker()
    forget_who_never_joined(before=timezone.now() + timedelta(minutes=1))
    assert Client().post(links()[0]).status_code == 410
    assert not published.joiners.exists()


def test_special_protection_sends_no_joiner_a_new_pin(office: Any, published: Appeal) -> None:
    actions.join_appeal(appeal=published, name="Көрші", email="neighbour@example.test", phone="", by=GUEST, at=MONDAY)
    actions.protect_appeal(appeal=published, ground="child", by=office["registrar"], at=timezone.now())
    ask(published.number, "neighbour@example.test")
    ask(published.number)
    worker()
    assert [letter.to for letter in letters()] == [["guest@example.test"]], "the author alone"


def test_letters_to_one_contact_are_few(published: Appeal) -> None:
    assert [wish_to_join(published, n=n).status_code for n in range(4)] == [302] * 3 + [429]


def test_a_demonstration_joins_at_once_for_it_writes_to_nobody(published: Appeal) -> None:
    Appeal.objects.filter(pk=published.pk).update(is_demo=True)
    assert wish_to_join(published).headers["Location"] == "/kk/appeals/joined/"
    assert published.joiners.count() == 1


def test_who_is_signed_in_joins_at_once(office: Any, published: Appeal, client: Client) -> None:
    client.force_login(office.people["citizen"])
    assert client.post(f"/kk/appeals/{published.number}/join/").headers["Location"] == "/kk/appeals/joined/"
    assert published.joiners.get().person_id == office["citizen"].person_id
