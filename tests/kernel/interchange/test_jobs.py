"""Exports made in the background: reliability item 16. Real files, real database, a worker that is really killed."""

from __future__ import annotations

import csv
import errno
import io
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from ortaq.kernel.interchange import actions, queries, tasks
from ortaq.kernel.interchange.models import ExportJob
from ortaq.kernel.interchange.registry import export_of
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.queries import actor_of

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User

NEW = "/en/exports/new/?export=test.numbers&format=csv"


def ask(user: User, format: str = "csv") -> ExportJob:
    """An export of the tests, asked for."""
    export = export_of("test.numbers")
    assert export is not None
    return actions.ask_export(
        export=export, parameters={}, format=format, language="en", by=actor_of(user), at=timezone.now()
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def end_role(user: User, role: str, body: Any) -> None:
    """*user* has not held *role* in the body for years."""
    first = date(2018, 1, 1)
    assign_role(user_id=user.pk, organisation_id=body.pk, role=role, first_day=first, last_day=first)


def fresh(user: User) -> User:
    return type(user).objects.get(pk=user.pk)


def test_a_small_export_is_sent_at_once_and_a_long_one_is_offered_in_the_background(
    person: Any, numbers: Any, rf: Any
) -> None:
    from ortaq.kernel.interchange.views import AT_ONCE, export_response

    request = rf.get("/", {"parity": "odd", "unknown": "x"})
    request.user = person("registrar")
    numbers.amount = AT_ONCE
    response = export_response(request, "test.numbers", "csv")
    assert len(b"".join(response).splitlines()) == AT_ONCE + 1  # type: ignore[arg-type]
    numbers.amount = AT_ONCE + 1
    response = export_response(request, "test.numbers", "xlsx")
    assert response.status_code == 302
    assert response["Location"].endswith("exports/new/?export=test.numbers&format=xlsx&parity=odd")
    assert not ExportJob.objects.exists(), "to look changes nothing, and there was no personal data"


def test_what_is_sent_at_once_with_personal_data_is_logged_for_the_auditor(person: Any, numbers: Any, rf: Any) -> None:
    from ortaq.kernel.interchange.views import export_response

    request = rf.get("/")
    request.user = head = person("head")
    numbers.amount = 3
    export_response(request, "test.numbers", "csv")
    row = ExportJob.objects.get()
    assert (row.user_id, row.personal, row.state) == (head.pk, True, "sent")
    page = signed_in(person("auditor")).get("/en/exports/log/").content.decode()
    assert head.email in page and "Numbers, CSV" in page
    assert signed_in(head).get("/en/exports/log/").status_code == 403
    assert signed_in(head).get("/en/exports/").content.decode().count("Numbers") == 0


def test_from_the_question_to_the_file_by_pages_alone(person: Any, numbers: Any, own_folder: Path) -> None:
    user = person("head")
    client = signed_in(user)
    page = client.get(NEW).content.decode()
    assert "personal data" in page and not ExportJob.objects.exists()
    response = client.post(NEW)
    job = ExportJob.objects.get()
    assert response["Location"] == f"/en/exports/{job.uuid}/"
    assert "waits for its turn" in client.get(f"/en/exports/{job.uuid}/").content.decode()
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.written, job.total, job.attempt) == ("ready", 3_000, 3_000, 1)
    assert files(own_folder) == [job.file]
    path = own_folder / job.file
    assert path.stat().st_mode & 0o777 == 0o600 and own_folder.stat().st_mode & 0o777 == 0o700
    page = client.get(f"/en/exports/{job.uuid}/").content.decode()
    assert "is ready" in page and f"/en/exports/{job.uuid}/file/" in page
    response = client.get(f"/en/exports/{job.uuid}/file/")
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[:2] == [["Row", "Name"], ["'=row 0", "Азамат 0"]] and len(rows) == 3_001
    assert response["Content-Disposition"].startswith('attachment; filename="numbers-')
    assert "no-store" in response["Cache-Control"] and response["X-Content-Type-Options"] == "nosniff"
    job.refresh_from_db()
    assert job.downloads == 1


def test_the_row_and_its_task_are_one_transaction(person: Any, numbers: Any) -> None:
    def queued() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'interchange.make'")
            return int(cursor.fetchone()[0])

    before = queued()
    with transaction.atomic():
        ask(person("registrar"))
        assert queued() == before + 1
        transaction.set_rollback(True)
    assert queued() == before and not ExportJob.objects.exists()


