"""What is published after the count, so that anybody can count again: files, their hashes, and what is kept back.

A publication is a folder (or a ZIP of it):

- ``manifest.json``: what belongs to it with SHA-256, the counts, the key, the hashes that were published before;
- ``paper-KEY.json``: each frozen paper, rule and costs in it;
- ``ballots-KEY.csv`` and ``.pb``: every ballot under a random number, sorted by it; no name, no time, no age;
- ``result-KEY.json``: the outcome with its whole trace;
- ``withdrawals.json``: which options were withdrawn while people voted, when and why; marks for them aren't counted;
- ``signs.json``: what looks like stuffing; ``terms.json``: what was announced;
- ``log.txt``, ``heads.json``: the log of commitments and its signed heads; ``counted.txt``: which of them were counted.

``static/ballots/verify_election.py`` and the page in the browser read exactly this.
"""

import csv
import io
import secrets
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any

from ortaq.procedures.ballots.rules.choices import POINTS, compact
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.log import Head
from ortaq.procedures.ballots.rules.outcome import Outcome
from ortaq.procedures.ballots.rules.pabulib import Document
from ortaq.procedures.ballots.rules.pabulib import written as pabulib
from ortaq.procedures.ballots.rules.papers import Paper, election_of
from ortaq.procedures.ballots.rules.trace import trace

FORMAT = 1
"""Version of the publication. The verifier refuses one it doesn't know."""
ENGINE = "ortaq-ballots 1"
"""The count's name and version."""
FEWEST = 50
"""So many ballots a territory must have to be named beside them, and a paper to have its ballots published at all."""
RAREST = Fraction(9, 10)
"""When a larger part of the ballots is unlike any other, they aren't published: there is no crowd to be lost in. (In
real votes with five marks or more up to three quarters are; short ballots are what protects.)"""

