"""Duties to publish: how they stand, who records them, what the public sees, and that nothing is doubled or lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.utils import Error as DatabaseError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.accounts.models import User
from ortaq.kernel.events.models import Event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.models import Assignment, Organisation, Territory
from ortaq.kernel.parties.roles import ROLES
from ortaq.kernel.parties.rules import SYSTEM, Actor, Grant
from ortaq.kernel.records.models import Record
from ortaq.procedures.publication import registry
from ortaq.procedures.publication.actions import meet_duty, meet_record_duty, open_duty, open_yearly_duties
from ortaq.procedures.publication.models import Duty
from ortaq.procedures.publication.permissions import KEEPERS, may_meet
from ortaq.procedures.publication.queries import open_duties, public_lines, scores
from ortaq.procedures.publication.rules import DutyKind, Standing, standing, yearly_days

NOW = datetime(2026, 4, 10, 5, tzinfo=UTC)
TODAY = date(2026, 4, 10)
YEARLY = DutyKind(
    "test.report",
    Text("Есеп", "Отчёт", "Report"),
    Text("X Заңы, 1-бап", "Закон X, ст. 1", "Law X, art. 1"),
    yearly=((3, 31), (6, 30)),
    bodies=frozenset({"akimat"}),
)
OF_RECORD = DutyKind(
    "test.protocol", Text("Хаттама", "Протокол", "Protocol"), Text("X Заңы, 2-бап", "Закон X, ст. 2", "Law X, art. 2")
)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_kinds", {YEARLY.code: YEARLY, OF_RECORD.code: OF_RECORD})
    yield


@pytest.fixture
def bodies(db: None) -> list[Organisation]:
    place = Territory.objects.create(slug="x", kind="region", name_kk="Х", name_ru="Х", name_en="X")
    return [
        Organisation.objects.create(
            slug=slug, kind="state_body", body_kind=kind, territory=place, name_kk=slug, name_ru=slug, name_en=slug
        )
        for slug, kind in (("akimat-x", "akimat"), ("department-x", "department"))
    ]


def actor(role: str, body: Organisation, user: User | None = None) -> Actor:
    return Actor(kind="user", user_id=user.pk if user else 1, grants=(Grant(role, body.pk),))


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user(email="o@example.org", password="x")


def record(body: Organisation | None, number: int = 1) -> Record:
    return Record.objects.create(
        kind="appeal", number=f"AP-2026-{number:06}", state="registered", body=body, created_at=NOW, changed_at=NOW
    )


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-60, 60), st.one_of(st.none(), st.integers(-60, 60)))
def test_a_duty_stands_in_one_way_and_the_last_day_is_in_time(due: date, today: int, done: int | None) -> None:
    now = due + timedelta(days=today)
    found = standing(due, None if done is None else due + timedelta(days=done), now)
    if done is not None:
        assert found is (Standing.MET if done <= 0 else Standing.LATE)
    elif today > 0:
        assert found is Standing.OVERDUE
    else:
        assert found is (Standing.SOON if today >= -14 else Standing.AHEAD)


def test_a_report_on_a_year_may_be_due_in_the_next() -> None:
    kind = DutyKind("x", Text("а", "а", "a"), Text("x", "x", "x"), yearly=((3, 31),), offset=1)
    assert yearly_days(kind, 2025) == [date(2026, 3, 31)]


def test_yearly_duties_arise_once_for_the_bodies_that_have_them(bodies: list[Organisation]) -> None:
    assert open_yearly_duties(about=2026, by=SYSTEM, at=NOW) == 2
    assert open_yearly_duties(about=2026, by=SYSTEM, at=NOW) == 0
    assert {duty.body.slug for duty in Duty.objects.all()} == {"akimat-x"}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_those_who_publish_record_it_and_only_for_their_body(role: str, bodies: list[Organisation]) -> None:
    own, other = bodies
    assert bool(may_meet(actor(role, own), own.pk)) == (role in KEEPERS)
    assert not may_meet(actor(role, own), other.pk)
    assert not may_meet(Actor(), own.pk)


def test_a_duty_is_met_with_a_proof_and_then_never_changes(bodies: list[Organisation], user: User) -> None:
    open_yearly_duties(about=2026, by=SYSTEM, at=NOW - timedelta(days=90))
    duty = Duty.objects.first()
    assert duty is not None
    with pytest.raises(Refused):
        meet_duty(duty=duty, proof="  ", by=actor("customer", bodies[0], user), at=NOW)
    with pytest.raises(Refused):
        meet_duty(duty=duty, proof="https://example.org", by=actor("customer", bodies[1], user), at=NOW)
    met = meet_duty(duty=duty, proof="https://example.org", by=actor("customer", bodies[0], user), at=NOW)
    assert (met.done_on, met.proof) == (TODAY, "https://example.org")
    assert meet_duty(duty=duty, proof="other", by=actor("head", bodies[0], user), at=NOW).proof == "https://example.org"
    for change in (lambda: Duty.objects.filter(pk=duty.pk).update(proof="x"), met.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_duty_of_a_record_is_an_event_of_it_and_arises_once(bodies: list[Organisation]) -> None:
    found = record(bodies[0])
    first = open_duty(code="test.protocol", record=found, due_on=TODAY, by=SYSTEM, at=NOW)
    assert open_duty(code="test.protocol", record=found, due_on=TODAY, by=SYSTEM, at=NOW) == first
    meet_record_duty(code="test.protocol", record=found, proof="/r/AP-2026-000001", by=SYSTEM, at=NOW)
    meet_record_duty(code="test.protocol", record=found, proof="again", by=SYSTEM, at=NOW)
    codes = list(Event.objects.filter(record=found).order_by("sequence").values_list("code", "is_public"))
    assert codes == [("duty_arises", False), ("duty_met", True)]
    with pytest.raises(Refused):
        open_duty(code="test.protocol", record=record(None, 2), due_on=TODAY, by=SYSTEM, at=NOW)


def test_scores_count_only_what_was_due(
    bodies: list[Organisation], django_assert_num_queries: Callable[..., Any]
) -> None:
    open_yearly_duties(about=2026, by=SYSTEM, at=NOW - timedelta(days=90))
    late = record(bodies[1])
    open_duty(code="test.protocol", record=late, due_on=TODAY - timedelta(days=3), by=SYSTEM, at=NOW)
    meet_record_duty(code="test.protocol", record=late, proof="x", by=SYSTEM, at=NOW)
    with django_assert_num_queries(2):
        found = scores(2026, TODAY)
    assert [(each.body.slug, each.due, each.met, each.late, each.overdue) for each in found] == [
        ("akimat-x", 1, 0, 0, 1), ("department-x", 1, 0, 1, 0),
    ]  # fmt: skip


def test_the_public_list_is_one_query_and_pages_by_key(
    bodies: list[Organisation], django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(60):
        open_duty(
            code="test.protocol", record=record(bodies[number % 2], number + 1), due_on=TODAY + timedelta(days=number // 3),
            by=SYSTEM, at=NOW,
        )  # fmt: skip
    with django_assert_num_queries(1):
        rows, after = public_lines(2026, TODAY)
    rest, end = public_lines(2026, TODAY, after=after or 0)
    assert (len(rows), len(rest), end) == (50, 10, None)
    assert len({line.duty.pk for line in rows + rest}) == 60
    assert {line.duty.body.slug for line in public_lines(2026, TODAY, "akimat-x")[0]} == {"akimat-x"}
    with django_assert_num_queries(1):
        assert open_duties([bodies[0].pk], TODAY)


def signed_in(client: Client, role: str, body: Organisation, user: User) -> None:
    Assignment.objects.create(user=user, organisation=body, role=role, valid_from=date(2020, 1, 1))
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client.force_login(user)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_public_page_names_duties_and_shows_no_unpublished_record(
    client: Client,
    bodies: list[Organisation],
    language: str,
    frozen: Callable[..., Any],
    django_assert_max_num_queries: Any,
) -> None:
    frozen(NOW)
    secret = record(bodies[1])
    Record.objects.filter(pk=secret.pk).update(public_title="Құпия тақырып")
    open_duty(code="test.protocol", record=secret, due_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW)
    open_yearly_duties(about=2026, by=SYSTEM, at=NOW)
    with django_assert_max_num_queries(8):
        page = client.get(f"/{language}/duties/")
    text = page.content.decode()
    assert page.status_code == 200
    assert YEARLY.name.in_language(language) in text and YEARLY.basis.in_language(language) in text
    assert "Құпия" not in text and secret.number not in text


def test_an_officer_records_it_on_a_page_and_strangers_find_nothing(
    client: Client, bodies: list[Organisation], user: User, frozen: Callable[..., Any]
) -> None:
    frozen(NOW)
    open_yearly_duties(about=2026, by=SYSTEM, at=NOW)
    duty = Duty.objects.earliest("due_on")
    address = f"/ru/duties/office/{duty.pk}/"
    assert client.get(address).status_code == 302
    signed_in(client, "customer", bodies[1], user)
    assert client.get("/ru/duties/office/").status_code == 200
    assert client.get(address).status_code == 404
    Assignment.objects.create(user=user, organisation=bodies[0], role="head", valid_from=date(2020, 1, 1))
    assert "Отчёт" in client.get("/ru/duties/office/").content.decode()
    empty = client.post(address, {"proof": " "})
    assert empty.status_code == 422 and not Duty.objects.get(pk=duty.pk).done_at
    assert client.post(address, {"proof": "https://example.org/report"}).status_code == 302
    assert Duty.objects.get(pk=duty.pk).done_by_id == user.pk
    assert "https://example.org/report" in client.get("/ru/duties/").content.decode()
