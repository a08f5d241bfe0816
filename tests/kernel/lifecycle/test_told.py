"""Words that are given with a transition reach those alone for whom they are declared, whatever the kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.utils import timezone

from ortaq.kernel.lifecycle.queries import Happening, told_in_office, told_publicly, told_to
from ortaq.kernel.lifecycle.registry import kinds
from ortaq.kernel.records.models import Record

KINDS = {kind.code: kind for kind in kinds()}
PUBLIC = {
    "agreement": "amend return_money",
    "application": "promote",
    "call": "prolong fail cancel",
    "election": "extend withdraw suspend reopen annul",
    "fair": "cancel",
    "memorandum": "amend terminate",
    "occasion": "cancel",
    "plan_line": "change fail cancel",
}
"""What is announced or decided for everybody, with its reasons; who types them is told so beside the field."""


def words(told: Iterable[Happening]) -> str:
    return "\n".join(each.reason for each in told)


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_reason_is_read_by_those_alone_for_whom_it_is_meant(
    code: str, tell_all: Callable[[Any], Any], django_assert_num_queries: Any
) -> None:
    lifecycle, now = KINDS[code].lifecycle, timezone.now()
    record = Record.objects.create(
        kind=code, number=f"{KINDS[code].prefix}-2026-000001", state=lifecycle.initial, created_at=now, changed_at=now
    )
    said = tell_all(record)
    with django_assert_num_queries(1):
        assert said.heard(words(told_publicly(record))) == said.meant() == set(PUBLIC.get(code, "").split())
    for capacity in lifecycle.capacities:
        assert said.heard(words(told_to(record, [capacity]))) == said.meant(capacity)
    assert said.heard(words(told_in_office(record))) == {*lifecycle.transitions, "undeclared"}


@pytest.mark.parametrize("code", sorted(KINDS))
def test_who_types_a_reason_is_told_who_will_read_it(code: str) -> None:
    lifecycle = KINDS[code].lifecycle
    for step in lifecycle.transitions.values():
        if not step.reason_needed:
            continue
        said = lifecycle.reason_readers(step.code).en
        named = [lifecycle.capacities[capacity].en for capacity in step.reason_to]
        assert ("Everybody" in said) == step.reason_public
        assert all(name in said for name in named)
        assert ("Only the office" in said) == (not named and not step.reason_public)
