"""Forms that don't arrive whole, or hardly: broken off on their way, of unknown length, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from ortaq.program import web

from .place import Citizen, Place

PAGE = "/kk/appeals/new/what/"
CUT = "KESILGEN"
"""The connection breaks before this word of the text."""


def written(citizen: Citizen) -> dict[str, str]:
    """The first step of an appeal, filled in."""
    _, page, _ = citizen.ask(PAGE)
    text = f"Mekteptin aldyndagy zholda teren shunqyr bar. {CUT} soz."
    return citizen.hidden(page) | {"type": "application", "subject": "Shunqyr", "text": text}


def urlencoded(form: dict[str, str]) -> tuple[str, bytes]:
    """Media type and body."""
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def multipart(form: dict[str, str]) -> tuple[str, bytes]:
    """Media type and body."""
    parts = [
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form.items()
    ]
    return "multipart/form-data; boundary=XX", "".join([*parts, "--XX--\r\n"]).encode()


def sent(place: Place, citizen: Citizen, media_type: str, more: str, body: bytes, *, ends: bool) -> bytes:
    """The answer to a form whose sender says nothing more (*ends*) or waits."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in citizen.cookies)
    head = (
        f"POST {PAGE} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Type: {media_type}\r\n{more}\r\n\r\n"
    )
    heard = b""
    with socket.create_connection(("127.0.0.1", place.port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        while b"\r\n\r\n" not in heard and (piece := connection.recv(65536)):
            heard += piece
    return heard


def drafts(place: Place) -> int:
    with psycopg.connect(place.url) as connection:
        row = connection.execute("SELECT count(*) FROM reception_appealdraft").fetchone()
    assert row
    return int(row[0])


@pytest.mark.parametrize("coded", [urlencoded, multipart])
def test_item_8_a_form_that_broke_off_is_not_acted_on(place: Place, coded: object) -> None:
    """Half an appeal looks like a shorter appeal to whoever reads what came: its token stands first."""
    place.up()
    citizen = Citizen(place, 960)
    media_type, body = coded(written(citizen))  # type: ignore[operator]
    half = body[: body.index(CUT.encode())]
    before, logged = drafts(place), place.log.tell()
    length = f"Content-Length: {len(body)}"
    assert sent(place, citizen, media_type, length, half, ends=True).startswith(b"HTTP/1.1 400 ")
    chunk = b"%x\r\n%s\r\n" % (len(half), half)
    chunked = "Transfer-Encoding: chunked"
    assert sent(place, citizen, media_type, chunked, chunk, ends=True).startswith(b"HTTP/1.1 400 ")
    assert drafts(place) == before
    assert (place.root / "server.log").read_bytes()[logged:] == b"", "nothing that an operator has to look at"
    assert sent(place, citizen, media_type, length, body, ends=False).startswith(b"HTTP/1.1 302 "), "the whole of it is"
    assert drafts(place) == before + 1
    again = Citizen(place, 961)
    media_type, body = coded(written(again))  # type: ignore[operator]
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert sent(place, again, media_type, chunked, chunks, ends=False).startswith(b"HTTP/1.1 302 "), "whole, in chunks"
    assert drafts(place) == before + 2


HASTY = """
from ortaq.program import bodies

bodies.SILENT_SECONDS, bodies.SLOW_SECONDS = 2, 4

from ortaq.program.asgi import application
"""
"""The same program with less patience."""


def test_item_8_slow_senders_hold_up_nobody_and_are_cut_off(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some say nothing more, some a byte every now and then: more of each than the server has threads."""
    (tmp_path / "hasty.py").write_text(HASTY, encoding="utf-8")
    monkeypatch.setattr(web, "APPLICATION", "hasty:application")
    monkeypatch.setitem(place.environment, "PYTHONPATH", f"{tmp_path}:{Path(web.__file__).parents[2]}")
    if place.server is not None and place.server.poll() is None:
        place.kill()
    place.start()
    citizen = Citizen(place, 961)
    head = b"POST /kk/appeals/new/what/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\na"
    cut: list[bytes] = []
    over = threading.Event()

    def trickle(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not over.wait(0.3):
                connection.sendall(b"a")

    try:
        with contextlib.ExitStack() as opened:
            slow = [
                opened.enter_context(socket.create_connection(("127.0.0.1", place.port), timeout=30)) for _ in range(24)
            ]
            for connection in slow:
                connection.sendall(head)
            writers = [threading.Thread(target=trickle, args=(each,)) for each in slow[::2]]
            for writer in writers:
                writer.start()
            took = []
            for _ in range(6):
                began = time.monotonic()
                assert citizen.ask("/kk/appeals/", seconds=30)[0] == 200
                took.append(time.monotonic() - began)
            assert sum(took) < 10, "pages come as ever"
            cut = [connection.recv(65536) for connection in slow]
            over.set()
            for writer in writers:
                writer.join()
    finally:
        over.set()
        place.kill()
    assert {answer[:13] for answer in cut} == {b"HTTP/1.1 408 "}
