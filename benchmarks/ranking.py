"""Ranking a competition: 2,000 applications, five readings each, five criteria, 200 reviewers.

    python benchmarks/ranking.py [--applications 2000] [--readings 5]

Prints processor seconds of the draw of reviewers, official points, ranking and the line of the budget, the severity
correction and the agreement of reviewers. Made-up marks from a fixed seed. Goal: points, ranking and correction
together under one second.
"""

import argparse
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random

from ortaq.procedures.competitions.rules.alpha import agreement
from ortaq.procedures.competitions.rules.assigning import draw
from ortaq.procedures.competitions.rules.ranking import (
    Candidate,
    Cut,
    Mark,
    Scale,
    Tie,
    allot,
    official_points,
    ranking,
)
from ortaq.procedures.competitions.rules.severity import Reading, beside, correct

REVIEWERS = 200
CRITERIA = 5


@contextmanager
def timed(what: str, sums: dict[str, float]) -> Iterator[None]:
    """Prints the processor seconds of what runs inside."""
    start = time.process_time()
    yield
    sums[what] = time.process_time() - start
    print(f"{what:32}{sums[what]:8.3f} s")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=2000)
    parser.add_argument("--readings", type=int, default=5)
    asked = parser.parse_args()
    random = Random(2018)  # noqa: S311 -- made-up marks, the same each time
    names = [f"AN-2026-{number:06}" for number in range(1, asked.applications + 1)]
    people = [f"R{number:03}" for number in range(REVIEWERS)]
    scales = [Scale(f"c{number}", Decimal(1), Decimal(0), Decimal(10)) for number in range(CRITERIA)]
    sums: dict[str, float] = {}
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    with timed("draw of reviewers", sums):
        readers = draw(names, people, asked.readings, {(name, random.choice(people)) for name in names}, "seed")
    marks = [
        Mark(name, who, scale.code, Decimal(random.randrange(11)))
        for name in names
        for who in readers.by_application[name]
        for scale in scales
    ]
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    candidates = [Candidate(name, Decimal(random.randrange(500, 3000)) * 1000, moment) for name in names]
    with timed("official points", sums):
        points = official_points(scales, marks, names)
    with timed("ranking and the line", sums):
        places = ranking(points, candidates, ["c0", Tie.SMALLER_REQUEST, Tie.LOTTERY], "seed")
        given = allot(places, candidates, Decimal(800_000_000), Cut.SKIP)
    with timed("correction", sums):
        totals: dict[tuple[str, str], Decimal] = {}
        for mark in marks:
            totals[mark.application, mark.reviewer] = totals.get((mark.application, mark.reviewer), Decimal(0)) + (
                mark.value or Decimal(0)
            )
        found = correct(Reading(name, who, Fraction(value)) for (name, who), value in totals.items())
        beside({place.application: place.rank or 0 for place in places}, found, line=400)
    with timed("agreement, five criteria", sums):
        for scale in scales:
            units: dict[str, list[Decimal | None]] = {}
            for mark in marks:
                if mark.criterion == scale.code:
                    units.setdefault(mark.application, []).append(mark.value)
            agreement(units.values())
    whole = sums["official points"] + sums["ranking and the line"] + sums["correction"]
    print(f"{'points, ranking, correction':32}{whole:8.3f} s (goal: below 1)")
    print(f"{len(marks)} marks; {sum(bool(each.amount) for each in given)} applications get money")


if __name__ == "__main__":
    main()
