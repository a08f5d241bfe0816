"""Many at once, on connections of their own."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

_RECEPTION = Path(__file__).resolve().parents[1] / "systems" / "reception" / "conftest.py"
_spec = importlib.util.spec_from_file_location("reception_fixtures", _RECEPTION)
assert _spec and _spec.loader
_fixtures = importlib.util.module_from_spec(_spec)
sys.modules["reception_fixtures"] = _fixtures  # dataclasses look their module up
_spec.loader.exec_module(_fixtures)
office, filing, file = _fixtures.office, _fixtures.filing, _fixtures.file

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Runs *act* in *count* threads that begin together; returns results and errors."""
    gate = threading.Barrier(count)

    def run(n: int) -> Any:
        gate.wait()
        try:
            return act(n)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_item_53_forty_people_file_at_once_and_get_forty_numbers(office: Any, filing: Any) -> None:
    from ortaq.kernel.events.queries import verify_log
    from ortaq.kernel.parties.rules import GUEST
    from ortaq.systems.reception.actions import file_appeal
    from ortaq.systems.reception.models import Appeal

    made = at_once(40, lambda n: file_appeal(filing=replace(filing, email=f"g{n}@example.test"), by=GUEST, at=MONDAY))
    assert not [each for each in made if isinstance(each, Exception)], made
    assert (
        len({each.appeal.number for each in made}) == len({each.pin for each in made}) == Appeal.objects.count() == 40
    )
    assert not list(verify_log())


@pytest.mark.django_db(transaction=True)
def test_item_52_of_two_officers_one_acts_and_the_other_is_told(office: Any, file: Callable[..., Any]) -> None:
    from ortaq.kernel.events.models import Event
    from ortaq.kernel.lifecycle.actions import Refused, Stale
    from ortaq.systems.reception import actions
    from ortaq.systems.reception.models import Appeal

    appeal = file().appeal
    registrar = office["registrar"]

    def act(n: int) -> None:
        mine = Appeal.objects.get(pk=appeal.pk)
        if n % 2:
            actions.register_appeal(appeal=mine, by=registrar, at=MONDAY, version=1)
        else:
            actions.return_appeal(appeal=mine, reason="Жоқ", by=registrar, at=MONDAY, version=1)

    outcome = at_once(8, act)
    errors = [each for each in outcome if each is not None]
    assert len(errors) == 7 and all(isinstance(each, (Stale, Refused)) for each in errors), outcome
    assert sorted(Event.objects.filter(record=appeal).values_list("sequence", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_item_51_eight_signatures_at_once_make_one_signed_answer(office: Any, file: Callable[..., Any]) -> None:
    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.systems.reception import actions
    from ortaq.systems.reception.models import Answer, Appeal

    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY)
    actions.assign(appeal=appeal, text="x", lead_id=office.people["executor"].pk, by=office["head"], at=MONDAY)
    actions.start_work(appeal=appeal, by=office["executor"], at=MONDAY)
    actions.draft_answer(appeal=appeal, outcome="satisfied", text="Жабылды", by=office["executor"], at=MONDAY)
    actions.propose_answer(appeal=appeal, by=office["executor"], at=MONDAY)
    head = office["head"]
    outcome = at_once(8, lambda n: actions.sign_answer(appeal=Appeal.objects.get(pk=appeal.pk), by=head, at=MONDAY))
    assert sum(isinstance(each, Answer) for each in outcome) == 1, outcome
    assert all(isinstance(each, (Answer, Refused)) for each in outcome), outcome
    assert Answer.objects.filter(appeal=appeal, signed_at__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_item_51_eight_clicks_at_once_on_a_link_make_one_new_pin(office: Any, file: Callable[..., Any]) -> None:
    from ortaq.systems.reception.actions import TakenPin, take_pin
    from ortaq.systems.reception.queries.own import person_by_pin
    from ortaq.systems.reception.queries.pins import link_token

    appeal = file().appeal
    token = link_token(appeal, appeal.author_id)
    outcome = at_once(8, lambda n: take_pin(token=token, at=MONDAY))
    (taken,) = [each for each in outcome if isinstance(each, TakenPin)]
    assert outcome.count(None) == 7, outcome
    assert person_by_pin(appeal.number, taken.pin)


@pytest.mark.django_db(transaction=True)
def test_item_60_the_order_of_the_log_is_the_sequence_whatever_the_clock_says(
    office: Any, file: Callable[..., Any]
) -> None:
    from datetime import timedelta

    from ortaq.kernel.events.models import Event
    from ortaq.kernel.events.queries import timeline, verify_log
    from ortaq.systems.reception import actions

    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=MONDAY + timedelta(hours=1))
    actions.note(
        appeal=appeal, text="x", by=office["registrar"], at=MONDAY - timedelta(days=1)
    )  # a clock that was set back
    assert list(Event.objects.filter(record=appeal).order_by("sequence").values_list("code", flat=True)) == [
        "file",
        "register",
        "note",
    ]
    assert [event.sequence for event in timeline(appeal.pk, public_only=False)] in ([1, 2, 3], [3, 2, 1])
    assert not list(verify_log())
