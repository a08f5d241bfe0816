"""Pure rules of pages: addresses, display settings, dates in words, the geometry of charts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from babel.dates import format_date, format_timedelta

from ortaq.kernel.language.rules import LANGUAGES

TEXT_SIZES = (100, 125, 150)
"""Sizes of text that a reader may choose, in per cent."""


@dataclass(frozen=True, slots=True)
class View:
    """How a reader wants pages to look: kept in the cookie ``view`` as ``SIZE.CONTRAST``, e.g. ``125.more``."""

    size: int = 100
    contrast: bool = False

    @property
    def cookie(self) -> str:
        return f"{self.size}.{'more' if self.contrast else 'normal'}"

    @property
    def classes(self) -> str:
        """The classes of ``<html>`` that stand for these settings."""
        return " ".join(
            [*([f"text-{self.size}"] if self.size != 100 else []), *(["contrast"] if self.contrast else [])]
        )


def view_from_cookie(value: str) -> View:
    """The settings in a cookie; anything unknown in it means the usual look."""
    size, _, contrast = value.partition(".")
    return View(int(size) if size in {str(each) for each in TEXT_SIZES} else 100, contrast == "more")


def in_language(full_path: str, language: str) -> str:
    """The address of the same page in *language*, query string kept. A page without a language leads to the home page."""
    path, _, query = full_path.partition("?")
    parts = path.split("/", 2)
    if len(parts) < 3 or parts[1] not in LANGUAGES:
        return f"/{language}/"
    return f"/{language}/{parts[2]}" + (f"?{query}" if query else "")


def with_query(full_path: str, changes: dict[str, object]) -> str:
    """*full_path* with some query parameters replaced; None or "" removes one."""
    path, _, query = full_path.partition("?")
    pairs = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key not in changes]
    pairs += [(key, str(value)) for key, value in changes.items() if value not in (None, "")]
    return path + (f"?{urlencode(pairs)}" if pairs else "")


def bar_widths(values: Sequence[Decimal | int | float]) -> list[str]:
    """Lengths of bars, in hundredths of the longest, as SVG wants them ("66.3"); negative values get no bar."""
    largest = max((Decimal(str(value)) for value in values), default=Decimal(0))
    if largest <= 0:
        return ["0"] * len(values)
    return [f"{max(Decimal(str(value)), Decimal(0)) * 100 / largest:.1f}" for value in values]


def share_places(values: Sequence[Decimal | int | float]) -> list[tuple[str, str]]:
    """Start and length of each part of a whole, in hundredths of it, as SVG wants them; a negative value has no length."""
    lengths = [max(Decimal(str(value)), Decimal(0)) for value in values]
    whole = sum(lengths, Decimal(0))
    if not whole:
        return [("0", "0")] * len(values)
    return [
        (f"{sum(lengths[:place], Decimal(0)) * 100 / whole:.1f}", f"{length * 100 / whole:.1f}")
        for place, length in enumerate(lengths)
    ]


_LOCALES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}


def _locale(language: str) -> str:
    return _LOCALES.get(language, "kk_KZ")


def _usual_spaces(words: str) -> str:
    """CLDR's narrow no-break space is missing in many fonts and in people's searches."""
    return words.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def day(when: date, language: str) -> str:
    """A day in words: ``2018 ж. 22 тамыз``, ``22 августа 2018 г.``, ``22 August 2018``."""
    return _usual_spaces(format_date(when, format="long", locale=_locale(language)))


def moment(when: date | datetime, language: str) -> str:
    """A day in words with hours and minutes when *when* has them: ``2018 ж. 22 тамыз, 14:05``."""
    words = day(when, language)
    return f"{words}, {when:%H:%M}" if isinstance(when, datetime) else words


def period(difference: timedelta, language: str) -> str:
    """How long ago (negative) or until when (positive): ``3 күн бұрын``, ``через 3 дня``."""
    return _usual_spaces(format_timedelta(difference, add_direction=True, locale=_locale(language)))


_NUMBER = re.compile(r"<[^>]*>|\b[A-Z]{2}-[0-9]{4}-[0-9]{6,9}\b", re.ASCII)


def whole(markup: str) -> str:
    """*markup* with the public numbers in its text, such as ``AP-2026-000123``, kept from being broken at their hyphens.

    What stands within a tag is left alone. *markup*: text in it is already escaped.
    """
    if "-" not in markup:
        return markup
    return _NUMBER.sub(
        lambda found: found[0] if found[0][0] == "<" else f'<span class="ortaq-whole">{found[0]}</span>', markup
    )


_TAG = re.compile(r"<(table|thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")
_SPAN = re.compile(r'\bcolspan="(\d+)"')
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def stacked(markup: str) -> str:
    """A table's markup for a phone, where each row becomes a block and each cell stands beside the name of its column.

    Every cell is given that name, from the head of the table. Every part is given its ARIA role: drawn as blocks, a table
    would be none any more to who listens to it. *markup*: one table, well formed, with text in it already escaped.
    """
    head = _HEAD.search(markup)
    names = [
        " ".join(_MARKUP.sub("", name).split()).replace('"', "&quot;")
        for name in (_HEADER.findall(head.group()) if head else ())
    ]
    inside = head.span() if head else (-1, -1)
    column = 0

    def part(found: re.Match[str]) -> str:
        nonlocal column
        tag, attributes = found.groups()
        if tag == "tr":
            column = 0
        role, label = _ROLES.get(tag, "rowheader"), ""
        if tag in {"th", "td"}:
            if inside[0] <= found.start() < inside[1]:
                role = "columnheader"
            span = _SPAN.search(attributes)
            if tag == "td" and span is None and column < len(names):
                label = f' data-label="{names[column]}"'
            column += int(span.group(1)) if span else 1
        elif tag == "table":
            attributes = attributes.replace('class="', 'class="ortaq-stack ', 1)
        return f'<{tag}{attributes} role="{role}"{label}>'

    return _TAG.sub(part, markup)
