"""The picture of a count: a staircase up to the budget whose labels stay inside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ortaq.procedures.ballots.rules.picture import ROOM, WIDTH, picture


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6), st.integers(0, 500))
def test_bars_lie_one_after_the_other_and_no_label_leaves_the_picture(costs: list[int], left: int) -> None:
    spent, steps = 0, []
    for number, cost in enumerate(costs, 1):
        spent += cost
        steps.append({"project": str(number), "cost": cost, "spent": spent})
    found = picture({"budget": spent + left, "steps": steps})
    assert found.height == 30 * len(costs)
    end = 0.0
    for block, cost in zip(found.blocks, costs, strict=True):
        x, width, label = float(block.x), float(block.width), float(block.label_x)
        assert abs(x - end) <= 0.2, "it begins where the one before ended"
        end = x + cost * WIDTH / (spent + left)
        taken = (label - ROOM + 6, label) if block.before else (label, label + ROOM - 6)
        assert taken[0] >= -0.2 and taken[1] <= WIDTH + 0.2
        if block.inside:
            assert taken[0] >= x and taken[1] <= x + width, "there is room for it in the bar"
        else:
            assert taken[1] <= x + 0.2 or taken[0] >= x + width - 2, "it covers no bar"


def test_one_project_that_takes_the_whole_budget_bears_its_label_itself() -> None:
    (block,) = picture({"budget": "100", "steps": [{"project": "7", "cost": "100", "spent": "100"}]}).blocks
    assert (block.x, block.width, block.inside, block.before) == ("0.0", "640.0", True, True)
    assert float(block.label_x) < WIDTH
    assert picture({"budget": "100", "steps": []}).height == 30
