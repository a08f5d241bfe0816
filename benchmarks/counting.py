"""How fast votes are counted, and in how much memory, beside pabutools (GPL; an oracle, never a part of the program).

    python benchmarks/counting.py [--files FOLDER] [--pabutools PYTHON] [--million] [--only NAME]

FOLDER holds real votes of pabulib.org (default: ORTAQ_PABULIB, or ../shared/pabulib). PYTHON is an interpreter in whose
environment pabutools is installed (default: this one, if it has it). Every measurement is a process of its own: wall
clock, processor time, largest memory, with the interpreter's start and the reading of the file counted apart.
Targets, on two quiet cores, for Łódź 2022 (90,494 ballots): reading and the plain list 1 s; equal shares 0.3 s; with
larger purses 10 s and 300 MB.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("ORTAQ_PABULIB", ROOT.parent / "shared" / "pabulib"))
TASKS = ("greedy-skip", "equal-shares", "equal-shares-add1")
SECONDS_AT_MOST = 600
NAMES = (
    "Poland_Lodz_2022",
    "Poland_Warszawa_2020_Wawer",
    "France_Toulouse_2024",
    "Poland_Wieliczka_2023_Green_Budget",
    "Poland_Swiecie_2023",
)


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result of *work*, wall-clock seconds and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def ours(task: str, path: Path) -> dict[str, Any]:
    """One count by this project."""
    sys.path.insert(0, str(ROOT / "src"))
    from dataclasses import replace

    from ortaq.procedures.ballots.rules.catalogue import RULES
    from ortaq.procedures.ballots.rules.counting import count
    from ortaq.procedures.ballots.rules.pabulib import read_election

    def read() -> Any:
        with path.open("rb") as stream:
            return read_election(stream)

    reading, read_wall, read_cpu = timed(read)
    rule = RULES[task]
    if rule.completion.grows:  # pabutools stops as soon as nothing more fits
        rule = replace(rule, stop_when_exhausted=True)
    outcome, wall, cpu = timed(lambda: count(reading.election, rule))
    runs = outcome.purses.runs if outcome.purses else 1
    return said(sorted(outcome.winners), read_wall, read_cpu, wall, cpu, runs=runs)


def theirs(task: str, path: Path) -> dict[str, Any]:
    """The same count by pabutools, as its documentation says it is fastest: equal ballots together."""
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    def read() -> Any:
        instance, profile = parse_pabulib(str(path))
        return instance, profile.as_multiprofile()

    (instance, profile), read_wall, read_cpu = timed(read)
    ties = TieBreakingRule(lambda _, voters, project: (project.cost, -voters.approval_score(project), project.name))
    if task == "greedy-skip":
        work = lambda: greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)  # noqa: E731
    else:
        more = {"voter_budget_increment": 1} if task == "equal-shares-add1" else {}
        work = lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat, tie_breaking=ties, **more)  # noqa: E731
    found, wall, cpu = timed(work)
    return said(sorted(project.name for project in found), read_wall, read_cpu, wall, cpu)


def said(
    winners: list[str], read_wall: float, read_cpu: float, wall: float, cpu: float, runs: int = 1
) -> dict[str, Any]:
    """One measurement as JSON values."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"winners": winners, "read": (read_wall, read_cpu), "count": (wall, cpu), "peak": peak, "runs": runs}


def measured(python: str, who: str, task: str, path: Path) -> dict[str, Any] | str:
    """One measurement in a process of its own; in words, why there is none."""
    command = [python, __file__, "--measure", who, task, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_AT_MOST, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {SECONDS_AT_MOST} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["?"])[-1]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def shown(who: str, task: str, found: dict[str, Any] | str) -> None:
    """One line of the table."""
    if isinstance(found, str):
        print(f"  {task:<18} {who:<10} {found}")
        return
    (read_wall, read_cpu), (wall, cpu) = found["read"], found["count"]
    print(
        f"  {task:<18} {who:<10} {read_wall:7.2f} ({read_cpu:6.2f}) {wall:8.3f} ({cpu:7.3f}) {found['peak']:7.0f}"
        f" {len(found['winners']):6} {found['runs']:6}"
    )


def million(path: Path, ballots: int = 1_000_000, projects: int = 300) -> None:
    """A made-up vote: choices by Zipf's law, costs from 0.1 to 10 % of the budget."""
    chance = random.Random(2026)  # noqa: S311 - made-up data
    names = [f"p{number}" for number in range(projects)]
    weights = list(accumulate(1 / (place + 5) for place in range(projects)))
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "META\nkey;value\nbudget;10000000\nvote_type;approval\nrule;greedy\nPROJECTS\nproject_id;cost;name\n"
        )
        for name in names:
            file.write(f"{name};{chance.randint(10_000, 1_000_000)};made up\n")
        file.write("VOTES\nvoter_id;vote\n")
        for voter in range(ballots):
            chosen = set(chance.choices(names, cum_weights=weights, k=chance.randint(1, 5)))
            file.write(f"{voter};{','.join(sorted(chosen))}\n")


def has_pabutools(python: str) -> str | None:
    """The version of pabutools in *python*'s environment."""
    script = "from importlib.metadata import version; print(version('pabutools'))"
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def main() -> int:
    """Measures and prints."""
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--files", type=Path, default=FOLDER)
    top.add_argument("--pabutools", default=sys.executable, metavar="PYTHON")
    top.add_argument("--million", action="store_true", help="also a made-up vote of a million ballots")
    top.add_argument("--only", default=None, choices=[*NAMES, "million"])
    top.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    chosen = top.parse_args()
    if chosen.measure:
        who, task, path = chosen.measure
        print(json.dumps((ours if who == "ortaq" else theirs)(task, Path(path))))
        return 0
    version = has_pabutools(chosen.pabutools)
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, pabutools {version or 'not installed'}")
    print(f"\n  {'rule':<18} {'by':<10} {'read s (cpu)':>16} {'count s (cpu)':>18} {'MB':>7} {'won':>6} {'runs':>6}")
    differing = 0
    real = [] if chosen.only == "million" else [chosen.only] if chosen.only else NAMES
    for name in real:
        path = chosen.files / f"{name}.pb"
        if not path.exists():
            print(f"\n{path} isn't there: set ORTAQ_PABULIB or --files to a folder with files of pabulib.org")
            continue
        print(f"\n{name}")
        differing += compared(chosen.pabutools if version else None, TASKS, path)
    if chosen.million or chosen.only == "million":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "million.pb"
            million(path)
            print(f"\nA made-up vote of a million ballots ({path.stat().st_size / 1e6:.0f} MB)")
            differing += compared(chosen.pabutools if version else None, TASKS[:2], path)
    return 1 if differing else 0


def compared(python: str | None, tasks: Sequence[str], path: Path) -> int:
    """Measures each of *tasks* on one file, by pabutools too if there is a *python* with it; how many winners differ."""
    differing = 0
    for task in tasks:
        found = measured(sys.executable, "ortaq", task, path)
        shown("ortaq", task, found)
        if python is None:
            continue
        other = measured(python, "pabutools", task, path)
        shown("pabutools", task, other)
        if isinstance(found, dict) and isinstance(other, dict) and found["winners"] != other["winners"]:
            differing += 1
            print(f"    other winners: {', '.join(sorted(set(found['winners']) ^ set(other['winners'])))}")
    return differing


if __name__ == "__main__":
    sys.exit(main())
