"""``ortaq up``: one program that starts the database, the web server and the worker, watches them and stops them."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from ortaq.config import env
from ortaq.program import postgres, web
from ortaq.program.locks import Busy, hold
from ortaq.program.place import DatabaseTrouble, require_space
from ortaq.program.trouble import Trouble

PATIENCE = 20
"""Seconds that a child may take to stop before it is killed."""

RESTARTS = 5
"""A child that dies this often within a minute won't get better by being started once more."""


def var_directory() -> Path:
    """Everything that this installation stores outside the database; the settings know it as VAR."""
    return Path(env.text("ORTAQ_VAR", str(Path.cwd() / "var"))).resolve()


class _Signals:
    """Remembers that somebody asked us to stop. Asking twice changes nothing."""

    def __init__(self) -> None:
        self.received: int | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.received is None:
            self.received = number
        else:
            os.write(sys.stderr.fileno(), b"Already stopping, one moment.\n")


class _Child:
    """One of the processes that we watch."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self._command, self._environment = name, command, environment
        self._starts: list[float] = []
        self.start()

    def start(self) -> None:
        """Starts the process in a session of its own, so that Ctrl-C reaches only us and we stop in order."""
        self._starts.append(time.monotonic())
        self.process = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=_die_with_parent,
        )  # fmt: skip

    def revive(self) -> bool:
        """Starts it again when it died. False: it died too often and stays down."""
        if self.process.poll() is None:
            return True
        self._kill_group()
        recent = [start for start in self._starts if time.monotonic() - start < 60]
        print(f"The {self.name} stopped by itself (exit code {self.process.returncode}).", file=sys.stderr)
        if len(recent) >= RESTARTS:
            return False
        time.sleep(min(2 ** (len(recent) - 1), 8) / 4)
        self.start()
        print(f"The {self.name} is running again.", file=sys.stderr)
        return True

    def stop(self) -> None:
        """Asks it to finish what it is doing; kills it when it takes longer than PATIENCE."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                print(f"The {self.name} didn't stop within {PATIENCE} seconds and was killed.", file=sys.stderr)
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


_LIBC = ctypes.CDLL(None)


def _die_with_parent() -> None:
    """Linux: the child is asked to stop when we are killed and can't ask it ourselves."""
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def run(*, host: str, port: int, workers: int | None, demo: bool) -> int:
    """Starts everything and watches it until somebody asks to stop. Returns the exit code."""
    begun = time.monotonic()
    signals = _Signals()
    var = var_directory()
    address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0', '::'} else host}:{port}"  # noqa: S104
    _make_directory(var)
    try:
        with hold(var / "ortaq.lock", note=f"Ortaq at {address}"):
            return _run(var, signals, begun, host=host, port=port, address=address, workers=workers, demo=demo)
    except Busy as busy:
        raise Trouble(
            f"Ortaq is already running with the data in {var}: {busy.note}.\n"
            "Use that one or stop it first. For a second Ortaq give it data of its own: ORTAQ_VAR=/another/directory."
        ) from busy


def _run(
    var: Path, signals: _Signals, begun: float, *, host: str, port: int, address: str, workers: int | None, demo: bool
) -> int:
    _require_port(host, port)
    environment = _environment(address, demo)
    own_database = "DATABASE_URL" not in environment and "DATABASE_URL_FILE" not in environment
    children: list[_Child] = []
    try:
        if own_database:
            with _step("Starting PostgreSQL 18"):
                environment["DATABASE_URL"] = postgres.start(var)
        else:
            _require_database(env.text("DATABASE_URL"))
        prepare = [
            sys.executable,
            "-m",
            "ortaq.program.prepare",
            *(["--demo"] if environment["ORTAQ_DEMO"] == "1" else []),
        ]
        done = _finish(_Child("preparation", prepare, environment), signals)
        if signals.received is None and done == 0:
            children.append(_Child("web server", web.command(host, port, workers), web.environment(environment)))
            children.append(_Child("worker", [sys.executable, "-m", "ortaq.program", "worker"], environment))
            _wait_for_page(host, port, signals, children)
            _greet(address, var, time.monotonic() - begun, signals)
            return _watch(children, var, signals)
        return done or 0
    finally:
        _stop(children, var if own_database else None)