def test_a_workbook_is_made_too_and_no_text_is_a_formula(person: Any, numbers: Any) -> None:
    job = ask(person("registrar"), "xlsx")
    tasks.make_export(job.pk)
    job.refresh_from_db()
    with queries.storage().open(job.file) as file:
        book = load_workbook(file, read_only=True)
        cells = [row[0] for row in book.active.iter_rows()]
        assert len(cells) == 3_001 and {cell.data_type for cell in cells} == {"s"} and cells[1].value == "=row 0"


@pytest.mark.parametrize("roles", [(), ("executor",), ("auditor",)])
def test_who_may_not_see_the_table_can_not_ask_for_it(person: Any, numbers: Any, roles: tuple[str, ...]) -> None:
    user = person(*roles)
    with pytest.raises(Refused):
        ask(user)
    assert signed_in(user).get(NEW).status_code == signed_in(user).post(NEW).status_code == 403
    assert Client().get(NEW).status_code == 302


def test_an_export_that_is_not_declared_and_a_format_that_is_unknown_are_not_there(person: Any, numbers: Any) -> None:
    client = signed_in(person("registrar"))
    for query in ("export=other&format=csv", "export=test.numbers&format=exe", "format=csv", "export=test.numbers"):
        assert client.get(f"/en/exports/new/?{query}").status_code == 404


def test_an_export_is_its_askers_alone(person: Any, numbers: Any) -> None:
    job = ask(person("registrar"))
    tasks.make_export(job.pk)
    other = signed_in(person("registrar"))
    for path in ("", "file/"):
        assert other.get(f"/en/exports/{job.uuid}/{path}").status_code == 404
    assert other.post(f"/en/exports/{job.uuid}/cancel/").status_code == 404
    with pytest.raises(Refused):
        actions.cancel_export(job=job, by=actor_of(person("registrar")), at=timezone.now())
    job.refresh_from_db()
    assert job.state == "ready" and job.downloads == 0


def test_rights_that_were_lost_before_it_runs_stop_it(person: Any, numbers: Any, own_folder: Path, body: Any) -> None:
    user = person("registrar")
    job = ask(user)
    end_role(user, "registrar", body)
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why, files(own_folder)) == ("cancelled", "rights", [])


@pytest.mark.parametrize("lost", ["role", "account"])
def test_rights_that_are_lost_while_it_runs_stop_it(
    person: Any, numbers: Any, own_folder: Path, body: Any, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr(tasks, "BEAT", 0)
    user = person("registrar")
    job = ask(user)

    def lose() -> None:
        if lost == "role":
            end_role(user, "registrar", body)
        else:
            type(user).objects.filter(pk=user.pk).update(is_active=False)

    numbers.at[5] = lose
    numbers.at[8] = lambda: pytest.fail("it went on")
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why, files(own_folder)) == ("cancelled", "rights", [])


def test_the_file_is_not_given_out_to_who_has_other_roles_than_it_was_made_for(
    person: Any, numbers: Any, body: Any
) -> None:
    user = person("head", "registrar")
    job = ask(user)
    tasks.make_export(job.pk)
    end_role(user, "head", body)
    client = signed_in(user)
    assert "Your roles have changed" in client.get(f"/en/exports/{job.uuid}/").content.decode()
    assert client.get(f"/en/exports/{job.uuid}/file/").status_code == 302
    job.refresh_from_db()
    assert job.downloads == 0
    # A role that was added counts as well: the file has neither more nor less than its reader may see.
    again = person("registrar")
    job = ask(again)
    tasks.make_export(job.pk)
    assign_role(user_id=again.pk, organisation_id=body.pk, role="head", first_day=date(2018, 1, 1))
    with pytest.raises(Refused):
        actions.note_download(job=ExportJob.objects.get(pk=job.pk), by=actor_of(fresh(again)), at=timezone.now())


def test_the_rights_of_the_moment_of_making_decide_what_is_in_it(person: Any, numbers: Any, body: Any) -> None:
    user = person("registrar")
    job = ask(user)
    assert not job.personal
    assign_role(user_id=user.pk, organisation_id=body.pk, role="head", first_day=date(2018, 1, 1))
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert job.personal, "the log says what is in the file, not what was expected"
    with queries.storage().open(job.file) as file:
        assert "Азамат" in file.read().decode()


def test_a_person_has_one_at_a_time(person: Any, numbers: Any) -> None:
    user = person("registrar")
    first = ask(user)
    with pytest.raises(Refused):
        ask(user)
    response = signed_in(user).post(NEW)
    assert response.status_code == 409 and str(first.uuid) in response.content.decode()
    ask(person("registrar"))  # somebody else's doesn't wait
    tasks.make_export(first.pk)
    ask(user)


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_the_same_moment_make_one_job(person: Any, numbers: Any) -> None:
    user, refused, gate = person("registrar"), [], threading.Barrier(2)

    def race() -> None:
        gate.wait()
        try:
            ask(user)
        except Refused:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1 and ExportJob.objects.count() == 1


