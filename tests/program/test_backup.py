"""Backup and restore: everything comes back, nothing comes back twice, nothing damaged comes back."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ortaq.program import postgres

LETTER = "құжаттар/Әкімге өтініш — көше жарығы.txt"
FILL = """
import django
django.setup()
from django.utils import timezone
from ortaq.kernel.events.actions import record_event
from ortaq.kernel.parties.rules import SYSTEM
from ortaq.kernel.records.actions import take_number
from ortaq.kernel.records.models import Record
for _ in range(3):
    now = timezone.now()
    record = Record.objects.create(kind="test", number=take_number("TT", 2026), state="new", created_at=now, changed_at=now)
    record_event(record=record, code="filed", by=SYSTEM, at=now, first=True, data={"тақырып": "Жарық"})
print(record.number)
"""


def in_django(var: Path, code: str) -> str:
    """Runs Python against the database of *var*; returns what it printed last."""
    url = postgres.start(var, durable=False)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**os.environ, "ORTAQ_VAR": str(var), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"},
        )  # fmt: skip
    finally:
        postgres.stop(var)
    return done.stdout.strip().splitlines()[-1]


def rows(var: Path, query: str) -> list[tuple[object, ...]]:
    """What the database of *var* answers."""
    with psycopg.connect(postgres.start(var, durable=False)) as connection:
        found = connection.execute(query).fetchall()
    postgres.stop(var)
    return found


@pytest.fixture(scope="module")
def filled_once(town: Path) -> Iterator[Path]:
    """Data with three records, their events, and a file with a Kazakh name; made once and copied for each test."""
    directory = Path(tempfile.mkdtemp(prefix="ortaq-backup-"))
    directory.chmod(0o711)
    var = directory / "var"
    subprocess.run(["cp", "-a", str(town), str(var)], check=True)
    in_django(var, FILL)
    path = var / "files" / LETTER
    path.parent.mkdir(parents=True)
    path.write_text("Сәлеметсіз бе!", encoding="utf-8")
    yield var
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def filled(var: Path, filled_once: Path) -> Path:
    """A copy of one's own, with owners and rights as they were."""
    subprocess.run(["cp", "-a", str(filled_once), str(var)], check=True)
    return var


def test_everything_comes_back_and_the_twin_sends_nothing(
    filled: Path, ortaq: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    archive = filled.parent / "backup.tar"
    done = ortaq("backup", str(archive))
    assert done.returncode == 0, done.stderr
    assert "can read everything" in done.stdout
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    twin = filled.parent / "twin"
    try:
        done = ortaq("restore", str(archive), at=twin)
        assert done.returncode == 0, done.stderr
        assert "The event log is whole." in done.stdout
        events = "SELECT record_id, sequence, hash, data::text FROM events_event ORDER BY id"
        assert rows(twin, events) == rows(filled, events)
        assert len(rows(twin, events)) == 3
        assert (twin / "files" / LETTER).read_text(encoding="utf-8") == "Сәлеметсіз бе!"
        for key in ("field_key", "secret_key", "signing_key"):
            assert (twin / "keys" / key).read_bytes() == (filled / "keys" / key).read_bytes()
            assert stat.S_IMODE((twin / "keys" / key).stat().st_mode) == 0o600
        assert in_django(twin, FILL).endswith("000006")  # numbers go on where they stopped

        assert (twin / "quarantine").exists()
        said = ortaq("doctor", at=twin)
        assert "quarantine" in said.stdout
        assert "ortaq doctor --release" in said.stdout
        assert ortaq("doctor", "--release", at=twin).returncode in {0, 1}
        assert not (twin / "quarantine").exists()

        refused = ortaq("restore", str(archive), at=twin)
        assert refused.returncode == 1
        assert "--replace" in refused.stderr
        assert len(rows(twin, events)) == 6
        replaced = ortaq("restore", str(archive), "--replace", at=twin)
        assert replaced.returncode == 0, replaced.stderr
        assert len(rows(twin, events)) == 3
        assert not list(twin.glob(".restoring-*"))
    finally:
        postgres.stop(twin)


def test_keys_can_be_left_out_and_restoring_then_needs_them(
    filled: Path, ortaq: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    archive = filled.parent / "backup.tar"
    done = ortaq("backup", str(archive), "--without-keys")
    assert "NOT in it" in done.stdout
    with tarfile.open(archive) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys/")]
    twin = filled.parent / "twin"
    try:
        refused = ortaq("restore", str(archive), at=twin)
        assert refused.returncode == 1
        assert "another field_key" in refused.stderr
        assert rows(twin, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []
    finally:
        postgres.stop(twin)


def test_a_damaged_or_strange_archive_is_refused_before_anything_changes(
    var: Path, tmp_path: Path, ortaq: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    def archive_of(manifest: dict[str, object], content: bytes) -> Path:
        path = tmp_path / "archive.tar"
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        (tmp_path / "database.dump").write_bytes(content)
        with tarfile.open(path, "w") as tar:
            tar.add(tmp_path / "database.dump", "database.dump")
            tar.add(tmp_path / "manifest.json", "manifest.json")
        return path

    empty: dict[str, object] = {"format": 1, "made": "", "migrations": [], "keys": {}}
    wrong_sum = {**empty, "members": {"database.dump": {"size": 1, "sha256": "0" * 64}}}
    for manifest, word in (
        (wrong_sum, "isn't as it was written"),
        ({**empty, "members": {}}, "somebody added"),
        ({**empty, "format": 9}, "format 9"),
    ):
        done = ortaq("restore", str(archive_of(manifest, b"x")))
        assert done.returncode == 1
        assert word in done.stderr
    (tmp_path / "letter.tar").write_bytes(b"no archive")
    assert "damaged or no backup" in ortaq("restore", str(tmp_path / "letter.tar")).stderr
    assert ortaq("restore", str(tmp_path / "absent.tar")).returncode == 1
    assert not (var / "postgres").exists()


def test_a_backup_never_writes_over_another(
    filled: Path, ortaq: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    archive = filled.parent / "backup.tar"
    archive.write_text("yesterday's")
    assert ortaq("backup", str(archive)).returncode == 1
    assert archive.read_text() == "yesterday's"
    assert ortaq("backup", str(filled.parent / "absent" / "backup.tar")).returncode == 1
