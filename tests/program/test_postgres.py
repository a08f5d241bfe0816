"""The embedded database: first start, kill -9, damage, odd paths, rights."""

import os
import signal
import stat
import threading
import time
from pathlib import Path

import psycopg
import pytest

from ortaq.program import place, postgres
from ortaq.program.place import DatabaseTrouble

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database as another user")


def start(var: Path) -> str:
    """Without waiting for the disk: what is tested here doesn't hang on it."""
    return postgres.start(var, durable=False)


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def postmaster(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text().split("\n")[0])


def is_alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_new_database_starts_stops_and_keeps_what_was_written(var: Path) -> None:
    url = start(var)
    ask(url, "CREATE TABLE kept AS SELECT 'Қордай'::text AS name")
    postgres.stop(var)
    assert not postgres.is_running(var)
    postgres.stop(var)  # a second stop is no fault
    assert ask(start(var), "SELECT name FROM kept") == "Қордай"


def test_settings_keep_commits_safe_and_people_out_of_the_log(var: Path) -> None:
    url = postgres.start(var)
    assert ask(url, "SHOW fsync") == ask(url, "SHOW synchronous_commit") == ask(url, "SHOW data_checksums") == "on"
    assert ask(url, "SHOW max_connections") == "100"
    with pytest.raises(psycopg.Error):
        ask(url, "SELECT 'Сәуле Ахметова'::int")
    log = "".join(path.read_text(encoding="utf-8") for path in (var / "log" / "postgres").glob("*.log"))
    assert "Ахметова" not in log


def test_a_second_start_uses_the_server_that_runs(var: Path) -> None:
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(start(var))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 3
    assert len(set(urls)) == 1
    first = postmaster(var)
    start(var)
    assert postmaster(var) == first


def test_after_kill_9_it_recovers_even_when_the_number_belongs_to_another_process(var: Path) -> None:
    url = start(var)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    pid = postmaster(var)
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 60
    while time.monotonic() < end and (is_alive(pid) or _at_work(var)):
        time.sleep(0.1)
    file = var / "postgres" / "postmaster.pid"
    file.write_text(file.read_text().replace(str(pid), str(os.getpid()), 1))
    assert ask(start(var), "SELECT answer FROM kept") == 42


def _at_work(var: Path) -> bool:
    """Children of a killed server leave by themselves; until then they hold its memory."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").resolve() == (var / "postgres").resolve():
                return True
        except OSError:
            continue
    return False


def test_a_missing_file_is_named_with_what_to_do(var: Path) -> None:
    start(var)
    postgres.stop(var)
    (var / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseTrouble) as trouble:
        start(var)
    said = str(trouble.value)
    assert str(var / "postgres") in said
    assert "pg_control" in said
    assert "ortaq restore" in said


def test_a_directory_with_foreign_files_is_left_alone(var: Path) -> None:
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(DatabaseTrouble, match="PG_VERSION"):
        start(var)
    assert (var / "postgres" / "letter.txt").read_text() == "mine"


def test_a_database_of_another_version_is_not_touched(var: Path) -> None:
    start(var)
    postgres.stop(var)
    (var / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseTrouble, match="PostgreSQL 17"):
        start(var)


def test_a_start_that_was_cut_off_while_the_database_was_made_begins_again(var: Path) -> None:
    half = var / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert ask(start(var), "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_works(var: Path) -> None:
    long = var / ("терең" * 20)
    try:
        url = start(long)
        assert ask(url, "SELECT 1") == 1
        assert len(os.fsencode(url)) < 100
        assert (long / "database-url").read_text().strip() == url
    finally:
        postgres.stop(long)


def test_a_path_with_spaces_and_quotes_works(var: Path) -> None:
    odd = var / 'Ortaq\'s "data" №1'
    try:
        assert ask(start(odd), "SELECT 1") == 1
    finally:
        postgres.stop(odd)


@as_root
def test_in_a_closed_home_the_data_lies_where_the_database_may_look(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "SYSTEM", var.parent / "system")
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    try:
        assert ask(start(closed / "var"), "SELECT 1") == 1
        data = (closed / "var" / "postgres").resolve()
        assert data.is_relative_to(var.parent / "system")
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        postgres.stop(closed / "var")
        assert ask(start(closed / "var"), "SELECT 1") == 1
    finally:
        postgres.stop(closed / "var")


@as_root
def test_programs_in_a_closed_directory_are_copied_once(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "SYSTEM", var.parent / "system")
    wheel = place.wheel_programs()
    closed = tmp_path / "pginstall18"
    closed.symlink_to(wheel.parent)
    monkeypatch.setattr(place, "_reaches", lambda user, directory: directory != wheel)
    assert ask(start(var), "SELECT 1") == 1
    copies = list((var.parent / "system").glob("postgresql-*"))
    assert len(copies) == 1
    assert (Path("/proc") / str(postmaster(var)) / "exe").resolve().is_relative_to(copies[0])


def test_a_full_disk_is_said_before_anything_is_changed(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "FREE_SPACE_NEEDED", 2**60)
    with pytest.raises(DatabaseTrouble, match="nearly full") as trouble:
        start(var)
    assert str(var) in str(trouble.value)
    assert not (var / "postgres").exists()


def test_a_missing_wheel_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "find_spec", lambda name: None)
    with pytest.raises(DatabaseTrouble, match="DATABASE_URL"):
        place.wheel_programs()


def test_item_61_with_an_archive_of_the_log_it_goes_back_to_a_moment(var: Path) -> None:
    """As the operator's guide says (section 7): a base copy, the log kept elsewhere, and everything after the moment is gone."""
    url = start(var)
    here = place.find_place(var)
    kept, base = var / "wal", var / "base"
    kept.mkdir(mode=0o700)
    if here.user is not None:
        os.chown(kept, here.user, here.user)
    own = here.data / "postgresql.conf"
    with own.open("a", encoding="utf-8") as file:
        file.write(f'archive_mode = on\narchive_command = \'cp "%p" "{kept}/%f"\'\n')
    postgres.stop(var)
    url = start(var)
    ask(url, "CREATE TABLE told (word text)")
    base.mkdir(mode=0o700)
    if here.user is not None:
        os.chown(base, here.user, here.user)
    here.run("pg_basebackup", "--pgdata", str(base), "--dbname", url, "--checkpoint=fast", "--wal-method=none")
    ask(url, "INSERT INTO told VALUES ('before')")
    moment = ask(url, "SELECT clock_timestamp()::text")
    ask(url, "DELETE FROM told")
    last = ask(url, "SELECT pg_walfile_name(pg_switch_wal())")
    end = time.monotonic() + 60
    while not (kept / str(last)).exists():
        assert time.monotonic() < end, "the log was not archived"
        time.sleep(0.05)
    postgres.stop(var)

    real = here.data
    real.rename(real.with_name(f"{real.name}.lost"))
    base.rename(real)
    with own.open("a", encoding="utf-8") as file:
        file.write(f'archive_mode = off\nrestore_command = \'cp "{kept}/%f" "%p"\'\n')
        file.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n")
    (real / "recovery.signal").touch()
    assert ask(start(var), "SELECT string_agg(word, ',') FROM told") == "before"
