"""Role × state × action, generated from the lifecycle: who may, and everybody who may not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ortaq.kernel.clocks.actions import start_clock
from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.systems.reception import actions
from ortaq.systems.reception.actions import Filed
from ortaq.systems.reception.kinds import APPEAL_KIND
from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT
from ortaq.systems.reception.models import Answer, Appeal, Complaint
from ortaq.systems.reception.permissions import may_read
from ortaq.systems.reception.queries.office import office_appeal, workable

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)

EXPECTED = {
    "registrar": {"registrar"},
    "head": {"head"},
    "executor": {"executor"},
    "coexecutor": {"coexecutor"},
    "idle": set(),
    "operator": {"operator"},
    "moderator": {"moderator"},
    "auditor": {"auditor"},
    "superior": set(),
    "citizen": set(),
    "other_registrar": set(),
    "other_head": set(),
    "other_executor": set(),
    "other_moderator": set(),
    "GUEST": set(),
    "SYSTEM": {"system"},
    "APPELLANT": {"appellant"},
    "JOINER": {"joiner"},
}
"""The capacity in which each person of the test office stands towards an appeal of the first body."""


@pytest.fixture
def case(office: Any, file: Callable[..., Filed]) -> tuple[Appeal, dict[str, Actor]]:
    appeal = file().appeal
    actions.register_appeal(appeal=appeal, by=office["registrar"], at=AT)
    actions.assign(
        appeal=appeal,
        text="…",
        lead_id=office.people["executor"].pk,
        coexecutor_ids=(office.people["coexecutor"].pk,),
        by=office["head"],
        at=AT,
    )
    actions.publish_appeal(appeal=appeal, title="Т", text="М", by=office["moderator"], at=AT)
    joiner, _ = actions.join_appeal(
        appeal=appeal, name="Екінші", email="second@example.test", phone="", by=GUEST, at=AT
    )
    actors = {key: office[key] for key in office.people}
    actors |= {
        "GUEST": GUEST,
        "SYSTEM": SYSTEM,
        "APPELLANT": replace(GUEST, person_id=appeal.author_id),
        "JOINER": replace(GUEST, person_id=joiner.person_id),
    }
    return appeal, actors


def test_each_person_may_do_in_each_state_what_the_table_says_and_nothing_else(
    case: tuple[Appeal, dict[str, Actor]], office: Any
) -> None:
    appeal, actors = case
    Answer.objects.create(
        appeal=appeal,
        outcome="satisfied",
        language="kk",
        text="…",
        law="…",
        how_to_complain="…",
        drafted_by=office.people["executor"],
        drafted_at=AT,
    )
    start_clock(record=appeal, code="hearing.remarks", regime=appeal.regime, at=AT)
    assert set(actors) == set(EXPECTED)
    for key, actor in actors.items():
        held = EXPECTED[key] if key == "SYSTEM" else APPEAL_KIND.capacities(actor, appeal)
        assert held == EXPECTED[key], key
        for code, declared in APPEAL.transitions.items():
            for state in APPEAL.states:
                decision = APPEAL.may(code, state, held)
                expected = state in declared.sources and bool(declared.who & EXPECTED[key])
                assert bool(decision) == expected, (key, state, code)
                assert decision or (decision.reason and decision.reason.kk)
            appeal.published_at = None if code == "withdraw_consent" else AT  # what is public is taken down instead
            appeal.sensitive = code == "unprotect"
            appeal.state = min(declared.sources)  # the whole way, guards and database included, once for each action
            assert bool(decide(appeal, code, actor)) == bool(declared.who & EXPECTED[key]), (key, code)
        appeal.sensitive = False


def test_only_the_appellant_and_those_who_work_on_it_read_an_appeal(case: tuple[Appeal, dict[str, Actor]]) -> None:
    appeal, actors = case
    readers = {key for key, actor in actors.items() if may_read(actor, appeal)}
    assert readers == {"registrar", "head", "executor", "coexecutor", "operator", "moderator", "APPELLANT"}


def test_the_work_list_shows_nobody_what_they_may_not_read(case: tuple[Appeal, dict[str, Actor]]) -> None:
    appeal, actors = case
    lists = {key for key, actor in actors.items() if workable(actor).filter(pk=appeal.pk).exists()}
    pages = {key for key, actor in actors.items() if office_appeal(appeal.number, actor)}
    assert lists == pages == {"registrar", "head", "executor", "coexecutor", "operator", "moderator"}


def test_a_complaint_is_decided_by_the_superior_alone(office: Any, file: Callable[..., Filed]) -> None:
    filed = file()
    me = replace(GUEST, person_id=filed.appeal.author_id)
    actions.return_appeal(appeal=filed.appeal, reason="…", by=office["registrar"], at=AT)
    complaint = actions.file_complaint(appeal=filed.appeal, grounds="…", by=me, at=AT)
    actions.forward_complaint(complaint=complaint, by=office["registrar"], at=AT)
    expected = {
        "registrar": {"registrar"},
        "head": {"head"},
        "superior": {"superior"},
        "auditor": {"auditor"},
        "ME": {"appellant"},
    }
    actors = {key: office[key] for key in office.people} | {"GUEST": GUEST, "ME": me}
    for key, actor in actors.items():
        for state in COMPLAINT.states:
            complaint.state = state
            for code, declared in COMPLAINT.transitions.items():
                may = state in declared.sources and bool(declared.who & expected.get(key, set()))
                assert bool(decide(complaint, code, actor)) == may, (key, state, code)
    assert Complaint.objects.get().superior_id == office.superior.pk
    assert office_appeal(filed.appeal.number, office["superior"]), "who decides the complaint reads the file"
    assert not office_appeal(filed.appeal.number, office["other_head"])


def test_a_role_that_has_ended_opens_nothing(office: Any, file: Callable[..., Filed]) -> None:
    from datetime import date

    from ortaq.kernel.parties.models import Assignment
    from ortaq.kernel.parties.queries import actor_of

    appeal = file().appeal
    user = office.people["registrar"]
    Assignment.objects.filter(user=user).update(valid_to=date(2026, 1, 1))
    assert not decide(appeal, "register", actor_of(type(user).objects.get(pk=user.pk)))
