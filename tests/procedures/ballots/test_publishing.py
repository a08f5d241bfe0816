"""The publication: what is in it, what is kept back, and that nothing of the order of the box is left in it."""

import csv
import io
import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.procedures.ballots.rules import choices, publishing
from ortaq.procedures.ballots.rules.catalogue import RULES
from ortaq.procedures.ballots.rules.pabulib import read_election
from ortaq.procedures.ballots.rules.papers import Line, Paper, election_of, form_of, thawed
from ortaq.procedures.ballots.rules.publishing import FEWEST, Marked

LINES = tuple(
    Line(str(number), {"kk": f"Жоба {number}", "ru": "", "en": ""}, 100 * number, {"kk": "", "ru": "", "en": ""})
    for number in range(1, 13)
)


def paper(kind: str = choices.APPROVAL, rule: str = "greedy-skip", points: int = 0) -> Paper:
    form = form_of(kind, minimum=1, maximum=3, points=points, lines=LINES, budget=1000)
    return Paper("EL-2026-000001", "region", {"kk": "Облыс"}, "zhambyl", form, 1000, LINES, RULES[rule])


@pytest.mark.parametrize("made", [paper(), paper(choices.POINTS, "points-stop", 5), paper(choices.KNAPSACK)])
def test_a_frozen_paper_thaws_to_the_same(made: Paper) -> None:
    assert thawed(made.frozen()) == made
    assert made.hash == sha256(made.frozen()).digest()
    with pytest.raises(ValueError, match="one text"):
        thawed(made.frozen().replace(b":", b": ", 1))
    with pytest.raises(ValueError, match=r"."):
        thawed(b"{}")


marks = st.dictionaries(st.sampled_from([line.number for line in LINES]), st.just(1), min_size=1, max_size=3)
ballots = st.builds(Marked, marks, st.sampled_from(["taraz", "talas", "shu", ""]))


@given(st.lists(ballots, max_size=40))
def test_every_ballot_is_published_once_under_a_random_number(cast: list[Marked]) -> None:
    rows = publishing.numbered(cast)
    assert [number for number, _ in rows] == sorted({number for number, _ in rows})
    assert sorted(map(str, (each.marks for _, each in rows))) == sorted(map(str, (each.marks for each in cast)))
    assert not any(each.territory for _, each in rows)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 120)), max_size=6, unique_by=lambda pair: pair[0]))
def test_no_published_territory_is_small_not_even_the_rest(sizes: list[tuple[str, int]]) -> None:
    cast = [Marked({"1": 1}, name) for name, size in sizes for _ in range(size)]
    shown: dict[str, int] = {}
    for _, each in publishing.numbered(cast):
        shown[each.territory] = shown.get(each.territory, 0) + 1
    named = {name: size for name, size in shown.items() if name}
    assert all(size >= FEWEST and size == dict(sizes)[name] for name, size in named.items())
    assert not named or shown.get("", FEWEST) >= FEWEST


def test_a_ballot_unlike_any_other_of_its_territory_does_not_show_it() -> None:
    cast = [Marked({"1": 1}, "taraz")] * 60 + [Marked({"2": 1}, "taraz")] + [Marked({"2": 1}, "talas")] * 60
    rows = [each for _, each in publishing.numbered(cast)]
    assert Marked({"2": 1}, "taraz") not in rows
    assert {each.territory for each in rows if each.marks == {"1": 1}} == {"taraz"}
    assert {each.territory for each in rows if each.marks == {"2": 1}} == {""}, "a rest of one would be recognised"


def test_the_order_of_the_box_is_gone() -> None:
    cast = [Marked({str(number % 12 + 1): 1}) for number in range(600)]
    one, other = ([each.marks for _, each in publishing.numbered(cast)] for _ in range(2))
    assert one != other != [each.marks for each in cast]


def test_few_or_strange_ballots_are_published_as_sums() -> None:
    assert publishing.how_published([Marked({"1": 1})] * (FEWEST - 1)) == publishing.SUMS
    assert publishing.how_published([Marked({"1": 1})] * FEWEST) == publishing.BALLOTS
    strange = [Marked({str(number): 1}) for number in range(60)]
    assert publishing.how_published(strange) == publishing.SUMS


@pytest.mark.parametrize(("kind", "rule", "points"), [(choices.APPROVAL, "equal-shares-add1", 0), (choices.POINTS, "points-skip", 5)])  # fmt: skip
def test_files_agree_with_each_other(kind: str, rule: str, points: int) -> None:
    made = paper(kind, rule, points)
    cast = [Marked({str(n % 12 + 1): 2 if points else 1, str((n + 5) % 12 + 1): 1}, "taraz") for n in range(120)]
    facts = publishing.Facts(
        "EL-2026-000001", {"kk": "Сайлау"}, choices.frozen_hash({"region": made.hash}), bytes(32), bytes(32), 500, {"online": 120}, {"online": 120},
    )  # fmt: skip
    commitments = [sha256(bytes([n])).digest() for n in range(120)]
    out = publishing.published(
        facts=facts, papers=[made], ballots={"region": cast}, log=commitments, counted=commitments, heads=[]
    )
    manifest = json.loads(out.files["manifest.json"])
    assert manifest["files"] == {
        name: sha256(content).hexdigest() for name, content in out.files.items() if name != "manifest.json"
    }
    reading = read_election(io.BytesIO(out.files["ballots-region.pb"]))
    assert not reading.notices
    assert reading.election.ballots == election_of(made, (each.marks for each in cast)).ballots
    rows = list(csv.DictReader(io.StringIO(out.files["ballots-region.csv"].decode())))
    assert len(rows) == 120
    assert {row["territory"] for row in rows} == {"taraz"}
    assert manifest["papers"]["region"]["winners"] == list(out.outcomes["region"].winners)
