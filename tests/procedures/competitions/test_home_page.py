"""Open calls stand on the portal's home page until their deadline, in few statements."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def test_home_shows_calls_that_take_applications_and_no_others(
    client: Client,
    announced: Callable[..., Any],
    frozen: Callable[..., Any],
    settings: Any,
    django_assert_max_num_queries: Any,
) -> None:
    settings.REGION = "r"
    call = announced(MONDAY)
    frozen(MONDAY + timedelta(days=2))
    client.get("/ru/")
    with django_assert_max_num_queries(8):
        page = client.get("/ru/").content.decode()
    assert f"/ru/competitions/{call.number}/" in page
    frozen(call.deadline + timedelta(seconds=1))
    assert call.number not in client.get("/ru/").content.decode()
