"""An office role without a second factor is kept out; guests pay nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.accounts.models import User
from ortaq.kernel.parties.actions import assign_role

pytestmark = pytest.mark.django_db

SET_UP = "/en/accounts/second-factor/"


def test_an_officer_without_a_second_factor_is_sent_to_set_one_up(
    client: Client, officer: User, sign_in: Any, prove: Any
) -> None:
    sign_in("officer@example.kz")
    for url in ["/en/accounts/profile/", "/en/accounts/sessions/", "/en/accounts/my-data/"]:
        answer = client.get(url)
        assert (answer.status_code, answer.get("Location")) == (302, SET_UP), url
    assert client.get("/en/accounts/my-data/", HTTP_ACCEPT="application/json").status_code == 403
    page = client.get(SET_UP)
    assert page.status_code == 200 and "Set up a second factor" in page.content.decode()
    prove()
    for url in ["/en/accounts/2fa/totp/activate/", "/en/accounts/2fa/webauthn/add/", "/kk/accounts/logout/"]:
        assert client.get(url).status_code == 200, url


def test_an_officer_with_totp_works(client: Client, officer: User) -> None:
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    assert client.get("/en/accounts/profile/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client, officer: User) -> None:
    Authenticator.objects.create(user=officer, type="recovery_codes", data={})
    client.force_login(officer)
    assert client.get("/en/accounts/profile/")["Location"] == SET_UP


def test_a_role_given_a_moment_ago_counts(client: Client, account: Callable[..., User], office: Any) -> None:
    user = account()
    client.force_login(user)
    assert client.get("/en/accounts/profile/").status_code == 200
    assign_role(user_id=user.pk, organisation_id=office.pk, role="head", first_day=date(2020, 1, 1))
    assert client.get("/en/accounts/profile/")["Location"] == SET_UP


def test_a_role_that_ended_needs_none(client: Client, account: Callable[..., User], office: Any) -> None:
    user = account()
    assign_role(
        user_id=user.pk, organisation_id=office.pk, role="head", first_day=date(2020, 1, 1), last_day=date(2020, 2, 1)
    )
    client.force_login(user)
    assert client.get("/en/accounts/profile/").status_code == 200


@pytest.mark.parametrize(
    ("demo", "is_demo", "let_in"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_only_a_demo_account_of_a_demonstration_is_exempt(
    client: Client, officer: User, settings: Any, demo: bool, is_demo: bool, let_in: bool
) -> None:
    settings.DEMO = demo
    User.objects.filter(pk=officer.pk).update(is_demo=is_demo)
    client.force_login(officer)
    assert (client.get("/en/accounts/profile/").status_code == 200) is let_in


def test_an_officer_can_not_remove_the_last_factor(client: Client, officer: User, prove: Any) -> None:
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    prove()
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_an_office_session_ends_after_half_an_hour_of_rest(
    client: Client, officer: User, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-03-02 09:00")
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    for _ in range(4):
        assert client.get("/en/accounts/profile/").status_code == 200
        clock.shift(29 * 60)
    assert client.get("/en/accounts/profile/").status_code == 200
    clock.shift(31 * 60)
    answer = client.get("/en/accounts/profile/?page=2")
    assert answer["Location"] == "/en/accounts/login/?next=%2Fen%2Faccounts%2Fprofile%2F%3Fpage%3D2"
    assert "the session came to its end" in client.get("/en/accounts/login/").content.decode()


def test_an_office_session_ends_after_twelve_hours_of_work(
    client: Client, officer: User, frozen: Callable[..., Any]
) -> None:
    clock = frozen("2026-03-02 09:00")
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    alive = []
    for _ in range(50):
        alive.append(client.get("/en/accounts/profile/").status_code == 200)
        clock.shift(15 * 60)
    assert alive == [True] * 49 + [False]


def test_guests_cost_no_query_of_sessions_accounts_or_roles() -> None:
    with CaptureQueriesContext(connection) as queries:
        Client().get("/en/accounts/login/")
    asked = " ".join(query["sql"] for query in queries)
    assert not any(table in asked for table in ("django_session", "accounts_user", "parties_assignment", "mfa_")), asked


def test_an_officers_page_asks_for_the_factor_once_in_ten_minutes(client: Client, officer: User) -> None:
    TOTP.activate(officer, generate_totp_secret())
    client.force_login(officer)
    client.get("/en/accounts/second-factor/")
    client.get("/en/accounts/profile/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/accounts/profile/")
    assert len(queries) <= 8, [query["sql"] for query in queries]
