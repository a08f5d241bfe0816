"""Every check of the repository, one after the other; all of them run, and the end says which failed.

``python tools/check.py`` runs the quick ones, ``--tests`` the tests too.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
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
    if "--tests" not in sys.argv:
        failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    else:
        # The checks keep one core busy for a while; so long the tests need little more than the other (tables, collecting).
        with ThreadPoolExecutor(1) as beside:
            checks = beside.submit(lambda: [(name, _heard(command)) for name, command in CHECKS.items()])
            failed = _tests()
        for name, done in checks.result():
            print(f"\n== {name}\n{done.stdout}", end="")
            if done.returncode:
                failed.append(name)
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything passed.")
    return 1 if failed else 0


def _tests() -> list[str]:
    """Runs the tests; what failed, or was not run where everything must run."""
    browser = _browser()
    tests = [
        *(TESTS if browser else [*TESTS, "-m", "not browser"]),
        *(each for each in sys.argv[1:] if each != "--tests"),
    ]
    failed = [] if _passes("tests", tests) else ["tests"]
    if not browser:
        print(
            f"\nNOT RUN: the browser tests. Chromium isn't there and can't be installed here: apt-get install {BROWSERS[0]}"
        )
        if os.environ.get("CI") == "true":
            failed.append("browser tests (not run)")
    return failed


def _heard(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


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
