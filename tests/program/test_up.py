"""``ortaq up`` as a person meets it: started, used, disturbed, stopped."""

import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg

from ortaq.program import postgres


def answers(port: int) -> int:
    """The status that the web server gives."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_runs_heals_itself_refuses_a_twin_and_stops_cleanly(
    var: Path, up: Callable[..., object], ortaq: Callable[..., object], free_port: Callable[[], int]
) -> None:
    port = free_port()
    running = up(port)
    running.wait_for("Ctrl-C stops it")
    assert answers(port) == 200

    twin = ortaq("up", "--port", str(free_port()))
    assert twin.returncode == 1
    assert "already running" in twin.stderr
    assert str(var) in twin.stderr

    (worker,) = running.children("ortaq.program worker")
    os.kill(worker, signal.SIGKILL)
    running.wait_for("The worker is running again")
    assert running.children("ortaq.program worker") != [worker]
    (web,) = running.children("granian")
    os.kill(web, signal.SIGKILL)
    running.wait_for("The web server is running again")

    assert ortaq("rebuild").returncode == 0
    with psycopg.connect(postgres.start(var), autocommit=True) as database:
        database.execute("UPDATE parties_territory SET kato = '987654321' WHERE slug = 'taraz'")
    looked = ortaq("verify")
    assert looked.returncode == 0, looked.stderr

    children = running.children("ortaq.program worker") + running.children("granian")
    running.process.kill()
    running.process.wait()
    end = time.monotonic() + 60
    while any((Path("/proc") / str(pid) / "exe").exists() for pid in children):
        assert time.monotonic() < end, "what it started goes on without it"
        time.sleep(0.2)

    again = up(port)
    again.wait_for("Ctrl-C stops it")
    assert "Database tables … up to date" in again.output()
    with psycopg.connect(postgres.start(var)) as database:
        row = database.execute("SELECT kato FROM parties_territory WHERE slug = 'taraz'").fetchone()
        assert row == ("987654321",), "a second run keeps the data"
    assert answers(port) == 200
    assert again.stop(signal.SIGINT, signal.SIGINT) == 0  # an impatient person presses Ctrl-C twice
    assert "Stopped. The data stays." in again.output()
    assert not postgres.is_running(var)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_in_use_is_said_before_the_database_is_made(var: Path, ortaq: Callable[..., object]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = ortaq("up", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert not (var / "postgres").exists()


def test_a_data_directory_that_is_a_file_is_said(var: Path, ortaq: Callable[..., object]) -> None:
    var.write_text("not a directory")
    done = ortaq("up", "--port", "0")
    assert done.returncode == 2  # 0 is no port
    done = ortaq("up", "--port", "65000")
    assert done.returncode == 1
    assert str(var) in done.stderr
    assert "Traceback" not in done.stderr


def test_another_database_that_does_not_answer_is_said_without_its_password(
    var: Path, ortaq: Callable[..., object]
) -> None:
    done = ortaq("up", "--port", "65000", DATABASE_URL="postgresql://a:topsecret@127.0.0.1:1/b")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "topsecret" not in done.stderr + done.stdout


def test_a_wrong_setting_is_named(var: Path, ortaq: Callable[..., object]) -> None:
    done = ortaq("migrate", ORTAQ_HTTPS="perhaps")
    assert done.returncode == 1
    assert "ORTAQ_HTTPS='perhaps'" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command(ortaq: Callable[..., object]) -> None:
    done = ortaq("--help")
    assert done.returncode == 0
    for name in (
        "up",
        "web",
        "worker",
        "migrate",
        "load-region",
        "demo",
        "verify",
        "rebuild",
        "backup",
        "restore",
        "doctor",
        "import",
    ):
        assert re.search(rf"^ +{name}\b", done.stdout, re.MULTILINE), name
        assert ortaq(name, "--help").returncode == 0
    assert ortaq("fly").returncode == 2
