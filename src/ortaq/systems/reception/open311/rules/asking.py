"""What a GET of requests asks for.

Source: GeoReport v2, "GET Service Requests": service_request_id overrides all other parameters; dates are those of
receipt and may not span more than 90 days; an empty parameter counts as not sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ortaq.kernel.records.rules import parse_number
from ortaq.systems.reception.open311.rules.errors import Refusal, bad

SPAN = timedelta(days=90)
LIMIT = 1000
"""At most so many rows leave in one answer."""
STATUSES = ("open", "closed")
YEARS = range(1900, 2200)

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first moment to the last, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Either requests by their numbers, or a filter. Empty tuples are no restriction."""

    numbers: tuple[str, ...] = ()
    by_number: bool = False
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    span: Span | None = None


def words_in(value: str) -> tuple[str, ...]:
    """The parts of a comma-separated list."""
    return tuple(part for part in (word.strip() for word in value.split(",")) if part)


def parse_asked(sent: Mapping[str, str], now: datetime) -> Asked:
    """What the query string *sent* asks for. Raises Refusal (400)."""
    ids = words_in(sent.get("service_request_id", ""))
    if ids:
        if len(ids) > LIMIT:
            raise bad(f"service_request_id: at most {LIMIT} at once")
        found = (parse_number(each) for each in ids)
        return Asked(numbers=tuple(dict.fromkeys(str(number) for number in found if number)), by_number=True)
    statuses = tuple(dict.fromkeys(word.lower() for word in words_in(sent.get("status", ""))))
    unknown = [word for word in statuses if word not in STATUSES]
    if unknown:
        raise bad(f"status: {', '.join(unknown)}: only open and closed are known")
    codes = tuple(dict.fromkeys(words_in(sent.get("service_code", ""))))
    return Asked(codes=codes, statuses=statuses, span=parse_span(sent, now))


def parse_span(sent: Mapping[str, str], now: datetime) -> Span:
    """start_date and end_date; the 90 days beside the one that was sent, the last 90 days when none was.

    Raises Refusal (400).
    """
    start, end = (_date(sent, name) for name in ("start_date", "end_date"))
    if start is None:
        end = end or now
        start = end - SPAN
    elif end is None:
        end = start + SPAN
    if start > end:
        raise bad("start_date is after end_date")
    if end - start > SPAN:
        raise bad("start_date and end_date may not span more than 90 days; ask for shorter spans one after another")
    return Span(start, end)


def parse_moment(text: str) -> datetime | None:
    """A W3C date-time with seconds and zone; None for anything else. A plus that became a space is understood."""
    typed = text.strip()
    if len(typed) > 6 and typed[-6] == " ":
        typed = f"{typed[:-6]}+{typed[-5:]}"
    if not _MOMENT.fullmatch(typed):
        return None
    try:
        parsed = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return parsed if parsed.year in YEARS else None


def _date(sent: Mapping[str, str], name: str) -> datetime | None:
    value = sent.get(name, "").strip()
    if not value:
        return None
    parsed = parse_moment(value)
    if parsed is None:
        raise bad(f"{name}: a date-time such as 2026-11-01T00:00:00Z is needed")
    return parsed


__all__ = ["LIMIT", "Asked", "Refusal", "Span", "parse_asked", "parse_moment", "parse_span", "words_in"]
