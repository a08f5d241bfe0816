"""A person's own notices, the links that stop them, and what couldn't be delivered.

Covers reliability items 36 (links opened by mail scanners) and 45 (forged, expired, misused links).
"""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ortaq.kernel.notices.actions import mark_read, queue_notices
from ortaq.kernel.notices.models import Notice, Stop
from ortaq.kernel.notices.queries import PAGE, inbox, stop_token, unread_count
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.roles import ROLES

WORDS = {"kk": "Хабарламаларды тоқтату", "ru": "Отказ от сообщений", "en": "Stop messages"}


@pytest.fixture
def tell(make_event):
    """Tells an account of a new event."""

    def queue(user, *, optional=False):
        event = make_event()
        recipient = Recipient("follower", "kk", user_id=user.pk, optional=optional)
        queue_notices(event=event, record=event.record, recipients=[recipient])
        return Notice.objects.get(event=event, channel="inapp")

    return queue


@pytest.fixture
def assign(db):
    """Gives an account a role."""

    def give(user, role):
        territory, _ = Territory.objects.get_or_create(
            slug="t", defaults={"kind": "region", "name_kk": "Т", "name_ru": "Т", "name_en": "T"}
        )
        body, _ = Organisation.objects.get_or_create(
            slug="b",
            defaults={"kind": "state_body", "body_kind": "department", "territory": territory,
                      "name_kk": "Б", "name_ru": "Б", "name_en": "B"},
        )  # fmt: skip
        user.assignments.create(organisation=body, role=role, valid_from=date(2018, 1, 1))
        return user

    return give


def _signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_person_sees_only_their_own_notices_newest_first(tell, make_user):
    one, two = make_user(), make_user()
    mine = [tell(one) for _ in range(3)]
    theirs = tell(two)
    assert [notice.pk for notice in inbox(one.pk)[0]] == [notice.pk for notice in reversed(mine)]
    assert theirs.pk not in {notice.pk for notice in inbox(one.pk)[0]}
    assert unread_count(one.pk) == 3


def test_nobody_reads_anothers_notices_away(tell, make_user):
    one, two = make_user(), make_user()
    notice = tell(one)
    mark_read(user_id=two.pk, at=timezone.now(), notice_id=notice.pk)
    mark_read(user_id=two.pk, at=timezone.now(), up_to=notice.pk)
    assert unread_count(one.pk) == 1
    mark_read(user_id=one.pk, at=timezone.now(), up_to=notice.pk)
    assert unread_count(one.pk) == 0


def test_a_guest_is_sent_to_sign_in(db):
    for path in ("/kk/notices/", "/kk/notices/undelivered/"):
        assert Client().get(path).status_code == 302
    assert Client().post("/kk/notices/read/").status_code == 302


def test_the_list_goes_on_by_key_with_a_constant_number_of_queries(tell, make_user):
    user = make_user()
    tell(user)
    client = _signed_in(user)
    client.get("/en/notices/")
    with CaptureQueriesContext(connection) as few:
        client.get("/en/notices/")
    for _ in range(PAGE + 4):
        tell(user)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/en/notices/")
    assert len(many) == len(few) <= 8
    assert page.content.count(b"ortaq-timeline__item") == PAGE
    after = inbox(user.pk)[1]
    assert f"after={after}" in page.content.decode()
    rest = client.get(f"/en/notices/?after={after}")
    assert rest.content.count(b"ortaq-timeline__item") == 5
    for nonsense in ("x", "-1", "9" * 30, "٣"):
        assert client.get("/en/notices/", {"after": nonsense}).status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_reading_is_marked_by_post_alone(tell, make_user):
    user = make_user()
    newest = tell(user)
    client = _signed_in(user)
    client.get("/ru/notices/")
    assert client.get("/ru/notices/read/").status_code == 405
    assert unread_count(user.pk) == 1
    client.post("/ru/notices/read/", {"newest": newest.pk})
    assert unread_count(user.pk) == 0


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_opening_the_link_of_a_mail_changes_nothing_pressing_the_button_stops(tell, make_user, language):
    notice = tell(make_user(), optional=True)
    address = f"/{language}/notices/stop/{stop_token(notice)}/"
    client = Client(enforce_csrf_checks=True)
    client.head(address)
    page = client.get(address)
    assert WORDS[language] in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert not Stop.objects.exists()
    assert client.post(address, {"choice": "record"}).status_code == 200
    assert Stop.objects.get().record_id == notice.event.record_id
    client.post(address, {"choice": "everything"})
    assert Stop.objects.filter(record=None).exists()
    client.post(address, {"choice": "resume"})
    assert not Stop.objects.exists()


def test_a_mail_program_stops_with_one_click_and_no_cookies(tell, make_user):
    notice = tell(make_user(), optional=True)
    address = f"/kk/notices/stop/{stop_token(notice)}/"
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Stop.objects.get().recipient == f"u{notice.user_id}"


def test_forged_foreign_old_and_unfit_links_do_nothing(tell, make_user, frozen):
    optional, required = tell(make_user(), optional=True), tell(make_user())
    frozen(timezone.now() - timedelta(days=181))
    old = stop_token(optional)
    frozen(timezone.now() + timedelta(days=181))
    tokens = [
        "x", str(optional.pk), stop_token(optional)[:-1] + "A" * 2, signing.dumps(optional.pk, salt="another.purpose"),
        old, stop_token(required),
    ]  # fmt: skip
    for token in tokens:
        for send in (Client().get, Client().post):
            assert send(f"/kk/notices/stop/{token}/").status_code == 404
    assert not Stop.objects.exists()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"coordinator", "auditor"}))
def test_who_may_not_see_undelivered_notices(make_user, assign, role):
    client = _signed_in(assign(make_user(), role))
    assert client.get("/kk/notices/undelivered/").status_code in {302, 403}
    assert client.post("/kk/notices/undelivered/again/", {"notice": 1}).status_code in {302, 403}


def test_citizens_do_not_see_undelivered_notices(make_user):
    client = _signed_in(make_user())
    assert client.get("/kk/notices/undelivered/").status_code == 403
    assert client.post("/kk/notices/undelivered/again/", {"notice": 1}).status_code == 403


def test_the_coordinator_sees_numbers_without_addresses_and_has_them_sent_again(
    make_user, make_event, make_person, assign, settings
):
    settings.DEMO = True  # demo accounts need no second factor
    event = make_event()
    recipient = Recipient("appellant", "kk", person_id=make_person("aigul@example.org").pk)
    queue_notices(event=event, record=event.record, recipients=[recipient])
    Notice.objects.update(state="dead", evidence={"error": "recipient 550"})
    coordinator = _signed_in(assign(make_user(is_demo=True), "coordinator"))
    auditor = _signed_in(assign(make_user(is_demo=True), "auditor"))
    for client in (coordinator, auditor):
        page = client.get("/en/notices/undelivered/")
        assert page.status_code == 200
        assert event.record.number in page.content.decode()
        assert "recipient 550" in page.content.decode()
        assert "aigul" not in page.content.decode()
    chosen = {"notice": Notice.objects.get().pk}
    assert auditor.post("/en/notices/undelivered/again/", chosen).status_code == 403
    assert coordinator.post("/en/notices/undelivered/again/", chosen).status_code == 302
    assert Notice.objects.get().state == "queued"
