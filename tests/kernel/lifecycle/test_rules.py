"""Declared lifecycles: a table that contradicts itself is refused; nobody leaves the declared states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition
from ortaq.systems.reception.lifecycle import APPEAL, COMPLAINT

T = Text("а", "б", "c")


def table(**changes: object) -> dict[str, object]:
    plain = {
        "initial": "a",
        "states": [State("a", T), State("b", T, final=True)],
        "transitions": [transition("go", T, ["a"], "b", ["clerk"], done=T)],
        "capacities": {"clerk": T},
    }
    return {**plain, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"initial": "z"},
        {"states": [State("a", T), State("a", T), State("b", T, final=True)]},
        {"states": [State("a", T), State("b", T)]},
        {"transitions": [transition("go", T, ["a"], "z", ["clerk"], done=T)]},
        {"transitions": [transition("go", T, ["a"], "b", ["stranger"], done=T)]},
        {"transitions": [transition("go", T, ["a"], "b", ["clerk"], done=T)] * 2},
    ],
)
def test_a_table_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        lifecycle("x", **table(**changes))  # type: ignore[arg-type]


def test_a_text_lacks_no_language() -> None:
    with pytest.raises(ValueError):
        Text("а", " ", "c")


@pytest.mark.parametrize("declared", [APPEAL, COMPLAINT])
def test_every_state_can_be_reached(declared: object) -> None:
    reached, last = {declared.initial}, set()  # type: ignore[attr-defined]
    while reached != last:
        last = set(reached)
        reached |= {t.target for t in declared.transitions.values() if t.target and t.sources & reached}  # type: ignore[attr-defined]
    assert reached == set(declared.states)  # type: ignore[attr-defined]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(APPEAL.transitions)), st.sampled_from([*sorted(APPEAL.capacities), "system"])),
        max_size=40,
    )
)
def test_no_sequence_of_deeds_leaves_the_declared_states(deeds: list[tuple[str, str]]) -> None:
    state = APPEAL.initial
    for code, capacity in deeds:
        decision = APPEAL.may(code, state, {capacity})
        declared = APPEAL.transitions[code]
        assert bool(decision) == (state in declared.sources and capacity in declared.who)
        assert decision or decision.reason
        if decision:
            state = declared.target or state
        assert state in APPEAL.states


def test_the_buttons_are_what_may_be_done() -> None:
    for state in APPEAL.states:
        for capacity in APPEAL.capacities:
            offered = {t.code for t in APPEAL.open_to(state, {capacity})}
            assert offered == {code for code in APPEAL.transitions if APPEAL.may(code, state, {capacity})}
