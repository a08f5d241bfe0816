"""The shared cache: JSON in the database, the same for every web process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from ortaq.kernel.accounts.actions import drop_expired_cache
from ortaq.kernel.accounts.models import CacheEntry


@pytest.mark.django_db
def test_values_come_back_and_expire(frozen: Callable[..., Any]) -> None:
    clock = frozen("2026-03-02 10:00")
    cache.set("a", [1.5, "ә"], 60)
    assert cache.get("a") == [1.5, "ә"]
    assert not cache.add("a", 2, 60)
    assert cache.touch("a", 120)
    clock.shift(61)
    assert cache.get("a") == [1.5, "ә"]
    clock.shift(60)
    assert cache.get("a", "none") == "none"
    assert cache.add("a", 2, 60) and cache.get("a") == 2
    assert cache.delete("a") and not cache.delete("a")
    cache.set("for_ever", 1, None)
    assert cache.get("for_ever") == 1


@pytest.mark.django_db
def test_what_json_can_not_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        cache.set("a", object())


@pytest.mark.django_db
def test_what_expired_is_dropped() -> None:
    cache.set("old", 1, 1)
    cache.set("new", 1, 1000)
    assert drop_expired_cache(at=timezone.now() + timedelta(seconds=30)) == 1
    assert CacheEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_at_once_one_wins() -> None:
    def add(_: int) -> bool:
        try:
            return cache.add("lock", True, 10)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(24))) == 1
