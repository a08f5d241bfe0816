"""An officer who reads the personal data of very many people in one day is told of: once, to the auditors, with no names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client

from ortaq.kernel.accounts.actions.readings import note_many_readings
from ortaq.kernel.accounts.tasks import tell_auditor, watch_readings
from ortaq.kernel.events.actions import record_readings
from ortaq.kernel.events.models import RightsEvent
from ortaq.kernel.events.queries import readers_beyond, verify_log
from ortaq.kernel.parties.rules import Actor

if TYPE_CHECKING:
    from ortaq.systems.reception.models import Appeal

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
TODAY = date(2026, 11, 2)
LIMIT = 3


@pytest.fixture
def appeals(settings: Any, file: Callable[..., Any]) -> list[Appeal]:
    settings.READINGS_A_DAY = LIMIT
    return [file(name="Құпия Азамат").appeal for _ in range(LIMIT + 1)]


def read(appeals: list[Appeal], by: Actor, at: datetime = AT, door: str = "page") -> None:
    record_readings(records=appeals, door=door, by=by, at=at)


def look(at: datetime = AT) -> int:
    return note_many_readings(today=TODAY, at=at)


def jobs() -> list[dict[str, Any]]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return [job.args for job in ProcrastinateJob.objects.filter(task_name="accounts.tell_auditor").order_by("pk")]


def test_item_48_who_reads_more_than_the_limit_in_a_day_is_told_of_to_the_auditors(
    office: Any, appeals: list[Appeal], settings: Any
) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]
    registrar = office.people["registrar"]
    read(appeals, office["registrar"], door="export")
    assert look() == 1
    told = RightsEvent.objects.get()
    assert (told.code, told.subject_id, told.actor_kind, told.office_id) == (
        "many_readings", registrar.pk, "system", office.body.pk,
    )  # fmt: skip
    assert told.data == {"first_day": "2026-11-02", "records": LIMIT + 1, "limit": LIMIT}
    assert not list(verify_log())
    auditor = office.people["auditor"]
    (job,) = jobs()
    assert job["user_id"] == auditor.pk
    for language, word in (("kk", "Тіркелгі"), ("ru", "Учётная запись"), ("en", "Account")):
        type(auditor).objects.filter(pk=auditor.pk).update(language=language)
        tell_auditor(**job)
        letter = mail.outbox[-1]
        assert letter.to == [auditor.email]
        assert f"{word}: № {registrar.pk}" in letter.body and "2026" in letter.body and str(LIMIT + 1) in letter.body
        assert registrar.email not in letter.body and "Азамат" not in letter.body
    client = Client()
    client.force_login(auditor)
    for path in ("/en/log/rights/", "/en/log/rights/?code=many_readings", f"/en/log/rights/?account={registrar.pk}"):
        page = client.get(path).content.decode()
        assert "More records read in a day than usual" in page and f"{LIMIT + 1} &gt; {LIMIT}" in page, path
    text = b"".join(client.get("/en/log/rights.csv").streaming_content).decode()
    assert "many_readings" in text and registrar.email not in text


def test_item_48_once_a_day_and_not_below_the_limit(office: Any, appeals: list[Appeal]) -> None:
    registrar = office["registrar"]
    for hours in range(LIMIT + 2):  # the same records again and again are no more people
        read(appeals[:LIMIT], registrar, AT + timedelta(hours=hours))
        read(appeals[:LIMIT], registrar, AT + timedelta(hours=hours), door="export")
    assert look() == 0
    read(appeals, registrar, AT + timedelta(hours=6))
    assert look(AT + timedelta(hours=6)) == 1
    read(appeals, registrar, AT + timedelta(hours=7))
    assert look(AT + timedelta(hours=7)) == 0
    assert RightsEvent.objects.count() == 1


def test_each_day_is_counted_by_itself_and_the_last_minutes_of_one_are_not_missed(
    office: Any, appeals: list[Appeal]
) -> None:
    """19:00 UTC is midnight in Kazakhstan."""
    before, after = datetime(2026, 11, 1, 18, 59, tzinfo=UTC), datetime(2026, 11, 1, 19, 1, tzinfo=UTC)
    read(appeals[:2], office["registrar"], before)
    read(appeals[2:], office["registrar"], after)
    read(appeals, office["head"], before)
    assert look(after) == 1
    assert RightsEvent.objects.get().data["first_day"] == "2026-11-01"
    read(appeals, office["head"], after)
    assert look(after) == 1, "another day"
    assert look(after) == 0


def test_who_reads_is_told_of_to_every_auditor_of_today_alone(office: Any, appeals: list[Appeal]) -> None:
    from ortaq.kernel.parties.models import Assignment

    user = office.people["idle"]
    for valid_to in (None, TODAY - timedelta(days=1)):
        Assignment.objects.create(
            user=user if valid_to is None else office.people["citizen"], organisation=office.superior, role="auditor",
            valid_from=date(2026, 1, 1), valid_to=valid_to,
        )  # fmt: skip
    read(appeals, office["registrar"])
    look()
    assert {job["user_id"] for job in jobs()} == {office.people["auditor"].pk, user.pk}
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    tell_auditor(**next(job for job in jobs() if job["user_id"] == user.pk))
    assert not mail.outbox


def test_looking_costs_the_same_however_much_was_read(
    office: Any, appeals: list[Appeal], django_assert_num_queries: Any
) -> None:
    for role in ("registrar", "head", "operator"):
        read(appeals, office[role])
    with django_assert_num_queries(2):
        assert len(readers_beyond(LIMIT, TODAY)) == 3
    with django_assert_num_queries(1):
        assert readers_beyond(LIMIT + 1, TODAY) == []


def test_the_worker_looks_by_itself(office: Any, appeals: list[Appeal], frozen: Callable[..., Any]) -> None:
    frozen(AT)
    read(appeals, office["registrar"])
    watch_readings(0)
    assert RightsEvent.objects.get().code == "many_readings"