def test_a_cancelled_job_stops_and_leaves_no_file(
    person: Any, numbers: Any, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BEAT", 0)
    user = person("registrar")
    job = ask(user)
    client = signed_in(user)
    numbers.at[5] = lambda: client.post(f"/en/exports/{job.uuid}/cancel/")
    numbers.at[8] = lambda: pytest.fail("it went on")
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why, files(own_folder)) == ("cancelled", "asked", [])
    assert "You cancelled it" in client.get(f"/en/exports/{job.uuid}/").content.decode()
    tasks.make_export(job.pk)  # the queue may bring it once more
    assert files(own_folder) == []


def test_a_finished_file_can_be_deleted_by_its_asker(
    person: Any, numbers: Any, own_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    user = person("registrar")
    job = ask(user)
    tasks.make_export(job.pk)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(user).post(f"/en/exports/{job.uuid}/cancel/")
    assert files(own_folder) == []
    assert signed_in(user).get(f"/en/exports/{job.uuid}/file/").status_code == 302


def test_the_link_expires_and_the_file_is_deleted(
    person: Any, numbers: Any, own_folder: Path, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-11-23 09:00")
    user = person("registrar")
    job = ask(user)
    tasks.make_export(job.pk)
    client = signed_in(user)
    clock.shift(24 * 3600 - 60)
    tasks.sweep(0)
    assert len(files(own_folder)) == 1
    client = signed_in(user)
    assert client.get(f"/en/exports/{job.uuid}/file/").status_code == 200
    clock.shift(60)
    assert client.get(f"/en/exports/{job.uuid}/file/").status_code == 302, "even before anything was deleted"
    tasks.sweep(0)
    assert files(own_folder) == []
    job.refresh_from_db()
    assert (job.state, job.downloads) == ("expired", 1), "the log stays"


def test_what_no_row_names_is_deleted_after_an_hour(person: Any, numbers: Any, own_folder: Path) -> None:
    own_folder.mkdir()
    (own_folder / "left-over").write_text("x")
    assert actions.sweep_exports(at=timezone.now()) == 0
    assert actions.sweep_exports(at=timezone.now() + timedelta(hours=2)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_no_half_file_and_the_job_is_taken_up_again(
    person: Any, numbers: Any, own_folder: Path, tmp_path: Path
) -> None:
    job = ask(person("registrar"))
    sign = tmp_path / "in-the-middle"
    parent = os.getpid()

    def stay() -> None:
        if os.getpid() != parent:
            sign.touch()
            time.sleep(60)

    numbers.at[1_500] = stay
    connection.close()
    child = multiprocessing.get_context("fork").Process(target=tasks.make_export, args=(job.pk,))
    child.start()
    end = time.monotonic() + 30
    while not sign.exists():
        assert time.monotonic() < end and child.is_alive()
        time.sleep(0.02)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join(10)
    job.refresh_from_db()
    assert (job.state, job.attempt, files(own_folder)) == ("running", 1, [])
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.written) == ("ready", 2, 3_000)
    assert files(own_folder) == [job.file]


def test_what_an_earlier_attempt_left_is_deleted_and_it_can_not_finish_any_more(
    person: Any, numbers: Any, own_folder: Path
) -> None:
    from django.core.files.base import ContentFile

    job = ask(person("registrar"))
    first = actions.take_up_export(job_id=job.pk, at=timezone.now())
    assert first is not None
    queries.storage().save(first.job.file, ContentFile(b"half"))
    second = actions.take_up_export(job_id=job.pk, at=timezone.now())
    assert second is not None and files(own_folder) == []
    assert not actions.note_progress(job=first.job, written=5, at=timezone.now()), "the thawed worker stops"
    assert not actions.finish_export(job=first.job, file=ContentFile(b"old"), written=5, clock=timezone.now)
    assert actions.finish_export(job=second.job, file=ContentFile(b"new"), written=5, clock=timezone.now)
    assert files(own_folder) == [second.job.file]


def test_a_job_whose_worker_dies_each_time_is_given_up_with_a_word(person: Any, numbers: Any) -> None:
    user = person("registrar")
    job = ask(user)
    for _ in range(actions.ATTEMPTS):
        assert actions.take_up_export(job_id=job.pk, at=timezone.now())
    assert actions.take_up_export(job_id=job.pk, at=timezone.now()) is None
    page = signed_in(user).get(f"/en/exports/{job.uuid}/").content.decode()
    assert "The program was stopped while it made the table" in page
    ask(user)  # and it blocks nothing


@pytest.mark.parametrize(("state", "silent"), [("running", actions.SILENT), ("queued", actions.WAITING)])
def test_a_job_that_nobody_works_on_is_given_up(person: Any, numbers: Any, state: str, silent: timedelta) -> None:
    job = ask(person("registrar"))
    if state == "running":
        actions.take_up_export(job_id=job.pk, at=timezone.now())
    actions.sweep_exports(at=timezone.now() + silent - timedelta(minutes=1))
    job.refresh_from_db()
    assert job.state == state
    actions.sweep_exports(at=timezone.now() + silent + timedelta(minutes=1))
    job.refresh_from_db()
    assert (job.state, job.why) == ("failed", "killed")


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "why"), [(OSError(errno.ENOSPC, "full"), "space"), (OSError(errno.EIO, "io"), "error")]
)
def test_a_file_that_can_not_be_written_fails_with_a_word_and_leaves_nothing(
    person: Any, numbers: Any, own_folder: Path, error: Exception, why: str
) -> None:
    job = ask(person("registrar"))
    numbers.at[1_000] = lambda: _raise(error)
    tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why, files(own_folder)) == ("failed", why, [])


