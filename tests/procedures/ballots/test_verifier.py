"""The one-file verifier: finds what the engine finds, and says what is wrong with a publication that was tampered with."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.procedures.ballots.published_votes import (
    CAST,
    HONEST,
    KEY,
    TAMPERED,
    TWO,
    Tamper,
    ballot_dropped,
    file_missing,
    lines,
    paper,
    publication,
    winner_changed,
)

from ortaq.procedures.ballots.rules import receipts
from ortaq.procedures.ballots.rules.catalogue import RULES, presumed_rule
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.election import Kind
from ortaq.procedures.ballots.rules.pabulib import read_election
from ortaq.procedures.ballots.rules.papers import Paper, election_of
from ortaq.procedures.ballots.rules.publishing import Marked
from ortaq.procedures.ballots.rules.specification import (
    Comparison,
    Completion,
    Marks,
    Method,
    Purse,
    Rule,
    Tie,
    Utility,
)

ROOT = Path(__file__).resolve().parents[3]
VERIFIER = ROOT / "src/ortaq/procedures/ballots/static/ballots/verify_election.py"
CITIES = Path(os.environ.get("ORTAQ_PABULIB", ROOT.parent / "shared" / "pabulib"))


def _verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_election", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = _verifier()


class Wanted:
    """What an observer can give besides."""

    def __init__(self, **given: Any) -> None:
        self.manifest, self.key, self.terms, self.head, self.receipt = "", "", "", [], []
        self.__dict__.update(given)


def check(files: Mapping[str, bytes], **given: Any) -> Any:
    found = verifier.Check(dict(files))
    found.all(Wanted(**given))
    return found


# --- it counts as the engine does ------------------------------------------------------------------------------------


@st.composite
def rules(draw: st.DrawFn, names: list[str]) -> Rule:
    method = draw(st.sampled_from(list(Method)))
    lot = draw(st.sampled_from(["", "seed", "drawn"]))
    common: dict[str, Any] = {
        "min_votes": draw(st.integers(1, 2)),
        "min_percent": draw(st.sampled_from([Fraction(0), Fraction(100, 3)])),
        "min_cost_share": draw(st.sampled_from([Fraction(0), Fraction(1, 3)])),
        "blank_counts": draw(st.booleans()),
        "ties": tuple(draw(st.permutations(list(Tie)))[: draw(st.integers(0, 2))]),
        "lot": tuple(draw(st.permutations(names))) if lot == "drawn" else (),
        "lot_seed": "2026-11-25 жеребе" if lot == "seed" else "",
    }
    if method is Method.EQUAL_SHARES:
        completion = draw(st.sampled_from(list(Completion)))
        common |= {
            "utility": draw(st.sampled_from(list(Utility))),
            "purse": draw(st.sampled_from(list(Purse))),
            "completion": completion,
            "increment": draw(st.sampled_from([Fraction(1), Fraction(5, 2)])) if completion.grows else Fraction(0),
            "stop_when_exhausted": completion.grows and draw(st.booleans()),
            "comparison": draw(st.sampled_from(list(Comparison))),
        }
    return Rule(method, **common)


@st.composite
def votes(draw: st.DrawFn) -> tuple[Paper, list[Marked]]:
    names = [f"{number}" for number in range(1, draw(st.integers(2, 7)))] + draw(
        st.sampled_from([["12"], ["a2", "a10"]])
    )
    points = draw(st.sampled_from([0, 0, 6]))
    rule = draw(rules(names))
    if points:
        rule = replace(rule, marks=Marks.POINTS, min_points=draw(st.sampled_from([Fraction(0), Fraction(5, 2)])))
    lines = [(name, draw(st.integers(1, 40))) for name in names]
    made = paper("region", lines, draw(st.integers(10, 90)), rule, points=points)
    mark = st.integers(1, 6 // len(names) + 1) if points else st.just(1)
    ballot = st.dictionaries(st.sampled_from(names), mark, max_size=min(4, points or 4))
    cast = draw(st.lists(st.tuples(ballot, st.integers(1, 4)), min_size=1, max_size=9))
    whole = [
        Marked(marks, "taraz") for marks, times in cast for _ in range(times) if sum(marks.values()) <= (points or 99)
    ]
    return made, whole or [Marked({})]


@settings(max_examples=400, deadline=None)
@given(votes())
def test_it_finds_the_engines_winners_tallies_and_purses(vote: tuple[Paper, list[Marked]]) -> None:
    made, cast = vote
    outcome = count(election_of(made, (each.marks for each in cast)), made.rule)
    places = {line.number: place for place, line in enumerate(made.lines)}
    ballots = verifier.Counter(
        tuple(sorted((places[name], mark) for name, mark in each.marks.items())) for each in cast
    )
    found = verifier.Count(json.loads(made.frozen()), ballots)
    assert tuple(found.winners) == outcome.winners
    assert found.spent == outcome.spent
    assert tuple(found.votes) == outcome.support.votes
    assert tuple(found.scores) == outcome.support.scores
    assert found.voters == outcome.support.voters
    if outcome.purses and outcome.support.voters:
        assert found.purse == outcome.purses.final


@settings(max_examples=40, deadline=None)
@given(votes())
def test_an_honest_publication_fits(vote: tuple[Paper, list[Marked]]) -> None:
    made, cast = vote
    assert check(publication([made], {"region": cast * 7}).files).findings == []


@pytest.mark.parametrize(
    ("city", "rule"),
    [
        ("Poland_Lodz_2022", None),
        ("Poland_Lodz_2022", "equal-shares"),
        ("Poland_Czestochowa_2024", None),
        ("Poland_Warszawa_2020_Wawer", None),
        ("Poland_Swiecie_2023", None),
        ("Netherlands_Assen_2024", "equal-shares-add1"),
        ("Poland_Wieliczka_2023_Green_Budget", "equal-shares-add1"),
        ("Poland_Wieliczka_2023_Green_Budget", "equal-shares-add1-comparison"),
        ("France_Toulouse_2024", "equal-shares-cardinality"),
    ],
)
def test_real_votes_are_published_and_checked(city: str, rule: str | None) -> None:
    path = CITIES / f"{city}.pb"
    if not path.exists():
        pytest.skip(f"{path} isn't there: set ORTAQ_PABULIB to a folder with the .pb files of pabulib.org")
    with path.open("rb") as stream:
        reading = read_election(stream)
    election = reading.election
    chosen = RULES[rule] if rule else presumed_rule(reading.meta, election.kind, 0).rule
    points = 0
    if election.kind is Kind.CUMULATIVE:
        points = max(int(sum(ballot.points)) for ballot in election.ballots)
    lines = [(project.id, int(project.cost)) for project in election.projects]
    made = paper("region", lines, int(election.budget), chosen, points=points)
    cast = [
        Marked({lines[at][0]: int(ballot.points[n]) if points else 1 for n, at in enumerate(ballot.projects)}, "city")
        for ballot, times in election.ballots.items()
        for _ in range(times)
    ]
    out = publication([made], {"region": cast})
    found = check(out.files)
    assert found.findings == []
    assert json.loads(out.files["manifest.json"])["papers"]["region"]["ballots"] == election.voters


# --- it says what is wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tamper", "said"), TAMPERED, ids=[tamper.__name__ for tamper, _ in TAMPERED])
def test_what_was_tampered_with_is_named(tamper: Tamper, said: str) -> None:
    files = dict(HONEST)
    tamper(files)
    findings = check(files).findings
    assert any(said in finding for finding in findings), findings


def test_the_honest_one_has_no_finding_and_tells_what_it_saw() -> None:
    found = check(HONEST)
    assert found.findings == []
    assert any("162 entries in the log, 3 heads, 160 votes counted" in fact for fact in found.facts)


def test_observers_hold_it_against_what_they_kept(tmp_path: Path) -> None:
    """Manifest, key and heads that were written down in time give away a publication that is whole in itself."""
    seen = sha256(HONEST["manifest.json"]).hexdigest()
    kept = tmp_path / "head.json"
    head = json.loads(HONEST["heads.json"])[1]
    kept.write_text(json.dumps(head))
    key = KEY.public_key().public_bytes_raw().hex()
    assert check(HONEST, manifest=seen.upper(), key=key, head=[str(kept)]).findings == []
    others = publication(TWO, {"region": CAST[::-1], "own": CAST[:150]}, replaced=3).files
    findings = check(others, manifest=seen, key="00" * 32, head=[str(kept)]).findings
    assert len(findings) == 3, findings
    assert "The head that you kept" in findings[2]


def test_a_receipt_is_found_and_one_that_vanished_is_not() -> None:
    entries = [bytes.fromhex(line.decode()) for line in lines(HONEST, "log.txt")]
    counted = set(HONEST["counted.txt"].decode().split())
    code = {entry.hex() in counted: receipts.code(entry) for entry in entries}
    found = check(HONEST, receipt=[receipts.shown(code[True]).lower(), code[False]])
    assert found.findings == []
    assert any(fact.endswith("of the log, counted") for fact in found.facts)
    assert any(fact.endswith("replaced by a later vote of the same person") for fact in found.facts)
    lost = check(HONEST, receipt=[receipts.code(bytes(32)), "ABC"]).findings
    assert "is in no log: complain" in lost[0]
    assert "is no receipt" in lost[1]


def test_few_ballots_are_checked_by_their_sums() -> None:
    files = dict(publication([TWO[0]], {"region": CAST[::8]}).files)
    assert "ballots-region.csv" not in files
    assert check(files).findings == []
    winner_changed(files)
    assert "the count gives the winners" in check(files).findings[0]


def packed(files: Mapping[str, bytes], target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def run(arguments: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """As anybody would: this one file, without installed packages, without this program."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_it_runs_alone_on_a_folder_and_on_a_zip(tmp_path: Path) -> None:
    folder = tmp_path / "vote"
    folder.mkdir()
    for name, content in HONEST.items():
        (folder / name).write_bytes(content)
    done = run([str(folder), "--lang", "ru"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Всё сходится." in done.stdout
    files = dict(HONEST)
    ballot_dropped(files)
    done = run([str(packed(files, tmp_path / "vote.zip")), "--lang", "en"])
    assert done.returncode == 1
    assert "It doesn't fit" in done.stdout
    assert "159 ballots are published" in done.stdout


@pytest.mark.parametrize("tamper", [file_missing, lambda files: files.update({"manifest.json": b'{"format":2}'})])
def test_what_cannot_be_read_is_said(tamper: Tamper, tmp_path: Path) -> None:
    files = dict(HONEST)
    tamper(files)
    done = run([str(packed(files, tmp_path / "vote.zip")), "--lang", "en"])
    assert done.returncode == 2
    assert "can't be read" in done.stderr


def test_its_signatures_are_those_of_rfc_8032() -> None:
    """Section 7.1, tests 1 to 3; and what differs from them isn't one."""
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ):  # fmt: skip
        parts = [bytes.fromhex(text) for text in (key, message, signature)]
        assert verifier.signature_fits(*parts)
        assert not verifier.signature_fits(parts[0], parts[1] + b"x", parts[2])
        assert not verifier.signature_fits(parts[0], parts[1], bytes([parts[2][0] ^ 1, *parts[2][1:]]))


@given(st.binary(max_size=80))
def test_its_signatures_are_the_librarys(message: bytes) -> None:
    assert verifier.signature_fits(KEY.public_key().public_bytes_raw(), message, KEY.sign(message))
