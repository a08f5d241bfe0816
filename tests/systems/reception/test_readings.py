"""Who opened an appeal is noted, by every door, once in a while, without what was read; its author sees the offices."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.documents.actions import attach_files
from ortaq.kernel.events.actions import drop_old_readings, record_readings
from ortaq.kernel.events.models import Reading
from ortaq.kernel.events.queries import offices_that_read
from ortaq.kernel.events.rules import READING_SLOT, READINGS_KEPT
from ortaq.kernel.parties.rules import GUEST, SYSTEM
from ortaq.systems.reception import actions

if TYPE_CHECKING:
    from ortaq.systems.reception.actions import Filed

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 6, tzinfo=UTC)


@pytest.fixture
def of(office: Any, settings: Any) -> Callable[[str], Client]:
    """A browser of one of the office."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("SecondFactorMiddleware")]

    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(office.people[who])
        return client

    return sign_in


def rows() -> list[tuple[str, str, str]]:
    """(body, roles, door) of every reading."""
    return list(Reading.objects.order_by("pk").values_list("office__slug", "roles", "door"))


def test_every_door_is_noted_and_a_list_is_not(
    office: Any, file: Callable[..., Filed], of: Callable[[str], Client], frozen: Callable[..., Any]
) -> None:
    clock = frozen(AT)
    appeal = file(by=office["citizen"]).appeal
    document = attach_files(
        record=appeal, uploads=[SimpleUploadedFile("note.txt", "Жазба".encode())], purpose="attachment",
        by=office["citizen"], at=AT,
    )[0]  # fmt: skip
    registrar, moderator = of("registrar"), of("moderator")
    assert registrar.get("/kk/office/").status_code == 200
    assert rows() == []
    assert registrar.get(f"/kk/office/appeals/{appeal.number}/").status_code == 200
    assert rows() == [("one", "registrar", "page")]
    assert registrar.get(f"/documents/{document.uuid}/").status_code == 200
    assert rows()[1:] == [("one", "registrar", "document")]
    b"".join(registrar.get("/kk/office/export.csv").streaming_content)
    assert rows()[2:] == [("one", "registrar", "export")]
    assert moderator.get(f"/kk/office/publication/{appeal.number}/").status_code == 200
    assert rows()[3:] == [("one", "moderator", "page")]
    # Again within the slot: nothing new; in the next one: a new reading.
    assert registrar.get(f"/kk/office/appeals/{appeal.number}/").status_code == 200
    assert Reading.objects.count() == 4
    clock.move_to(AT + timedelta(seconds=READING_SLOT))
    assert registrar.get(f"/kk/office/appeals/{appeal.number}/").status_code == 200
    assert Reading.objects.count() == 5
    kept = Reading.objects.earliest("pk")
    assert (kept.record_id, kept.reader_id, kept.at) == (appeal.pk, office.people["registrar"].pk, AT)


def test_a_refused_page_and_a_persons_own_leave_no_reading(
    office: Any, file: Callable[..., Filed], of: Callable[[str], Client]
) -> None:
    filed = file(by=office["citizen"])
    number = filed.appeal.number
    for who in ("other_registrar", "idle", "auditor", "citizen"):
        assert of(who).get(f"/kk/office/appeals/{number}/").status_code in {403, 404}, who
    citizen = of("citizen")
    assert citizen.get(f"/kk/appeals/{number}/own/").status_code == 200
    assert citizen.get("/kk/appeals/").status_code == 200
    for by in (GUEST, SYSTEM, office["citizen"]):
        record_readings(records=[filed.appeal], door="page", by=by, at=AT)
    record_readings(records=[], door="page", by=office["registrar"], at=AT)
    assert rows() == []


def test_an_officer_who_reads_their_own_appeal_is_no_reader(office: Any, file: Callable[..., Filed]) -> None:
    from ortaq.kernel.parties.actions import save_person
    from ortaq.kernel.parties.queries import actor_of

    save_person(name="Тіркеуші", user_id=office.people["registrar"].pk)
    by = actor_of(type(office.people["registrar"]).objects.get(pk=office.people["registrar"].pk))
    record_readings(records=[file(by=by).appeal], door="page", by=by, at=AT)
    assert rows() == []


