"""A server and a database of their own, and citizens who use them, for tests that break things."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import psycopg

from ortaq.program import postgres, web


def environment(var: Path, url: str) -> dict[str, str]:
    """What a program beside these tests is told: nothing of the test run's own database and keys."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ORTAQ_", "DATABASE_", "PYTEST_"))
    }
    return {**kept, "ORTAQ_VAR": str(var), "DATABASE_URL": url, "ORTAQ_PROXIES": "1", "ORTAQ_DEMO": "0"}


def run(command: str, environment: dict[str, str]) -> None:
    """A command of the program, to its good end."""
    done = subprocess.run(
        [sys.executable, "-m", "ortaq.program", command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


ASIDE = """
import django, json, sys, traceback
django.setup()
from django.db import connections
for line in sys.stdin:
    text, names = json.loads(line)
    trouble = ""
    try:
        exec(text, names)
    except BaseException:
        trouble = traceback.format_exc()
    connections.close_all()
    print(json.dumps([names.get("answer"), trouble]), flush=True)
"""


class Place:
    """A server of two processes before an embedded database, both only for these tests. *town*: what it begins with."""

    def __init__(self, port: int, town: Path) -> None:
        self.port = port
        self.root = Path(tempfile.mkdtemp(prefix="ortaq-faults-"))
        self.root.chmod(0o711)
        self.var = self.root / "var"
        subprocess.run(["cp", "-a", str(town), str(self.var)], check=True)
        self.url = postgres.start(self.var)
        self.environment = environment(self.var, self.url)
        self.texts = self.root / "texts.jsonl"
        self.sms = f"file://{self.texts}"
        self.log = (self.root / "server.log").open("ab")
        self.server: subprocess.Popen[bytes] | None = None
        self._aside: subprocess.Popen[str] | None = None

    def run(self, command: str) -> None:
        """A command of the program."""
        run(command, self.environment)

    def does(self, text: str, **values: Any) -> Any:
        """Runs lines of Python in a program beside the server; *values* are names in it. Returns its ``answer``.

        It is started once, for that takes seconds, and has new connections each time.
        """
        if self._aside is None:
            self._aside = subprocess.Popen(
                [sys.executable, "-c", ASIDE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env={**self.environment, "DJANGO_SETTINGS_MODULE": "ortaq.config.settings", "ORTAQ_SMS_URL": self.sms},
            )  # fmt: skip
        assert self._aside.stdin and self._aside.stdout
        print(json.dumps([text, values]), file=self._aside.stdin, flush=True)
        answer, trouble = json.loads(self._aside.stdout.readline())
        assert not trouble, trouble
        return answer

    def up(self) -> None:
        """Starts the server unless it runs."""
        if self.server is None or self.server.poll() is not None:
            self.start()

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
        """Ends everything."""
        if self._aside is not None:
            self._aside.kill()
            self._aside.wait()
        if self.server is not None and self.server.poll() is None:
            self.kill()
        self.log.close()
        postgres.stop(self.var)
        shutil.rmtree(self.root, ignore_errors=True)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


class Citizen:
    """A browser: cookies, forms with their tokens, no redirect followed."""

    def __init__(self, place: Place, number: int) -> None:
        self._base = f"http://127.0.0.1:{place.port}"
        self._email = f"guest{number}@example.test"
        self._address = f"10.{number // 250}.{number % 250}.7"
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self.cookies))

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
                "email": self._email,
                "delivery": "portal",
            },
        )
        assert status == 302, page
        _, page, _ = self.ask("/kk/appeals/new/send/")
        return self.hidden(page)


def numbers(place: Place) -> set[str]:
    with psycopg.connect(place.url) as connection:
        return {row[0] for row in connection.execute("SELECT number FROM records_record WHERE kind = 'appeal'")}
