"""What a marked paper is: its form, what may be marked on it, and the one text of the marks.

Marks are a mapping from an option's number to 1, or to points. Everything is checked here in the same way for pages,
kiosks and paper that is typed in.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

APPROVAL, POINTS, KNAPSACK = "approval", "points", "knapsack"
"""Kinds of paper: options are ticked; points out of a sum are given; options are ticked that fit the money together."""
KINDS = (APPROVAL, POINTS, KNAPSACK)

NONCE_BYTES = 16
_STEP = 256
"""Sealed texts are padded to a multiple of so many bytes, the same for all of an election."""


class Trouble(StrEnum):
    """What can be wrong with the marks on a paper."""

    UNKNOWN_OPTION = "unknown-option"
    BAD_MARK = "bad-mark"
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"
    TOO_MANY_POINTS = "too-many-points"
    OVER_BUDGET = "over-budget"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: *limit* is what the paper allows, *found* what was marked, *option* which one."""

    code: Trouble
    limit: int = 0
    found: int = 0
    option: str = ""


@dataclass(frozen=True, slots=True)
class PaperForm:
    """How a paper is filled in.

    *minimum* and *maximum*: how many options may be marked (a maximum of 0: all); a minimum of 0 lets a blank paper
    in. *points*: the sum that may be given away, for ``points``. *costs*: of each option by its number; the marked
    ones may cost *budget* together, for ``knapsack``. Raises ValueError when the form contradicts itself.
    """

    kind: str
    minimum: int = 1
    maximum: int = 0
    points: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    budget: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of paper")
        if not self.costs:
            raise ValueError("a paper has options")
        if self.minimum < 0 or self.maximum < 0 or (self.maximum and self.minimum > self.maximum):
            raise ValueError("the least and the most number of marks contradict each other")
        if self.minimum > len(self.costs):
            raise ValueError("more marks are asked for than there are options")
        if (self.points > 0) != (self.kind == POINTS) or self.points < 0:
            raise ValueError("points belong to papers with points, and only there")
        if self.kind == POINTS and self.points < self.minimum:
            raise ValueError("there are fewer points than marks are asked for")
        if self.kind == KNAPSACK and self.budget <= 0:
            raise ValueError("a paper with a basket has a budget")

    @property
    def most(self) -> int:
        """How many options can be marked at most."""
        known = len(self.costs)
        if self.kind == POINTS:
            known = min(known, self.points)
        return min(known, self.maximum) if self.maximum else known


def checked(form: PaperForm, marks: Mapping[str, int]) -> list[Problem]:
    """What is wrong with *marks*, in the order in which it should be told; nothing when they may be cast."""
    found: list[Problem] = []
    highest = form.points if form.kind == POINTS else 1
    for option, mark in sorted(marks.items()):
        if option not in form.costs:
            found.append(Problem(Trouble.UNKNOWN_OPTION, option=option))
        elif not 1 <= mark <= highest:
            found.append(Problem(Trouble.BAD_MARK, highest, mark, option))
    if len(marks) < form.minimum:
        found.append(Problem(Trouble.TOO_FEW, form.minimum, len(marks)))
    if form.maximum and len(marks) > form.maximum:
        found.append(Problem(Trouble.TOO_MANY, form.maximum, len(marks)))
    if form.kind == POINTS and sum(marks.values()) > form.points:
        found.append(Problem(Trouble.TOO_MANY_POINTS, form.points, sum(marks.values())))
    if form.kind == KNAPSACK:
        cost = sum(form.costs.get(option, 0) for option in marks)
        if cost > form.budget:
            found.append(Problem(Trouble.OVER_BUDGET, form.budget, cost))
    return found


def compact(value: Any) -> bytes:
    """The one text of *value*: JSON, keys sorted, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def canonical(choices: Mapping[str, Mapping[str, int]]) -> bytes:
    """The one text of what was marked: paper → option → mark. Equal choices have equal texts, whatever the order."""
    return compact({paper: dict(marks) for paper, marks in choices.items()})


@dataclass(frozen=True, slots=True)
class Cast:
    """What lies in an envelope: the marks, the number that hides them in the commitment, and where they are counted.

    *channel* and *territory* say how many ballots came from where; they aren't published where they are few.
    """

    choices: Mapping[str, Mapping[str, int]]
    nonce: bytes
    channel: str
    territory: str = ""


def written(cast: Cast) -> bytes:
    """*cast* as the text that is sealed."""
    if len(cast.nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes")
    return compact(
        {
            "channel": cast.channel,
            "choices": {paper: dict(marks) for paper, marks in cast.choices.items()},
            "nonce": cast.nonce.hex(),
            "territory": cast.territory,
        }
    )


def read(text: bytes) -> Cast:
    """What :func:`written` wrote. Raises ValueError for anything else: an envelope that was made by somebody else."""
    try:
        found = json.loads(text)
        cast = Cast(found["choices"], bytes.fromhex(found["nonce"]), found["channel"], found["territory"])
        whole = all(type(mark) is int for marks in cast.choices.values() for mark in marks.values())
        if whole and written(cast) == text:
            return cast
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("what was sealed is no ballot") from error
    raise ValueError("what was sealed is no ballot")


def size(forms: Mapping[str, PaperForm], *, longest_label: int = 64) -> int:
    """To how many bytes the ballots of an election are padded: room for the longest that can be cast, however marked.

    *forms*: all papers by key. Channel and territory together may have *longest_label* bytes.
    """
    widest = 2 + sum(len(compact({key: _longest(form)})) for key, form in forms.items())
    frame = len(written(Cast({}, bytes(NONCE_BYTES), "")))
    return -(-(frame + widest + longest_label + 1) // _STEP) * _STEP


def _longest(form: PaperForm) -> dict[str, int]:
    options = sorted(form.costs, key=lambda option: len(option.encode()), reverse=True)
    return dict.fromkeys(options[: form.most], max(form.points, 1))


def frozen_hash(papers: Mapping[str, bytes]) -> bytes:
    """One SHA-256 for all papers of an election (key → hash of its frozen text): what seals and commitments name.

    The same for every voter, so that it doesn't say which papers somebody was given.
    """
    return sha256(b"ortaq papers\x00" + compact({key: digest.hex() for key, digest in papers.items()})).digest()
