"""The embedded PostgreSQL: started from the wheel under VAR, stopped with the program."""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from ortaq.program.locks import Busy, hold
from ortaq.program.place import SOCKET_NAME, DatabaseTrouble, Place, find_place

__all__ = ["DatabaseTrouble", "is_running", "running", "start", "stop"]

START_SECONDS = 120
"""Recovery after a power cut replays the write-ahead log, which may take a while."""

LOG_DAYS = 14

CONFIGURATION = """\
# Written by Ortaq at every start. Settings of your own go below the `include` line of postgresql.conf.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = {connections}
shared_buffers = '{shared_buffers}MB'
effective_cache_size = '{cache}MB'
work_mem = '8MB'
maintenance_work_mem = '128MB'
max_wal_size = '2GB'
min_wal_size = '128MB'
wal_level = replica
synchronous_commit = on
fsync = {durable}
full_page_writes = {durable}
random_page_cost = 1.1
effective_io_concurrency = 16
jit = off
max_parallel_workers_per_gather = 0
idle_in_transaction_session_timeout = '60s'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
logging_collector = on
log_filename = 'postgresql-%Y-%m-%d_%H%M%S.log'
log_rotation_age = '1d'
log_rotation_size = '20MB'
log_file_mode = 0600
log_line_prefix = '%m [%p] %a '
log_checkpoints = off
log_lock_waits = on
# Statements, details and messages of errors hold what people wrote: personal data stays out of the log.
# What went wrong in the program, the program logs itself.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_min_duration_statement = -1
log_autovacuum_min_duration = -1
"""


def start(var: Path, *, durable: bool = True) -> str:
    """Starts the database under *var* (made when it isn't there yet) and returns its DATABASE_URL.

    A database that runs already is used as it is. *durable* = False is for tests: a power cut may lose everything.
    Raises DatabaseTrouble.
    """
    var = var.absolute()
    place = find_place(var)
    with hold(var / "postgres.lock", wait=START_SECONDS):
        if not _answers(place):
            _make(place, durable)
            _configure(place, durable)
            _remove_stale_pid(place)
            if not _comes_back(place):
                _launch(place)
        _make_database(place)
    _write_address(var, place.url)
    return place.url


def stop(var: Path) -> None:
    """Stops the database under *var*; nothing happens when it isn't running. Open work is rolled back."""
    var = var.absolute()
    if not (var / "postgres" / "postmaster.pid").exists():
        return
    place = find_place(var)
    with hold(var / "postgres.lock", wait=START_SECONDS):
        done = place.run("pg_ctl", "-D", str(place.data), "-m", "fast", "-w", "-t", "60", "stop")
        if done.returncode and _answers(place):
            raise DatabaseTrouble(f"The database in {place.data} doesn't stop:\n{done.stdout.strip()}")
    (var / "database-url").unlink(missing_ok=True)


def is_running(var: Path) -> bool:
    """Whether the embedded database under *var* answers."""
    return (var / "postgres" / "postmaster.pid").exists() and _answers(find_place(var.absolute()))


@contextlib.contextmanager
def running(var: Path, purpose: str) -> Iterator[str]:
    """The DATABASE_URL of a database that answers, for one command.

    When Ortaq isn't up, the embedded database is started for as long as the command takes. *purpose* is shown to
    whoever wants to start Ortaq meanwhile. Raises DatabaseTrouble.
    """
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        yield os.environ.get("DATABASE_URL", "")
        return
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        with hold(var / "ortaq.lock", note=purpose):
            was_running = is_running(var)
            url = start(var)
            try:
                yield url
            finally:
                if not was_running:
                    stop(var)
    except Busy as busy:
        if not is_running(var):
            raise DatabaseTrouble(f"{var} is being used by {busy.note}. Try again when it is ready.") from busy
        yield find_place(var.absolute()).url


