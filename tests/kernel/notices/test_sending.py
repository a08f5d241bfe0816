"""Sending: in the recipient's language, one by one, through servers that refuse, are slow, or talk nonsense.

Covers reliability items 41 (header injection), 54 (worker killed), 55 (mail server gone, slow, 4xx, 5xx) and
61 (a restored twin tells nobody anything).
"""

import json
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail
from django.utils import timezone

from ortaq.kernel.events.actions import record_event
from ortaq.kernel.notices import registry
from ortaq.kernel.notices.actions import queue_notices, send_next, stop_notices, try_again
from ortaq.kernel.notices.channels import Channels
from ortaq.kernel.notices.models import Notice, ServerPause
from ortaq.kernel.notices.queries import delivery_of, undelivered
from ortaq.kernel.notices.rules import GIVE_UP_AFTER, LEASE, Recipient, Wording
from ortaq.kernel.notices.tasks import send_notices, sweep
from ortaq.kernel.parties.rules import SYSTEM

WORDS = {
    "kk": ("тіркелді", "Күйі: тіркелген", "Сіз арыз иесі болғандықтан"),
    "ru": ("зарегистрировано", "Состояние: зарегистрировано", "Вы заявитель"),
    "en": ("registered", "State: registered", "You are the applicant"),
}


@pytest.fixture(autouse=True)
def words(monkeypatch):
    """The room of lifecycles lies above; these are the words that it would give."""

    def wording(event, language, because):
        done, state, why = WORDS[language]
        return Wording(f"{event.record.number}: {done}", (done, state), why)

    monkeypatch.setattr(registry, "_wording", wording)


@pytest.fixture
def queued(make_event, make_person, transactional_db, empty_queue):
    """Queues one notice of a new event to each address; gives the event."""

    def queue(*addresses, language="kk", optional=False, at=None):
        event = make_event(at=at)
        recipients = [
            Recipient("appellant", language, person_id=make_person(address).pk, optional=optional)
            for address in addresses
        ]
        queue_notices(event=event, record=event.record, recipients=recipients)
        return event

    return queue


def _run(at=None, event_id=None):
    with Channels() as channels:
        while send_next(channels=channels, at=at or timezone.now(), event_id=event_id):
            pass


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_mail_says_what_happened_in_the_recipients_language(queued, mail_server, language, settings):
    event = queued("aigul@example.org", language=language)
    _run()
    message = mail_server.received[0].message
    done, state, why = WORDS[language]
    assert message["Subject"].strip() == f"{event.record.number}: {done}"
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    for part in (done, state, why, f"{settings.BASE_URL}/r/{event.record.number}"):
        assert part in text
        assert part in html
    assert f'<html lang="{language}">' in html
    assert message["Content-Language"] == language
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None


def test_sent_is_what_the_server_took_and_the_evidence_names_no_address(queued, mail_server):
    event = queued("aigul@example.org")
    _run()
    notice = delivery_of(event.record).get()
    assert (notice.state, notice.attempts, notice.next_try_at) == ("sent", 1, None)
    assert notice.sent_at is not None
    assert notice.evidence["reply"].startswith("250 2.0.0 queued")
    assert notice.evidence["message_id"] == mail_server.ids[0]
    assert "aigul" not in json.dumps(notice.evidence)


def test_nobody_sees_the_address_of_another(queued, mail_server):
    queued("one@example.org", "two@example.org", "three@example.org")
    _run()
    assert sorted(mail_server.told) == ["one@example.org", "three@example.org", "two@example.org"]
    for each in mail_server.received:
        assert len(each.recipients) == 1
        for other in {"one@example.org", "two@example.org", "three@example.org"} - set(each.recipients):
            assert other.encode() not in each.raw
    assert mail_server.conversations == 1


def test_a_line_break_can_not_get_into_the_headers(queued, mail_server, monkeypatch):
    evil = Wording("AP\r\nBcc: victim@example.org\u2028X: y", ("line\r\nBcc: v@example.org",), "why\nnot")
    monkeypatch.setattr(registry, "_wording", lambda *_: evil)
    queued("one@example.org")
    _run()
    message = mail_server.received[0].message
    assert message["Bcc"] is None
    assert message["X"] is None
    assert message["Subject"] == "AP Bcc: victim@example.org X: y"
    assert mail_server.told == ["one@example.org"]


