"""Loading figures from a file: read strictly, judged row by row, stored whole or not at all."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from ortaq.kernel.interchange.imports import read_table
from ortaq.kernel.interchange.rules import MAX_BYTES, Problem, TableRefused
from ortaq.kernel.language.queries import shown
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import SYSTEM, Actor
from ortaq.systems.budget import permissions, rules
from ortaq.systems.budget.actions import Parsed, check_dataset, import_dataset, publish_dataset
from ortaq.systems.budget.imports.reading import Reader, columns_of, shown_mapping
from ortaq.systems.budget.models import Dataset
from ortaq.systems.budget.queries import dataset_with_sha256
from ortaq.systems.budget.rules import Breakdown, Check

SHIPPED = Path(__file__).parents[1] / "data"
"""Figures that come with the program, each file with its source."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file: which columns were understood, what is wrong in which row, what its own sums say.

    ``dataset`` is the draft that was made; None in a dry run and when there are problems. ``already``: the dataset that
    the very same file made before: nothing is loaded twice.
    """

    file_name: str
    sha256: str
    mapping: tuple[tuple[str, str], ...] = ()
    """Heading in the file and the column that it is taken for; "" for what is ignored."""
    problems: tuple[Problem, ...] = ()
    parsed: Parsed | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    checks: tuple[Check, ...] = ()
    encoding: str = ""
    dataset: Dataset | None = None
    already: Dataset | None = None

    @property
    def is_sound(self) -> bool:
        """Can this file be loaded?"""
        return not self.problems and self.parsed is not None

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong, a line each, in the active language: for the command line and for mails."""
        return tuple(
            ": ".join(part for part in (str(problem.row or ""), problem.column, shown(problem.message)) if part)
            + f" {shown(problem.advice)}"
            for problem in self.problems
        )

    @property
    def count(self) -> int:
        """How many figures were loaded by this import: none in a dry run and for a file that was loaded before."""
        return len(self.parsed.figures) if self.dataset is not None and self.parsed is not None else 0


def import_figures(
    path_or_file: Path | str | bytes | IO[bytes], *, by: Actor, at: datetime, dry_run: bool = False, name: str = ""
) -> ImportReport:
    """Loads a CSV or XLSX of figures as a draft dataset, in one transaction; with *dry_run* only reports.

    Raises Refused when *by* may not load figures. Everything that is wrong with the file is in the report.
    """
    decision = permissions.may_import(by)
    if not decision and decision.reason is not None:
        raise Refused(decision.reason)
    data, own_name = _contents(path_or_file)
    report = judged(data, name or own_name)
    if report.already or dry_run or report.parsed is None or report.problems:
        return report
    dataset = import_dataset(by=by, parsed=report.parsed, file_name=report.file_name, sha256=report.sha256, at=at)
    return replace(report, dataset=dataset)


def load_shipped(*, at: datetime) -> list[Dataset]:
    """Loads and publishes the figures that come with the program; those that were loaded before stay as they are."""
    loaded = []
    for path in sorted(SHIPPED.glob("*.csv")):
        report = import_figures(path, by=SYSTEM, at=at)
        if report.problems:
            raise ValueError(
                f"{path.name}: " + "; ".join(f"{p.row} {p.column} {p.message.en}" for p in report.problems)
            )
        if report.dataset is not None:
            check_dataset(by=SYSTEM, dataset_id=report.dataset.pk, at=at)
            loaded.append(publish_dataset(by=SYSTEM, dataset_id=report.dataset.pk, at=at))
    return loaded


def judged(data: bytes, file_name: str) -> ImportReport:
    """Reads and judges a file, and stores nothing."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        table = read_table(data)
    except TableRefused as refusal:
        return ImportReport(file_name, digest, problems=(Problem(None, "", refusal.message, refusal.advice),))
    mapping, problems = columns_of(table)
    if problems:
        return ImportReport(file_name, digest, shown_mapping(table, mapping), tuple(problems), encoding=table.encoding)
    reader = Reader(mapping)
    parsed = reader.read(table)
    problems = [*table.problems, *reader.problems]
    return ImportReport(
        file_name,
        digest,
        shown_mapping(table, mapping),
        tuple(sorted(problems, key=lambda problem: (problem.row or 0, problem.column))),
        parsed,
        tuple(rules.breakdowns(parsed.figures)) if parsed and not problems else (),
        tuple(rules.checked(parsed.claims, parsed.figures)) if parsed and not problems else (),
        table.encoding,
        already=dataset_with_sha256(digest),
    )


def _contents(source: Path | str | bytes | IO[bytes]) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, ""
    if isinstance(source, Path | str):
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1), Path(source).name
    return source.read(MAX_BYTES + 1), Path(str(getattr(source, "name", "") or "")).name
