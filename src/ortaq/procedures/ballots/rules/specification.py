"""A counting rule, down to the last option that can change a winner: frozen, hashed and published before the vote.

"The Method of Equal Shares with completion" isn't a rule yet: with one file of ballots, start, increment, stop and
ties decide who wins. So each of them is a field here, and none has a default that a reader couldn't see.
"""

import hashlib
import json
import re
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Any

FORMAT = 1
"""Version of what the fields mean. A change of meaning takes a new number; a count refuses a number it doesn't know."""
_FRACTION = re.compile(r"[0-9]{1,40}(?:/[0-9]{1,40}|\.[0-9]{1,40})?")


class Method(StrEnum):
    """How projects are chosen."""

    GREEDY_SKIP = "greedy-skip"
    """Down the list from most support; what doesn't fit is passed over."""
    GREEDY_STOP = "greedy-stop"
    """Down the list from most support; at the first that doesn't fit the count ends."""
    EQUAL_SHARES = "equal-shares"
    """Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities, NeurIPS 2021."""


class Marks(StrEnum):
    """What a mark on a ballot weighs."""

    VOTES = "votes"
    """One, for each project that is marked (with more than zero points, where there are points)."""
    POINTS = "points"
    """The points written on the ballot or, for a ranking, those that the rule gives to each rank."""


class Utility(StrEnum):
    """Equal shares: what a voter gains from a project that is carried out, beside the weight of the mark."""

    COST = "cost"
    """As much as it costs: the project with the most support per tenge of its cost's share goes first."""
    CARDINALITY = "cardinality"
    """One, whatever it costs: cheap projects go first."""


class Purse(StrEnum):
    """Equal shares: what each voter starts with."""

    EXACT = "exact"
    """Budget divided by voters, a fraction."""
    WHOLE = "whole"
    """The same, rounded down to whole units of the currency."""


class Completion(StrEnum):
    """Equal shares: what is done with money that nobody could spend together."""

    NONE = "none"
    GREEDY = "greedy"
    """The rest goes down the list of most support."""
    ADD1 = "add1"
    """All purses grow by the increment, as long as the projects then bought cost no more than the real budget."""
    ADD1_GREEDY = "add1-greedy"
    """First larger purses, then down the list."""

    @property
    def grows(self) -> bool:
        """Are purses enlarged?"""
        return self in {Completion.ADD1, Completion.ADD1_GREEDY}

    @property
    def fills(self) -> bool:
        """Does the rest go down the list?"""
        return self in {Completion.GREEDY, Completion.ADD1_GREEDY}


class Comparison(StrEnum):
    """Equal shares: whether the winners of ``greedy-skip`` are taken when more voters would gain than lose by it."""

    NONE = "none"
    PROJECTS = "projects"
    """A voter gains when more of the projects marked on the ballot are carried out."""
    MONEY = "money"
    """A voter gains when the projects marked on the ballot that are carried out cost more together."""


class Tie(StrEnum):
    """What is looked at, in the order given, when two projects stand equal. After it, the lot."""

    CHEAPER = "cheaper"
    MORE_VOTES = "more-votes"


