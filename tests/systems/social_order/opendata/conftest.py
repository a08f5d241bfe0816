"""Made-up processes, the standard itself, and the field's own checker as a program."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[4]
FIVE_LISTS = (
    "validation_errors",
    "additional_closed_codelist_values",
    "all_additional_fields",
    "deprecated_fields",
    "additional_checks",
)


def _module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_agreements = _module("agreement_fixtures", Path(__file__).parents[1] / "delivery" / "conftest.py")
demonstration, staff, line, terms, draft, signed, pdf, reported = (
    getattr(_agreements, name)
    for name in ("demonstration", "staff", "line", "terms", "draft", "signed", "pdf", "reported")
)


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The benchmark's maker of processes: ``made_up(count)``, ``written(processes)``, ``PUBLISHER``, ``NOW``."""
    return _module("benchmark_opendata", ROOT / "benchmarks" / "opendata.py")


STANDARD = Path(__file__).parent / "standards" / "ocds-1.1.5-with-extensions.zip"


def _merged(whole: Any, patch: Any) -> Any:
    """RFC 7396, which extensions are merged by."""
    if not isinstance(patch, dict):
        return patch
    found = dict(whole) if isinstance(whole, dict) else {}
    for key, part in patch.items():
        if part is None:
            found.pop(key, None)
        else:
            found[key] = _merged(found.get(key), part)
    return found


def _with_lots(standard: Path, target: Path) -> Path:
    """The baked standard with the extension for lots, too (``standards/ocds-lots``)."""
    lots = json.loads((Path(__file__).parent / "standards/ocds-lots/release-schema.json").read_text())
    with zipfile.ZipFile(standard) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as baked:
        for each in source.infolist():
            content = source.read(each)
            if each.filename.endswith("/schema/release-schema.json"):
                content = json.dumps(_merged(json.loads(content), lots)).encode()
            baked.writestr(each.filename, content)
    return target


@pytest.fixture
def cove(tmp_path: Path) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What libcoveocds finds in a package: the five lists that have to be empty.

    It ends with 0 for invalid data too, and would fetch what ``extensions`` names: the copy that it reads has none.
    """

    baked = _with_lots(STANDARD, tmp_path / "standard.zip")

    def run(package: dict[str, Any]) -> dict[str, Any]:
        target = tmp_path / "package.json"
        target.write_text(json.dumps({key: part for key, part in package.items() if key != "extensions"}))
        program = str(Path(sys.executable).parent / "libcoveocds")
        done = subprocess.run(
            [program, "--standard-zip", str(baked), str(target)],
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(done.stdout)
        return {name: found[name] for name in FIVE_LISTS if found[name]}

    return run
