"""Every check of the repository, one after the other; all of them run, and the end says which failed.

``python tools/check.py`` runs the quick ones, ``--tests`` the tests too.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "style": [f"{BIN}/ruff", "check", "src", "tests", "tools", "benchmarks"],
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "src", "tests", "tools", "benchmarks"],
    "types": [f"{BIN}/mypy"],
    "imports": [f"{BIN}/lint-imports"],
    "translations": [sys.executable, "tools/messages.py"],
}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""Any of them does; the first, which has no window, does the same with a third less work."""

TESTS = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal"]


def main() -> int:
    """Runs the checks; 1 when any of them failed or couldn't run where it must."""
    checks = dict(CHECKS)
    beside = None
    if "--tests" in sys.argv:
        # Types take a minute on one core, while the first minute of the tests (tables, collecting) takes another.
        beside = subprocess.Popen(
            checks.pop("types"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    failed = [name for name, command in checks.items() if not _passes(name, command)]
    if beside:
        browser = _browser()
        tests = TESTS if browser else [*TESTS, "-m", "not browser"]
        tests += [argument for argument in sys.argv[1:] if argument != "--tests"]
        if not _passes("tests", tests):
            failed.append("tests")
        if not browser:
            print(
                f"\nNOT RUN: the browser tests. Chromium isn't there and can't be installed here: apt-get install {BROWSERS[0]}"
            )
            if os.environ.get("CI") == "true":
                failed.append("browser tests (not run)")
        print(f"\n== types\n{beside.communicate()[0]}", end="")
        if beside.returncode:
            failed.append("types")
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything passed.")
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    print(f"\n== {name}", flush=True)
    start = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return passed


def _browser() -> bool:
    """Is Chromium there? Root installs it from Debian when it is missing."""
    if any(map(shutil.which, BROWSERS)):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", BROWSERS[0]],
        ):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    return any(map(shutil.which, BROWSERS))


if __name__ == "__main__":
    sys.exit(main())
