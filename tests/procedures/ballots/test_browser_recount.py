"""The check in the browser finds what the engine and the one-file verifier find; here node runs the same script."""

import base64
import hashlib
import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.procedures.ballots.published_votes import HONEST, TAMPERED, TWO, Tamper, paper, publication

from ortaq.procedures.ballots.rules import receipts
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.outcome import Outcome
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

SCRIPT = Path(__file__).resolve().parents[3] / "src/ortaq/procedures/ballots/static/ballots/recount.js"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node isn't installed")

RUN = """
import { check, Count, sha256 } from "data:text/javascript;base64,%s";
let source = "";
for await (const part of process.stdin) source += part;
const { publications = [], counts = [], hashes = [] } = JSON.parse(source);
const decoded = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const out = { checked: [], counted: [], hashed: [] };
for (const { files, receipt } of publications) {
  const given = new Map(Object.entries(files).map(([name, content]) => [name, decoded(content)]));
  out.checked.push(await check(given, { receipt }).catch((error) => ({ error: String(error) })));
}
for (const { paper, ballots } of counts) {
  const made = await new Count(paper, new Map(ballots)).decide();
  out.counted.push({ winners: made.winners, votes: made.votes, scores: made.scores, purse: made.purse && [String(made.purse.above), String(made.purse.below)] });
}
out.hashed = hashes.map((text) => Buffer.from(sha256(decoded(text))).toString("hex"));
process.stdout.write(JSON.stringify(out));
"""


def ask(question: Mapping[str, Any]) -> Any:
    """Has node answer with the script of the page."""
    assert NODE
    program = RUN % base64.b64encode(SCRIPT.read_bytes()).decode()
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program],
        input=json.dumps(question), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def carried(files: Mapping[str, bytes], receipt: str = "") -> dict[str, Any]:
    return {"files": {name: base64.b64encode(content).decode() for name, content in files.items()}, "receipt": receipt}


def drawn_rule(chance: random.Random, names: list[str], points: bool) -> Rule:
    method = chance.choice(list(Method))
    lot = chance.choice(["", "seed", "drawn"])
    more: dict[str, Any] = {}
    if method is Method.EQUAL_SHARES:
        completion = chance.choice(list(Completion))
        more = {
            "utility": chance.choice(list(Utility)),
            "purse": chance.choice(list(Purse)),
            "completion": completion,
            "increment": chance.choice([Fraction(1), Fraction(5, 2)]) if completion.grows else Fraction(0),
            "stop_when_exhausted": completion.grows and chance.random() < 0.5,
            "comparison": chance.choice(list(Comparison)),
        }
    return Rule(
        method,
        marks=Marks.POINTS if points else Marks.VOTES,
        min_votes=chance.randint(1, 2),
        min_percent=chance.choice([Fraction(0), Fraction(100, 3)]),
        min_cost_share=chance.choice([Fraction(0), Fraction(1, 3)]),
        blank_counts=chance.random() < 0.5,
        ties=tuple(chance.sample(list(Tie), chance.randint(0, 2))),
        lot=tuple(chance.sample(names, len(names))) if lot == "drawn" else (),
        lot_seed="2026-11-25 жеребе" if lot == "seed" else "",
        **more,
    )


def drawn_vote(chance: random.Random) -> tuple[Paper, list[Marked]]:
    names = [str(number) for number in range(1, chance.randint(3, 8))] + chance.choice([["12"], ["a2", "a10"]])
    points = chance.random() < 0.3
    costs = [(name, chance.randint(1, 40)) for name in names]
    made = paper("region", costs, chance.randint(10, 90), drawn_rule(chance, names, points), points=9 if points else 0)
    cast = []
    for _ in range(chance.randint(1, 9)):
        marks = {name: chance.randint(1, 3) if points else 1 for name in chance.sample(names, chance.randint(0, 3))}
        cast += [Marked(marks)] * chance.randint(1, 4)
    return made, cast


