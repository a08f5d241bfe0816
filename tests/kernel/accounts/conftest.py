"""People and helpers for the tests of accounts.

Rooms are imported inside the fixtures: this file is read before Django is set up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.models import Organisation

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def no_attempts_left_over(request: pytest.FixtureRequest) -> None:
    """Counters of attempts start at nothing."""
    from django.core.cache import cache

    if {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        cache.clear()


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """The live server finds static files by their plain names; names with a digest need a collected folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def account(db: None) -> Callable[..., User]:
    """Makes an account with a confirmed address: ``account("aigul@example.kz", is_demo=True)``."""
    from allauth.account.models import EmailAddress

    from ortaq.kernel.accounts.models import User

    def make(email: str = "aigul@example.kz", password: str = PASSWORD, **fields: Any) -> User:
        user = User.objects.create_user(email, password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def office(db: None) -> Organisation:
    """A state body."""
    from ortaq.kernel.parties.models import Organisation, Territory

    region = Territory.objects.create(
        slug="zhambyl", kind="region", name_kk="Жамбыл облысы", name_ru="Жамбылская область", name_en="Zhambyl region"
    )
    return Organisation.objects.create(
        slug="health", kind="state_body", body_kind="department", territory=region,
        name_kk="Денсаулық сақтау басқармасы", name_ru="Управление здравоохранения", name_en="Health department",
    )  # fmt: skip


@pytest.fixture
def officer(account: Callable[..., User], office: Organisation) -> User:
    """An account with an office role and no second factor."""
    from ortaq.kernel.parties.actions import assign_role

    user = account("officer@example.kz")
    assign_role(user_id=user.pk, organisation_id=office.pk, role="executor", first_day=date(2020, 1, 1))
    return user


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Any]:
    """Posts the sign-in form: ``sign_in("aigul@example.kz")``."""

    def send(
        email: str = "aigul@example.kz", password: str = PASSWORD, browser: Client | None = None, **more: Any
    ) -> Any:
        return (browser or client).post("/en/accounts/login/", {"login": email, "password": password, **more})

    return send


def code_of(secret: str, step: int = 0) -> str:
    """The six digits that an app shows now (*step* steps of 30 s later)."""
    from allauth.mfa.totp.internal import auth as totp

    counter = int(time.time()) // 30 + step
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


@pytest.fixture
def prove(client: Client) -> Callable[..., Any]:
    """Gives the password again, as sensitive pages ask for it."""

    def send(browser: Client | None = None, password: str = PASSWORD) -> None:
        answer = (browser or client).post("/en/accounts/reauthenticate/", {"password": password})
        assert answer.status_code == 302, answer.content.decode()

    return send
