"""Rules by name, and the rule that a ``.pb`` file says it was counted by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ortaq.procedures.ballots.rules.election import Kind
from ortaq.procedures.ballots.rules.specification import Comparison, Completion, Marks, Method, Rule, Utility

_SHARES = Rule(Method.EQUAL_SHARES)
_ADD1 = replace(_SHARES, completion=Completion.ADD1, increment=Fraction(1))

RULES: Mapping[str, Rule] = {
    "greedy-skip": Rule(Method.GREEDY_SKIP),
    "greedy-stop": Rule(Method.GREEDY_STOP),
    "points-skip": Rule(Method.GREEDY_SKIP, Marks.POINTS),
    "points-stop": Rule(Method.GREEDY_STOP, Marks.POINTS),
    "equal-shares": _SHARES,
    "equal-shares-greedy": replace(_SHARES, completion=Completion.GREEDY),
    "equal-shares-add1": _ADD1,
    "equal-shares-add1-comparison": replace(_ADD1, comparison=Comparison.PROJECTS),
    "equal-shares-add1-greedy": replace(_ADD1, completion=Completion.ADD1_GREEDY),
    "equal-shares-cardinality": replace(_SHARES, utility=Utility.CARDINALITY),
    "equal-shares-points": replace(_SHARES, marks=Marks.POINTS),
}
"""The rules that ``ortaq count --rule`` knows by name; purses that grow do so by one unit of the currency."""

_NAMES_IN_FILES = {
    "greedy": "greedy-skip",
    "greedy-threshold": "greedy-skip",
    "greedy-no-skip": "greedy-stop",
    "equalshares": "equal-shares",
    "equalshares/add1": "equal-shares-add1",
    "equalshares/add1-comparison": "equal-shares-add1-comparison",
}


@dataclass(frozen=True, slots=True)
class Presumed:
    """A rule read off a file's META. *certain* is False where the file names no rule that we know."""

    name: str
    rule: Rule
    certain: bool


def presumed_rule(meta: Mapping[str, str], kind: Kind, longest: int) -> Presumed:
    """The rule that META's ``rule`` names, with its threshold; ``greedy-skip`` when it names none that we know.

    Points decide where ballots have points or ranks; ranks weigh ``max_length`` (or, without it, *longest*: the length
    of the longest ranking), one less for each rank after the first: the format's default for rankings (Borda).
    """
    said = meta.get("rule", "").strip().lower()
    name = _NAMES_IN_FILES.get(said, "greedy-skip")
    rule = RULES[name]
    if kind.has_points or kind is Kind.ORDINAL:
        rule = replace(rule, marks=Marks.POINTS)
    if kind is Kind.ORDINAL:
        rule = replace(rule, rank_points=tuple(range(_whole(meta, "max_length") or longest, 0, -1)))
    threshold = _whole(meta, "min_project_score_threshold")
    if threshold > 1:
        by_points = rule.marks is Marks.POINTS
        rule = replace(rule, min_points=Fraction(threshold)) if by_points else replace(rule, min_votes=threshold)
    return Presumed(name, rule, said in _NAMES_IN_FILES)


def _whole(meta: Mapping[str, str], key: str) -> int:
    text = meta.get(key, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
