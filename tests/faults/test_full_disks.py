"""Disks that are full: of people's files, of the database, of its write-ahead log, of its own log."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ortaq.program import postgres

from .place import Citizen, Place, numbers


def upload(citizen: Citizen, key: dict[str, str], content: bytes) -> urllib.request.Request:
    """The last form with a text file beside its fields."""
    edge = "edge-of-a-part"
    parts = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in key.items()
    )
    parts += f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return urllib.request.Request(
        citizen._base + "/kk/appeals/new/send/",
        data=parts.encode() + content + f"\r\n--{edge}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={edge}", "X-Forwarded-For": citizen._address},
    )


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """*folder* is on a disk of its own that has not a byte left: a real one, of 64 kB in memory. Skips who may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_item_58_a_full_disk_refuses_uploads_with_503_in_three_languages_and_reads_go_on(place: Place) -> None:
    place.up()
    citizen = Citizen(place, 950)
    key = citizen.up_to_sending()
    before = numbers(place)
    note = "Шұңқыр туралы жазба. ".encode() * 200
    with full(place.var / "files"):
        with pytest.raises(urllib.error.HTTPError) as answer:
            citizen._opener.open(upload(citizen, key, note), timeout=60)
        page = answer.value.read().decode()
        assert answer.value.code == 503 and answer.value.headers["Retry-After"], page[:500]
        assert all(f'lang="{language}"' in page for language in ("kk", "ru", "en"))
        assert "Traceback" not in page and str(place.root) not in page
        assert numbers(place) == before, "an appeal without its attachment was filed"
        assert citizen.ask("/kk/appeals/")[0] == 200 and citizen.ask("/kk/appeals/new/send/")[0] == 200
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302, "after space came back the same form goes through"
    assert len(numbers(place) - before) == 1


def test_item_58_a_folder_that_takes_no_file_refuses_the_upload_and_reads_go_on(place: Place) -> None:
    """A full disk, as far as it can be had without one: a file where the folder of files should be."""
    files = place.var / "files"
    kept = place.var / "files-kept"
    if files.exists():
        files.rename(kept)
    files.write_bytes(b"")
    try:
        place.up()
        citizen = Citizen(place, 900)
        key = citizen.up_to_sending()
        before = numbers(place)
        request = upload(citizen, key, b"Words of a note.")
        with pytest.raises(urllib.error.HTTPError) as answer:
            citizen._opener.open(request, timeout=60)
        assert answer.value.code in {500, 503, 507}, answer.value.code
        assert "Traceback" not in answer.value.read().decode()
        assert numbers(place) == before, "an appeal without its attachment was filed"
        assert citizen.ask("/kk/appeals/")[0] == 200 and citizen.ask("/kk/appeals/new/send/")[0] == 200, (
            "reads go on, the draft is kept"
        )
    finally:
        files.unlink()
        if kept.exists():
            kept.rename(files)
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302, "after space came back the same form goes through"


MB = 2**20
SPARE = 96 * MB