def _answers(place: Place) -> bool:
    if not (place.data / "postmaster.pid").exists():
        return False
    try:
        psycopg.connect(place.url.replace("/ortaq?", "/postgres?"), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _make(place: Place, durable: bool) -> None:
    if (place.data / "PG_VERSION").exists():
        return
    if place.data.exists() and any(place.data.iterdir()):
        raise DatabaseTrouble(
            f"{place.data} is not empty and is no whole PostgreSQL database: its file PG_VERSION is missing.\n"
            "Put the missing files back, or move the directory away and restore a backup with `ortaq restore FILE`. "
            "Nothing was changed."
        )
    # Made beside its final name: a half-made database is never taken for a whole one.
    half = place.data.with_name(f"{place.data.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if place.user is not None:
        os.chown(half, place.user, place.user)
    done = place.run("initdb", "-D", str(half), "-U", "ortaq", "-A", "trust", "-E", "UTF8", "--locale=C",
                     "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", *([] if durable else ["--no-sync"]))  # fmt: skip
    if done.returncode:
        shutil.rmtree(half, ignore_errors=True)
        raise DatabaseTrouble(_explain(place, done.stdout, "The database can't be made"))
    half.rename(place.data)


def _configure(place: Place, durable: bool) -> None:
    version = (place.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != "18":
        raise DatabaseTrouble(
            f"The database in {place.data} was made by PostgreSQL {version}; this Ortaq brings PostgreSQL 18.\n"
            "Make a backup with the Ortaq that made it, and restore it with this one."
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = CONFIGURATION.format(
        connections=100,
        shared_buffers=max(32, min(256, memory // 8)),
        cache=max(128, memory // 2),
        durable="on" if durable else "off",
    )
    listed = str(place.socket).replace(
        '"', '""'
    )  # the value is a list; quotes keep a comma in a path from splitting it
    settings += f"log_directory = '{_quoted(str(place.log))}'\nunix_socket_directories = '\"{_quoted(listed)}\"'\n"
    path = place.data / "ortaq.conf"
    path.write_text(settings, encoding="utf-8")
    if place.user is not None:
        os.chown(path, place.user, place.user)
    main = place.data / "postgresql.conf"
    if "include 'ortaq.conf'" not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as file:
            file.write("\ninclude 'ortaq.conf'\n# Settings of your own:\n")
    old = time.time() - LOG_DAYS * 24 * 3600
    for log in place.log.glob("*.log"):
        if log.stat().st_mtime < old:
            log.unlink()


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _remove_stale_pid(place: Place) -> None:
    """Removes the lock files that a killed server left, when the process they name isn't a server of this data.

    After a power cut or in a new container the number may belong to any other program (or to a dead process that
    nobody has buried), and PostgreSQL would then refuse to start. A server works in its data directory, so it is
    told apart from them.
    """
    for lock in (place.data / "postmaster.pid", place.socket / f"{SOCKET_NAME}.lock"):
        try:
            pid = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            continue
        try:
            at_work = Path(f"/proc/{pid}/cwd").resolve(strict=True) == place.data
        except PermissionError:
            at_work = True  # somebody else's process: PostgreSQL's own check decides
        except OSError:
            at_work = not Path("/proc/self").exists()
        if not at_work:
            lock.unlink(missing_ok=True)


def _comes_back(place: Place) -> bool:
    """Whether a server of this data, which doesn't answer now, comes back by itself: it recovers from a crash.

    Waits for it as long as for a new one; a second server beside it would be refused.
    """
    end = time.monotonic() + START_SECONDS
    while _is_at_work(place) and time.monotonic() < end:
        if _answers(place):
            return True
        time.sleep(0.05)
    return False


def _is_at_work(place: Place) -> bool:
    """Is there a server whose process we can see working in this data?"""
    try:
        pid = int((place.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == place.data
    except (OSError, ValueError):
        return False


def _launch(place: Place) -> None:
    # Not by pg_ctl: it hands the paths to a shell, which trips over quotes and dollar signs in them.
    started = place.log / "start.log"
    started.unlink(missing_ok=True)
    with started.open("xb") as output:
        server = place.launch("postgres", "-D", str(place.data), output=output)
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        if _status(place) == "ready" and _answers(place):
            return
        time.sleep(0.05)
    if server.poll() is None:
        server.terminate()
    said = started.read_text(encoding="utf-8", errors="replace")
    logs = sorted(place.log.glob("postgresql-*.log"), key=lambda log: log.stat().st_mtime)
    if logs and time.time() - logs[-1].stat().st_mtime < START_SECONDS:
        said += logs[-1].read_text(encoding="utf-8", errors="replace")[-4000:]
    raise DatabaseTrouble(_explain(place, said, "The database doesn't start"))


def _status(place: Place) -> str:
    """What the server says of itself in the eighth line of its lock file: starting, stopping, ready, standby."""
    try:
        return (place.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[7].strip()
    except (OSError, IndexError):
        return ""


def _explain(place: Place, output: str, headline: str) -> str:
    """What is wrong, where, and what to do; then PostgreSQL's own words."""
    advice = (
        f"A file in {place.data} is damaged or missing. Don't delete anything: copy the directory away first, then "
        "restore the newest backup with `ortaq restore FILE --replace`."
    )
    if re.search("No space left|could not extend", output):
        advice = f"The disk that holds {place.data} is full. Free some space and start again; nothing is lost."
    elif re.search("Permission denied|has invalid permissions|has wrong ownership", output):
        advice = (
            f"{place.data} must belong to the user that the database runs as"
            f"{' (nobody)' if place.user is not None else ''} and be closed to others: chmod -R u=rwX,go= {place.data}"
        )
    elif re.search("lock file .* already exists|is another postmaster|in use by another", output, re.IGNORECASE):
        advice = (
            "Another server is using this data. Two servers on one data directory would destroy it: stop the other."
        )
    elif "shared memory" in output:
        advice = "The machine has too little memory left for the database (it wants at most 256 MB)."
    errors = [line for line in output.splitlines() if re.search("FATAL|PANIC|ERROR|HINT|could not|error", line)]
    said = "\n".join(f"  {line}" for line in (errors or output.splitlines())[-8:])
    return f"{headline}: {place.data}\n{advice}\nPostgreSQL says (all of it is in {place.log}):\n{said}"


def _make_database(place: Place) -> None:
    with psycopg.connect(place.url.replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'ortaq'").fetchone():
            connection.execute("CREATE DATABASE ortaq")


def _write_address(var: Path, url: str) -> None:
    """The settings read the address here: the socket may lie in a short directory elsewhere."""
    path = var / "database-url"
    path.write_text(f"{url}\n", encoding="utf-8")
    path.chmod(0o600)