def _make_directory(var: Path) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        (var / "ortaq.lock").touch(mode=0o600)
    except OSError as error:
        raise Trouble(
            f"Ortaq can't write to {error.filename or var}: {error.strerror}.\n"
            "Give this directory to the user that runs Ortaq, or point ORTAQ_VAR at another directory."
        ) from error


def _environment(address: str, demo: bool) -> dict[str, str]:
    environment = dict(os.environ)
    environment.setdefault("ORTAQ_BASE_URL", address)
    environment["ORTAQ_VAR"] = str(var_directory())
    environment["ORTAQ_DEMO"] = "1" if env.flag("ORTAQ_DEMO", default=demo) else "0"
    return environment


def _require_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Trouble(
                f"Port {port} needs more rights than this user has. Use a port from 1024: PORT={port + 8000}."
            ) from error
        except OSError as error:
            raise Trouble(
                f"Port {port} on {host} can't be used: {error.strerror}.\n"
                f"Another program is listening there, most likely. Stop it, or use another port: `make run PORT={port + 1}` "
                f"or `ortaq up --port {port + 1}`."
            ) from error


def _require_database(url: str) -> None:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise DatabaseTrouble(
            f"The database that DATABASE_URL names doesn't answer: {str(error).strip()}\n"
            "Check that it runs, that the address and the password are right, and that this machine may connect."
        ) from error
    if version < 150000:
        raise DatabaseTrouble(
            f"The database that DATABASE_URL names is version {version // 10000}; Ortaq needs 15 or newer."
        )


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    start = time.monotonic()
    print(f"{what} … ", end="", flush=True)
    yield
    print(f"{time.monotonic() - start:.1f} s")


def _finish(child: _Child, signals: _Signals) -> int | None:
    """Waits for *child*; a wish to stop is passed on. Returns its exit code."""
    while child.process.poll() is None:
        if signals.received is not None:
            child.stop()
        time.sleep(0.05)
    return child.process.returncode


def _wait_for_page(host: str, port: int, signals: _Signals, children: list[_Child]) -> None:
    """Waits until the web server answers without an error of its own. Raises Trouble after a minute."""
    where = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    end = time.monotonic() + 60
    while signals.received is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://{where}:{port}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            end = min(end, time.monotonic() + 10)
            time.sleep(1)
        except OSError:
            pass  # it isn't listening yet
        if children[0].process.poll() is not None:
            break
        time.sleep(0.1)
    if signals.received is None:
        raise Trouble("The web server doesn't answer as it should. What it said stands above.")


def _greet(address: str, var: Path, seconds: float, signals: _Signals) -> None:
    if signals.received is not None:
        return
    print(f"\nOrtaq is running: {address}   (ready after {seconds:.0f} s; data in {var})")
    accounts = var / "demo-accounts.txt"
    if accounts.exists():
        print(f"\n{accounts.read_text(encoding='utf-8').rstrip()}")
    print("\nCtrl-C stops it. The data stays.", flush=True)


def _watch(children: list[_Child], var: Path, signals: _Signals) -> int:
    warned = 0.0
    while signals.received is None:
        time.sleep(0.2)
        for child in children:
            if signals.received is None and not child.revive():
                raise Trouble(f"The {child.name} stopped {RESTARTS} times within a minute. What it said stands above.")
        if time.monotonic() - warned > 600:
            warned = time.monotonic()
            try:
                require_space(var)
            except DatabaseTrouble as trouble:
                print(f"Warning: {trouble}", file=sys.stderr)
    return 0


def _stop(children: list[_Child], var: Path | None) -> None:
    """Web first (nobody can ask for anything more), then the worker, then the database."""
    if children:
        print("\nStopping …", flush=True)
    steps: list[Callable[[], None]] = [child.stop for child in children]
    if var is not None:
        steps.append(lambda: postgres.stop(var))
    for step in steps:
        step()
    if children:
        print("Stopped. The data stays.", flush=True)
