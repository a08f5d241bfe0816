"""The whole program under fire: a server and a database of their own, killed in the middle of work."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ortaq.program import postgres, web


class Place:
    """A server of two processes before an embedded database, both only for these tests."""

    def __init__(self, port: int, with_tables: Callable[[Path], None]) -> None:
        self.port = port
        self.root = Path(tempfile.mkdtemp(prefix="ortaq-faults-"))
        self.root.chmod(0o711)
        self.var = self.root / "var"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ORTAQ_", "DATABASE_", "PYTEST_"))
        }
        with_tables(self.var)
        self.url = postgres.start(self.var)
        self.environment = {
            **kept,
            "ORTAQ_VAR": str(self.var),
            "DATABASE_URL": self.url,
            "ORTAQ_PROXIES": "1",
            "ORTAQ_DEMO": "0",
        }
        for command in ("migrate", "load-region"):
            self.run(command)
        self.log = (self.root / "server.log").open("ab")
        self.server: subprocess.Popen[bytes] | None = None

    def run(self, command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "ortaq.program", command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        self.server = subprocess.Popen(
            web.command("127.0.0.1", self.port, 2),
            env=web.environment(self.environment),
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError((self.root / "server.log").read_text(errors="replace"))

    def kill(self) -> None:
        """`kill -9` of the server and all its processes."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def close(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.kill()
        self.log.close()
        postgres.stop(self.var)
        shutil.rmtree(self.root, ignore_errors=True)


@pytest.fixture(scope="module")
def place(free_port: Callable[[], int], with_tables: Callable[[Path], None]) -> Iterator[Place]:
    made = Place(free_port(), with_tables)
    yield made
    made.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


class Citizen:
    """A browser: cookies, forms with their tokens, no redirect followed."""

    def __init__(self, place: Place, number: int) -> None:
        self._base = f"http://127.0.0.1:{place.port}"
        self._address = f"10.{number // 250}.{number % 250}.7"
        self._opener = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def ask(
        self, path: str, data: dict[str, str] | None = None, seconds: float = 60
    ) -> tuple[int, str, dict[str, str]]:
        """Status, page and headers."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(
            self._base + path, data=body, headers={"X-Forwarded-For": self._address, "Accept": "text/html"}
        )
        try:
            with self._opener.open(request, timeout=seconds) as response:
                return (
                    response.status,
                    response.read().decode(),
                    {name.lower(): value for name, value in response.headers.items()},
                )
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), {name.lower(): value for name, value in error.headers.items()}

    def form(self, path: str, data: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        """Opens a page and sends its form with *data*."""
        _status, page, _headers = self.ask(path)
        return self.ask(path, self.hidden(page) | data)

    def hidden(self, page: str) -> dict[str, str]:
        """The form's token and its key against sending it twice."""
        tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
        found = {}
        for tag in tags:
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value and name[1] in {"csrfmiddlewaretoken", "once"}:
                found[name[1]] = value[1]
        return found

    def up_to_sending(self) -> dict[str, str]:
        """The first three steps; returns what the last form needs."""
        status, page, _ = self.form(
            "/kk/appeals/new/what/",
            {
                "type": "application",
                "subject": "Көшедегі шұңқыр",
                "text": "Мектептің алдындағы жолда терең шұңқыр бар, жөндеңіз.",
            },
        )
        assert status == 302, page
        _, page, _ = self.ask("/kk/appeals/new/where/")
        territory = next(value for value in re.findall(r'<option value="([^"]+)"', page) if value)
        category = re.findall(r'name="category"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="category"', page)[0]
        status, page, _ = self.ask(
            "/kk/appeals/new/where/",
            self.hidden(page) | {"territory": territory, "category": category[0] or category[1], "place": ""},
        )
        assert status == 302, page
        _, page, _ = self.ask("/kk/appeals/new/who/")
        body = re.findall(r'name="body"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="body"', page)[0]
        status, page, _ = self.ask(
            "/kk/appeals/new/who/",
            self.hidden(page)
            | {
                "body": body[0] or body[1],
                "name": "Сынақ Азамат",
                "email": "guest@example.test",
                "delivery": "portal",
            },
        )
        assert status == 302, page
        _, page, _ = self.ask("/kk/appeals/new/send/")
        return self.hidden(page)


def numbers(place: Place) -> set[str]:
    with psycopg.connect(place.url) as connection:
        return {row[0] for row in connection.execute("SELECT number FROM records_record WHERE kind = 'appeal'")}


