"""The profile, the IIN, a person's own data, the end of an account."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ortaq.kernel.accounts import actions
from ortaq.kernel.accounts.models import User
from ortaq.kernel.accounts.queries import person_of
from ortaq.kernel.parties.actions import assign_role, contact_hash
from ortaq.kernel.parties.models import Person
from ortaq.kernel.parties.queries import actor_of
from ortaq.kernel.parties.rules import GUEST
from ortaq.kernel.records.models import Record

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def _made_iin(eleven: str) -> str:
    from ortaq.kernel.parties.rules import check_digit

    return f"{eleven}{check_digit(eleven)}"


@pytest.fixture
def iin() -> str:
    return _made_iin("85010130001")


def test_a_profile_is_kept_encrypted(account: Callable[..., User]) -> None:
    user = account()
    actions.update_profile(
        by=actor_of(user), name="  Айгүл   Серікқызы ", phone="8 701 123 45 67", language="ru", at=NOW
    )
    person = person_of(user.pk)
    assert person and (person.name, person.phone) == ("Айгүл Серікқызы", "+77011234567")
    user.refresh_from_db()
    assert user.language == "ru"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM parties_person")
        assert all(
            b"7011234567" not in bytes(value) and "Айгүл".encode() not in bytes(value) for value in cursor.fetchone()
        )


def test_a_right_iin_raises_the_level_once(account: Callable[..., User], iin: str) -> None:
    user = account()
    actions.verify_iin(by=actor_of(user), iin=iin, at=NOW)
    user.refresh_from_db()
    assert user.level == 1
    person = person_of(user.pk)
    assert person and person.iin == iin and person.iin_hash
    actions.verify_iin(by=actor_of(user), iin=iin, at=NOW)
    with pytest.raises(actions.IinRefused):
        actions.verify_iin(by=actor_of(user), iin=_made_iin("90020240001"), at=NOW)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("bad", ["", "123", "850101300010", "85010130001x", "٨٥٠١٠١٣٠٠٠١٩"])
def test_a_wrong_iin_is_refused(account: Callable[..., User], bad: str) -> None:
    user = account()
    with pytest.raises(actions.IinRefused):
        actions.verify_iin(by=actor_of(user), iin=bad, at=NOW)
    user.refresh_from_db()
    assert user.level == 0


def test_a_changed_profile_keeps_the_iin(account: Callable[..., User], iin: str) -> None:
    user = account()
    actions.verify_iin(by=actor_of(user), iin=iin, at=NOW)
    actions.update_profile(by=actor_of(user), name="Айгүл", phone="", language="kk", at=NOW)
    person = person_of(user.pk)
    assert person and person.iin == iin


def test_a_guest_may_do_none_of_it(iin: str) -> None:
    for act in (
        lambda: actions.update_profile(by=GUEST, name="", phone="", language="kk", at=NOW),
        lambda: actions.verify_iin(by=GUEST, iin=iin, at=NOW),
        lambda: actions.export_my_data(by=GUEST, at=NOW),
        lambda: actions.erase_account(by=GUEST, at=NOW),
    ):
        with pytest.raises(actions.NotAllowed):
            act()


def _record(person: Person, number: str = "AP-2026-000001") -> Record:
    return Record.objects.create(
        kind="appeal", number=number, state="filed", author=person, created_at=NOW, changed_at=NOW
    )


def test_my_data_holds_all_of_mine_and_nothing_of_others(account: Callable[..., User], iin: str) -> None:
    mine, other = account(), account("other@example.kz")
    for user, name in ((mine, "Айгүл"), (other, "Бөтен")):
        person = actions.update_profile(by=actor_of(user), name=name, phone="", language="kk", at=NOW)
        _record(person, f"AP-2026-{user.pk:06}")
    actions.verify_iin(by=actor_of(User.objects.get(pk=mine.pk)), iin=iin, at=NOW)
    said = json.dumps(actions.export_my_data(by=actor_of(User.objects.get(pk=mine.pk)), at=NOW), ensure_ascii=False)
    assert "Айгүл" in said and iin in said and f"AP-2026-{mine.pk:06}" in said and "aigul@example.kz" in said
    assert "Бөтен" not in said and "other@" not in said and f"AP-2026-{other.pk:06}" not in said
    assert mine.password not in said and other.password not in said and mine.password[:8] not in said


def test_erasing_leaves_nothing_that_names_the_person(client: Client, account: Callable[..., User], iin: str) -> None:
    user = account()
    actions.update_profile(by=actor_of(user), name="Айгүл", phone="+77011234567", language="kk", at=NOW)
    actions.verify_iin(by=actor_of(User.objects.get(pk=user.pk)), iin=iin, at=NOW)
    client.post("/en/accounts/login/", {"login": user.email, "password": "correct horse battery staple"})
    assert client.get("/en/accounts/profile/").status_code == 200
    assert actions.erase_account(by=actor_of(User.objects.get(pk=user.pk)), at=NOW) == actions.Erased(0)
    person = Person.objects.get()
    assert (person.user_id, person.name, person.phone, person.iin, person.iin_hash) == (None, "", "", "", None)
    assert person.contact_hash is None, "nor is the address recognised"
    gone = User.objects.get()
    assert not gone.is_active and "aigul" not in gone.email
    assert client.get("/en/accounts/profile/").status_code == 302
    answer = client.post(
        "/en/accounts/login/", {"login": "aigul@example.kz", "password": "correct horse battery staple"}
    )
    assert answer.status_code == 200


def test_a_new_address_is_what_the_person_is_found_by(account: Callable[..., User]) -> None:
    user = account()
    actions.update_profile(by=actor_of(user), name="Айгүл", phone="", language="kk", at=NOW)
    User.objects.filter(pk=user.pk).update(email="new@example.kz")
    actions.follow_email(user_id=user.pk, at=NOW)
    person = Person.objects.get()
    assert person.email == "new@example.kz" and bytes(person.contact_hash) == contact_hash("new@example.kz", "")


def test_appeals_outlive_the_account_with_their_author(account: Callable[..., User]) -> None:
    user = account()
    person = actions.update_profile(by=actor_of(user), name="Айгүл", phone="", language="kk", at=NOW)
    _record(person)
    assert actions.erase_account(by=actor_of(User.objects.get(pk=user.pk)), at=NOW).records_kept == 1
    assert Person.objects.get().name == "Айгүл"


def test_an_account_that_held_a_role_is_not_erased(account: Callable[..., User], office: Any) -> None:
    user = account()
    assign_role(
        user_id=user.pk, organisation_id=office.pk, role="head", first_day=date(2020, 1, 1), last_day=date(2020, 2, 1)
    )
    with pytest.raises(actions.NotAllowed):
        actions.erase_account(by=actor_of(user), at=NOW)
    assert User.objects.get().is_active


def test_the_pages_do_what_they_say(
    client: Client, account: Callable[..., User], sign_in: Any, prove: Any, iin: str
) -> None:
    account()
    sign_in()
    assert client.get("/en/accounts/profile/change/")["Location"].startswith("/en/accounts/reauthenticate/")
    late = client.post("/en/accounts/iin/", {"iin": iin})
    assert late["Location"] == "/en/accounts/iin/" and iin not in str(dict(client.session))
    prove()
    bad = client.post("/en/accounts/profile/change/", {"name": "Айгүл", "phone": "12", "language": "ru"})
    assert bad.context["form"].errors["phone"] and "Айгүл" in bad.content.decode()
    assert (
        client.post("/en/accounts/profile/change/", {"name": "Айгүл", "phone": "", "language": "ru", "level": "2"})[
            "Location"
        ]
        == "/ru/accounts/profile/"
    )
    assert client.post("/en/accounts/iin/", {"iin": "850101300011"}).context["form"].errors["iin"]
    assert client.post("/en/accounts/iin/", {"iin": iin}).status_code == 302
    page = client.get("/ru/accounts/profile/").content.decode()
    assert "850101******" in page and iin not in page and "Айгүл" in page
    data = client.get("/en/accounts/my-data/")
    assert data["Content-Disposition"].startswith("attachment") and data.json()["account"]["level"] == 1
    assert client.post("/en/accounts/erase/", {}).context["form"].errors["sure"]
    assert client.post("/en/accounts/erase/", {"sure": "on"})["Clear-Site-Data"]
    assert client.get("/en/accounts/profile/").status_code == 302
