"""The program behind a server that speaks ASGI: whole requests are worked on by a few threads, and nobody else holds one.

Norms: PEP 3333 (what the program is asked), ASGI 3.0 (how the server speaks).
"""

import asyncio
import logging
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from queue import SimpleQueue
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from ortaq.program.bodies import ANSWERS, Bodies, Receive, Refused

Environ = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Program = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

AHEAD = 131_072
"""Bytes of a long answer that are made before the reader has taken the earlier ones; shorter answers are handed over whole."""

READING_SECONDS = 120.0
"""How long a reader may take for that much of a long answer, which holds a thread meanwhile: a kilobyte a second is enough."""

BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Nothing of ours reads a body with these."""

COMMON: Environ = {
    "SCRIPT_NAME": "", "wsgi.version": (1, 0), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
    "wsgi.multiprocess": True, "wsgi.run_once": False,
}  # fmt: skip

log = logging.getLogger(__name__)


class Request(NamedTuple):
    """One whole request, and where its answer goes."""

    environ: Environ
    body: SpooledTemporaryFile[bytes] | None
    receive: Receive
    send: Send
    answered: asyncio.Future[None]


class Unread:
    """The body of a request of which nothing is to be read."""

    def read(self, _size: int = -1) -> bytes:
        """Raises OSError."""
        raise OSError("this body isn't read")

    readline = read


class Pages:
    """An ASGI application: *threads* of this process work on whole requests by *program* (WSGI).

    The server's loop receives bodies, so a slow sender holds no thread. One that declares more than *most* bytes isn't
    received: the program says so in words, and whoever reads it all the same meets an error. One in chunks, as some
    proxies send them, is received within the same bounds, and then has a length like any other.
    """

    def __init__(self, program: Program, *, threads: int, most: int) -> None:
        self._program = program
        self._most = most
        self._bodies = Bodies()
        self._waiting: SimpleQueue[Request] = SimpleQueue()
        self._answered: deque[Request] = deque()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"pages-{number}", daemon=True).start()

    def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> Awaitable[None]:
        environ = environ_of(scope)
        length = environ.get("CONTENT_LENGTH", "0")
        if "HTTP_TRANSFER_ENCODING" in environ and environ["REQUEST_METHOD"] not in BODILESS:
            # The coding rules over a length (RFC 9112 section 6.3); anything but plain chunks isn't understood.
            if environ.pop("HTTP_TRANSFER_ENCODING").strip().lower() != "chunked":
                return _refuse(400, send)
            return self._receive(environ, None, receive, send)
        if length == "0" or environ["REQUEST_METHOD"] in BODILESS or int(length) > self._most:
            environ["wsgi.input"] = Unread()
            return self._ask(environ, None, receive, send)
        return self._receive(environ, int(length), receive, send)

    async def _receive(self, environ: Environ, length: int | None, receive: Receive, send: Send) -> None:
        try:
            body = await self._bodies.receive(receive, length, self._most)
        except Refused as refused:
            await _refuse(refused.status, send)
        else:
            environ["wsgi.input"] = body
            if length is None:
                environ["CONTENT_LENGTH"] = str(body.seek(0, 2))
                body.seek(0)
            await self._ask(environ, body, receive, send)

    def _ask(
        self, environ: Environ, body: SpooledTemporaryFile[bytes] | None, receive: Receive, send: Send
    ) -> asyncio.Future[None]:
        answered = asyncio.get_running_loop().create_future()
        self._waiting.put(Request(environ, body, receive, send, answered))
        return answered

    def _work(self) -> None:
        while True:
            self._answer(self._waiting.get())

    def _answer(self, request: Request) -> None:
        """Works on *request*. Waking the loop for each one takes time: while others wait, the last of them does it for all."""
        loop = request.answered.get_loop()
        try:
            answer(self._program, request, loop)
        except BaseException:  # whatever it was: the thread goes on to serve others
            log.exception("An answer broke off")
        self._answered.append(request)
        if self._waiting.empty():
            loop.call_soon_threadsafe(self._let_go)

    def _let_go(self) -> None:
        while self._answered:
            request = self._answered.popleft()
            if request.body is not None:
                self._bodies.release(request.body)
            if not request.answered.done():
                request.answered.set_result(None)


def answer(program: Program, request: Request, loop: asyncio.AbstractEventLoop) -> None:
    """Asks *program* and sends what it says; a long answer is made no faster than its reader takes it, and no longer."""
    said: list[tuple[str, list[tuple[str, str]]]] = []
    response = program(request.environ, lambda status, headers, _trouble=None: said.append((status, headers)))
    # granian sends when it is asked to, from any thread; what it returns tells only when the reader has taken it.
    send, gone = request.send, None
    try:
        status, headers = said[-1]
        send({
            "type": "http.response.start",
            "status": int(status[:3]),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        })  # fmt: skip
        for block, more in _blocks(response):
            taken = send({"type": "http.response.body", "body": block, "more_body": more})
            if more:
                gone = gone or asyncio.run_coroutine_threadsafe(_gone(request.receive), loop)
                if not asyncio.run_coroutine_threadsafe(_read(taken), loop).result() or gone.done():
                    return
    finally:
        if close := getattr(response, "close", None):
            close()


def environ_of(scope: dict[str, Any]) -> Environ:
    """What WSGI says of a request.

    A name with an underscore is dropped: ``X_Forwarded_For`` would be read as the proxy's own ``X-Forwarded-For``.
    """
    path = scope["raw_path"]
    environ = COMMON | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": scope["server"][1],
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.url_scheme": scope["scheme"],
    }
    for name, value in scope["headers"]:
        key = _keys.get(name)
        if key is None:
            if b"_" in name:
                continue
            key = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{';' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    return environ


_keys = {
    b"content-type": "CONTENT_TYPE",
    b"content-length": "CONTENT_LENGTH",
    **{
        name.encode(): f"HTTP_{name.upper().replace('-', '_')}"
        for name in (
            "host", "cookie", "user-agent", "accept", "accept-language", "accept-encoding", "connection", "referer",
            "origin", "x-forwarded-for", "x-forwarded-proto", "x-request-id", "if-none-match", "cache-control",
        )
    },
}  # fmt: skip
"""Names that most requests have; others are made from what is sent, and not kept: strangers choose them."""


def _blocks(response: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The bytes of *response* in blocks, and whether more come."""
    held: list[bytes] = []
    size = 0
    for piece in response:
        if size >= AHEAD:
            yield b"".join(held), True
            held, size = [], 0
        held.append(piece)
        size += len(piece)
    yield b"".join(held), False


async def _refuse(status: int, send: Send) -> None:
    """The connection ends with it: nobody knows where the next request would begin."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"), (b"connection", b"close"),
        *([(b"retry-after", b"60")] if status == 503 else []),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWERS[status].encode()})


async def _gone(receive: Receive) -> None:
    """Ends when nobody reads the answer any more."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read(taken: Awaitable[None]) -> bool:
    """Has the reader taken it in time?"""
    try:
        async with asyncio.timeout(READING_SECONDS):
            await taken
    except TimeoutError:
        return False
    return True
