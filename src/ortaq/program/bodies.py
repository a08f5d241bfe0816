"""What a visitor sends is received whole, in bounded time and room, before the program hears of it. Pure, without Django.

Norms: RFC 9112 sections 7.1 (chunks) and 8 (an incomplete message), RFC 9110 sections 15.5.9 (408), 15.5.14 (413).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]

SILENT_SECONDS = 30
"""A sender who says nothing for so long is cut off."""

SLOW_SECONDS, SLOW_BYTES = 60, 65_536
"""In each such span so much has to come, or all that is left."""

IN_MEMORY = 65_536
"""A body above this size (bytes) waits in a temporary file that has no name."""

ROOM = 536_870_912
"""Bytes that all bodies together may take in one process at one moment."""

ANSWERS = {
    400: (
        "Сұрау жартысында үзілді, ештеңе жасалған жоқ. Қайта жіберіңіз.\n"
        "Запрос оборвался на середине, ничего не сделано. Отправьте его ещё раз.\n"
        "The request broke off in the middle, and nothing was done. Please send it again.\n"
    ),
    408: (
        "Сұрау тым баяу келді, ештеңе жасалған жоқ. Қайта жіберіңіз.\n"
        "Запрос шёл слишком медленно, ничего не сделано. Отправьте его ещё раз.\n"
        "The request came too slowly, and nothing was done. Please send it again.\n"
    ),
    413: (
        "Сұрау тым үлкен, ештеңе жасалған жоқ.\n"
        "Запрос слишком велик, ничего не сделано.\n"
        "The request is too large, and nothing was done.\n"
    ),
    503: (
        "Серверде орын жоқ, ештеңе жасалған жоқ. Кейінірек қайта жіберіңіз.\n"
        "На сервере нет места, ничего не сделано. Отправьте запрос позже.\n"
        "The server has no room, and nothing was done. Please send it again later.\n"
    ),
}
"""In all three languages: nobody knows yet which one the sender reads."""

log = logging.getLogger(__name__)


class Refused(Exception):
    """The request gets *status* with its text of ``ANSWERS``, and its connection ends."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Bodies:
    """The bodies that one process holds at the moment."""

    def __init__(self) -> None:
        self._held = 0

    async def receive(self, receive: Receive, length: int | None, most: int) -> SpooledTemporaryFile[bytes]:
        """The body that *receive* (ASGI) gives. Raises Refused: it broke off, is too slow, too large, has no room.

        *length*: its bytes; None: in chunks, at most *most* bytes. Then the server says of the last chunk that it was the
        last, and of a connection that broke that it is gone: half an appeal is never taken for a short one.
        ``release`` gives its room back.
        """
        body = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
        try:
            await self._fill(body, receive, length, most)
        except BaseException as error:  # whatever it was, also a reader who has gone: its room is given back
            self.release(body)
            if isinstance(error, TimeoutError):
                raise Refused(408) from None
            if isinstance(error, OSError):
                log.error("No room for what a visitor sends: %s", error.strerror)
                raise Refused(503) from None
            raise
        body.seek(0)
        return body

    def release(self, body: SpooledTemporaryFile[bytes]) -> None:
        """Closes *body* and gives its room back."""
        self._held -= body.seek(0, 2)
        body.close()

    async def _fill(self, body: SpooledTemporaryFile[bytes], receive: Receive, length: int | None, most: int) -> None:
        now = asyncio.get_running_loop().time
        came, span, due = 0, 0, now() + SLOW_SECONDS
        async with asyncio.timeout(SILENT_SECONDS) as limit:
            more = True
            while more if length is None else came < length:
                message = await receive()
                piece = message.get("body", b"")
                came += len(piece)
                more = bool(message.get("more_body"))
                if message["type"] != "http.request" or (length is not None and came < length and not more):
                    raise Refused(400)
                if length is None and came > most:
                    raise Refused(413)
                if self._held + len(piece) > ROOM:
                    raise Refused(503)
                body.write(piece)
                self._held += len(piece)
                span += len(piece)
                if span >= SLOW_BYTES:
                    span, due = 0, now() + SLOW_SECONDS
                limit.reschedule(min(now() + SILENT_SECONDS, due))
