"""Canaries: what a person tells us stands nowhere but where it must."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.models import Notice

IIN = "900101300017"
CANARIES = {
    "name": "Канарейбаев Тексерген",
    "email": "canary-7f3a@example.test",
    "phone": "+77015550199",
    "iin": IIN,
    "address": "Канарейка көшесі 77",
    "place": "Канар бұрышы 5",
}
SUBJECT, TEXT = "Канартақырып жол туралы", "Канармәтін: мектептің алдындағы жолда терең шұңқыр бар."
PASSWORD = "canary horse battery staple"


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that any logger says meanwhile, arguments and tracebacks included."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{self.format(record)} {record.args!r} {record.__dict__.get('request', '')}")

    keep, root = Keep(logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    silent = [
        logger
        for logger in logging.Logger.manager.loggerDict.values()
        if isinstance(logger, logging.Logger) and not logger.propagate
    ]
    for logger in silent:
        logger.addHandler(keep)
    yield said
    root.removeHandler(keep)
    root.setLevel(before)
    for logger in silent:
        logger.removeHandler(keep)


def check_digit_right() -> str:
    from ortaq.kernel.parties.rules import check_digit

    return next(
        eleven + str(check_digit(eleven))
        for eleven in (f"90010130{n:03}" for n in range(100))
        if check_digit(eleven) is not None
    )


def told_all() -> tuple[Any, str, Client]:
    """A guest files an appeal with every field filled in. Returns it, its PIN and the browser."""
    from ortaq.systems.reception.models import Appeal

    guest = Client()
    for step, data in (
        ("what", {"type": "application", "subject": SUBJECT, "text": TEXT}),
        ("where", {"territory": "c", "category": "roads", "place": CANARIES["place"]}),
        (
            "who",
            {
                "body": "one",
                "delivery": "email",
                **{k: v for k, v in CANARIES.items() if k != "place"},
                "iin": check_digit_right(),
            },
        ),
        ("send", {"csrfmiddlewaretoken": "x"}),
    ):
        answer = guest.post(f"/kk/appeals/new/{step}/", data)
        assert answer.status_code == 302, (step, answer.content.decode()[:3000])
    page = re.sub(r"<[^>]+>", " ", guest.get("/kk/appeals/new/sent/").content.decode())
    pin = re.search(r"\b[2-9A-HJKMNP-Z]{4}[ \u00a0-]?[2-9A-HJKMNP-Z]{4}\b", page)
    assert pin, page
    return Appeal.objects.latest("pk"), re.sub(r"[^2-9A-Z]", "", pin[0]), guest


def columns_with(needle: str) -> set[str]:
    """Every column of the database in which *needle* can be read."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea')"
        )
        for table, column, kind in cursor.fetchall():
            test = (
                f"position(convert_to(%s, 'UTF8') in \"{column}\") > 0"
                if kind == "bytea"
                else f'position(%s in "{column}"::text) > 0'
            )
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {test})', [needle])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found


def test_personal_values_are_readable_nowhere_in_the_database_and_never_logged(office: Any, logged: list[str]) -> None:
    from datetime import UTC, datetime

    from ortaq.systems.reception import actions

    appeal, pin, _guest = told_all()
    wrong = Client(raise_request_exception=False)
    wrong.post("/kk/appeals/status/", {"number": appeal.number, "pin": "WRONG234"})
    assert wrong.post("/kk/appeals/status/", {"number": appeal.number, "pin": pin}).status_code == 302
    wrong.get(f"/kk/appeals/{appeal.number}/own/")
    wrong.post("/kk/accounts/login/", {"login": CANARIES["email"], "password": PASSWORD})
    wrong.get(f"/kk/appeals/status/?number={appeal.number}")
    at = datetime.now(UTC)
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=at)
    actions.assign(appeal=appeal, text="Орнына барыңыз", lead_id=office.people["executor"].pk, by=office["head"], at=at)
    actions.start_work(appeal=appeal, by=office["executor"], at=at)
    actions.draft_answer(
        appeal=appeal, outcome="satisfied", text="Шұңқыр толығымен жабылды.", by=office["executor"], at=at
    )
    actions.propose_answer(appeal=appeal, by=office["executor"], at=at)
    actions.sign_answer(appeal=appeal, by=office["head"], at=at)
    _send_everything()
    assert any(CANARIES["email"] in letter.to for letter in mail.outbox), "the way of a real letter was walked"

    values = {
        **CANARIES,
        "iin": check_digit_right(),
        "subject": SUBJECT,
        "text": TEXT,
        "pin": pin,
        "password": PASSWORD,
    }
    everything = "\n".join(logged)
    assert not {what for what, value in values.items() if value in everything}, "in the logs"
    # The official copy is read by the office's search and is no secret of the database; all that names a person is.
    readable = {what: columns_with(value) for what, value in values.items()}
    for what in ("name", "email", "phone", "iin", "address", "place", "pin", "password"):
        assert not readable[what], (what, readable[what])
    assert readable["subject"] <= {"reception_appeal.subject"} and readable["text"] <= {"reception_appeal.text"}, (
        readable
    )
    told = json.dumps([[event.reason, event.data] for event in Event.objects.all()], ensure_ascii=False, default=str)
    proof = json.dumps(list(Notice.objects.values_list("evidence", flat=True)), ensure_ascii=False)
    assert not {what for what, value in values.items() if value in told + proof}, (
        "in the log of events or in the proof of delivery"
    )


def test_sessions_hold_no_draft_and_no_person(office: Any) -> None:
    _appeal, _pin, _guest = told_all()
    kept = json.dumps([session.get_decoded() for session in Session.objects.all()], ensure_ascii=False)
    leaks = {what for what, value in {**CANARIES, "text": TEXT, "subject": SUBJECT}.items() if value in kept}
    assert not leaks, leaks


def test_what_is_encrypted_can_not_be_read_with_sql_and_differs_each_time(office: Any) -> None:
    from django.apps import apps

    from ortaq.kernel.keys.models import EncryptedText
    from ortaq.kernel.parties.actions import save_person

    told_all()
    save_person(name=CANARIES["name"], email="x@example.test")
    sealed = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedText)
    ]
    assert len(sealed) >= 7
    with connection.cursor() as cursor:
        for model, field in sealed:
            cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE length("{field.column}") > 0')
            raw = [bytes(row[0]) for row in cursor.fetchall()]
            assert len(set(raw)) == len(raw), (model, field.name)
            for value in raw:
                assert len(value) >= 28 and not any(canary.encode() in value for canary in CANARIES.values()), (
                    model,
                    field.name,
                )


def _send_everything() -> None:
    from django.utils import timezone

    from ortaq.kernel.notices.actions import send_next
    from ortaq.kernel.notices.channels import Channels

    with Channels() as channels:
        while send_next(channels=channels, at=timezone.now()):
            pass
