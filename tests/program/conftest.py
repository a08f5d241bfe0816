"""Directories and processes of their own for the tests of the program."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ortaq.program import postgres


@pytest.fixture
def var() -> Iterator[Path]:
    """A data directory that the database's user can reach (pytest's own are closed to it when root runs the tests)."""
    directory = Path(tempfile.mkdtemp(prefix="ortaq-program-"))
    directory.chmod(0o711)
    yield directory / "var"
    postgres.stop(directory / "var")
    shutil.rmtree(directory, ignore_errors=True)


Ortaq = Callable[..., subprocess.CompletedProcess[str]]


def environment(var: Path, **more: str) -> dict[str, str]:
    """What a fresh terminal has; nothing of the test run's database and keys."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ORTAQ_", "DATABASE_", "PYTEST_"))
    }
    return {**kept, "ORTAQ_VAR": str(var), **more}


@pytest.fixture
def ortaq(var: Path) -> Ortaq:
    """Runs a command to its end: ``ortaq("doctor")``."""

    def run(*arguments: str, at: Path = var, timeout: float = 180, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ortaq.program", *arguments]
        return subprocess.run(
            command, env=environment(at, **more), capture_output=True, text=True, timeout=timeout, check=False
        )

    return run


class Up:
    """A running ``ortaq up``."""

    def __init__(self, var: Path, port: int) -> None:
        self.port = port
        self._output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ortaq.program", "up", "--no-demo", "--port", str(port), "--workers", "1"],
            env=environment(var), stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def wait_for(self, text: str, seconds: float = 180) -> None:
        """Waits until *text* was printed."""
        end = time.monotonic() + seconds
        while text not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < end, self.output()
            time.sleep(0.1)

    def output(self) -> str:
        """Everything that was printed so far."""
        self._output.seek(0)
        return self._output.read()

    def children(self, name: str) -> list[int]:
        """The numbers of the direct children whose command line holds *name*."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, ValueError):
                continue
            if parent == self.process.pid and name in line:
                found.append(int(entry.name))
        return found

    def stop(self, *signals: int) -> int:
        """Sends the signals (Ctrl-C when none is named) and returns the exit code."""
        for number in signals or (signal.SIGINT,):
            self.process.send_signal(number)
            time.sleep(0.3)
        return self.process.wait(120)


@pytest.fixture
def up(var: Path) -> Iterator[Callable[[int], Up]]:
    """Starts ``ortaq up`` on a port: ``up(port)``."""
    started: list[Up] = []

    def start(port: int) -> Up:
        started.append(Up(var, port))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGTERM)