def test_item_56_without_its_database_the_server_says_so_at_once_and_heals_by_itself(place: Place) -> None:
    place.start()
    citizen = Citizen(place, 1)
    key = citizen.up_to_sending()
    postgres.stop(place.var)
    try:
        for path, data in (
            ("/kk/appeals/", None),
            ("/kk/", None),
            ("/kk/appeals/new/send/", key),
            ("/kk/appeals/status/", None),
            ("/healthz", None),
        ):
            began = time.monotonic()
            status, page, headers = citizen.ask(path, data)
            took = time.monotonic() - began
            assert took < 15, (path, took)  # generous: the machine may be busy
            if path == "/kk/appeals/status/" and status == 200:
                continue  # a form that needs no database
            assert status == 503, (path, status, page[:500])
            assert "Traceback" not in page and "psycopg" not in page and str(place.root) not in page
            assert "no-store" in headers.get("cache-control", "no-store")
            if path != "/healthz":
                assert headers.get("retry-after"), path
    finally:
        postgres.start(place.var)
    end = time.monotonic() + 60
    while citizen.ask("/healthz")[0] != 200:
        assert time.monotonic() < end, "not healed"
        time.sleep(0.2)
    for _ in range(6):  # every thread of every process
        assert citizen.ask("/kk/appeals/")[0] == 200
    assert not numbers(place), "what was answered with 503 wasn't carried out"
    # Resent with the same key, as a browser's Back and F5 do: carried out once.
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302
    assert len(numbers(place)) == 1
    place.kill()


def test_item_53_54_what_was_acknowledged_is_stored_though_the_server_was_killed_in_a_storm(place: Place) -> None:
    place.start()
    citizens = [Citizen(place, 100 + number) for number in range(16)]
    keys = [citizen.up_to_sending() for citizen in citizens]
    before = numbers(place)
    outcome: dict[int, int] = {}

    def send(n: int) -> None:
        try:
            outcome[n] = citizens[n].ask("/kk/appeals/new/send/", keys[n])[0]
        except OSError:
            outcome[n] = 0  # the connection broke: nobody knows

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(citizens))]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 60
    while len(outcome) < 5 and time.monotonic() < end:
        time.sleep(0.005)
    place.kill()
    for thread in threads:
        thread.join(60)
    acknowledged = {n for n, status in outcome.items() if status == 302}
    assert acknowledged, outcome
    place.start()
    stored = numbers(place) - before
    shown = set()
    for n in acknowledged:
        status, page, _ = citizens[n].ask("/kk/appeals/new/sent/")
        assert status == 200, (n, status)
        found = re.search(r"AP-\d{4}-\d{6}", page)
        assert found and found[0] in stored, "a number was shown and isn't stored"
        shown.add(found[0])
    assert len(shown) == len(acknowledged), "two people were shown the same number"
    # Whoever saw the connection break sends again: the same key files nothing twice.
    for n in set(range(len(citizens))) - acknowledged:
        assert citizens[n].ask("/kk/appeals/new/send/", keys[n])[0] == 302
    assert len(numbers(place) - before) == len(citizens)
    with psycopg.connect(place.url) as connection:
        torn = connection.execute(
            "SELECT count(*) FROM records_record r WHERE NOT EXISTS (SELECT 1 FROM events_event e WHERE e.record_id = r.id)"
            " OR NOT EXISTS (SELECT 1 FROM clocks_clock c WHERE c.record_id = r.id)"
        ).fetchone()
    assert torn == (0,), "no appeal without its first event and its clock"
    place.run("verify")


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
    if place.server is None or place.server.poll() is not None:
        place.start()
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
        if place.server is None or place.server.poll() is not None:
            place.start()
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


def test_item_62_slow_clients_and_held_locks_hold_up_nobody_else(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow heads cost no thread. (Slow bodies do: they are the proxy's work, see the operator's guide, section 5.)"""
    monkeypatch.setattr(web, "LOCK_SECONDS", 1)
    if place.server is not None and place.server.poll() is None:
        place.kill()
    place.start()
    citizen = Citizen(place, 950)

    def timed(path: str) -> tuple[int, float]:
        began = time.monotonic()
        return citizen.ask(path, seconds=30)[0], time.monotonic() - began

    alone = max(timed("/kk/appeals/") for _ in range(9))
    with contextlib.ExitStack() as opened:
        for said in (b"", b"GET /kk/appeals/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "):
            for _ in range(200):
                slow = opened.enter_context(socket.create_connection(("127.0.0.1", place.port), timeout=30))
                slow.sendall(said)
        among = [timed("/kk/appeals/") for _ in range(9)]
    assert {status for status, _ in among} == {200}
    assert statistics.median(took for _, took in among) < max(2, 2 * alone[1]), (alone, among)
    with psycopg.connect(place.url) as other:
        other.execute("LOCK TABLE records_record IN ACCESS EXCLUSIVE MODE")
        status, took = timed("/kk/appeals/")
        assert status == 503 and took < 10, "the wait for the lock was given up"
    assert timed("/kk/appeals/")[0] == 200, "and the same thread serves again"


def test_item_62_only_pages_have_limits_at_the_database(place: Place) -> None:
    def limits(environment: dict[str, str]) -> list[str]:
        with psycopg.connect(place.url, options=environment.get("PGOPTIONS", "")) as connection:
            rows = connection.execute(
                "SELECT setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout') ORDER BY name"
            )
            return [row[0] for row in rows]

    assert limits(web.environment({})) == ["10000", "30000"], "milliseconds"
    assert limits({}) == ["0", "0"], "migrations, commands, the worker"
    own = web.environment({"PGOPTIONS": "-c work_mem=9MB"})["PGOPTIONS"]
    assert own.startswith("-c work_mem=9MB -c statement_timeout"), "what the operator has set stays"
