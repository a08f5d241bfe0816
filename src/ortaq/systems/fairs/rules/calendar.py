"""Events as iCalendar (RFC 5545). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75
"""Bytes of a line (RFC 5545, 3.1): a longer one goes on in the next, after a space."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. ``sequence`` grows when it changes; moments are aware."""

    uid: str
    title: str
    text: str
    place: str
    url: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False


def calendar(happenings: Iterable[Happening], host: str) -> str:
    """A calendar of *happenings*; *host* makes their names unique in the world."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ortaq//Fairs//KK", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for each in happenings:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.uid}@{host}",
            f"DTSTAMP:{_moment(each.changed_at)}",
            f"DTSTART:{_moment(each.starts_at)}",
            f"DTEND:{_moment(each.ends_at)}",
            f"SEQUENCE:{each.sequence}",
            f"SUMMARY:{_escaped(each.title)}",
            f"DESCRIPTION:{_escaped(each.text)}",
            f"LOCATION:{_escaped(each.place)}",
            f"URL:{each.url}",
            f"STATUS:{'CANCELLED' if each.cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, written)
    return text


def folded(line: str) -> str:
    """A line cut into pieces of at most 75 bytes; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return "\r\n".join([*pieces, piece])
