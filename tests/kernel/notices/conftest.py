"""Records with events, people to tell, and a mail server that can be made to fail in every way."""

import os
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from subprocess import Popen
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:  # this file may be read before Django is set up
    from ortaq.kernel.events.models import Event
    from ortaq.kernel.parties.models import Person
    from ortaq.kernel.records.models import Record

_serial = count(1)


@pytest.fixture(autouse=True)
def plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words that this room has by itself; those of lifecycles come from the room above."""
    from ortaq.kernel.notices import registry

    monkeypatch.setattr(registry, "_wording", registry._plain)


@pytest.fixture
def make_record(db: None) -> Callable[..., "Record"]:
    """Makes a record; ``public=True`` publishes it."""
    from ortaq.kernel.records.models import Record

    def make(*, public: bool = False, title: str = "A pothole in Abai street", at: datetime | None = None) -> "Record":
        moment = at or timezone.now()
        return Record.objects.create(
            kind="appeal", number=f"AP-2026-{next(_serial):06}", state="registered", created_at=moment, changed_at=moment,
            public_title=title if public else "", published_at=moment if public else None,
        )  # fmt: skip

    return make


@pytest.fixture
def make_event(make_record: Callable[..., "Record"]) -> Callable[..., "Event"]:
    """Makes an event on a new record, or on *record*."""
    from ortaq.kernel.events.actions import record_event
    from ortaq.kernel.parties.rules import SYSTEM

    def make(record: "Record | None" = None, *, at: datetime | None = None, public: bool = False) -> "Event":
        return record_event(
            record=record or make_record(), code="register", by=SYSTEM, at=at or timezone.now(), public=public
        )

    return make


@pytest.fixture
def make_person(db: None) -> Callable[..., "Person"]:
    """Makes a guest."""
    from ortaq.kernel.parties.models import Person

    def make(email: str = "", phone: str = "", **more: Any) -> "Person":
        return Person.objects.create(name="Guest", email=email, phone=phone, **more)

    return make


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """Makes an account."""
    from django.contrib.auth import get_user_model

    def make(email: str | None = None, **more: Any) -> Any:
        return get_user_model().objects.create_user(email or f"user{next(_serial)}@example.org", **more)

    return make


@dataclass
class Received:
    """One message that the server accepted."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]


@dataclass
class MailServer:
    """A small SMTP server (RFC 5321) on a free port. Its behaviour can be changed while it runs.

    ``answers``: by verb, what is said instead of the usual ("RCPT": "450 4.7.1 greylisted").
    ``slowness``: seconds before each greeting. ``hold``: while set, the end of a message isn't answered.
    """

    answers: dict[str, str] = field(default_factory=dict)
    slowness: float = 0
    received: list[Received] = field(default_factory=list)
    hold_after: int | None = None
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    conversations: int = 0
    port: int = 0

    @property
    def ids(self) -> list[str]:
        return [each.message["Message-ID"] for each in self.received]

    @property
    def told(self) -> list[str]:
        return [address for each in self.received for address in each.recipients]


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        try:
            self.converse(self.server.behaviour)
        except (ConnectionError, OSError):
            return

    def converse(self, it: MailServer) -> None:
        it.conversations += 1
        time.sleep(it.slowness)
        self.say(it.answers.get("GREETING", "220 test ready"))
        sender, recipients = "", []
        while line := self.rfile.readline():
            verb = line[:4].strip().upper().decode("ascii", "replace")
            if verb in it.answers:
                answer = it.answers[verb]
                if answer == "DROP":
                    return
                self.say(answer)
                continue
            if verb == "MAIL":
                sender, recipients = line.decode().partition(":")[2].partition(" ")[0].strip().strip("<>"), []
            if verb == "RCPT":
                recipients.append(line.decode().partition(":")[2].strip().strip("<>"))
            if verb == "DATA":
                self.say("354 go on")
                raw = b""
                while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                    raw += part[1:] if part.startswith(b"..") else part
                if not part:
                    return
                if it.hold_after is not None and len(it.received) >= it.hold_after:
                    it.held.set()
                    it.release.wait(120)
                    return
                if "END" in it.answers:
                    self.say(it.answers["END"])
                    continue
                it.received.append(Received(sender, recipients, raw))
                self.say(f"250 2.0.0 queued as {len(it.received)} for {', '.join(recipients)}")
                continue
            self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    behaviour: MailServer


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A running mail server that the settings point at."""
    behaviour = MailServer()
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.behaviour = behaviour
        behaviour.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", behaviour.port
        yield behaviour
        behaviour.release.set()
        server.shutdown()


@pytest.fixture
def empty_queue(transactional_db: None) -> Iterator[None]:
    """The tables of jobs don't belong to models, so nobody else empties them."""

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers"
            )

    empty()
    yield
    empty()


@pytest.fixture
def start_worker(mail_server: MailServer, empty_queue: None, tmp_path: Any) -> Iterator[Callable[..., Popen[bytes]]]:
    """Starts real workers in processes of their own, on the test's database and mail server."""
    started: list[Popen[bytes]] = []

    def start(*arguments: str) -> Popen[bytes]:
        database = connection.settings_dict
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ortaq.config.settings",
            "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
            "ORTAQ_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "ORTAQ_EMAIL_HOST": "127.0.0.1",
            "ORTAQ_EMAIL_PORT": str(mail_server.port),
        }
        command = [sys.executable, "-W", "ignore", "-m", "django", "procrastinate", "worker", *arguments]
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            process = Popen(command, env=environment, stdout=log, stderr=log)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(60)
