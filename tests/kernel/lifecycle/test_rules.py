"""Declared lifecycles: a table that contradicts itself is refused; nobody leaves the declared states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.registry import kinds
from ortaq.kernel.lifecycle.rules import State, lifecycle, transition

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


def test_every_state_of_every_kind_can_be_reached() -> None:
    for kind in kinds():
        declared = kind.lifecycle
        reached, last = {declared.initial}, set()
        while reached != last:
            last = set(reached)
            reached |= {t.target for t in declared.transitions.values() if t.target and t.sources & reached}
        assert reached == set(declared.states), kind.code


@given(st.data())
def test_no_sequence_of_deeds_leaves_the_declared_states_of_any_kind(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([kind.lifecycle for kind in kinds()]))
    deeds = st.tuples(
        st.sampled_from(sorted(table.transitions)), st.sampled_from([*sorted(table.capacities), "system"])
    )
    state = table.initial
    for code, capacity in data.draw(st.lists(deeds, max_size=40)):
        decision = table.may(code, state, {capacity})
        declared = table.transitions[code]
        assert bool(decision) == (state in declared.sources and capacity in declared.who)
        assert decision or decision.reason
        if decision:
            state = declared.target or state
        assert state in table.states


def test_the_buttons_are_what_may_be_done() -> None:
    for table in (kind.lifecycle for kind in kinds()):
        for state in table.states:
            for capacity in table.capacities:
                offered = {t.code for t in table.open_to(state, {capacity})}
                assert offered == {code for code in table.transitions if table.may(code, state, {capacity})}