PAPER = "paper"
"""The channel of ballots on paper."""
ARCHIVE = "vote.zip"
"""All files in one, for those who check with a program."""
BALLOTS, SUMS = "ballots", "sums"
"""What is published of a paper: every ballot, or the sums alone (the ballots are shown to auditors)."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One opened ballot of one paper: what was marked, and the territory it is counted in."""

    marks: Mapping[str, int]
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An option that a decision took out while people voted. *reason*: public, by language; *at*: when, as ISO text."""

    paper: str
    option: str
    reason: Mapping[str, str]
    at: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head of the log with its Ed25519 signature, and the proof that it grew out of the one before."""

    head: Head
    signature: bytes
    proof: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a manifest says beside files and hashes.

    *roll*: how many could vote; *marked*: how many did by the roll, for each channel; *channels*: the same of the
    envelopes. Each vote on a screen is one mark and one envelope; of the people who were handed a paper, some may have
    kept it, and *spoilt_sheets* were spoilt and have no envelope. *spoilt*: envelopes with something that can't be
    counted, beside those that were. *turnout*: roll and voted for each territory.
    """

    election: str
    title: Mapping[str, str]
    frozen_hash: bytes
    public_key: bytes
    signing_key: bytes
    roll: int
    marked: Mapping[str, int]
    channels: Mapping[str, int]
    spoilt: int = 0
    spoilt_sheets: int = 0
    trustees: Sequence[Mapping[str, Any]] = ()
    needed: int = 0
    turnout: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publication:
    """All files by name, and the outcome of each paper."""

    files: Mapping[str, bytes]
    outcomes: Mapping[str, Outcome]

    @property
    def hash(self) -> str:
        """SHA-256 of the manifest, which names the SHA-256 of everything else: what the protocol prints."""
        return sha256(self.files["manifest.json"]).hexdigest()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The publication as a ZIP, always the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def published(
    *,
    facts: Facts,
    papers: Sequence[Paper],
    ballots: Mapping[str, Sequence[Marked]],
    log: Sequence[bytes],
    counted: Iterable[bytes],
    heads: Sequence[SignedHead],
    fewest: int = FEWEST,
    withdrawn: Sequence[Withdrawn] = (),
    more: Mapping[str, bytes] | None = None,
) -> Publication:
    """Counts every paper and makes all files of the publication. *ballots*: those of each paper by its key.

    Ballots are published as they were cast; in the ``.pb`` file, and in the count, *withdrawn* options aren't there.

    *fewest*: how many ballots a territory, or a paper, must have to be shown by itself, as was stated beforehand.
    *more*: other files that belong to it.
    """
    files: dict[str, bytes] = dict(more or {})
    outcomes: dict[str, Outcome] = {}
    described: dict[str, Any] = {}
    for paper in papers:
        cast = ballots[paper.key]
        gone = [each.option for each in withdrawn if each.paper == paper.key]
        election = election_of(paper, (each.marks for each in cast), gone)
        outcome = outcomes[paper.key] = count(election, paper.rule)
        kept = how_published(cast, fewest)
        files[f"paper-{paper.key}.json"] = paper.frozen()
        files[f"result-{paper.key}.json"] = compact(trace(outcome))
        if kept == BALLOTS:
            rows = numbered(cast, fewest)
            files[f"ballots-{paper.key}.csv"] = ballot_table(rows)
            files[f"ballots-{paper.key}.pb"] = "".join(pabulib(document(paper, outcome, rows, gone))).encode()
        described[paper.key] = {
            "paper_sha256": paper.hash.hex(),
            "rule_sha256": paper.rule.hash,
            "ballots": len(cast),
            "published": kept,
            "winners": list(outcome.winners),
            "withdrawn": sorted(gone, key=_natural),
        }
    files["withdrawals.json"] = compact(
        [{"paper": each.paper, "option": each.option, "reason": dict(each.reason), "at": each.at} for each in withdrawn]
    )
    files["log.txt"] = hex_lines(log)
    files["counted.txt"] = hex_lines(sorted(counted))
    files["heads.json"] = compact([head_json(each) for each in heads])
    files["manifest.json"] = compact(_manifest(facts, described, log, files, fewest))
    return Publication(files, outcomes)


def _manifest(
    facts: Facts, papers: Mapping[str, Any], log: Sequence[bytes], files: Mapping[str, bytes], fewest: int
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "engine": ENGINE,
        "election": facts.election,
        "title": dict(facts.title),
        "frozen_sha256": facts.frozen_hash.hex(),
        "public_key": facts.public_key.hex(),
        "signing_key": facts.signing_key.hex(),
        "trustees": [dict(each) for each in facts.trustees],
        "trustees_needed": facts.needed,
        "counts": {
            "roll": facts.roll,
            "marked": dict(facts.marked),
            "envelopes": dict(facts.channels),
            "spoilt": facts.spoilt,
            "spoilt_sheets": facts.spoilt_sheets,
            "logged": len(log),
        },
        "suppress_below": fewest,
        "turnout": {name: dict(counts) for name, counts in facts.turnout.items()},
        "papers": dict(papers),
        "files": {name: sha256(content).hexdigest() for name, content in sorted(files.items())},
    }


def how_published(cast: Sequence[Marked], fewest: int = FEWEST) -> str:
    """``ballots``, or ``sums`` when there are too few or too many are unlike any other."""
    if len(cast) < fewest:
        return SUMS
    alike = Counter(tuple(sorted(each.marks.items())) for each in cast)
    alone = sum(times == 1 for times in alike.values())
    return SUMS if alone > RAREST * len(cast) else BALLOTS


def numbered(cast: Sequence[Marked], fewest: int = FEWEST) -> list[tuple[str, Marked]]:
    """Each ballot under a random number, sorted by it: a shuffle that leaves no trace of the order before.

    A territory stays beside its ballots when it has enough of them; a ballot unlike any other of its territory doesn't
    show it. The rest stands under "": enough ballots too, or else the smallest named territory is put with them.
    """
    alike = Counter((each.territory, tuple(sorted(each.marks.items()))) for each in cast)
    shown = [each.territory if alike[each.territory, tuple(sorted(each.marks.items()))] > 1 else "" for each in cast]
    sizes = Counter(shown)
    named = {name for name, size in sizes.items() if name and size >= fewest}
    rest = sum(size for name, size in sizes.items() if name not in named)
    while named and 0 < rest < fewest:
        smallest = min(named, key=lambda name: (sizes[name], name))
        named.remove(smallest)
        rest += sizes[smallest]
    rows: dict[str, Marked] = {}
    for each, territory in zip(cast, shown, strict=True):
        number = secrets.token_hex(8)
        while number in rows:
            number = secrets.token_hex(8)
        rows[number] = Marked(each.marks, territory if territory in named else "")
    return sorted(rows.items())


def ballot_table(rows: Sequence[tuple[str, Marked]]) -> bytes:
    """The ballots as CSV: random number, marks as ``3,7`` or with points ``3:2,7:1``, territory."""
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\n")
    table.writerow(["ballot", "marks", "territory"])
    for number, each in rows:
        table.writerow([number, _marks(each.marks), each.territory])
    return target.getvalue().encode()


def _marks(marks: Mapping[str, int]) -> str:
    ordered = sorted(marks.items(), key=lambda pair: _natural(pair[0]))
    return ",".join(option if mark == 1 else f"{option}:{mark}" for option, mark in ordered)


def _natural(option: str) -> tuple[int, str]:
    return (int(option), option) if option.isascii() and option.isdigit() else (1 << 40, option)


def document(
    paper: Paper, outcome: Outcome, rows: Sequence[tuple[str, Marked]], withdrawn: Collection[str] = ()
) -> Document:
    """The same as a ``.pb`` file, for the field's own tools: without *withdrawn* options and the marks for them."""
    points = paper.form.kind == POINTS
    meta = {
        "description": paper.title.get("en") or paper.title.get("kk", ""),
        "country": "Kazakhstan",
        "unit": paper.territory,
        "instance": f"{paper.election} {paper.key}",
        "num_projects": str(len(paper.lines) - len(withdrawn)),
        "num_votes": str(len(rows)),
        "budget": str(paper.budget),
        "vote_type": str(outcome.election.kind),
        "rule": str(paper.rule.method),
        "rule_sha256": paper.rule.hash,
        "min_length": "0" if withdrawn else str(paper.form.minimum),
        "max_length": str(paper.form.most),
        "currency": "KZT",
    }
    if points:
        meta["max_sum_points"] = str(paper.form.points)
    won = set(outcome.winners)
    columns = ("project_id", "cost", "votes", *(("score",) if points else ()), "name", "selected")
    projects = [
        {
            "project_id": line.number,
            "cost": str(line.cost),
            "votes": str(outcome.support.votes[place]),
            "score": str(outcome.support.scores[place]),
            "name": line.title.get("en") or line.title.get("kk", ""),
            "selected": str(int(line.number in won)),
        }
        for place, line in enumerate(paper.lines)
        if line.number not in withdrawn
    ]
    votes = []
    for number, each in rows:
        kept = [(option, mark) for option, mark in each.marks.items() if option not in withdrawn]
        ordered = sorted(kept, key=lambda pair: (-pair[1], _natural(pair[0])))
        votes.append(
            {
                "voter_id": number,
                "vote": ",".join(option for option, _ in ordered),
                "points": ",".join(str(mark) for _, mark in ordered),
            }
        )
    return Document(meta, columns, projects, ("voter_id", "vote", *(("points",) if points else ())), votes)


def hex_lines(digests: Iterable[bytes]) -> bytes:
    """Hashes as hexadecimal digits, one in a line."""
    return b"".join(digest.hex().encode() + b"\n" for digest in digests)


def head_json(signed: SignedHead) -> Mapping[str, Any]:
    """A signed head as JSON values."""
    return {
        **signed.head.content(),
        "signature": signed.signature.hex(),
        "proof": [digest.hex() for digest in signed.proof],
    }
