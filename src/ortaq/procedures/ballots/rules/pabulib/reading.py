"""A ``.pb`` file as an election: streamed, checked, equal ballots together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

from ortaq.procedures.ballots.rules.election import Ballot, Election, Kind, Number, Project, whole
from ortaq.procedures.ballots.rules.pabulib.lines import Parts, Unreadable, fitted, opened, row

_NUMBER = re.compile(r"-?[0-9]{1,400}(?:[.,][0-9]{1,20})?")
_COUNT = re.compile(r"[0-9]{1,18}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,.][0-9]{3})+")


@dataclass(frozen=True, slots=True)
class Published:
    """What the file itself says of a project's result, where it says anything. Never used to count."""

    votes: int | None
    score: Fraction | None
    selected: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: the election, the file's other words about it, and what a reader should know.

    *notices* are things that don't stop a count but that somebody should look at, each with its line.
    """

    election: Election
    meta: Mapping[str, str]
    published: tuple[Published, ...]
    notices: tuple[str, ...]


def read_election(stream: BinaryIO) -> Reading:
    """Reads and checks a whole file. Memory grows with the number of different ballots and of voters' identifiers.

    Raises Unreadable with the number of the line: a part or a heading is missing, a number isn't one, a project or a
    voter is there twice, a ballot names a project that isn't there or one twice, points are missing.
    """
    parts = opened(stream)
    kind = _kind(parts)
    budget = _amount(parts, "budget")
    default_score = _number(
        parts.meta.get("default_score") or "0", parts.meta_lines.get("default_score", 1), "default_score"
    )
    projects, published = _projects(parts)
    tallied = _tallied(parts, kind)
    places = {project.id.encode(): place for place, project in enumerate(projects)}
    ballots: dict[Ballot, int] = {}
    for marks, (times, line) in tallied.items():
        ballot = _plain_ballot(marks, kind, places) or _ballot(marks, kind, places, line)
        ballots[ballot] = ballots.get(ballot, 0) + times
    election = Election(kind, budget, tuple(projects), ballots, default_score)
    return Reading(election, parts.meta, tuple(published), tuple(_notices(parts, election)))


def _kind(parts: Parts) -> Kind:
    said = parts.meta.get("vote_type", "").strip()
    try:
        return Kind(said.lower())
    except ValueError:
        known = ", ".join(Kind)
        raise Unreadable(parts.meta_lines.get("vote_type", 1), f"META: vote_type is {said!r}; known are {known}.") from None  # fmt: skip


def _amount(parts: Parts, key: str) -> Fraction:
    if key not in parts.meta:
        raise Unreadable(1, f"META has no {key!r}.")
    amount = _number(parts.meta[key], parts.meta_lines[key], key)
    if amount <= 0:
        raise Unreadable(parts.meta_lines[key], f"{key} must be above zero, and is {parts.meta[key].strip()}.")
    return amount


def _number(text: str, line: int, what: str) -> Fraction:
    """An exact number; a decimal comma is understood, separators of thousands are not guessed at."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare) or ("," in bare and _GROUPED.fullmatch(bare)):
        raise Unreadable(
            line, f"{what} is {text.strip()!r}: write it in digits, with a point before decimals, like 1234.50."
        )
    return Fraction(bare.replace(",", "."))


def _projects(parts: Parts) -> tuple[list[Project], list[Published]]:
    projects: list[Project] = []
    published: list[Published] = []
    first: dict[str, int] = {}
    for line, fields in parts.projects:
        name = fields["project_id"].strip()
        if not name or "," in name:
            raise Unreadable(line, "project_id is empty or has a comma.")
        if name in first:
            raise Unreadable(line, f"project {name} stands in line {first[name]} already.")
        first[name] = line
        if not fields["cost"].strip():
            raise Unreadable(line, f"project {name} has no cost.")
        cost = _number(fields["cost"], line, f"the cost of project {name}")
        if cost <= 0:
            raise Unreadable(line, f"the cost of project {name} must be above zero.")
        projects.append(Project(name, cost, fields.get("name", "").strip()))
        votes, score, selected = (fields.get(column, "").strip() for column in ("votes", "score", "selected"))
        published.append(
            Published(
                int(votes) if _COUNT.fullmatch(votes) else None,
                _number(score, line, "score") if _NUMBER.fullmatch(score) else None,
                int(selected) > 0 if _COUNT.fullmatch(selected) else None,
            )
        )
    if not projects:
        raise Unreadable(parts.source.number, "there is no project.")
    return projects, published


