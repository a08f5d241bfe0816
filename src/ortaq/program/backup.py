"""``ortaq backup`` and ``ortaq restore``: database, files and keys in one archive.

The archive is a tar file: ``database.dump`` (pg_dump's custom format), ``files/…``, ``keys/…`` and, last,
``manifest.json`` with the version of the archive's format, the migrations that the database has had, fingerprints of
the keys, and size and SHA-256 of every other member.
"""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ortaq.config import env
from ortaq.kernel.keys.rules import read_ring
from ortaq.program import commands, history, postgres
from ortaq.program.locks import Busy, hold
from ortaq.program.place import DatabaseTrouble, wheel_programs
from ortaq.program.trouble import Trouble
from ortaq.program.up import var_directory

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
KEYS = ("field_key", "secret_key", "signing_key")
_CHUNK = 1024 * 1024


@dataclass
class _Summing:
    """Reads a file and sums up what it reads."""

    source: IO[bytes]
    digest: Any = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data


def back_up(target: Path, *, with_keys: bool) -> int:
    """Writes an archive. *target* is a directory (the file gets a dated name) or a file that doesn't exist yet."""
    now = datetime.now(UTC)
    archive = target / f"ortaq-{now:%Y-%m-%d-%H%M%S}.tar" if target.is_dir() else target
    if archive.exists():
        raise Trouble(f"{archive} exists already. Name another file, or a directory.")
    if not archive.parent.is_dir():
        raise Trouble(f"{archive.parent} isn't there. Make the directory first.")
    var = var_directory()
    with postgres.running(var, "ortaq backup") as url:
        try:
            _write_archive(archive, url, var, now, with_keys=with_keys)
        except OSError as error:
            raise Trouble(
                f"The backup can't be written to {archive}: {error.strerror}. No half backup was left."
            ) from error
    print(f"{archive}: {archive.stat().st_size / 1e6:.1f} MB")
    if with_keys:
        print("It holds the keys: whoever has it can read everything. Keep it closed, and one copy in another place.")
    else:
        print(
            f"The keys are NOT in it. Keep {var / 'keys'} in another safe place: without field_key nobody will ever read "
            "the encrypted names, numbers and contacts of a restored database."
        )
    return 0


def _write_archive(archive: Path, url: str, var: Path, now: datetime, *, with_keys: bool) -> None:
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".ortaq-backup-") as directory:
        dump, half = Path(directory) / DUMP, Path(directory) / "archive.tar"
        # The database first: every file that its rows name is then still there when the files are copied.
        _postgres("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        manifest: dict[str, Any] = {
            "format": FORMAT, "made": now.isoformat(timespec="seconds"), "migrations": _migrations(url),
            "keys": _fingerprints(var / "keys"), "members": {},
        }  # fmt: skip
        with half.open("xb") as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
            os.fchmod(raw.fileno(), 0o600)
            for name, path in _members(dump, var, with_keys=with_keys):
                with path.open("rb") as source:
                    info = tar.gettarinfo(arcname=name, fileobj=source)
                    info.uid = info.gid = 0
                    info.uname = info.gname = ""
                    summing = _Summing(source)
                    tar.addfile(info, summing)
                    manifest["members"][name] = {"size": info.size, "sha256": summing.digest.hexdigest()}
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size, info.mtime, info.mode = len(text), int(now.timestamp()), 0o600
            tar.addfile(info, io.BytesIO(text))
            tar.close()
            raw.flush()
            os.fsync(raw.fileno())
        half.rename(archive)


