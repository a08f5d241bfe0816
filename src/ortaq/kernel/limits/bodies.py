"""Only whole requests reach the program: what was cut off on its way is no form. Pure WSGI, without Django.

Norms: PEP 3333 (a server may end a body early, and whoever reads it can't tell), RFC 9112 section 8 (an incomplete
message), RFC 9110 section 15.5.12 (411).
"""

import logging
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

PIECE = 65_536
"""Bytes that are read at once."""

IN_MEMORY = 1_048_576
"""A body above this size (bytes) waits in a temporary file that has no name."""

BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Nothing of ours reads a body with these."""

ANSWERS = {
    "400 Bad Request": (
        "Сұрау жартысында үзілді, ештеңе жасалған жоқ. Қайта жіберіңіз.\n"
        "Запрос оборвался на середине, ничего не сделано. Отправьте его ещё раз.\n"
        "The request broke off in the middle, and nothing was done. Please send it again.\n"
    ),
    "411 Length Required": (
        "Сұрауда оның ұзындығы көрсетілуі керек (Content-Length).\n"
        "Запрос должен сообщать свою длину (Content-Length).\n"
        "The request must say how long it is (Content-Length); a body in chunks isn't read.\n"
    ),
    "503 Service Unavailable": (
        "Серверде орын жоқ, ештеңе жасалған жоқ. Кейінірек қайта жіберіңіз.\n"
        "На сервере нет места, ничего не сделано. Отправьте запрос позже.\n"
        "The server has no room, and nothing was done. Please send it again later.\n"
    ),
}
"""Nobody's language is known here."""

log = logging.getLogger(__name__)


class WholeBodies:
    """Hands a request on to *application* when all of its body is there; a shorter one than it declares gets 400.

    Servers end a body early when the connection breaks, and to the program that looks like a shorter form: half an
    appeal, a vote without its last choice. A body without a length can't be told from one that was cut off, so it
    gets 411. One that declares more than *most* bytes isn't read: the application says so in words, and whoever reads
    it all the same meets an error.
    """

    def __init__(self, application: Application, *, most: int) -> None:
        self._application = application
        self._most = most

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            return _refused("411 Length Required", start)
        length = _declared(environ)
        if length == 0 or length > self._most or environ["REQUEST_METHOD"] in BODILESS:
            environ["wsgi.input"] = _Unread()
            return self._application(environ, start)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                whole = _receive(environ["wsgi.input"], cast(BinaryIO, body), length)
            except OSError as error:
                log.error("No room for what a visitor sends: %s", error.strerror)
                return _refused("503 Service Unavailable", start)
            if not whole:
                return _refused("400 Bad Request", start)
            body.seek(0)
            environ["wsgi.input"] = body
            return self._application(environ, start)


class _Unread:
    """The body of a request of which nothing is to be read."""

    def read(self, _size: int = -1) -> bytes:
        raise OSError("this body isn't read")

    readline = read


def _declared(environ: Environ) -> int:
    value = environ.get("CONTENT_LENGTH") or "0"
    return int(value) if value.isascii() and value.isdigit() else 0


def _receive(source: BinaryIO, body: BinaryIO, length: int) -> bool:
    """Reads *length* bytes from *source*; False: it ended before."""
    while length:
        piece = source.read(min(length, PIECE))
        if not piece:
            return False
        body.write(piece)
        length -= len(piece)
    return True


def _refused(status: str, start: Start) -> list[bytes]:
    """The connection ends with it: nobody knows where the next request would begin."""
    text = ANSWERS[status].encode()
    later = [("Retry-After", "60")] if status.startswith("503") else []
    start(
        status,
        [
            *later,
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(text))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ],
    )
    return [text]
