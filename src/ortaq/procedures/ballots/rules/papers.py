"""The paper as it is frozen when a vote opens: one text with one hash, and out of it form, rule and election to count."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from ortaq.procedures.ballots.rules.choices import POINTS, PaperForm, compact
from ortaq.procedures.ballots.rules.election import Ballot, Election, Kind, Project
from ortaq.procedures.ballots.rules.specification import Marks, Rule, rule_from_json

FORMAT = 1
"""Version of what the fields of a frozen paper mean."""


@dataclass(frozen=True, slots=True)
class Line:
    """An option: its number on the paper, its names and short texts by language, what it costs in whole tenge."""

    number: str
    title: Mapping[str, str]
    cost: int
    summary: Mapping[str, str]
    record: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One question of an election. *key*: its short name within the election; *territory*: who is given it."""

    election: str
    key: str
    title: Mapping[str, str]
    territory: str
    form: PaperForm
    budget: int
    lines: tuple[Line, ...]
    rule: Rule

    def frozen(self) -> bytes:
        """The one text of this paper."""
        form = self.form
        return compact(
            {
                "format": FORMAT,
                "election": self.election,
                "key": self.key,
                "title": dict(self.title),
                "territory": self.territory,
                "form": {
                    "kind": form.kind, "minimum": form.minimum, "maximum": form.maximum, "points": form.points,
                },
                "budget": self.budget,
                "options": [
                    {
                        "number": line.number, "title": dict(line.title), "cost": line.cost,
                        "summary": dict(line.summary), "record": line.record,
                    }
                    for line in self.lines
                ],
                "rule": self.rule.as_json(),
                "rule_sha256": self.rule.hash,
            }
        )  # fmt: skip

    @property
    def hash(self) -> bytes:
        """SHA-256 of the frozen text."""
        return sha256(self.frozen()).digest()


def form_of(kind: str, *, minimum: int, maximum: int, points: int, lines: Iterable[Line], budget: int) -> PaperForm:
    """The form of a paper with these lines. Raises ValueError when it contradicts itself."""
    return PaperForm(kind, minimum, maximum, points, {line.number: line.cost for line in lines}, budget)


def thawed(text: bytes) -> Paper:
    """The paper whose frozen text this is. Raises ValueError (BadRule among them) when it isn't one."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found["format"] != FORMAT:
            raise ValueError(f"a paper of the unknown format {found['format']}")
        lines = tuple(
            Line(each["number"], each["title"], each["cost"], each["summary"], each["record"])
            for each in found["options"]
        )
        form = form_of(**found["form"], lines=lines, budget=found["budget"])
        rule = rule_from_json(json.dumps(found["rule"]))
        paper = Paper(
            found["election"], found["key"], found["title"], found["territory"], form, found["budget"], lines, rule
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("this is no frozen paper") from error
    if paper.frozen() != text:
        raise ValueError("this isn't the one text of a paper")
    return paper


def election_of(paper: Paper, marks: Iterable[Mapping[str, int]], withdrawn: Collection[str] = frozenset()) -> Election:
    """What is counted: the paper and every ballot's *marks* (option → 1 or points), equal ones together.

    Marks for a *withdrawn* option are passed over; the rest of such a ballot counts, and a ballot of nothing else is blank.
    """
    places = {line.number: place for place, line in enumerate(paper.lines)}
    points = paper.form.kind == POINTS
    counted: dict[Ballot, int] = {}
    for each in marks:
        pairs = sorted((places[option], mark) for option, mark in each.items() if option not in withdrawn)
        ballot = Ballot(tuple([place for place, _ in pairs]), tuple([mark for _, mark in pairs]) if points else ())
        counted[ballot] = counted.get(ballot, 0) + 1
    projects = tuple(
        Project(line.number, Fraction(line.cost), line.title.get("kk") or next(iter(line.title.values()), ""))
        for line in paper.lines
    )
    gone = frozenset(places[option] for option in withdrawn)
    return Election(
        Kind.CUMULATIVE if points else Kind.APPROVAL, Fraction(paper.budget), projects, counted, withdrawn=gone
    )


def fits(form: PaperForm, rule: Rule) -> bool:
    """Does the rule weigh what the paper asks for: points where points are given, votes where options are ticked?"""
    return (form.kind == POINTS) == (rule.marks is Marks.POINTS)