def test_an_unforeseen_error_fails_the_job_and_is_not_swallowed(person: Any, numbers: Any, own_folder: Path) -> None:
    job = ask(person("registrar"))
    numbers.at[1_000] = lambda: _raise(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        tasks.make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.why, files(own_folder)) == ("failed", "error", [])


def test_the_page_asks_again_by_itself_until_the_table_is_ready(person: Any, numbers: Any) -> None:
    user = person("registrar")
    job = ask(user)
    client = signed_in(user)
    response = client.get(f"/en/exports/{job.uuid}/", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 3s"' in response.content.decode() and "HX-Refresh" not in response
    work = actions.take_up_export(job_id=job.pk, at=timezone.now())
    assert work is not None
    actions.note_progress(job=work.job, written=1_200, at=timezone.now())
    page = client.get(f"/en/exports/{job.uuid}/").content.decode()
    assert 'value="1200"' in page and "1,200 of about 3,000 rows" in page
    actions.cancel_export(job=job, by=actor_of(user), at=timezone.now())
    assert client.get(f"/en/exports/{job.uuid}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM interchange_exportjob",
        "UPDATE interchange_exportjob SET user_id = user_id + 1",
        "UPDATE interchange_exportjob SET code = 'other'",
        "UPDATE interchange_exportjob SET asked_at = now()",
        "UPDATE interchange_exportjob SET personal = false",
    ],
)
def test_the_log_can_not_be_changed_in_the_database_either(person: Any, numbers: Any, statement: str) -> None:
    ask(person("head"))
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_pages_have_a_constant_number_of_statements(
    person: Any, numbers: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    user = person("head")
    for _ in range(3):
        job = ask(user)
        tasks.make_export(job.pk)
    client, auditor = signed_in(user), signed_in(person("auditor"))
    for path in ("/en/exports/", f"/en/exports/{job.uuid}/"):
        client.get(path)
        with django_assert_max_num_queries(8):
            client.get(path)
    auditor.get("/en/exports/log/")
    with django_assert_max_num_queries(8):
        page = auditor.get("/en/exports/log/").content.decode()
    assert page.count(user.email) == 3


def test_the_words_of_every_ending_are_there_in_three_languages(person: Any, numbers: Any) -> None:
    user = person("registrar")
    client = signed_in(user)
    job = ask(user)
    seen = set()
    for state, why in (("cancelled", "asked"), ("cancelled", "rights"), ("failed", "killed"), ("failed", "space"),
                       ("failed", "error"), ("expired", "")):  # fmt: skip
        ExportJob.objects.filter(pk=job.pk).update(state=state, why=why)
        for language in ("kk", "ru", "en"):
            page = client.get(f"/{language}/exports/{job.uuid}/").content.decode()
            main = page[page.index("<main") : page.index("</main>")]
            seen.add(main[main.index("<h1") :])
    assert len(seen) == 18


def test_the_worker_knows_the_tasks() -> None:
    from procrastinate.contrib.django import app

    assert {"interchange.make", "interchange.sweep"} <= set(app.tasks)
    assert "interchange.sweep" in {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