def expected(outcome: Outcome) -> dict[str, Any]:
    purse = outcome.purses.final if outcome.purses and outcome.support.voters else None
    return {
        "winners": list(outcome.winners),
        "votes": list(outcome.support.votes),
        "scores": list(outcome.support.scores),
        "purse": None if purse is None else [str(purse.numerator), str(purse.denominator)],
    }


def test_it_counts_as_the_engine_does() -> None:
    chance = random.Random(20261126)
    votes = [drawn_vote(chance) for _ in range(600)]
    questions = []
    for made, cast in votes:
        places = {line.number: place for place, line in enumerate(made.lines)}
        alike = Counter(",".join(f"{places[n]}:{w}" for n, w in sorted(each.marks.items(), key=lambda p: places[p[0]])) for each in cast)  # fmt: skip
        questions.append({"paper": json.loads(made.frozen()), "ballots": list(alike.items())})
    answers = ask({"counts": questions})["counted"]
    for (made, cast), answer in zip(votes, answers, strict=True):
        assert answer == expected(count(election_of(made, (each.marks for each in cast)), made.rule)), made.rule


def test_an_honest_publication_fits_and_a_receipt_is_found() -> None:
    chance = random.Random(7)
    several = [
        publication([made], {"region": cast * 9}).files for made, cast in (drawn_vote(chance) for _ in range(30))
    ]
    entry = bytes.fromhex(HONEST["counted.txt"].split()[5].decode())
    code = receipts.shown(receipts.code(entry)).lower()
    answers = ask(
        {"publications": [carried(HONEST, code), carried(HONEST, receipts.code(bytes(32))), *map(carried, several)]}
    )
    for answer in answers["checked"]:
        assert answer.get("findings") == [], answer
    assert "receipt-counted" in {fact["code"] for fact in answers["checked"][0]["facts"]}
    assert "receipt-lost" in {fact["code"] for fact in answers["checked"][1]["facts"]}


CODES = {
    "file_changed": "changed", "file_added": "stranger", "ballot_changed": "tally", "ballot_changed_in_one_place": "pabulib",
    "ballot_dropped": "published", "ballot_added": "published", "ballot_added_and_counts_too": "channel",
    "ballot_against_the_paper": "ballot", "rule_changed": "rule", "cost_changed": "paper", "winner_changed": "winners",
    "winner_changed_in_the_manifest": "winners", "log_entry_dropped": "head", "log_entry_changed": "head",
    "log_in_order_of_votes": "order", "head_made_anew": "signature", "last_head_dropped": "headless",
    "counted_one_that_never_stood_there": "stray", "counted_twice": "twice", "roll_changed": "channel",
    "more_voters_than_people": "roll", "small_place_named": "small",
}  # fmt: skip


def test_what_was_tampered_with_is_named() -> None:
    """The same ways as with the one-file verifier; but for the size of purses, which the page doesn't compare."""
    tampers: list[Tamper] = [tamper for tamper, _ in TAMPERED if tamper.__name__ in CODES]
    assert len(tampers) == len(CODES)
    asked = []
    for tamper in tampers:
        files = dict(HONEST)
        tamper(files)
        asked.append(carried(files))
    for tamper, answer in zip(tampers, ask({"publications": asked})["checked"], strict=True):
        found = {finding["code"] for finding in answer.get("findings", [])}
        assert CODES[tamper.__name__] in found, (tamper.__name__, answer)


def test_its_hash_is_sha256() -> None:
    samples = [random.Random(at).randbytes(at) for at in (*range(130), 1000, 70_000)]
    answers = ask({"hashes": [base64.b64encode(sample).decode() for sample in samples]})["hashed"]
    assert answers == [hashlib.sha256(sample).hexdigest() for sample in samples]


def test_sums_alone_are_counted_too() -> None:
    made = replace(TWO[0], key="region")
    files = publication([made], {"region": [Marked({"1": 1}), Marked({"2": 1}), Marked({"2": 1, "3": 1})]}).files
    answer = ask({"publications": [carried(files)]})["checked"][0]
    assert answer["findings"] == []
    assert {"sums-only", "counted"} <= {fact["code"] for fact in answer["facts"]}
