"""Counting senders: in one statement, exactly, without their addresses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.kernel.limits.actions import claim_once, keep_answer, purge_limits, take
from ortaq.kernel.limits.models import Allowance, OnceKey

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_eleventh_appeal_within_an_hour_has_to_wait():
    uses = [take("appeal.file", "address:203.0.113.9", AT + timedelta(minutes=n)) for n in range(11)]
    assert [bool(use) for use in uses] == [True] * 10 + [False]
    assert uses[-1].wait == 50 * 60
    assert take("appeal.file", "address:203.0.113.10", AT)


@pytest.mark.django_db
def test_a_refused_use_does_not_use_up_the_day():
    for n in range(60):
        take("appeal.file", "a", AT + timedelta(seconds=n))
    assert [take("appeal.file", "a", AT + timedelta(hours=h)).wait for h in (1, 2)] == [0, 0]
    counted = {row.rule: row.used for row in Allowance.objects.filter(rule="appeal.file/86400")}
    assert counted == {"appeal.file/86400": 12}


@pytest.mark.django_db
def test_the_limit_of_the_day_holds_over_the_hours():
    allowed = sum(bool(take("appeal.file", "a", AT.replace(hour=h))) for h in range(4) for _ in range(15))
    assert allowed == 30


@pytest.mark.django_db
def test_one_statement_counts_all_windows():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        take("appeal.file", "a", AT)
    assert len(queries) == 1


@pytest.mark.django_db
def test_neither_address_nor_a_common_hash_is_stored():
    take("search", "address:203.0.113.9", AT)
    take("upload", "address:203.0.113.9", AT)
    senders = {bytes(row.sender) for row in Allowance.objects.filter(rule__in=["search/60", "upload/3600"])}
    assert len(senders) == 2
    assert not any(b"203" in sender for sender in senders)


@pytest.mark.django_db
def test_an_undeclared_rule_is_an_error():
    with pytest.raises(KeyError):
        take("no.such", "a", AT)


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_uses_never_go_over_the_limit():
    def use(_: int) -> bool:
        try:
            return bool(take("status.lookup", "address:203.0.113.9", AT))
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(use, range(50))) == 10


@pytest.mark.django_db
def test_what_is_over_is_forgotten_and_what_counts_stays():
    take("search", "a", AT - timedelta(days=3))
    take("search", "a", AT)
    assert claim_once("a" * 64, b"1") is None
    keep_answer("a" * 64, status=302, location="/x/")
    OnceKey.objects.update(created_at=AT - timedelta(days=8))
    claim_once("b" * 64, b"2")
    OnceKey.objects.filter(pk="b" * 64).update(created_at=AT - timedelta(days=6))
    purge_limits(AT)
    assert list(OnceKey.objects.values_list("key", flat=True)) == ["b" * 64]
    assert Allowance.objects.filter(window__lt=int(AT.timestamp()) - 86_400).count() == 0
    assert Allowance.objects.count() == 2