def _tallied(parts: Parts, kind: Kind) -> dict[bytes, tuple[int, int]]:
    """Each different text of a vote → how often it was cast, and the line where it stands first.

    Where the kind has points, they follow after a semicolon.
    """
    columns = parts.vote_columns
    width = len(columns)
    voter_at, vote_at = columns.index("voter_id"), columns.index("vote")
    if kind.has_points and "points" not in columns:
        raise Unreadable(parts.source.number, f"ballots of the kind {kind} need the heading 'points'.")
    points_at = columns.index("points") if kind.has_points else None
    source, lines = parts.source, parts.lines
    voters: set[bytes] = set()
    times: dict[bytes, int] = {}
    first: dict[bytes, int] = {}
    for line in lines:
        number = source.number
        fields = line.rstrip(b"\r\n").split(b";")
        if b'"' in line or len(fields) != width:
            # The slow way, for quotes, empty lines and fields too many.
            if not line.strip():
                continue
            known = fitted(row(line, lines, source), columns, number)
            fields = [known[name].encode() for name in columns]
        voter = fields[voter_at].strip()
        if voter in voters:
            raise Unreadable(
                number, f"voter_id {voter.decode(errors='replace')} stands there already: one voter, one ballot."
            )
        voters.add(voter)
        marks = fields[vote_at] if points_at is None else b"%b;%b" % (fields[vote_at], fields[points_at])
        if marks in times:
            times[marks] += 1
        else:
            times[marks], first[marks] = 1, number
    return {marks: (count, first[marks]) for marks, count in times.items()}


def _plain_ballot(marks: bytes, kind: Kind, places: Mapping[bytes, int]) -> Ballot | None:
    """The fast way for the most ballots: marks without points or blanks. None: look at it the slow way."""
    if kind.has_points or kind is Kind.CHOOSE_ONE:
        return None
    try:
        found = [places[name] for name in marks.split(b",")]
    except KeyError:
        return None
    if len(set(found)) != len(found):
        return None
    if kind is not Kind.ORDINAL:
        found.sort()
    return Ballot(tuple(found))


def _ballot(marks: bytes, kind: Kind, places: Mapping[bytes, int], line: int) -> Ballot:
    """Any ballot, with all that can be wrong in it. A vote with a semicolon in quotes ends up in an error either way."""
    vote, _, points = marks.partition(b";") if kind.has_points else (marks, b"", b"")
    try:
        names = [name.strip() for name in vote.decode("utf-8").split(",")] if vote.strip() else []
        written = [mark.strip() for mark in points.decode("utf-8").split(",")] if points.strip() else []
    except UnicodeDecodeError:
        raise Unreadable(line, "not UTF-8. Save the file as UTF-8.") from None
    found = []
    for name in names:
        place = places.get(name.encode())
        if place is None:
            raise Unreadable(line, f"the ballot names project {name!r}, which isn't there.")
        found.append(place)
    if len(set(found)) != len(found):
        raise Unreadable(line, "the ballot names a project twice.")
    if kind is Kind.CHOOSE_ONE and len(found) > 1:
        raise Unreadable(line, "the ballot names several projects, but vote_type is choose-1.")
    if not kind.has_points:
        return Ballot(tuple(found) if kind is Kind.ORDINAL else tuple(sorted(found)))
    if len(written) != len(found):
        raise Unreadable(line, f"the ballot names {len(found)} projects and gives {len(written)} points.")
    pairs = sorted((place, _points(mark, line)) for place, mark in zip(found, written, strict=True))
    return Ballot(tuple(place for place, _ in pairs), tuple(mark for _, mark in pairs))


def _points(text: str, line: int) -> Number:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else whole(_number(text, line, "points"))


def _notices(parts: Parts, election: Election) -> list[str]:
    """What the file says of itself that isn't so."""
    said = []
    for key, count in (("num_projects", len(election.projects)), ("num_votes", election.voters)):
        if key in parts.meta and parts.meta[key].strip() != str(count):
            said.append(f"line {parts.meta_lines[key]}: {key} is {parts.meta[key].strip()}, but there are {count}.")
    return said
