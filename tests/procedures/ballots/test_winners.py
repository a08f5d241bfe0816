"""Published winners are found again: of the small files beside this one, and of real city votes where they are at hand.

The real files are public research data without a stated licence, so they aren't part of this project. Their winners
here are those that the cities published (column ``selected``).
"""

import os
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from ortaq.procedures.ballots.rules.catalogue import RULES, presumed_rule
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.outcome import Outcome
from ortaq.procedures.ballots.rules.pabulib import Reading, read_election
from ortaq.procedures.ballots.rules.specification import Rule

HERE = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[3]
CITIES = Path(os.environ.get("ORTAQ_PABULIB", ROOT.parent / "shared" / "pabulib"))
FILES = sorted((HERE / "files").glob("*.pb"))


@cache
def city(name: str) -> Reading:
    """A real vote; the test is skipped when its file isn't at hand."""
    path = CITIES / f"{name}.pb"
    if not path.exists():
        pytest.skip(f"{path} isn't there: set ORTAQ_PABULIB to a folder with the .pb files of pabulib.org")
    return reading(path)


def reading(path: Path) -> Reading:
    with path.open("rb") as stream:
        return read_election(stream)


@cache
def counted(name: str, rule: Rule) -> Outcome:
    """The outcome of a real vote, counted once for all tests."""
    return count(city(name).election, rule)


def presumed(read: Reading) -> Rule:
    """The rule that the file itself names."""
    election = read.election
    longest = max(len(ballot.projects) for ballot in election.ballots)
    found = presumed_rule(read.meta, election.kind, longest)
    assert found.certain
    return found.rule


def selected(read: Reading) -> set[str]:
    """The identifiers of the published winners."""
    return {
        project.id
        for project, published in zip(read.election.projects, read.published, strict=True)
        if published.selected
    }


def assert_tallies(read: Reading, outcome: Outcome) -> None:
    """The counted votes and points are the published ones."""
    for place, published in enumerate(read.published):
        assert published.votes in (None, outcome.support.votes[place])
        assert published.score in (None, outcome.support.scores[place])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_winners_and_tallies_of_the_small_files(path: Path) -> None:
    read = reading(path)
    outcome = count(read.election, presumed(read))
    assert set(outcome.winners) == selected(read)
    assert_tallies(read, outcome)


@pytest.mark.parametrize(
    ("name", "winners"),
    [
        ("Poland_Lodz_2022", 16),
        ("Poland_Czestochowa_2024", 5),
        ("Poland_Warszawa_2020_Wawer", 16),
        ("Poland_Swiecie_2023", 17),
        ("Netherlands_Assen_2024", 9),
        ("Poland_Wieliczka_2023_Green_Budget", 30),
    ],
)
def test_published_winners_of_real_votes(name: str, winners: int) -> None:
    read = city(name)
    outcome = counted(name, presumed(read))
    assert len(outcome.winners) == winners
    assert set(outcome.winners) == selected(read)
    assert_tallies(read, outcome)


@pytest.mark.parametrize(
    "name",
    ["France_Toulouse_2024", "Poland_Gdansk_2020", "Switzerland_Zurich_D10", "US_Stanford_Dataset_PB_Cambridge_2015_vote_knapsacks"],
)  # fmt: skip
def test_published_tallies_of_real_votes_without_named_winners(name: str) -> None:
    read = city(name)
    assert_tallies(read, count(read.election, RULES["points-skip"]))


def test_the_options_decide_who_wins() -> None:
    """Wieliczka: 30 winners as published; other winners when purses stop growing as soon as nothing more fits."""
    name = "Poland_Wieliczka_2023_Green_Budget"
    published = RULES["equal-shares-add1-comparison"]
    outcome = counted(name, published)
    assert outcome.spent == 995_079
    assert outcome.purses is not None
    assert 306 <= outcome.purses.final < 317
    assert outcome.compared is not None
    assert not outcome.compared.greedy_taken
    stopping = counted(name, replace(published, stop_when_exhausted=True))
    assert set(stopping.winners) - set(outcome.winners) == {"66", "67"}
    assert set(outcome.winners) - set(stopping.winners) == {"46"}
    assert len(counted(name, RULES["equal-shares-cardinality"]).winners) != 30


def test_equal_shares_of_lodz_buys_more_and_smaller_projects() -> None:
    read = city("Poland_Lodz_2022")
    shares = counted("Poland_Lodz_2022", replace(RULES["equal-shares"], min_votes=100))
    assert shares.spent < read.election.budget * Fraction(1, 2)
    assert len(shares.winners) > len(selected(read))
