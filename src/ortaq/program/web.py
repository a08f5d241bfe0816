"""The web server: granian in ASGI mode, one process per core; `program/serving.py` stands between it and Django."""

import os
import sys

APPLICATION = "ortaq.program.asgi:application"

THREADS = 2
"""Requests that one process works on at once. Each thread keeps a database connection."""

WAITING = 400
"""Connections that one process holds, idle ones too; what comes after them waits until one of them ends.

So many that people who open connections and say nothing need hundreds of them to keep others out, and few enough for
the 1,024 open files that a process has on most systems.
"""

HEAD_SECONDS = 10
"""A connection whose next request isn't there after this is ended."""

STATEMENT_SECONDS = 30
"""A page that needs longer than this for one query is cut off instead of holding up everybody else."""

LOCK_SECONDS = 10
"""So long a page waits for a row that somebody else is changing; then it says "try again" and lets its thread go."""

IDLE_SECONDS = 60
"""A transaction in which nothing is asked for so long is ended: its locks would hold up others."""


def command(host: str, port: int, workers: int | None) -> list[str]:
    """The command line that starts granian."""
    return [
        sys.executable, "-m", "granian", APPLICATION, "--interface", "asginl",
        "--host", host, "--port", str(port), "--workers", str(workers or cores()),
        "--backlog", "1024", "--backpressure", str(WAITING), "--http", "1", "--no-ws",
        "--http1-header-read-timeout", str(1000 * HEAD_SECONDS), "--respawn-failed-workers", "--workers-kill-timeout", "15",
        "--log-level", "warning",
    ]  # fmt: skip


def environment(base: dict[str, str]) -> dict[str, str]:
    """The environment of the web server: as *base*, with limits on what one page may ask of the database.

    Only pages have them. Migrations, imports, exports made by commands and the worker take the time they need.
    """
    limits = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    options = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    return {**base, "PGOPTIONS": f"{base.get('PGOPTIONS', '')} {options}".strip()}


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(*, host: str, port: int, workers: int | None) -> int:
    """Becomes the web server; returns only when it can't."""
    arguments = command(host, port, workers)
    os.execve(arguments[0], arguments, environment(dict(os.environ)))  # noqa: S606
