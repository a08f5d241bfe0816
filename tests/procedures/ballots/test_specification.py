"""A rule is one text with one hash; every field that can change a winner is in it, and in the citizens' document."""

import json
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.language.rules import LANGUAGES
from ortaq.procedures.ballots.rules.catalogue import RULES, presumed_rule
from ortaq.procedures.ballots.rules.citizens import document
from ortaq.procedures.ballots.rules.election import Kind
from ortaq.procedures.ballots.rules.specification import (
    BadRule,
    Comparison,
    Completion,
    Marks,
    Method,
    Purse,
    Rule,
    Tie,
    Utility,
    rule_from_json,
)

FULL = replace(
    RULES["equal-shares-add1-greedy"],
    marks=Marks.POINTS,
    rank_points=(3, 2, 1),
    min_votes=5,
    min_percent=Fraction(1, 3),
    min_points=Fraction(7, 2),
    min_cost_share=Fraction(1, 3),
    comparison=Comparison.MONEY,
    lot_seed="2026-11-25 жеребе",
)
OTHERS: dict[str, Any] = {
    "method": Method.GREEDY_STOP, "marks": Marks.VOTES, "rank_points": (2, 1), "min_votes": 6,
    "min_percent": Fraction(1, 2), "min_points": Fraction(9, 2), "min_cost_share": Fraction(1, 4),
    "blank_counts": False, "ties": (Tie.MORE_VOTES,), "lot_seed": "another", "utility": Utility.CARDINALITY,
    "purse": Purse.WHOLE, "completion": Completion.ADD1, "increment": Fraction(3, 2), "stop_when_exhausted": True,
    "comparison": Comparison.PROJECTS, "lot": ("p2", "p1"),
}  # fmt: skip


def changed(name: str) -> Rule:
    """FULL with another value of one field, and of those that it takes along."""
    change = {name: OTHERS[name]}
    if name == "lot":
        change["lot_seed"] = ""
    if name == "method":
        neutral = {field.name: field.default for field in fields(Rule)}
        shares = ("utility", "purse", "completion", "increment", "stop_when_exhausted", "comparison")
        change |= {name: neutral[name] for name in shares}
    return replace(FULL, **change)


@pytest.mark.parametrize("name", [field.name for field in fields(Rule)])
def test_every_field_changes_the_hash_and_the_words(name: str) -> None:
    other = changed(name)
    assert other.hash != FULL.hash
    for language in LANGUAGES:
        said, before = ([text.in_language(language) for text in document(rule)[:-1]] for rule in (other, FULL))
        assert said != before


@pytest.mark.parametrize("rule", [*RULES.values(), FULL], ids=[*RULES, "full"])
def test_a_rule_is_read_back_from_its_text(rule: Rule) -> None:
    assert rule_from_json(rule.canonical()) == rule
    assert rule_from_json(json.dumps(rule.as_json(), indent=2)).hash == rule.hash


def test_published_hashes_stay() -> None:
    """What was published before a vote must be found again by every later version."""
    assert RULES["greedy-skip"].hash == "95bbdc8f20f2f1f7a54219825579cc9bf00977bae4994f883522cae9082046a3"
    assert RULES["equal-shares"].hash == "f8eddf3821ee77ec3230812a1f9414eaaa7ce7900336f9b557c731566be30c68"
    assert len({rule.hash for rule in RULES.values()}) == len(RULES)


def test_the_document_names_the_hash_in_every_language() -> None:
    for language in LANGUAGES:
        assert FULL.hash in document(FULL)[-1].in_language(language)
        assert "1/3" in " ".join(text.in_language(language) for text in document(FULL))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"min_votes": 0}, "min_votes"),
        ({"min_percent": Fraction(101)}, "min_percent"),
        ({"min_points": Fraction(-1)}, "negative"),
        ({"lot": ("a", "a"), "lot_seed": ""}, "twice"),
        ({"lot": ("a",)}, "not both"),
        ({"rank_points": (1, 2)}, "rank_points"),
        ({"increment": Fraction(0)}, "increment"),
        ({"completion": Completion.NONE}, "increment"),
        ({"completion": Completion.NONE, "increment": Fraction(0), "stop_when_exhausted": True}, "stop_when_exhausted"),
        ({"method": Method.GREEDY_SKIP}, "means nothing without equal shares"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRule, match=words):
        replace(FULL, **change)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", 2), ("format", None), ("method", "lottery"), ("min_votes", "5"), ("min_votes", True),
        ("min_percent", "1/0"), ("min_percent", 0.5), ("ties", ["dearer"]), ("ties", "cheaper"), ("lot", [1]),
        ("rank_points", ["3"]), ("rank_points", [True]), ("blank_counts", 1), ("colour", "red"), ("increment", "nan"),
        ("increment", "1e999999999"), ("increment", "-1"), ("lot_seed", "\ud800"), ("min_percent", "9" * 5000),
    ],
)  # fmt: skip
def test_a_text_that_is_no_rule_is_refused(name: str, value: object) -> None:
    with pytest.raises(BadRule):
        rule_from_json(json.dumps({**FULL.as_json(), name: value}))


@given(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_any_other_text_is_refused_too(text: str) -> None:
    with pytest.raises(BadRule):
        rule_from_json(text)


def test_a_text_that_would_exhaust_the_reader_is_refused() -> None:
    for text in ("[" * 100_000, '{"format": 1' + "0" * 10_000 + "}"):
        with pytest.raises(BadRule):
            rule_from_json(text)


def test_a_missing_field_is_named() -> None:
    short = FULL.as_json()
    del short["purse"]
    with pytest.raises(BadRule, match="purse"):
        rule_from_json(json.dumps(short))


def test_a_file_s_own_rule_is_understood() -> None:
    found = presumed_rule({"rule": "greedy-threshold", "min_project_score_threshold": "100"}, Kind.APPROVAL, 5)
    assert (found.name, found.rule.min_votes, found.certain) == ("greedy-skip", 100, True)
    ranked = presumed_rule({"rule": "unknown", "max_length": "3"}, Kind.ORDINAL, 5)
    assert (ranked.rule.rank_points, ranked.certain) == ((3, 2, 1), False)
    points = presumed_rule({"rule": "greedy-no-skip", "min_project_score_threshold": "9"}, Kind.CUMULATIVE, 5)
    assert (points.rule.method, points.rule.min_points) == (Method.GREEDY_STOP, 9)
