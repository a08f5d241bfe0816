"""Role × state × action, generated from the lifecycles: who may, and everybody who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ortaq.kernel.lifecycle.actions import decide
from ortaq.kernel.parties.rules import GUEST, SYSTEM, Actor
from ortaq.procedures.competitions import actions
from ortaq.procedures.competitions.kinds import APPLICATION_KIND, CALL_KIND
from ortaq.procedures.competitions.lifecycle import APPLICATION, CALL, UNOPENED
from ortaq.procedures.competitions.models import Application, Call, Review
from ortaq.procedures.competitions.permissions import may_read_application, may_read_blinded, may_see_marks
from ortaq.procedures.competitions.rules.blinding import MASK, masked
from ortaq.procedures.competitions.rules.kinship import same_surname

if TYPE_CHECKING:
    from .conftest import Region

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
AFTER = MONDAY + timedelta(days=20, hours=1)

TOWARDS_CALL = {
    "customer": {"customer"}, "secretary": {"secretary"}, "auditor": {"auditor"}, "ngo": {"applicant"},
    "ngo2": {"applicant"}, "expert1": {"expert"}, "expert2": {"expert"}, "member1": {"commission"},
    "SYSTEM": {"system"},
}  # fmt: skip
TOWARDS_APPLICATION = {
    "customer": {"customer"}, "secretary": {"secretary"}, "auditor": {"auditor"}, "ngo": {"representative"},
    "expert1": {"expert"}, "member1": {"commission"}, "SYSTEM": {"system"},
}  # fmt: skip
"""In which capacity each stands towards the call, and towards the first NGO's application; everybody else in none.

