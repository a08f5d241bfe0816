"""How many accounts are made from one place, and how many letters are sent to one address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from .conftest import PASSWORD

if TYPE_CHECKING:
    from ortaq.kernel.accounts.models import User

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
SIGN_UP, RESET = "/kk/accounts/signup/", "/kk/accounts/password/reset/"


def sign_up(number: int, address: str) -> int:
    cache.clear()  # allauth's own counters, which last a minute, aren't meant here
    typed = {"email": f"a{number}@example.kz", "password1": PASSWORD, "password2": PASSWORD}
    return Client(REMOTE_ADDR=address).post(SIGN_UP, typed).status_code


def test_item_47_one_place_makes_thirty_accounts_in_an_hour_and_others_are_not_stopped(
    frozen: Callable[..., Any],
) -> None:
    clock = frozen(AT)
    statuses = [sign_up(number, "203.0.113.7") for number in range(31)]
    assert set(statuses[:30]) == {302} and statuses[30] == 429
    assert sign_up(40, "203.0.113.8") == 302
    clock.move_to(AT + timedelta(hours=1))
    assert sign_up(41, "203.0.113.7") == 302
    v6 = [sign_up(50 + number, f"2001:db8::{number:x}") for number in range(31)]
    assert v6[30] == 429, "one network, many addresses of version 6"


def test_item_47_one_address_gets_few_letters_whether_it_has_an_account_or_not(
    account: Callable[..., User], frozen: Callable[..., Any]
) -> None:
    account("aigul@example.kz")
    clock = frozen(AT)
    for email in ("aigul@example.kz", "nobody@example.kz"):
        pages = []
        for number in range(6):
            cache.clear()
            typed = email if number % 2 else f" {email.upper()} "
            pages.append(Client(REMOTE_ADDR=f"203.0.113.{number}").post(RESET, {"email": typed}))
        assert [page.status_code for page in pages] == [302] * 5 + [429]
        assert 0 < int(pages[-1]["Retry-After"]) <= 600
    told = len(mail.outbox)
    for tens in range(1, 20):
        clock.move_to(AT + timedelta(minutes=10 * tens))
        cache.clear()
        Client().post(RESET, {"email": "aigul@example.kz"})
    assert len(mail.outbox) - told <= 15, "twenty in a day"


@pytest.mark.parametrize("typed", ["", "a\0b", "x" * 5000, "\u202e"])
def test_what_is_no_address_is_a_form_error(client: Client, typed: str) -> None:
    assert client.post(RESET, {"email": typed}).status_code in {200, 422}
