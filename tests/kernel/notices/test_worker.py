"""A real worker in its own process, killed with -9: nothing is lost, nothing is sent twice.

Covers reliability item 54.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ortaq.kernel.notices.actions import queue_notices
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.notices.rules import Recipient

PEOPLE = 12
PATIENCE = 120
"""Seconds: a process starts in two, and much later on a machine that is busy with other work."""


@pytest.fixture
def told(make_event, make_person, empty_queue) -> set[str]:
    """Notices of one event to a dozen people are queued."""
    event = make_event()
    addresses = {f"person{n}@example.org" for n in range(PEOPLE)}
    recipients = [Recipient("appellant", "kk", person_id=make_person(address).pk) for address in addresses]
    queue_notices(event=event, record=event.record, recipients=recipients)
    return addresses


def _until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def _note_is_held() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def _take_up_again() -> None:
    """What five minutes bring: the dead worker's lease ends, and the minutely sweep comes round."""
    Notice.objects.filter(state="sending").update(next_try_at=timezone.now() - timedelta(seconds=1))
    _defer("notices.sweep")


def _defer(task: str) -> None:
    with suppress(AlreadyEnqueued):  # a worker that starts queues what is due by the clock, too
        app.configure_task(task).defer(timestamp=0)


def _states() -> set[str]:
    return set(Notice.objects.values_list("state", flat=True))


def test_the_worker_finds_the_tasks_of_all_rooms():
    assert {"notices.send", "notices.sweep", "notices.revive", "limits.purge"} <= set(app.tasks)
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {"notices.sweep", "notices.revive", "notices.clear_jobs", "limits.purge"} <= periodic


def test_a_worker_sends_what_was_queued_and_forgets_the_job(start_worker, mail_server, told):
    assert start_worker("--one-shot").wait(PATIENCE) == 0
    assert sorted(mail_server.told) == sorted(told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notices.send'")
        assert cursor.fetchone()[0] == 0


def test_a_worker_killed_in_the_middle_of_a_message_loses_and_doubles_nothing(start_worker, mail_server, told):
    mail_server.hold_after = 5  # the server never answers the sixth message, and so doesn't take it
    worker = start_worker()
    assert mail_server.held.wait(PATIENCE)
    worker.kill()
    worker.wait(PATIENCE)
    assert len(mail_server.received) == 5
    mail_server.hold_after = None
    mail_server.release.set()
    _take_up_again()
    assert start_worker("--one-shot").wait(PATIENCE) == 0
    assert sorted(mail_server.told) == sorted(told)
    assert len(set(mail_server.ids)) == PEOPLE
    assert _states() == {"sent"}


def test_a_worker_killed_between_taken_and_noted_sends_a_copy_that_is_recognised(start_worker, mail_server, told):
    """The one moment in which a kill makes a copy: the server has said 250, the note isn't committed."""
    first = Notice.objects.order_by("next_try_at", "pk").first()
    database = connection.settings_dict
    with psycopg.connect(dbname=database["NAME"], user=database["USER"], host=database["HOST"]) as other:
        # Holds back the note of the first notice, not its claim: SKIP LOCKED would pass it over.
        other.execute(
            "CREATE OR REPLACE FUNCTION hold_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.state = 'sent' THEN PERFORM pg_advisory_xact_lock(4711); END IF; RETURN NEW; END $$"
        )
        other.execute(
            "CREATE OR REPLACE TRIGGER hold_note BEFORE UPDATE ON notices_notice FOR EACH ROW EXECUTE FUNCTION hold_note()"
        )
        other.commit()
        other.execute("SELECT pg_advisory_lock(4711)")
        try:
            worker = start_worker()
            _until(lambda: len(mail_server.received) == 1)
            _until(_note_is_held)
            worker.kill()
            worker.wait(PATIENCE)
        finally:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE wait_event = 'advisory' AND datname = current_database()"  # not those of other tests beside us
            )
            other.execute("SELECT pg_advisory_unlock(4711)")
            other.execute("DROP TRIGGER hold_note ON notices_notice")
            other.execute("DROP FUNCTION hold_note")
            other.commit()
    _take_up_again()
    assert start_worker("--one-shot").wait(PATIENCE) == 0
    assert set(mail_server.told) == told
    assert len(set(mail_server.ids)) == PEOPLE
    assert len(mail_server.ids) <= PEOPLE + 1
    assert mail_server.told.count(first.person.email) <= 2
    assert _states() == {"sent"}


def test_two_workers_at_once_send_each_notice_once(start_worker, mail_server, told):
    _defer("notices.sweep")
    workers = [start_worker("--one-shot"), start_worker("--one-shot")]
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]
    assert sorted(mail_server.told) == sorted(told)


def test_a_job_whose_worker_was_killed_goes_back_into_the_queue(start_worker, mail_server, told):
    mail_server.hold_after = 0
    worker = start_worker()
    assert mail_server.held.wait(PATIENCE)
    worker.kill()
    worker.wait(PATIENCE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    mail_server.hold_after = None
    mail_server.release.set()
    Notice.objects.filter(state="sending").update(next_try_at=timezone.now() - timedelta(seconds=1))
    _defer("notices.revive")
    assert start_worker("--one-shot").wait(PATIENCE) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        assert cursor.fetchone()[0] == 0
    assert sorted(mail_server.told) == sorted(told)
