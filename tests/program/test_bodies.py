"""What a visitor sends is received whole, in bounded time and room; what is refused is said in the three languages."""

import asyncio
import errno
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from ortaq.program import bodies
from ortaq.program.bodies import ANSWERS, IN_MEMORY, Bodies, Refused

T = TypeVar("T")
MOST = 10 * IN_MEMORY
END = {"type": "http.request", "body": b"", "more_body": False}
"""What the server says when the last chunk of a body has come."""


class Sender:
    """Gives *pieces*, as a server that speaks ASGI does; what it can't give any more it says as *last*. A number: seconds of silence."""

    def __init__(self, *pieces: bytes | float, last: dict[str, Any] | None = None) -> None:
        self._pieces: Iterator[bytes | float] = iter(pieces)
        self._last = last or {"type": "http.disconnect"}

    async def __call__(self) -> dict[str, Any]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                return {"type": "http.request", "body": piece, "more_body": True}
            await asyncio.sleep(piece)
        return self._last


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs *work* in a loop of its own, beside the one that a browser of other tests may have here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def received(sender: Sender, length: int | None, room: Bodies | None = None) -> bytes:
    async def go() -> bytes:
        held = room or Bodies()
        body = await held.receive(sender, length, MOST)
        said = body.read()
        held.release(body)
        return said

    return run(go())


def refusal(sender: Sender, length: int | None) -> int:
    with pytest.raises(Refused) as refused:
        received(sender, length)
    assert refused.value.status in ANSWERS
    return refused.value.status


@pytest.mark.parametrize("size", [1, IN_MEMORY, IN_MEMORY + 1, 5 * IN_MEMORY])
def test_a_whole_body_comes_back(size: int) -> None:
    whole = bytes(range(256)) * (size // 256 + 1)
    assert received(Sender(whole[: size // 2], whole[size // 2 : size]), size) == whole[:size]


@pytest.mark.parametrize(
    "last", [{"type": "http.disconnect"}, {"type": "http.request", "body": b"", "more_body": False}]
)
def test_item_8_a_body_that_broke_off_is_refused(last: dict[str, Any]) -> None:
    assert refusal(Sender(b"x" * 9, last=last), 10) == 400
    assert refusal(Sender(last=last), 1) == 400


def test_a_body_in_chunks_is_whole_when_its_last_chunk_has_come() -> None:
    assert received(Sender(b"half ", b"an appeal", last=END), None) == b"half an appeal"
    assert received(Sender(last=END), None) == b""
    assert refusal(Sender(b"half "), None) == 400, "the connection broke"
    assert refusal(Sender(*[b"x" * IN_MEMORY] * 11, last=END), None) == 413


def test_item_8_a_sender_who_falls_silent_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENT_SECONDS", 0.05)
    assert refusal(Sender(b"x", 60.0), 2) == 408
    assert refusal(Sender(60.0), 2) == 408
    assert refusal(Sender(b"x", 60.0, last=END), None) == 408


def test_item_8_one_byte_after_the_other_is_cut_off_and_a_slow_network_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOW_SECONDS", 0.3)
    monkeypatch.setattr(bodies, "SLOW_BYTES", 1000)
    assert refusal(Sender(*([b"x", 0.05] * 100)), 100) == 408
    pieces = [b"x" * 600, 0.05] * 16  # lasts longer than a span
    assert len(received(Sender(*pieces), 16 * 600)) == 16 * 600


def test_all_bodies_together_take_no_more_than_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "ROOM", 100)

    async def go() -> None:
        room = Bodies()
        first = await room.receive(Sender(b"x" * 60), 60, MOST)
        with pytest.raises(Refused) as refused:
            await room.receive(Sender(b"x" * 60), 60, MOST)
        assert refused.value.status == 503
        with pytest.raises(Refused):
            await room.receive(Sender(b"x" * 10), 60, MOST)
        room.release(first)
        room.release(await room.receive(Sender(b"x" * 100), 100, MOST))

    run(go())


def test_item_58_without_room_on_the_disk_the_answer_is_503(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert refusal(Sender(b"x" * (IN_MEMORY + 1)), IN_MEMORY + 1) == 503
    assert "No space left" in caplog.text
