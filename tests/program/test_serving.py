"""Whole requests reach the program, and its answers their readers: no faster than they are taken, and no longer."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from ortaq.program import serving
from ortaq.program.serving import AHEAD, Pages, environ_of

MOST = 1000
T = TypeVar("T")
Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def scope(method: str = "POST", path: bytes = b"/", **headers: bytes) -> dict[str, Any]:
    """A request; the underscores of *headers* are hyphens."""
    return {
        "type": "http", "method": method, "raw_path": path, "query_string": b"a=%D2%9B", "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", "80"), "client": ("192.0.2.1", "5"),
        "headers": [(name.replace("_", "-").encode(), value) for name, value in headers.items()],
    }  # fmt: skip


class Client:
    """Sends *body*, hears the answer; from the *leaves*-th piece on it is gone."""

    def __init__(self, body: bytes = b"", leaves: int = 0) -> None:
        self._body = body
        self._leaves = leaves
        self._gone: asyncio.Event | None = None
        self.heard: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        self._gone = self._gone or asyncio.Event()
        if (body := self._body) or not self.heard:
            self._body = b""
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    def send(self, message: dict[str, Any]) -> Any:
        """Called from a thread, as the server's own may be; what it returns is awaited in the loop."""
        self.heard.append(message)

        async def taken() -> None:
            await asyncio.sleep(0)
            if self._leaves and len(self.heard) > self._leaves and self._gone:
                self._gone.set()
                await asyncio.sleep(0.01)

        class Taken:
            def __await__(self) -> Any:
                return taken().__await__()

        return Taken()

    @property
    def status(self) -> int:
        return int(self.heard[0]["status"])

    @property
    def text(self) -> bytes:
        return b"".join(message["body"] for message in self.heard[1:])


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs *work* in a loop of its own, beside the one that a browser of other tests may have here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def ask(program: Answer, request: dict[str, Any], client: Client | None = None, threads: int = 1) -> Client:
    client = client or Client()

    async def go() -> None:
        await asyncio.wait_for(Pages(program, threads=threads, most=MOST)(request, client.receive, client.send), 30)

    run(go())
    return client


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", ""))])
    return [b"got ", environ["wsgi.input"].read()]


def shy(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    try:
        environ["wsgi.input"].read()
    except OSError as error:
        start("413 Too Large", [])
        return [str(error).encode()]
    start("200 OK", [])
    return []


def test_a_whole_form_reaches_the_program() -> None:
    client = ask(echo, scope(content_length=b"5"), Client(b"a=b&c"))
    assert (client.status, client.text) == (200, b"got a=b&c")


def test_item_8_a_form_that_broke_off_does_not() -> None:
    assert ask(echo, scope(content_length=b"6"), Client(b"a=b&c")).status == 400


def test_a_form_in_chunks_is_received_and_has_a_length_then() -> None:
    client = ask(echo, scope(transfer_encoding=b"chunked"), Client(b"a=b&c"))
    assert (client.status, client.text) == (200, b"got a=b&c")
    assert ("x-length", b"5") in [(name.lower().decode(), value) for name, value in client.heard[0]["headers"]]


@pytest.mark.parametrize(
    ("coding", "body", "status"), [(b"gzip, chunked", b"x", 400), (b"chunked", b"x" * (MOST + 1), 413)]
)
def test_what_is_not_plain_chunks_or_is_too_large_is_refused_and_the_connection_ends(
    coding: bytes, body: bytes, status: int
) -> None:
    client = ask(echo, scope(transfer_encoding=coding), Client(body))
    assert client.status == status
    assert (b"connection", b"close") in client.heard[0]["headers"]


@pytest.mark.parametrize("length", [str(MOST + 1).encode(), b"9" * 30])
def test_item_8_one_that_declares_too_much_is_not_received(length: bytes) -> None:
    client = Client(b"x")
    assert ask(shy, scope(content_length=length), client).status == 413, "the program says it in words"
    assert client._body == b"x"


def test_a_question_has_no_body() -> None:
    assert ask(shy, scope("GET", content_length=b"9"), Client(b"x" * 9)).status == 413


def test_a_long_answer_comes_in_pieces() -> None:
    def long(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        return iter([b"x" * 10_000] * 100)

    client = ask(long, scope("GET"))
    assert client.text == b"x" * 1_000_000
    assert max(len(message["body"]) for message in client.heard[1:]) < AHEAD + 10_000


def test_what_nobody_reads_is_not_made_to_its_end() -> None:
    made = []

    def pieces() -> Iterator[bytes]:
        while True:
            made.append(1)
            yield b"x" * AHEAD

    def endless(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        return pieces()

    ask(endless, scope("GET"), Client(leaves=3))
    assert 3 <= len(made) < 9


def test_item_62_who_takes_nothing_of_a_long_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    class Long:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x" * AHEAD] * 5)

        def close(self) -> None:
            closed.append(True)

    def long(_environ: dict[str, Any], start: Callable[..., Any]) -> Long:
        start("200 OK", [])
        return Long()

    class Asleep(Client):
        def send(self, message: dict[str, Any]) -> Any:
            self.heard.append(message)
            return asyncio.sleep(60) if message.get("more_body") else None

    monkeypatch.setattr(serving, "READING_SECONDS", 0.05)
    client = ask(long, scope("GET"), Asleep())
    assert len(client.heard) == 2, "the head and the first piece"
    assert closed, "what the answer was made from is let go"


def test_a_program_that_breaks_down_ends_no_thread(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/bad":
            raise ValueError("nothing that was typed")
        start("200 OK", [])
        return [threading.current_thread().name.encode()]

    async def go() -> list[Client]:
        pages, clients = Pages(broken, threads=1, most=MOST), [Client(), Client()]
        for client, path in zip(clients, (b"/bad", b"/"), strict=True):
            await asyncio.wait_for(pages(scope("GET", path), client.receive, client.send), 30)
        return clients

    bad, good = run(go())
    assert not bad.heard, "the server answers 500 where nothing was said"
    assert good.text == b"pages-0" and "broke off" in caplog.text


def test_as_many_requests_at_once_as_threads_and_all_are_answered() -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def busy(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.01)
        with lock:
            now[0] -= 1
        start("200 OK", [])
        return [b"done"]

    async def go() -> list[Client]:
        pages, clients = Pages(busy, threads=2, most=MOST), [Client() for _ in range(30)]
        await asyncio.wait_for(
            asyncio.gather(*(pages(scope("GET"), each.receive, each.send) for each in clients)),  # type: ignore[arg-type]
            30,
        )
        return clients

    assert {client.text for client in run(go())} == {b"done"}
    assert most == [2]


def test_the_program_is_asked_as_wsgi_says() -> None:
    request = scope("GET", b"/%D2%9B/\xff%2F", cookie=b"a=1", x_request_id=b"one", accept_language="қ".encode())
    request["headers"] += [
        (b"cookie", b"b=2"),
        (b"x-request-id", b"two"),
        (b"x_forwarded_for", b"6.6.6.6"),
        (b"x-own", b"1"),
    ]
    environ = environ_of(request)
    assert environ["PATH_INFO"] == b"/\xd2\x9b/\xff/".decode("latin-1")
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"]) == ("a=%D2%9B", "192.0.2.1")
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_REQUEST_ID"], environ["HTTP_X_OWN"]) == ("a=1;b=2", "one,two", "1")
    assert environ["HTTP_ACCEPT_LANGUAGE"].encode("latin-1").decode() == "қ"
    assert "HTTP_X_FORWARDED_FOR" not in environ, "nobody writes a proxy's header under another name"
