"""The ways out: e-mail through Django's backend, text messages through an adapter."""

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends import smtp

from ortaq.kernel.notices.letters import Letter

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class NotDelivered(Exception):
    """A letter didn't leave. ``permanent``: it never will; ``server``: no other letter would leave now either."""

    def __init__(self, why: str, *, permanent: bool = False, server: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
        self.server = server


class Channel(Protocol):
    """One way out."""

    def send(self, address: str, letter: Letter) -> dict[str, str]:
        """Hands *letter* over and returns the evidence. Raises NotDelivered."""

    def close(self) -> None:
        """Lets the server go."""


class _KeepsReply:
    """Remembers what the server said to the end of the message: the evidence that it took it."""

    reply = ""

    def data(self, message: Any) -> tuple[int, bytes]:
        code, text = super().data(message)  # type: ignore[misc]
        self.reply = f"{code} {text.decode('utf-8', 'replace')}"
        return code, text


class _Smtp(_KeepsReply, smtplib.SMTP):
    pass


class _SmtpOverTls(_KeepsReply, smtplib.SMTP_SSL):
    pass


class EvidenceBackend(smtp.EmailBackend):
    """Django's SMTP backend, whose connection keeps the server's last reply."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpOverTls if self.use_ssl else _Smtp


class EmailChannel:
    """E-mail. One message per recipient: nobody sees another's address."""

    def __init__(self) -> None:
        keeps = settings.EMAIL_BACKEND == SMTP_BACKEND
        self._backend: Any = EvidenceBackend() if keeps else get_connection()

    def send(self, address: str, letter: Letter) -> dict[str, str]:
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            to=[address],
            headers={"Message-ID": letter.message_id, **letter.headers},
            connection=self._backend,
        )
        message.attach_alternative(letter.html, "text/html")
        for each in letter.enclosures:
            message.attach(each.name, each.content, each.type)
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except (smtplib.SMTPException, OSError) as error:
            self._forget_connection()
            raise _refusal(error) from error
        reply: str = getattr(getattr(self._backend, "connection", None), "reply", "")
        return {"message_id": letter.message_id, "reply": reply.replace(address, "…")[:500]}

    def close(self) -> None:
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._forget_connection()

    def _forget_connection(self) -> None:
        # After a time-out the server may still be speaking of the last message: never go on in that conversation.
        connection = getattr(self._backend, "connection", None)
        if connection is not None:
            connection.close()
            self._backend.connection = None


def _refusal(error: Exception) -> NotDelivered:
    """What an SMTP failure means for this letter and for the next (RFC 5321 section 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()))
        return NotDelivered(f"recipient {code}", permanent=code >= 500)
    if isinstance(error, smtplib.SMTPDataError):
        return NotDelivered(f"message {error.smtp_code}", permanent=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotDelivered("address needs SMTPUTF8", permanent=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return NotDelivered(f"server {error.smtp_code}", server=True)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return NotDelivered("server timed out", server=True)
    if isinstance(error, ssl.SSLError):
        return NotDelivered(f"TLS: {error.reason}", server=True)
    return NotDelivered(f"server {type(error).__name__}", server=True)


class FileSms:
    """Text messages into a file, one JSON object a line: for tests and for trying things out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, address: str, letter: Letter) -> dict[str, str]:
        line = json.dumps({"to": address, "text": letter.short, "id": letter.message_id}, ensure_ascii=False)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise NotDelivered(f"file {error.strerror}", server=True) from error
        return {"message_id": letter.message_id}

    def close(self) -> None:
        """Nothing is held open."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HttpSms:
    """Text messages by POST of JSON {"from", "to", "text"} to the operator's gateway.

    The bearer token is ``SMS_TOKEN``; the Idempotency-Key is the notice's fixed message id, so that a gateway that
    knows the header sends a repeated message once.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("ORTAQ_SMS_URL: an https:// address is needed")
        self._url = url
        self._opener = urllib.request.build_opener(_NoRedirects)

    def send(self, address: str, letter: Letter) -> dict[str, str]:
        request = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
            self._url,
            data=json.dumps({"from": settings.SMS_SENDER, "to": address, "text": letter.short}).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {settings.SMS_TOKEN}",
                "Idempotency-Key": letter.message_id.strip("<>").replace("@", "_").replace(".", "_")[:60],
            },
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=settings.EMAIL_TIMEOUT) as response:
                return {"message_id": letter.message_id, "reply": str(response.status)}
        except urllib.error.HTTPError as error:
            bad_message = error.code in {400, 404, 422}
            raise NotDelivered(f"gateway {error.code}", permanent=bad_message, server=not bad_message) from error
        except (OSError, ValueError) as error:
            raise NotDelivered(f"gateway {type(error).__name__}", server=True) from error

    def close(self) -> None:
        """Nothing is held open."""


def _sms() -> Channel:
    parts = urlsplit(settings.SMS_URL)
    return FileSms(Path(parts.path)) if parts.scheme == "file" else HttpSms(settings.SMS_URL)


CHANNELS: dict[str, Callable[[], Channel]] = {"email": EmailChannel, "sms": _sms}
"""By ``Notice.Channel``."""


class Channels:
    """The ways out of one run of the worker, each opened when it is first needed."""

    def __init__(self) -> None:
        self._open: dict[str, Channel] = {}

    def __enter__(self) -> "Channels":
        return self

    def __exit__(self, *error: object) -> None:
        for channel in self._open.values():
            channel.close()

    def __getitem__(self, code: str) -> Channel:
        if code not in self._open:
            self._open[code] = CHANNELS[code]()
        return self._open[code]
