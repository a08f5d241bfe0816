"""What a notice says: rendered at the moment of sending, in the recipient's language, from the declared lifecycle."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from ortaq.kernel.clocks.queries import awaited_terms
from ortaq.kernel.keys.queries import lookup_hash
from ortaq.kernel.language.queries import shown
from ortaq.kernel.notices.models import Notice, TextMessage
from ortaq.kernel.notices.queries import stop_token
from ortaq.kernel.notices.registry import enclosures_of, wording_of
from ortaq.kernel.notices.rules import Enclosure, one_line
from ortaq.kernel.records.models import Record


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered notice. ``message_id`` is the same however often it is sent; ``short`` is the text message.

    ``enclosures`` go with a mail: the paper that the notice tells of.
    """

    message_id: str
    language: str
    subject: str
    text: str
    html: str
    short: str
    headers: dict[str, str] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()


def text_letter(message: TextMessage) -> Letter:
    """A text message as its channel takes it."""
    tail = lookup_hash("message-id", f"text-{message.pk}").hex()[:16]
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    return Letter(f"<text-{message.pk}-{tail}@{sender}>", message.language, "", message.words, "", message.words)


def message_id_of(notice: Notice) -> str:
    """The Message-ID of *notice*: fixed, so that a mail sent twice is recognised as one."""
    tail = lookup_hash("message-id", str(notice.pk)).hex()[:16]
    return f"<notice-{notice.pk}-{tail}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}>"


def letter_of(notice: Notice, at: datetime) -> Letter:
    """The letter of *notice*, whose event and record are loaded. No personal data: who reads it knows the matter."""
    record = notice.event.record
    with override(notice.language):
        wording = wording_of(notice.event, notice.language, notice.because)
        link = wording.link or f"{settings.BASE_URL}/r/{record.number}"
        subject = one_line(wording.subject)
        lines = [one_line(line, 1000) for line in wording.lines] + ([] if wording.link else _terms(record, at))
        because = one_line(wording.because, 500) or gettext("You get this message because this record concerns you.")
        if settings.DEMO or record.is_demo:
            lines.insert(0, gettext("Demonstration: everything in this message is invented."))
        stop = ""
        if notice.optional:
            stop = settings.BASE_URL + reverse("notices:stop", args=[stop_token(notice)])
        text = _plain_text(record, link, lines, because, stop, asked_for=bool(wording.link))
        html = render_to_string(
            "notices/letter.html",
            {
                "language": notice.language,
                "subject": subject,
                "lines": lines,
                "number": record.number,
                "link": link,
                "because": because,
                "stop": stop,
                "asked_for": bool(wording.link),
            },
        )
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": notice.language}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    enclosures = enclosures_of(notice.event, notice.language) if notice.channel == Notice.Channel.EMAIL else ()
    short = f"{one_line(subject, 120)} {link}"
    return Letter(message_id_of(notice), notice.language, subject, text, html, short, headers, enclosures)


def _terms(record: Record, at: datetime) -> list[str]:
    """The term that the reader waits for."""
    line = awaited_terms([record], at).get(record.pk)
    if line is None:
        return []
    return [
        gettext("%(term)s: not later than %(date)s.")
        % {"term": shown(line.term.label), "date": date_format(line.reading.due_on, "DATE_FORMAT")}
    ]


def _plain_text(record: Record, link: str, lines: list[str], because: str, stop: str, *, asked_for: bool) -> str:
    parts = [
        "\n".join(lines),
        gettext("Number: %(number)s") % {"number": record.number} + f"\n{link}",
        because,
    ]
    if stop:
        parts.append(gettext("To stop such messages, open this page:") + f"\n{stop}")
    elif not asked_for:
        parts.append(gettext("The law requires that you are told this, so such messages can't be stopped."))
    parts.append(gettext("This message was sent by a machine; nobody reads replies to it."))
    return "\n\n".join(part for part in parts if part) + "\n"
