"""``ortaq count``: counts a file of votes. Needs no database, no network and no settings."""

import json
import sys
import time
from fractions import Fraction
from pathlib import Path

from ortaq.procedures.ballots.rules.catalogue import RULES, presumed_rule
from ortaq.procedures.ballots.rules.citizens import TITLES, document
from ortaq.procedures.ballots.rules.counting import count
from ortaq.procedures.ballots.rules.explanation import explained
from ortaq.procedures.ballots.rules.outcome import Outcome
from ortaq.procedures.ballots.rules.pabulib import Reading, Unreadable, read_election
from ortaq.procedures.ballots.rules.specification import BadRule, Method, Rule, rule_from_json
from ortaq.procedures.ballots.rules.trace import trace
from ortaq.procedures.ballots.rules.wording import number
from ortaq.program.trouble import Trouble

NAME_WIDTH = 56


def run(
    file: Path, rule_name: str | None, *, as_json: bool = False, why: bool = False, show_rule: bool = False, language: str = "en"
) -> int:  # fmt: skip
    """Reads *file*, counts it and prints the result. Raises Trouble when the file or the rule is no good."""
    begun = time.perf_counter()
    reading = _read(file)
    name, rule = _rule(rule_name, reading)
    if show_rule:
        _print_rule(rule, language)
        return 0
    read = time.perf_counter()
    progress = _Progress()
    try:
        outcome = count(reading.election, rule, progress)
    except BadRule as error:
        raise Trouble(f"The rule doesn't fit this file. {error}") from error
    progress.end()
    seconds = (read - begun, time.perf_counter() - read)
    if as_json:
        said = {**trace(outcome), "notices": reading.notices, "seconds": {"reading": round(seconds[0], 3), "counting": round(seconds[1], 3)}}  # fmt: skip
        json.dump(said, sys.stdout, ensure_ascii=False, indent=2)
        print()
        return 0
    _print_head(reading, outcome, name)
    _print_winners(outcome)
    _print_sums(reading, outcome, seconds)
    if why:
        _print_reasons(outcome, language)
    return 0


class _Progress:
    """Says on the terminal, once a second, how far a long count has come."""

    def __init__(self) -> None:
        self._next = time.monotonic() + 1
        self._said = False

    def __call__(self, runs: int, purse: Fraction) -> None:
        if time.monotonic() >= self._next and sys.stderr.isatty():
            self._next = time.monotonic() + 1
            self._said = True
            print(f"\r{runs:,} runs, purse {number(purse, 'en')} …  ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leaves the line."""
        if self._said:
            print(file=sys.stderr)


def _read(file: Path) -> Reading:
    try:
        with file.open("rb") as stream:
            return read_election(stream)
    except OSError as error:
        raise Trouble(f"{file} can't be read: {error.strerror}.") from error
    except Unreadable as error:
        raise Trouble(f"{file}, {error}") from error


def _rule(name: str | None, reading: Reading) -> tuple[str, Rule]:
    """The rule and how to call it: as the file names it, by its name in the catalogue, or out of a file."""
    if name is None:
        election = reading.election
        longest = max((len(ballot.projects) for ballot in election.ballots), default=0)
        presumed = presumed_rule(reading.meta, election.kind, longest)
        word = "as the file says" if presumed.certain else "the file names no rule that we know"
        return f"{presumed.name} ({word})", presumed.rule
    if name in RULES:
        return name, RULES[name]
    path = Path(name)
    if not path.is_file():
        raise Trouble(f"There is no rule {name!r}. Known are {', '.join(RULES)}; or name a file that holds a rule.")
    try:
        return path.name, rule_from_json(path.read_text(encoding="utf-8"))
    except (BadRule, UnicodeDecodeError) as error:
        raise Trouble(f"{path} holds no rule. {error}") from error


def _print_rule(rule: Rule, language: str) -> None:
    print(TITLES[rule.method].in_language(language), end="\n\n")
    for place, paragraph in enumerate(document(rule), 1):
        print(f"{place}. {paragraph.in_language(language)}")
    print(f"\n{rule.canonical()}")


def _print_head(reading: Reading, outcome: Outcome, name: str) -> None:
    election, meta = outcome.election, reading.meta
    title = ", ".join(_shown(meta[key]) for key in ("description", "instance") if meta.get(key, "").strip())
    if title:
        print(title)
    print(
        f"{number(election.voters, 'en')} ballots ({election.kind}), {len(election.projects)} projects, "
        f"budget {_money(reading, election.budget)}"
    )
    print(f"Rule: {name}\nSHA-256 of the rule: {outcome.rule.hash}")
    for notice in reading.notices:
        print(f"Note: {notice}")
    if election.kind == "choose-1" and outcome.rule.method is Method.EQUAL_SHARES:
        print("Note: with one choice per ballot equal shares leave most of the money unspent.")
    print()


def _print_winners(outcome: Outcome) -> None:
    rows = [("", "project", "support", "cost", "spent", "name")]
    for place, step in enumerate(outcome.steps, 1):
        project = outcome.election.projects[step.project]
        score, cost, spent = (number(value, "en") for value in (step.score, project.cost, step.spent))
        rows.append((str(place), _shown(project.id), score, cost, spent, _shown(project.name)[:NAME_WIDTH]))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [text.rjust(width) for text, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[5]]).rstrip())
    print()


def _print_sums(reading: Reading, outcome: Outcome, seconds: tuple[float, float]) -> None:
    election = outcome.election
    share = number(outcome.spent * 100 / election.budget, "en", 1)
    print(f"{len(outcome.steps)} of {len(election.projects)} projects funded, {_money(reading, outcome.spent)} spent ({share} %)")  # fmt: skip
    if election.voters:
        part = number(Fraction(outcome.represented * 100, election.voters), "en", 1)
        print(f"{number(outcome.represented, 'en')} voters ({part} %) marked at least one funded project")
    if outcome.purses:
        start, final = (number(purse, "en") for purse in (outcome.purses.start, outcome.purses.final))
        print(
            f"Purse of each voter: {start} at the start, {final} in the run that decided ({outcome.purses.runs} runs)"
        )
    if outcome.compared:
        compared = outcome.compared
        taken = "the plain list is taken" if compared.greedy_taken else "equal shares stand"
        print(f"Comparison: {compared.prefer_shares:,} voters gain by equal shares, {compared.prefer_list:,} by the plain list: {taken}")  # fmt: skip
    said = {p.id for p, word in zip(election.projects, reading.published, strict=True) if word.selected}
    if said:
        differing = sorted(said ^ set(outcome.winners))
        print(f"The file's own winners: {'the same' if not differing else 'they differ in ' + ', '.join(map(_shown, differing))}")  # fmt: skip
    print(f"Read and checked in {seconds[0]:.2f} s, counted in {seconds[1]:.2f} s")


def _print_reasons(outcome: Outcome, language: str) -> None:
    for project, verdict in zip(outcome.election.projects, outcome.verdicts, strict=True):
        mark = "+" if verdict.won else "-"
        print(f"\n{mark} {_shown(project.id)} {_shown(project.name)}\n  {explained(outcome, verdict.project).in_language(language)}")  # fmt: skip


def _money(reading: Reading, amount: Fraction) -> str:
    return f"{number(amount, 'en')} {_shown(reading.meta.get('currency', ''))}".rstrip()


def _shown(text: str) -> str:
    """*text* of a stranger's file without what steers a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
