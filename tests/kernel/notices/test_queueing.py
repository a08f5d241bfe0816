"""Notices are queued with their event: in its transaction, once, to the right addresses."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.events.models import Event
from ortaq.kernel.notices.actions import queue_notices
from ortaq.kernel.notices.models import Notice
from ortaq.kernel.notices.rules import Recipient


def _jobs(event: Event) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notices.send' AND args->>'event_id' = %s",
            [str(event.pk)],
        )
        return cursor.fetchone()[0]


def test_an_account_gets_a_notice_in_the_application_and_a_mail(make_event, make_user):
    event, user = make_event(), make_user()
    queue_notices(event=event, record=event.record, recipients=[Recipient("head", "ru", user_id=user.pk)])
    notices = {notice.channel: notice for notice in Notice.objects.all()}
    assert set(notices) == {"inapp", "email"}
    assert notices["inapp"].state == "sent"
    assert (notices["email"].state, notices["email"].language, notices["email"].because) == ("queued", "ru", "head")
    assert _jobs(event) == 1


def test_queueing_the_same_event_again_adds_nothing(make_event, make_person):
    event, person = make_event(), make_person("a@example.org")
    for because in ("appellant", "joiner"):
        recipients = [Recipient(because, "kk", person_id=person.pk)] * 2
        queue_notices(event=event, record=event.record, recipients=recipients)
    assert Notice.objects.get().because == "appellant"


def test_a_person_who_has_an_account_is_told_once_by_account(make_event, make_person, make_user):
    event, user = make_event(), make_user()
    person = make_person("other@example.org", user=user)
    recipients = [Recipient("appellant", "kk", person_id=person.pk), Recipient("head", "kk", user_id=user.pk)]
    queue_notices(event=event, record=event.record, recipients=recipients)
    assert {(notice.channel, notice.because, notice.user_id) for notice in Notice.objects.all()} == {
        ("inapp", "appellant", user.pk),
        ("email", "appellant", user.pk),
    }


def test_who_left_no_contact_is_not_told(make_event, make_person):
    event, person = make_event(), make_person()
    queue_notices(event=event, record=event.record, recipients=[Recipient("appellant", "kk", person_id=person.pk)])
    assert not Notice.objects.exists()
    assert _jobs(event) == 0


def test_who_left_a_phone_gets_a_text_message_where_there_is_a_gateway(make_event, make_person, settings):
    settings.SMS_URL = "https://sms.example/"
    event, person = make_event(), make_person(phone="+77010000000")
    queue_notices(event=event, record=event.record, recipients=[Recipient("appellant", "kk", person_id=person.pk)])
    assert Notice.objects.get().channel == "sms"


def test_invented_people_of_a_demonstration_get_no_mail(make_event, make_person, make_user):
    event = make_event()
    person, user = make_person("demo@example.org", is_demo=True), make_user(is_demo=True)
    recipients = [Recipient("appellant", "kk", person_id=person.pk), Recipient("head", "kk", user_id=user.pk)]
    queue_notices(event=event, record=event.record, recipients=recipients)
    assert Notice.objects.get().channel == "inapp"


def test_what_is_rolled_back_is_told_to_nobody(make_event, make_user):
    event, user = make_event(), make_user()
    with transaction.atomic():
        queue_notices(event=event, record=event.record, recipients=[Recipient("head", "kk", user_id=user.pk)])
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert _jobs(event) == 0


@pytest.mark.parametrize("number", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_recipients(make_event, make_user, make_person, number):
    event = make_event()
    record = event.record
    recipients = [Recipient("head", "kk", user_id=make_user().pk) for _ in range(number)]
    recipients += [Recipient("joiner", "kk", person_id=make_person(f"p{n}@example.org").pk) for n in range(number)]
    with CaptureQueriesContext(connection) as queries:
        queue_notices(event=event, record=record, recipients=recipients)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4
    assert Notice.objects.count() == 3 * number