def fill(folder: Path) -> Path:
    """A file that takes what is left of the disk, to the last byte."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
        for size in (MB, 4096, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return filler


@pytest.fixture
def small(free_port: Callable[[], int], town: Path) -> Iterator[Place]:
    """A place whose database lies on a disk of its own, in memory, with little to spare. Skips who may not mount."""
    if os.environ.get("DATABASE_URL", "").find("@/") < 0:
        pytest.skip("the database is not ours")
    place = Place(free_port(), town)
    data = place.var / "postgres"
    try:
        postgres.stop(place.var)
        owner = data.stat()
        beside = data.with_name("postgres-on-the-large-disk")
        data.rename(beside)
        data.mkdir()
        used = sum(path.stat().st_blocks * 512 for path in beside.rglob("*") if path.is_file())
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={used + SPARE},mode=0700,uid={owner.st_uid},gid={owner.st_gid}", "tmpfs", str(data)],
            capture_output=True, check=False,
        )  # fmt: skip
        if mounted.returncode:
            pytest.skip("only root may mount a small disk")
        try:
            subprocess.run(["cp", "-a", f"{beside}/.", str(data)], check=True)
            shutil.rmtree(beside)
            postgres.start(place.var)
            yield place
        finally:
            postgres.stop(place.var)
            subprocess.run(["umount", "-l", str(data)], check=True)
    finally:
        place.close()


def asked(citizen: Citizen, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
    """An answer; what it says when it is none that a person should see. 0: the connection broke."""
    try:
        status, page, headers = citizen.ask(path, data)
    except OSError:
        return 0, ""
    assert status in {200, 302, 503}, (path, status, page[:500])
    if status == 503:
        assert all(f'lang="{language}"' in page for language in ("kk", "ru", "en")), page[:500]
        assert headers.get("retry-after") and "Traceback" not in page and "psycopg" not in page
    return status, page


def sound(place: Place, acknowledged: set[str]) -> None:
    """All that was acknowledged is there, nothing is half there, every page of every table can be read, the log is whole."""
    assert acknowledged <= numbers(place), "a number was shown and isn't stored"
    with psycopg.connect(place.url) as connection:
        torn = connection.execute(
            "SELECT count(*) FROM records_record r WHERE kind = 'appeal' AND ("
            " NOT EXISTS (SELECT 1 FROM events_event e WHERE e.record_id = r.id)"
            " OR NOT EXISTS (SELECT 1 FROM clocks_clock c WHERE c.record_id = r.id))"
        ).fetchone()
        assert torn == (0,), "no appeal without its first event and its clock"
        for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            connection.execute(f'SELECT count(md5(t::text)) FROM "{table}" t')
    place.run("verify")


def file_until_refused(place: Place, most: int) -> tuple[set[str], tuple[Citizen, dict[str, str]]]:
    """People file until somebody gets 503 for the last form; what was acknowledged, and the refused form."""
    acknowledged: set[str] = set()
    waiting = [Citizen(place, 2000 + number) for number in range(most)]
    ready = [(citizen, citizen.up_to_sending()) for citizen in waiting]
    fill(place.var / "postgres")
    for citizen, key in ready:
        status, _page = asked(citizen, "/kk/appeals/new/send/", key)
        if status != 302:
            return acknowledged, (citizen, key)
        status, page = asked(citizen, "/kk/appeals/new/sent/")
        if status == 200 and (found := re.search(r"AP-\d{4}-\d{6}", page)):
            acknowledged.add(found[0])
    raise AssertionError(f"{most} appeals fitted on a full disk")


def healed(place: Place, citizen: Citizen) -> None:
    """Waits until the site answers again."""
    end = time.monotonic() + 60
    while citizen.ask("/healthz")[0] != 200:
        assert time.monotonic() < end, "not healed"
        time.sleep(0.2)


def test_item_58_a_full_disk_of_the_database_refuses_writing_and_nothing_is_torn(small: Place) -> None:
    small.start()
    with psycopg.connect(small.url, autocommit=True) as connection:
        # The log has room in files that it made before: the tables are what finds no place any more.
        for _ in range(4):
            connection.execute("SELECT pg_logical_emit_message(false, 'test', repeat('x', 15000000))")
        connection.execute("CHECKPOINT")
    before = numbers(small)
    acknowledged, (citizen, key) = file_until_refused(small, 40)
    for path in ("/kk/", "/kk/appeals/", "/kk/budget/", "/kk/appeals/new/send/"):
        assert asked(citizen, path)[0] in {200, 302, 503}, path
    assert any(asked(citizen, path)[0] == 200 for path in ("/kk/", "/kk/appeals/", "/kk/budget/")), "reading goes on"
    assert asked(citizen, "/kk/appeals/new/send/", key)[0] == 503, "still refused"
    (small.var / "postgres" / "filler").unlink()
    healed(small, citizen)
    assert numbers(small) - before == acknowledged, "what was refused wasn't carried out"
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302, "after space came back the same form goes through"
    assert len(numbers(small) - before) == len(acknowledged) + 1
    sound(small, acknowledged)


def test_item_58_no_room_for_the_write_ahead_log_stops_the_database_and_loses_nothing(small: Place) -> None:
    """PostgreSQL gives up by itself then, for it can promise nothing any more: 503 until there is room again."""
    small.start()
    citizen = Citizen(small, 1)
    key = citizen.up_to_sending()
    other = Citizen(small, 2)
    assert other.ask("/kk/appeals/new/send/", other.up_to_sending())[0] == 302
    acknowledged = numbers(small)
    fill(small.var / "postgres")
    with pytest.raises(psycopg.Error), psycopg.connect(small.url, autocommit=True) as connection:
        for _ in range(60):
            connection.execute("SELECT pg_logical_emit_message(true, 'test', repeat('x', 15000000))")
    for path, data in (("/kk/", None), ("/kk/appeals/", None), ("/kk/appeals/new/send/", key)):
        assert asked(citizen, path, data)[0] in {0, 503}, path
    (small.var / "postgres" / "filler").unlink()
    postgres.start(small.var)  # as `ortaq up` does when its database has ended
    healed(small, citizen)
    assert numbers(small) == acknowledged
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302
    sound(small, acknowledged)


def test_item_58_a_full_disk_of_the_databases_own_log_stops_nothing(place: Place) -> None:
    from ortaq.program.place import find_place

    place.up()
    citizen = Citizen(place, 960)
    with full(find_place(place.var).log):
        with psycopg.connect(place.url, autocommit=True) as connection:
            connection.execute("SELECT pg_rotate_logfile()")
            for _ in range(20):
                with contextlib.suppress(psycopg.Error):
                    connection.execute("DO $$ BEGIN RAISE LOG '%', repeat('x', 9000); END $$")
        assert citizen.ask("/kk/appeals/")[0] == 200
        key = citizen.up_to_sending()
        assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302
    sound(place, set())
