"""The pages of the business calendar."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ortaq.kernel.accounts.models import User
from ortaq.kernel.clocks.actions import seed_calendar
from ortaq.kernel.clocks.models import CalendarChange, CalendarDay
from ortaq.kernel.parties.actions import assign_role
from ortaq.kernel.parties.models import Organisation, Territory
from ortaq.kernel.parties.roles import COORDINATOR, ROLES
from ortaq.kernel.parties.rules import SYSTEM

pytestmark = pytest.mark.django_db

DAY = {
    "day": "14.09.2026", "works": "no", "name_kk": "Демалыс күні", "name_ru": "Выходной день", "name_en": "Day off",
    "reason": "Government resolution No 1", "once": "a" * 24,
}  # fmt: skip


@pytest.fixture
def signed_in(client: Client, settings: Any) -> Callable[[str], Client]:
    """A client signed in with one role; demo accounts need no second factor."""
    settings.DEMO = True
    name = {"name_kk": "а", "name_ru": "а", "name_en": "a"}
    region = Territory.objects.create(slug="zhambyl", kind="region", **name)
    office = Organisation.objects.create(slug="akimat", kind="state_body", body_kind="akimat", territory=region, **name)

    def sign_in(role: str) -> Client:
        user = User.objects.create_user(f"{role}@example.kz", "correct horse battery staple", is_demo=True)
        assign_role(user_id=user.pk, organisation_id=office.pk, role=role, first_day=date(2020, 1, 1))
        client.force_login(user)
        return client

    return sign_in


def test_everybody_reads_the_calendar_of_a_year(client: Client, django_assert_num_queries: Any) -> None:
    seed_calendar(by=SYSTEM, years=[2018], at=timezone.now())
    client.get("/ru/calendar/2018/")  # asks what every page needs and the process keeps: not the calendar's own cost
    with django_assert_num_queries(1):
        page = client.get("/ru/calendar/2018/")
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Наурыз мейрамы" in shown
    assert "Рабочий день (перенос)" in shown
    assert "03.03.2018" in shown
    assert reverse("clocks:change").split("/", 2)[2] not in shown


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_year_that_nobody_filled_says_so(client: Client, language: str) -> None:
    assert client.get(f"/{language}/calendar/2031/").status_code == 200


@pytest.mark.parametrize("year", [2017, 2036, 99999])
def test_years_outside_the_calendar_are_not_found(client: Client, year: int) -> None:
    assert client.get(f"/kk/calendar/{year}/").status_code == 404


def test_the_coordinator_changes_a_day(signed_in: Callable[[str], Client]) -> None:
    client = signed_in(COORDINATOR.code)
    assert client.get("/kk/calendar/change/2026-09-14/").status_code == 200
    answer = client.post("/kk/calendar/change/2026-09-14/", DAY)
    assert (answer.status_code, answer["Location"]) == (302, "/kk/calendar/2026/")
    changed = CalendarDay.objects.get()
    assert (changed.day, changed.works, changed.source) == (date(2026, 9, 14), False, "Government resolution No 1")
    assert CalendarChange.objects.get().by_user is not None
    assert "Government resolution No 1" in client.get("/kk/calendar/2026/").content.decode()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {COORDINATOR.code}))
def test_no_other_role_changes_a_day(signed_in: Callable[[str], Client], role: str) -> None:
    client = signed_in(role)
    assert client.get("/kk/calendar/change/").status_code == 403
    assert client.post("/kk/calendar/change/", DAY).status_code == 403
    assert not CalendarDay.objects.exists()


def test_a_guest_changes_nothing(client: Client) -> None:
    assert client.get("/kk/calendar/change/").status_code == 403
    assert client.post("/kk/calendar/change/", DAY).status_code == 403
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", ""), ("day", "31.02.2026"), ("day", "14.09.1999"), ("works", ""), ("works", "maybe"), ("name_kk", ""),
        ("name_ru", ""), ("name_en", " "), ("reason", ""), ("reason", "x" * 201), ("name_kk", "a\x00b"),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing_and_keeps_what_was_typed(
    signed_in: Callable[[str], Client], field: str, value: str
) -> None:
    client = signed_in(COORDINATOR.code)
    answer = client.post("/ru/calendar/change/", DAY | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not CalendarDay.objects.exists()
    if field != "reason":
        assert "Government resolution No 1" in answer.content.decode()


def test_an_address_that_is_no_day_is_not_found(signed_in: Callable[[str], Client]) -> None:
    assert signed_in(COORDINATOR.code).get("/kk/calendar/change/2026-02-31/").status_code == 404
