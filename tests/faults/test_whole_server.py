"""The whole program under fire: a server and a database of their own, killed in the middle of work."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import socket
import threading
import time
from pathlib import Path

import psycopg
import pytest

from ortaq.program import postgres, web

from .place import Citizen, Place, numbers


def test_item_56_without_its_database_the_server_says_so_at_once_and_heals_by_itself(place: Place) -> None:
    place.up()
    citizen = Citizen(place, 1)
    key = citizen.up_to_sending()
    before = numbers(place)
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
    assert numbers(place) == before, "what was answered with 503 wasn't carried out"
    # Resent with the same key, as a browser's Back and F5 do: carried out once.
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302
    assert citizen.ask("/kk/appeals/new/send/", key)[0] == 302
    assert len(numbers(place) - before) == 1


def test_item_53_54_what_was_acknowledged_is_stored_though_the_server_was_killed_in_a_storm(place: Place) -> None:
    place.up()
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
            "SELECT count(*) FROM records_record r WHERE kind = 'appeal' AND ("
            " NOT EXISTS (SELECT 1 FROM events_event e WHERE e.record_id = r.id)"
            " OR NOT EXISTS (SELECT 1 FROM clocks_clock c WHERE c.record_id = r.id))"
        ).fetchone()
    assert torn == (0,), "no appeal without its first event and its clock"
    place.run("verify")


HOST = b"Host: 127.0.0.1\r\n"
FORM = b"POST /kk/view/ HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
"""A request within another: what a proxy took for a form, and the server must not take for a question of somebody else."""


def statuses(place: Place, said: bytes, seconds: float = 5) -> list[int]:
    """The status of each answer on one connection, until the server closes it or says nothing more for a while."""
    heard = b""
    with (
        socket.create_connection(("127.0.0.1", place.port), timeout=seconds) as connection,
        contextlib.suppress(OSError),
    ):
        connection.sendall(said)
        while more := connection.recv(65536):
            heard += more
            connection.settimeout(0.5)
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", heard)]


def test_item_62_slow_clients_and_held_locks_hold_up_nobody_else(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow heads cost no thread, and there is room for many of them. (Slow bodies cost none either: test_bodies.py.)"""
    monkeypatch.setattr(web, "LOCK_SECONDS", 1)
    if place.server is not None and place.server.poll() is None:
        place.kill()
    place.start()
    citizen = Citizen(place, 950)

    def timed(path: str) -> tuple[int, float]:
        began = time.monotonic()
        return citizen.ask(path, seconds=30)[0], time.monotonic() - began

    alone = [timed("/kk/appeals/") for _ in range(9)]
    with contextlib.ExitStack() as opened:
        for said in (b"", b"GET /kk/appeals/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "):
            for _ in range(200):
                slow = opened.enter_context(socket.create_connection(("127.0.0.1", place.port), timeout=30))
                slow.sendall(said)
        among = [timed("/kk/appeals/") for _ in range(9)]
    assert {status for status, _ in among} == {200}
    assert max(took for _, took in among) < web.HEAD_SECONDS / 2, (alone, among)
    with psycopg.connect(place.url) as other:
        other.execute("LOCK TABLE records_record IN ACCESS EXCLUSIVE MODE")
        status, took = timed("/kk/appeals/")
        assert status == 503 and took < 10, "the wait for the lock was given up"
    assert timed("/kk/appeals/")[0] == 200, "and the same thread serves again"


TWO_READINGS: dict[str, tuple[bytes, int]] = {
    "CL.TE": (FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, 403),
    "TE.CL": (FORM + b"Transfer-Encoding: chunked\r\nContent-Length: 61\r\n\r\n0\r\n\r\n" + HIDDEN, 403),
    "two lengths": (FORM + b"Content-Length: 3\r\nContent-Length: 60\r\n\r\na=b" + HIDDEN, 400),
    "list of lengths": (FORM + b"Content-Length: 3, 60\r\n\r\na=b" + HIDDEN, 400),
    "blank before the colon": (FORM + b"Content-Length : 3\r\n\r\na=b" + HIDDEN, 400),
    "unknown coding": (FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN, 400),
    "two codings": (FORM + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + HIDDEN, 400),
    "GET with a body": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN, 200
    ),
    "bare CR": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: a\rContent-Length: 9\r\n\r\n" + HIDDEN, 400),
    "folded head": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: a\r\n Content-Length: 9\r\n\r\n" + HIDDEN, 400),
    "two hosts": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Host: evil.test\r\n\r\n", 400),
    "bare LF ends a line": (b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n", 200),
}  # fmt: skip


def test_item_41_no_request_hides_in_another(place: Place) -> None:
    """A request that can be read in two ways is refused, or ends its connection: what hides behind it is never answered."""
    place.up()
    wrong = {
        name: heard for name, (said, status) in TWO_READINGS.items() if (heard := statuses(place, said)) != [status]
    }
    assert not wrong


def test_item_62_without_open_files_left_it_waits_and_without_memory_a_process_is_replaced(place: Place) -> None:
    """The system ends what takes too much memory by SIGKILL, and whoever holds it holds all files: so both are done here."""
    place.up()
    assert place.server is not None
    workers = children(place.server.pid)
    citizen = Citizen(place, 970)
    held = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in workers}
    with contextlib.ExitStack() as opened:
        for pid, (_, hard) in held.items():
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(list(Path(f"/proc/{pid}/fd").iterdir())) + 8, hard))
        with contextlib.suppress(OSError):
            for _ in range(120):
                opened.enter_context(socket.create_connection(("127.0.0.1", place.port), timeout=5))
        with contextlib.suppress(OSError):
            assert citizen.ask("/kk/appeals/", seconds=3)[0] in {200, 500, 503}
    assert answers_again(citizen), "once the connections are gone, with as few files as before"
    for pid, limits in held.items():
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    os.kill(workers[0], signal.SIGKILL)
    assert answers_again(citizen)
    end = time.monotonic() + 60
    while len(set(children(place.server.pid)) - {workers[0]}) < len(workers):
        assert time.monotonic() < end, "the process that was ended has a successor"
        time.sleep(0.2)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def answers_again(citizen: Citizen) -> bool:
    """Is a page there within a minute, and then each time?"""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if citizen.ask("/kk/appeals/", seconds=10)[0] == 200:
                return all(citizen.ask("/kk/appeals/", seconds=30)[0] == 200 for _ in range(4))
        time.sleep(0.2)
    return False


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
