"""``ortaq count``: counts a file of votes. Needs no database, no network and no settings."""

import json
import sys
import time
from pathlib import Path

from ortaq.procedures.ballots.rules.catalogue import RULES, presumed_rule
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.outcome import Outcome
from ortaq.procedures.ballots.rules.pabulib import Reading, Unreadable, read_election
from ortaq.procedures.ballots.rules.specification import BadRule, Rule, rule_from_json
from ortaq.program.trouble import Trouble


def run(file: Path, rule_name: str | None, *, as_json: bool) -> int:
    """Reads *file*, counts it and prints the result. Raises Trouble when the file or the rule is no good."""
    begun = time.perf_counter()
    reading = _read(file)
    name, rule = _rule(rule_name, reading)
    read = time.perf_counter()
    try:
        outcome = count(reading.election, rule)
    except BadRule as error:
        raise Trouble(f"The rule doesn't fit this file. {error}") from error
    done = time.perf_counter()
    if as_json:
        json.dump(_as_json(outcome), sys.stdout, ensure_ascii=False, indent=2)
        print()
        return 0
    election = outcome.election
    print(f"{election.voters:,} ballots ({election.kind}), {len(election.projects)} projects, budget {election.budget}")
    print(f"Rule {name}, SHA-256 {rule.hash}")
    for notice in reading.notices:
        print(f"Note: {notice}")
    for step in outcome.steps:
        project = election.projects[step.project]
        print(f"{project.id:>8} {step.score:>8} {project.cost!s:>12} {step.spent!s:>12}  {project.name[:60]}")
    print(
        f"{len(outcome.steps)} projects, {outcome.spent} spent, read in {read - begun:.2f} s, counted in {done - read:.2f} s"
    )
    return 0


def _read(file: Path) -> Reading:
    try:
        with file.open("rb") as stream:
            return read_election(stream)
    except OSError as error:
        raise Trouble(f"{file} can't be read: {error.strerror}.") from error
    except Unreadable as error:
        raise Trouble(f"{file}, {error}") from error


def _rule(name: str | None, reading: Reading) -> tuple[str, Rule]:
    if name is None:
        election = reading.election
        presumed = presumed_rule(
            reading.meta, election.kind, max((len(b.projects) for b in election.ballots), default=0)
        )
        return presumed.name, presumed.rule
    if name in RULES:
        return name, RULES[name]
    path = Path(name)
    if not path.is_file():
        raise Trouble(f"There is no rule {name!r}. Known are {', '.join(RULES)}; or name a file that holds a rule.")
    try:
        return path.name, rule_from_json(path.read_text(encoding="utf-8"))
    except (BadRule, UnicodeDecodeError) as error:
        raise Trouble(f"{path} holds no rule. {error}") from error


def _as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "rule": outcome.rule.as_json(),
        "rule_sha256": outcome.rule.hash,
        "winners": outcome.winners,
        "spent": str(outcome.spent),
    }