class BadRule(ValueError):
    """The rule contradicts itself, or isn't one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One counting rule. Amounts are in the election's currency; shares and per cents are exact fractions.

    - *marks*, *rank_points*: what marks weigh; for rankings the points of the first, second… rank (others: none).
    - *min_votes*, *min_percent*, *min_points*, *min_cost_share*: a project takes part only if as many ballots mark
      it, as many per cent of the voters, with as many points, and if its share of the voters is at least that part of
      its share of the budget (1/3 for "votes/voters ≥ cost/(3·budget)"). A project that costs more than the budget
      never takes part.
    - *blank_counts*: do ballots without a mark count as voters, in purses and per cents?
    - *ties*, *lot*, *lot_seed*: how ties are broken. *lot* lists all projects as they were drawn; or *lot_seed* (drawn
      in public after the list of projects was closed) orders them by SHA-256 of ``seed:identifier``; without both,
      identifiers are compared, numbers as numbers.
    - *utility* to *comparison*: for equal shares only; elsewhere they stand at their neutral values.

    Raises BadRule when the fields contradict each other.
    """

    method: Method
    marks: Marks = Marks.VOTES
    rank_points: tuple[int, ...] = ()
    min_votes: int = 1
    min_percent: Fraction = Fraction(0)
    min_points: Fraction = Fraction(0)
    min_cost_share: Fraction = Fraction(0)
    blank_counts: bool = True
    ties: tuple[Tie, ...] = (Tie.CHEAPER, Tie.MORE_VOTES)
    lot: tuple[str, ...] = ()
    lot_seed: str = ""
    utility: Utility = Utility.COST
    purse: Purse = Purse.EXACT
    completion: Completion = Completion.NONE
    increment: Fraction = Fraction(0)
    stop_when_exhausted: bool = False
    comparison: Comparison = Comparison.NONE

    def __post_init__(self) -> None:
        if self.min_votes < 1:
            raise BadRule("min_votes must be 1 or more: nothing is funded that nobody wanted.")
        if not 0 <= self.min_percent <= 100:
            raise BadRule("min_percent must be from 0 to 100.")
        if self.min_points < 0 or self.min_cost_share < 0:
            raise BadRule("min_points and min_cost_share must not be negative.")
        if self.lot and self.lot_seed:
            raise BadRule("There is either a drawn order (lot) or a seed (lot_seed), not both.")
        if len(set(self.lot)) != len(self.lot) or len(set(self.ties)) != len(self.ties):
            raise BadRule("lot and ties name nothing twice.")
        try:
            self.canonical().encode()
        except UnicodeEncodeError as error:
            raise BadRule("lot or lot_seed holds half a character.") from error
        if any(later > earlier for earlier, later in zip(self.rank_points, self.rank_points[1:], strict=False)) or any(
            points < 0 for points in self.rank_points
        ):
            raise BadRule("rank_points must not grow from rank to rank, nor be negative.")
        if self.method is not Method.EQUAL_SHARES:
            neutral = {field.name: field.default for field in fields(self)}
            for name in ("utility", "purse", "completion", "increment", "stop_when_exhausted", "comparison"):
                if getattr(self, name) != neutral[name]:
                    raise BadRule(f"{name} means nothing without equal shares.")
        elif self.completion.grows != (self.increment > 0):
            raise BadRule(
                "Purses grow by an increment above zero; an increment needs a completion that enlarges purses."
            )
        elif self.stop_when_exhausted and not self.completion.grows:
            raise BadRule("stop_when_exhausted says when purses stop growing; here they don't grow.")

    def as_json(self) -> dict[str, Any]:
        """All fields as JSON values; fractions as text ("1/3")."""
        return {"format": FORMAT, **{field.name: _plain(getattr(self, field.name)) for field in fields(self)}}

    def canonical(self) -> str:
        """The one text of this rule: JSON, keys sorted, no blanks, UTF-8. Equal rules have equal texts."""
        return json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical text in hexadecimal digits: what is published before the vote."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def _fraction(text: str) -> Fraction:
    if not _FRACTION.fullmatch(text):
        raise ValueError(f"{text[:50]!r} is no fraction like 3, 0.5 or 1/3")
    return Fraction(text)


_READERS: dict[str, Any] = {
    "method": Method, "marks": Marks, "utility": Utility, "purse": Purse, "completion": Completion,
    "comparison": Comparison, "min_percent": _fraction, "min_points": _fraction, "min_cost_share": _fraction,
    "increment": _fraction,
}  # fmt: skip


def rule_from_json(text: str) -> Rule:
    """The rule that *text* holds, as ``canonical`` or with blanks. Raises BadRule, which says which field is wrong.

    Every field must be there: nobody has to know what a missing one would have meant.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRule(f"This isn't JSON: {error}.") from error
    if not isinstance(given, dict):
        raise BadRule("A rule is a JSON object.")
    if given.pop("format", None) != FORMAT:
        raise BadRule(f'"format" must be {FORMAT}.')
    names = {field.name for field in fields(Rule)}
    if set(given) != names:
        wrong = ", ".join(sorted(set(given) ^ names))
        raise BadRule(f"Fields that are missing or unknown: {wrong}.")
    return Rule(**{name: _read(name, value) for name, value in given.items()})


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Fraction | StrEnum):
        return str(value)
    return value


def _read(name: str, value: Any) -> Any:
    default = {field.name: field.default for field in fields(Rule)}[name]
    try:
        if name in _READERS:
            if not isinstance(value, str):
                raise ValueError("a text is expected")
            return _READERS[name](value)
        if name in {"ties", "lot", "rank_points"}:
            wanted = int if name == "rank_points" else str
            if not isinstance(value, list) or any(type(one) is not wanted for one in value):
                raise ValueError("a list is expected")
            return tuple(Tie(one) for one in value) if name == "ties" else tuple(value)
        if type(value) is not type(default):
            raise ValueError(f"{type(default).__name__} is expected")
    except (ValueError, ZeroDivisionError) as error:
        raise BadRule(f"{name}: {error}.") from error
    return value
