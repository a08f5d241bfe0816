"""Lists in ``docs/`` whose rows point at what shows them: how they are read, and whether what they point at is there."""

import ast
import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Rows = list[dict[str, str]]


def read_rows(name: str) -> Rows:
    """The rows of ``docs/`` *name*."""
    with (ROOT / "docs" / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def missing(rows: Iterable[Mapping[str, str]], key: str) -> list[str]:
    """What the column ``evidence`` names and isn't there: a file of the repository, or a function in one (``file::name``)."""
    found = []
    for row in rows:
        for proof in row["evidence"].split():
            path, _, name = proof.partition("::")
            if not (ROOT / path).is_file() or (name and name not in _functions(path)):
                found.append(f"{row[key]}: {proof}")
    return found


@cache
def _functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
