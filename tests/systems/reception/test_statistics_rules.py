"""Small numbers: none shows, and nobody finds one by adding and subtracting what shows."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.systems.reception.rules.statistics import (
    DEFINITIONS,
    FEWEST,
    FIGURES,
    LABELS,
    Counts,
    hidden_in_list,
    hidden_in_table,
    shown,
    small,
    sum_tells_all,
)

_NUMBERS = st.integers(0, 12) | st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 100])


def _list(numbers: list[int]) -> dict[str, int]:
    return {f"k{at}": number for at, number in enumerate(numbers)}


@given(st.lists(_NUMBERS, max_size=9).map(_list))
def test_in_a_list_no_small_number_shows_and_the_sum_gives_none_away(cells: dict[str, int]) -> None:
    hidden = hidden_in_list(cells)
    assert {key for key, number in cells.items() if small(number)} <= hidden
    assert all(cells[key] for key in hidden), "zero says nothing of anybody"
    whole = sum(cells.values())
    if hidden and not small(whole) and not sum_tells_all(cells):
        left = whole - sum(number for key, number in cells.items() if key not in hidden)
        assert len(hidden) >= 2
        assert left >= FEWEST
        # A reader who knows that hidden numbers are above zero still has two possible values for each.
        assert left - (len(hidden) - 1) >= 2


def test_a_sum_of_ones_is_known_to_tell_all() -> None:
    assert sum_tells_all(_list([1, 1, 0, 1, 1, 1])) and not sum_tells_all(_list([1, 1, 2])) and not sum_tells_all({})
    assert hidden_in_list(_list([1, 1, 1, 1, 1, 9])) == {f"k{at}" for at in range(6)}


@given(st.lists(_NUMBERS, max_size=9).map(_list))
def test_no_more_is_hidden_than_needed_in_a_list_of_large_numbers(cells: dict[str, int]) -> None:
    if not any(small(number) for number in cells.values()):
        assert hidden_in_list(cells) == frozenset()


def _solutions(
    shape: tuple[int, int],
    cells: dict[tuple[int, int], int],
    hidden: set[tuple[int, int]],
    rows: set[int],
    columns: set[int],
) -> dict[tuple[int, int], set[int]]:
    """Every value that a hidden cell can have, for a reader who sees the rest: by exhaustive search in small tables."""
    unknown = sorted(hidden)
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in unknown}
    height, width = shape
    sums = (
        [sum(cells[i, j] for j in range(width)) for i in range(height)],
        [sum(cells[i, j] for i in range(height)) for j in range(width)],
    )
    whole = sum(sums[0])

    def consistent(values: dict[tuple[int, int], int]) -> bool:
        def at(i: int, j: int) -> int:
            return values.get((i, j), cells[i, j])

        mine = (
            [sum(at(i, j) for j in range(width)) for i in range(height)],
            [sum(at(i, j) for i in range(height)) for j in range(width)],
        )
        return (
            all(mine[0][i] == sums[0][i] for i in range(height) if i not in rows)
            and all(mine[1][j] == sums[1][j] for j in range(width) if j not in columns)
            and sum(mine[0]) == whole
        )

    for guess in product(*(range(max(0, cells[cell] - 1), cells[cell] + 2) for cell in unknown)):
        values = dict(zip(unknown, guess, strict=True))
        if consistent(values):
            for cell, value in values.items():
                found[cell].add(value)
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_NUMBERS, min_size=3, max_size=3), min_size=1, max_size=3))
def test_in_a_table_with_its_sums_every_small_number_could_be_another(numbers: list[list[int]]) -> None:
    height, width = len(numbers), 3
    cells = {(i, j): numbers[i][j] for i in range(height) for j in range(width)}
    rows = hidden_in_list({i: sum(numbers[i]) for i in range(height)})
    columns = hidden_in_list({j: sum(row[j] for row in numbers) for j in range(width)})
    if small(sum(cells.values())):
        return  # nothing of such a table shows
    hidden = set(hidden_in_table(cells, rows, columns))
    assert {cell for cell, number in cells.items() if small(number)} <= hidden
    for cell, values in _solutions((height, width), cells, hidden, set(rows), set(columns)).items():
        assert len(values) >= 2 or not small(cells[cell]), (cell, cells)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_NUMBERS, min_size=6, max_size=6), min_size=2, max_size=8))
def test_hidden_sums_of_a_table_are_not_given_away_by_its_cells(numbers: list[list[int]]) -> None:
    cells = {(f"r{i}", f"c{j}"): number for i, row in enumerate(numbers) for j, number in enumerate(row)}
    rows = hidden_in_list({f"r{i}": sum(row) for i, row in enumerate(numbers)})
    columns = hidden_in_list({f"c{j}": sum(row[j] for row in numbers) for j in range(6)})
    hidden = hidden_in_table(cells, rows, columns)
    for row in rows:
        assert any(cell in hidden for cell in cells if cell[0] == row)
    for column in columns:
        assert any(cell in hidden for cell in cells if cell[1] == column)


def test_a_large_table_is_judged_in_a_moment() -> None:
    from time import process_time

    cells = {(i, j): (i * 7 + j * 13) % 23 for i in range(25) for j in range(20)}
    start = process_time()
    hidden_in_table(cells, frozenset(), frozenset())
    assert process_time() - start < 5


def test_a_mean_shows_only_with_its_number_and_a_share_only_with_its_base() -> None:
    counts = Counts({"received": 40, "rated": 10, "due": 40, "in_time": 30}, 43)
    assert str(shown(counts, frozenset()).rating) == "4.30"
    assert shown(counts, frozenset({"rated"})).rating is None
    whole = shown(counts, frozenset()).in_time_share
    assert whole is not None and whole.percent == 75
    assert shown(counts, frozenset({"due"})).in_time_share is None
    assert shown(Counts({}), frozenset()).in_time_share is None


def test_every_figure_has_a_name_in_three_languages_and_a_meaning_where_it_is_shown() -> None:
    assert set(FIGURES) <= LABELS.keys()
    for text in (*LABELS.values(), *DEFINITIONS.values()):
        assert text.kk and text.ru and text.en