The second expert was drawn too, but has not declared: that is no capacity yet.
"""


@pytest.fixture
def case(
    region: Region, announced: Callable[..., Call], submitted: Callable[..., Application]
) -> tuple[Call, Application, dict[str, Actor]]:
    call = announced()
    mine = submitted(call)
    submitted(call, "ngo2", title="Екінші")
    actions.open_applications(call=call, by=region["secretary"], at=AFTER)
    for each in call.applications.all():
        actions.admit_application(application=each, by=region["secretary"], at=AFTER)
    for key, seat in (("expert1", "expert"), ("expert2", "expert"), ("member1", "chair")):
        actions.seat_member(
            call=call, user_id=region.people[key].pk, seat=seat, name=key, position="", by=region["secretary"], at=AFTER
        )
    actions.start_scoring(call=call, by=region["secretary"], at=AFTER)
    actions.draw_reviewers(call=call, by=region["secretary"], at=AFTER)
    review = Review.objects.get(application=mine, reviewer=region.people["expert1"])
    actions.declare_interest(review=review, conflict=False, reason="", by=region["expert1"], at=AFTER)
    actors = {key: region[key] for key in region.people} | {"GUEST": GUEST, "SYSTEM": SYSTEM}
    return call, Application.objects.select_related("call").get(pk=mine.pk), actors


def test_each_person_may_do_in_each_state_what_the_tables_say_and_nothing_else(
    case: tuple[Call, Application, dict[str, Actor]],
) -> None:
    call, mine, actors = case
    for kind, table, record, expected in (
        (CALL_KIND, CALL, call, TOWARDS_CALL),
        (APPLICATION_KIND, APPLICATION, mine, TOWARDS_APPLICATION),
    ):
        for key, actor in actors.items():
            due = expected.get(key, set())
            held = due if key == "SYSTEM" else kind.capacities(actor, record)
            assert held == due, (kind.code, key)
            for code, declared in table.transitions.items():
                for state in table.states:
                    decision = table.may(code, state, held)
                    assert bool(decision) == (state in declared.sources and bool(declared.who & due)), (
                        key,
                        state,
                        code,
                    )
                    assert decision or (decision.reason and decision.reason.kk)
                if code not in kind.guards:  # the whole way, database included, once for each action
                    record.state = min(declared.sources)
                    assert bool(decide(record, code, actor)) == bool(declared.who & due), (key, code)


def test_who_reads_an_application_in_each_state_of_its_call(case: tuple[Call, Application, dict[str, Actor]]) -> None:
    _call, mine, actors = case
    opened_at = mine.call.opened_at
    for sealed in (True, False):
        for blind in (True, False):
            mine.call.sealed, mine.call.blind = sealed, blind
            for state in CALL.states:
                mine.call.state = state
                mine.call.opened_at = None if state in UNOPENED else opened_at
                readers = {
                    key for key, actor in actors.items() if key != "SYSTEM" and may_read_application(actor, mine)
                }
                expected = {"ngo"}
                if state not in UNOPENED:
                    expected |= {"secretary", "customer", "member1"} | (set() if blind else {"expert1"})
                elif not sealed:
                    expected |= {"secretary", "customer"}
                assert readers == expected, (state, sealed, blind)
                blinded = {key for key, actor in actors.items() if key != "SYSTEM" and may_read_blinded(actor, mine)}
                judged = state not in UNOPENED and state != "cancelled"
                assert blinded == ({"expert1"} if judged else set()), state
    for state in ("draft", "lapsed"):
        mine.state = state
        assert {key for key, actor in actors.items() if key != "SYSTEM" and may_read_application(actor, mine)} == {
            "ngo"
        }


def test_marks_show_to_whom_they_concern_and_when(case: tuple[Call, Application, dict[str, Actor]]) -> None:
    _call, mine, actors = case
    assert not [key for key, actor in actors.items() if key != "SYSTEM" and may_see_marks(actor, mine, AFTER)]
    mine.call.scoring_closed_at = AFTER
    seen = {key for key, actor in actors.items() if key != "SYSTEM" and may_see_marks(actor, mine, AFTER)}
    assert seen == {"secretary", "customer", "member1"}
    mine.call.results_at = AFTER
    seen = {key for key, actor in actors.items() if key != "SYSTEM" and may_see_marks(actor, mine, AFTER)}
    assert seen == {"ngo", "secretary", "customer", "member1", "expert1", "auditor"}


def test_a_representative_who_works_in_the_office_acts_on_the_own_application_as_applicant_alone(
    region: Region, case: tuple[Call, Application, dict[str, Actor]]
) -> None:
    from datetime import date

    from ortaq.kernel.lifecycle.actions import Refused
    from ortaq.kernel.parties.actions import assign_role

    _call, mine, _actors = case
    assign_role(
        user_id=region.people["ngo"].pk, organisation_id=region.body.pk, role="secretary", first_day=date(2020, 1, 1)
    )
    both = region["ngo"]
    assert APPLICATION_KIND.capacities(both, mine) == {"representative"}
    with pytest.raises(Refused):
        actions.reject_application(application=mine, ground="topic", facts_kk="…", facts_ru="…", by=both, at=AFTER)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("«Үміт» қоры 2019 жылдан бері", f"{MASK} 2019 жылдан бері"),
        ("Біздің үміт бар", f"Біздің {MASK} бар"),
        ("ФОНД «ҮМІТ» и партнёры", f"ФОНД «{MASK}» и партнёры"),
        ("Ештеңе жоқ", "Ештеңе жоқ"),
    ],
)
def test_the_name_is_barred_out_whole_and_by_its_quoted_part(text: str, shown: str) -> None:
    assert masked(text, ["«Үміт» қоры"]) == shown


def test_a_surname_is_told_apart_from_its_genders_ending() -> None:
    assert same_surname("Ахметова Айгүл", ["Ахметов Болат"])
    assert same_surname("Серікқызы Дана", ["Серікұлы Ерлан"])
    assert not same_surname("Ахметов Болат", ["Серіков Ерлан", "", "Ли Вера"])
    assert not same_surname("Ли Вера", ["Ли Анна"]), "too short a surname tells nothing"