def test_an_address_with_a_line_break_is_never_sent_to(queued, mail_server):
    queued("one@example.org\nBcc: victim@example.org")
    _run()
    assert mail_server.received == []
    assert Notice.objects.get().state in {"failed", "dead"}


def test_markup_in_words_stays_words(queued, mail_server, monkeypatch):
    monkeypatch.setattr(
        registry, "_wording", lambda *_: Wording("<b>x</b>", ("{{ 7|add:7 }}<script>",), "{0.__class__}")
    )
    queued("one@example.org")
    _run()
    html = mail_server.received[0].message.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "{{ 7|add:7 }}&lt;script&gt;" in html


def test_while_the_server_is_gone_notices_wait_and_leave_when_it_is_back(queued, mail_server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    queued("one@example.org", "two@example.org")
    start = time.monotonic()
    _run()
    assert time.monotonic() - start < 10  # far below a timeout for each notice
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["failed", "queued"]  # one probe, then the pause
    assert ServerPause.objects.get().channel == "email"
    settings.EMAIL_PORT = port
    _run(at=timezone.now() + timedelta(minutes=3))
    assert sorted(mail_server.told) == ["one@example.org", "two@example.org"]
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert not ServerPause.objects.exists()


def test_a_server_that_is_too_slow_is_left_alone(queued, mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.slowness = 20
    queued("one@example.org", "two@example.org", "three@example.org")
    start = time.monotonic()
    _run()
    assert time.monotonic() - start < 10
    assert mail_server.conversations == 1
    assert ServerPause.objects.get().why == "server timed out"


@pytest.mark.parametrize(
    ("verb", "answer", "state", "paused"),
    [
        ("RCPT", "450 4.7.1 greylisted, come back", "failed", False),
        ("RCPT", "550 5.1.1 <one@example.org>: no such user", "dead", False),
        ("END", "451 4.3.0 try again later", "failed", False),
        ("END", "554 5.7.1 we think that this is spam", "dead", False),
        ("MAIL", "530 5.7.0 authenticate first", "failed", True),
        ("GREETING", "421 4.3.2 too busy", "failed", True),
        ("GREETING", "%%% nonsense", "failed", True),
        ("DATA", "DROP", "failed", True),
    ],
)
def test_each_answer_of_a_server_is_understood(queued, mail_server, verb, answer, state, paused):
    mail_server.answers[verb] = answer
    queued("one@example.org")
    _run()
    notice = Notice.objects.get()
    assert notice.state == state
    assert (notice.next_try_at is not None) == (state == "failed")
    assert ServerPause.objects.exists() == paused
    assert "one@example.org" not in json.dumps(notice.evidence)
    mail_server.answers.clear()
    _run(at=timezone.now() + timedelta(minutes=2))
    assert len(mail_server.received) == (state == "failed")


def test_after_a_bad_recipient_the_next_gets_their_mail(queued, mail_server):
    queued("bad\udcff@example.org".encode("ascii", "ignore").decode() + " <", "two@example.org")
    _run()
    assert mail_server.told == ["two@example.org"]


def test_after_72_hours_a_notice_is_given_up_and_the_office_sees_it(queued, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    event = queued("one@example.org")
    at = event.at
    while Notice.objects.get().state != "dead":
        at += timedelta(minutes=30)
        assert at - event.at < GIVE_UP_AFTER + timedelta(hours=6)
        _run(at=at)
    assert at - event.at >= GIVE_UP_AFTER
    assert [notice.event.record.number for notice in undelivered()[0]] == [event.record.number]


def test_a_given_up_notice_can_be_sent_again(queued, mail_server):
    mail_server.answers["RCPT"] = "550 no"
    queued("one@example.org")
    _run()
    mail_server.answers.clear()
    now = timezone.now()
    assert try_again(notice_ids=[notice.pk for notice in undelivered()[0]], at=now) == 1
    _run(at=now)
    assert mail_server.told == ["one@example.org"]


def test_the_address_is_the_one_that_holds_when_it_is_sent(queued, mail_server):
    queued("old@example.org")
    person = Notice.objects.get().person
    person.email = "new@example.org"
    person.save()
    _run()
    assert mail_server.told == ["new@example.org"]


def test_a_quarantined_twin_sends_nothing(queued, mail_server, settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "quarantine").touch()
    event = queued("one@example.org")
    send_notices(event_id=event.pk)
    sweep(timestamp=0)
    assert mail_server.received == []
    assert Notice.objects.get().state == "queued"
    (tmp_path / "quarantine").unlink()
    sweep(timestamp=0)
    assert len(mail_server.received) == 1


def test_an_optional_notice_carries_a_way_to_stop_it_and_is_not_sent_once_stopped(queued, mail_server):
    queued("one@example.org", optional=True)
    first = Notice.objects.select_related("event").get()
    _run()
    message = mail_server.received[0].message
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/kk/notices/stop/" in message["List-Unsubscribe"]
    stop_notices(notice=first, everything=False, at=timezone.now())
    stop_notices(notice=first, everything=False, at=timezone.now())
    record, person = first.event.record, first.person_id
    for optional, state in ((True, "stopped"), (False, "sent")):
        event = record_event(record=record, code="more", by=SYSTEM, at=timezone.now())
        recipient = Recipient("follower", "kk", person_id=person, optional=optional)
        queue_notices(event=event, record=record, recipients=[recipient])
        _run()
        assert Notice.objects.get(event=event).state == state


def test_a_letter_that_can_not_be_made_does_not_hold_up_the_others(queued, mail_server, monkeypatch):
    bad = queued("one@example.org")
    queued("two@example.org")
    given = registry._wording
    monkeypatch.setattr(registry, "_wording", lambda event, *rest: 1 / 0 if event.pk == bad.pk else given(event, *rest))
    _run()
    assert mail_server.told == ["two@example.org"]
    assert Notice.objects.get(event=bad).evidence == {"error": "ZeroDivisionError"}


def test_what_a_dead_worker_had_claimed_is_sent_when_its_lease_is_over(queued, mail_server):
    queued("one@example.org")
    now = timezone.now()
    Notice.objects.update(state="sending", next_try_at=now + LEASE)
    _run(at=now + LEASE - timedelta(seconds=1))
    assert mail_server.received == []
    _run(at=now + LEASE)
    assert len(mail_server.received) == 1


def test_other_backends_work_too(queued, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    queued("one@example.org")
    _run()
    assert [message.to for message in mail.outbox] == [["one@example.org"]]


def test_a_text_message_goes_to_a_file_for_trying_out(make_event, make_person, transactional_db, settings, tmp_path):
    settings.SMS_URL = f"file://{tmp_path}/sms.jsonl"
    event, person = make_event(), make_person(phone="+77010000000")
    queue_notices(event=event, record=event.record, recipients=[Recipient("appellant", "ru", person_id=person.pk)])
    _run()
    line = json.loads((tmp_path / "sms.jsonl").read_text())
    assert line["to"] == "+77010000000"
    assert line["text"] == f"{event.record.number}: зарегистрировано {settings.BASE_URL}/r/{event.record.number}"


@pytest.mark.parametrize(("status", "state"), [(200, "sent"), (422, "dead"), (503, "failed"), (302, "failed")])
def test_a_text_message_goes_to_the_gateway(make_event, make_person, transactional_db, settings, status, state):
    seen = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((self.headers["Authorization"], self.headers["Idempotency-Key"], body))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/", "token"
        event, person = make_event(), make_person(phone="+77010000000")
        queue_notices(event=event, record=event.record, recipients=[Recipient("appellant", "kk", person_id=person.pk)])
        _run()
        server.shutdown()
    assert Notice.objects.get().state == state
    assert seen[0][0] == "Bearer token"
    assert len(seen[0][1]) >= 20
    assert seen[0][2]["to"] == "+77010000000"