def test_several_records_and_the_superior_body_take_one_statement(
    office: Any, file: Callable[..., Filed], django_assert_num_queries: Any
) -> None:
    appeals = [file().appeal for _ in range(3)]
    registrar, superior = office["registrar"], office["superior"]
    with django_assert_num_queries(1):
        record_readings(records=appeals, door="export", by=registrar, at=AT)
    with django_assert_num_queries(1):
        record_readings(records=appeals, door="export", by=registrar, at=AT)
    with django_assert_num_queries(1):
        record_readings(records=appeals[:1], door="page", by=superior, at=AT)
    assert rows() == [("one", "registrar", "export")] * 3 + [("up", "head", "page")]


def test_the_case_page_asks_one_statement_more(
    office: Any, file: Callable[..., Filed], of: Callable[[str], Client]
) -> None:
    number, registrar = file().appeal.number, of("registrar")
    registrar.get(f"/kk/office/appeals/{number}/")
    with CaptureQueriesContext(connection) as asked:
        registrar.get(f"/kk/office/appeals/{number}/")
    written = [query["sql"] for query in asked if "events_reading" in query["sql"]]
    assert len(written) == 1 and "ON CONFLICT DO NOTHING" in written[0]


def test_the_author_sees_offices_and_days_and_no_names(
    office: Any, file: Callable[..., Filed], of: Callable[[str], Client]
) -> None:
    filed = file(by=office["citizen"])
    address = f"/kk/appeals/{filed.appeal.number}/own/"
    assert "Оны әлі ешкім ашқан жоқ" in of("citizen").get(address).content.decode()
    for minutes in (0, 15, 30):
        record_readings(records=[filed.appeal], door="page", by=office["registrar"], at=AT + timedelta(minutes=minutes))
    record_readings(records=[filed.appeal], door="page", by=office["superior"], at=AT + timedelta(days=1))
    seen = offices_that_read(filed.appeal.pk)
    assert [(day.isoformat(), text.en) for day, text in seen] == [
        ("2026-11-03", "Regional akimat"),
        ("2026-11-02", "City akimat"),
    ]
    page = of("citizen").get(address).content.decode()
    assert re.search(r"<li>[^<]*3.қараша[^<]*Облыс әкімдігі</li>", page), page[page.find("Жолданымымды кім ашты") :][
        :900
    ]
    assert not any(user.email in page for role, user in office.people.items() if role != "citizen")


def test_nothing_that_was_read_is_kept(office: Any, file: Callable[..., Filed]) -> None:
    record_readings(records=[file(iin="900101300126").appeal], door="page", by=office["registrar"], at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(events_reading)::text FROM events_reading")
        (text,) = cursor.fetchone()
    for secret in ("Сынақ", "guest@", "900101", "шұңқыр", "registrar@"):
        assert secret not in text


@pytest.mark.parametrize("sql", ["UPDATE events_reading SET reader_id = 1", "DELETE FROM events_reading"])
def test_readings_can_not_be_changed_or_taken_out(office: Any, file: Callable[..., Filed], sql: str) -> None:
    record_readings(records=[file().appeal], door="page", by=office["registrar"], at=AT)
    with pytest.raises(DatabaseError, match="can only grow"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_readings_go_after_three_years_and_not_before(office: Any, file: Callable[..., Filed]) -> None:
    from django.utils import timezone

    appeal, now = file().appeal, timezone.now()
    for at in (now - READINGS_KEPT - timedelta(days=1), now - READINGS_KEPT + timedelta(days=1)):
        record_readings(records=[appeal], door="page", by=office["registrar"], at=at)
    assert drop_old_readings(at=now) == 1
    assert Reading.objects.get().at == now - READINGS_KEPT + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_make_one_reading(office: Any, file: Callable[..., Filed]) -> None:
    appeal, by, start = file().appeal, office["registrar"], threading.Barrier(4)

    def read() -> None:
        start.wait()
        record_readings(records=[appeal], door="page", by=by, at=AT)
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Reading.objects.count() == 1


def test_a_complaint_is_read_with_the_appeal_that_it_is_about(
    office: Any, file: Callable[..., Filed], of: Callable[[str], Client]
) -> None:
    appeal = file(by=office["citizen"], at=AT).appeal
    actions.return_appeal(appeal=appeal, reason="Толтырыңыз", by=office["registrar"], at=AT)
    actions.file_complaint(appeal=appeal, grounds="Келіспеймін", by=office["citizen"], at=AT + timedelta(hours=1))
    complaint = appeal.complaints.get()
    assert of("registrar").get(f"/kk/office/complaints/{complaint.number}/").status_code == 200
    assert set(Reading.objects.values_list("record_id", flat=True)) == {appeal.pk, complaint.pk}
