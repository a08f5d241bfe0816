"""`make test` where there is no browser: it says what it did not run, and that is a failure where everything must run."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_a_browser_the_run_says_so_and_fails_where_everything_must_run(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    spec = importlib.util.spec_from_file_location("ortaq_check", ROOT / "tools" / "check.py")
    assert spec and spec.loader
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    monkeypatch.setattr(check, "CHECKS", {"types": [sys.executable, "-c", ""]})
    monkeypatch.setattr(check, "TESTS", [sys.executable, "-c", "import sys; print(sys.argv[1:])"])
    monkeypatch.setattr(sys, "argv", ["check.py", "--tests"])
    monkeypatch.setenv("PATH", "")  # neither a browser nor a program to install one with
    monkeypatch.setenv("CI", ci)
    assert check.main() == code
    said = capfd.readouterr().out
    assert "NOT RUN: the browser tests" in said and "['-m', 'not browser']" in said
    assert ("browser tests (not run)" in said) == bool(ci)