def _members(dump: Path, var: Path, *, with_keys: bool) -> Iterator[tuple[str, Path]]:
    yield DUMP, dump
    for name in KEYS if with_keys else ():
        if (var / "keys" / name).exists():
            yield f"keys/{name}", var / "keys" / name
    for path in sorted((var / "files").rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"files/{path.relative_to(var / 'files').as_posix()}", path


def restore(archive: Path, *, replace: bool) -> int:
    """Brings an archive back. Everything is checked first; the database comes back in one transaction or not at all."""
    if not archive.is_file():
        raise Trouble(f"{archive} isn't there, or isn't a file.")
    var = var_directory()
    var.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    print("Checking the archive … ", end="", flush=True)
    manifest = _checked_manifest(archive)
    print(f"whole; made {manifest['made']}")
    try:
        with hold(var / "ortaq.lock", note="ortaq restore"), _database(var) as url:
            _restore(archive, manifest, var, url, replace=replace)
    except Busy as busy:
        raise Trouble(f"{var} is being used by {busy.note}. Stop it first.") from busy
    print(
        "\nRestored. This is a quarantined twin: it sends no mail and does no queued task.\n"
        "When it is to take the place of the old one: `ortaq doctor --release`."
    )
    return 0


@contextlib.contextmanager
def _database(var: Path) -> Iterator[str]:
    """The database's address; an embedded one is started and stopped. The caller holds the lock on VAR."""
    url = env.text("DATABASE_URL")
    if url:
        yield url
        return
    try:
        yield postgres.start(var)
    finally:
        postgres.stop(var)


def _restore(archive: Path, manifest: dict[str, Any], var: Path, url: str, *, replace: bool) -> None:
    _require_room(var, url, replace=replace)
    _require_keys(manifest, var, replace=replace)
    os.environ["DATABASE_URL"] = url
    commands.set_up()
    _require_known_migrations(manifest)
    (var / commands.QUARANTINE).write_text(
        f"Restored from {archive.name} on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.\n", encoding="utf-8"
    )
    with tempfile.TemporaryDirectory(dir=var, prefix=".restoring-") as directory:
        fresh = Path(directory)
        with tarfile.open(archive) as tar:
            for name in manifest["members"]:
                tar.extract(name, fresh, filter="data")
        print("Restoring the database … ", end="", flush=True)
        _load_dump(fresh / DUMP, url)
        print("done")
        for name in ("files", "keys"):
            if name == "keys" and not (fresh / name).exists():
                continue
            (fresh / name).mkdir(exist_ok=True, mode=0o700)
            if (var / name).exists():
                (var / name).rename(fresh / f"{name}-before")
            (fresh / name).rename(var / name)
        for key in (var / "keys").glob("*"):
            key.chmod(0o600)
        (var / "keys").chmod(0o700)
    commands.migrate_database()
    from ortaq.kernel.events.queries import verify_log

    findings = [str(finding) for finding in verify_log()]
    for finding in findings[:20]:
        print(finding)
    print(
        f"The event log has {len(findings)} findings: look at them with `ortaq verify`."
        if findings
        else "The event log is whole."
    )


def _checked_manifest(archive: Path) -> dict[str, Any]:
    """The manifest, when every member is there and as it was. Raises Trouble."""
    broken = f"{archive} is damaged or no backup of Ortaq"
    try:
        with tarfile.open(archive) as tar:
            source = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(source) if source else {}
            if manifest.get("format") != FORMAT:
                raise Trouble(
                    f"{archive} has format {manifest.get('format')}; this Ortaq reads format {FORMAT}. Use the Ortaq that wrote it."
                )
            for name, expected in manifest["members"].items():
                member = tar.extractfile(name)
                digest = hashlib.sha256()
                while member and (chunk := member.read(_CHUNK)):
                    digest.update(chunk)
                if digest.hexdigest() != expected["sha256"]:
                    raise Trouble(f"{broken}: {name} isn't as it was written. Nothing was changed; use another backup.")
            strangers = set(tar.getnames()) - set(manifest["members"]) - {MANIFEST}
    except (tarfile.TarError, KeyError, ValueError, EOFError, OSError) as error:
        raise Trouble(f"{broken}: {error}. Nothing was changed; use another backup.") from error
    if strangers:
        raise Trouble(f"{broken}: somebody added {sorted(strangers)[0]}. Nothing was changed; use another backup.")
    return manifest


def _require_room(var: Path, url: str, *, replace: bool) -> None:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    files = (var / "files").exists() and any(path.is_file() for path in (var / "files").rglob("*"))
    if not replace and ((tables and tables[0]) or files):
        raise Trouble(
            f"There is data already ({tables[0] if tables else 0} tables{', files' if files else ''} at {var}); nothing was "
            "changed.\nRestore into an empty directory (ORTAQ_VAR=…), or say --replace: what is here now is lost then."
        )


def _require_keys(manifest: dict[str, Any], var: Path, *, replace: bool) -> None:
    here = _fingerprints(var / "keys")
    in_archive = any(name.startswith("keys/") for name in manifest["members"])
    for name, fingerprint in manifest["keys"].items():
        if os.environ.get(f"ORTAQ_{name.upper()}") or not in_archive:
            if not _covers(here.get(name), fingerprint):
                raise Trouble(
                    f"The archive was made with another {name} than the one here ({'the environment' if in_archive else var / 'keys'}), "
                    "and its encrypted fields couldn't be read. Put the key of that installation in its place first."
                )
        elif here.get(name) not in (None, fingerprint) and not replace:
            raise Trouble(
                f"{var / 'keys' / name} is another key than the archive's. Say --replace to replace the keys too."
            )


def _fingerprints(directory: Path) -> dict[str, str]:
    """What tells keys apart and doesn't betray them."""
    found = {}
    for name in KEYS:
        value = env.text(f"ORTAQ_{name.upper()}")
        if not value and (directory / name).exists():
            value = (directory / name).read_text(encoding="ascii").strip()
        if value:
            each = [value]
            if name == "field_key":
                ring = read_ring(value)
                each = [ring.keys[number].hex() for number in reversed(ring.numbers)]
            found[name] = "+".join(hashlib.sha256(f"ortaq {name} {key}".encode()).hexdigest()[:16] for key in each)
    return found


def _covers(here: str | None, wanted: str) -> bool:
    """Are all *wanted* keys here? A ring that has grown since reads the archive too."""
    return here is not None and set(wanted.split("+")) <= set(here.split("+"))


def _migrations(url: str) -> list[str]:
    """The migrations that the database has had; none for an empty database."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone() != (True,):
            return []
        rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name").fetchall()
        return [name for (name,) in rows]


def _require_known_migrations(manifest: dict[str, Any]) -> None:
    from django.db.migrations.loader import MigrationLoader

    migrations = MigrationLoader(None).disk_migrations
    had = [(app, name) for app, _, name in (each.partition(".") for each in manifest["migrations"])]
    unknown = [".".join(each) for each in had if each not in history.known(migrations)]
    if unknown:
        raise Trouble(
            f"The archive was written by another version of Ortaq: this one doesn't know {', '.join(unknown[:3])}. "
            "Nothing was changed; restore it with that version or a newer one."
        )
    history.require_whole(migrations, had)


_EMPTIED = """\
DO $$
DECLARE own record;
BEGIN
    FOR own IN SELECT nspname, pg_get_userbyid(nspowner) AS owner FROM pg_namespace
               WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public') LOOP
        EXECUTE format('SET LOCAL ROLE %I', own.owner);
        EXECUTE format('DROP SCHEMA %I CASCADE', own.nspname);
        SET LOCAL ROLE NONE;
    END LOOP;
END $$;
DROP SCHEMA IF EXISTS public CASCADE;
CREATE SCHEMA public;
"""
"""Rooms may keep tables in a schema of their own, which belongs to another role: only that role may drop it."""


def _load_dump(dump: Path, url: str) -> None:
    """One transaction: what was there stays when anything goes wrong."""
    with tempfile.TemporaryDirectory(dir=dump.parent) as directory:
        script = Path(directory) / "database.sql"
        _postgres("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        start = Path(directory) / "start.sql"
        start.write_text(_EMPTIED, encoding="ascii")
        _postgres(
            "psql", url, "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
            f"--file={start}", f"--file={script}",
        )  # fmt: skip


def _postgres(program: str, url: str | None, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs. The password goes through the environment: arguments can be seen by all."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    options = {
        **names,
        "sslmode": "PGSSLMODE",
        "sslrootcert": "PGSSLROOTCERT",
        "sslcert": "PGSSLCERT",
        "sslkey": "PGSSLKEY",
    }
    parts = conninfo_to_dict(url) if url else {}
    environment = {**os.environ, **{options[name]: str(value) for name, value in parts.items() if name in options}}
    done = subprocess.run(
        [str(wheel_programs() / program), *arguments], env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise DatabaseTrouble(f"{program} failed; nothing was changed.\n{done.stderr.strip()[-2000:]}")
