"""One answer, written as XML or as JSON by the Spark convention, which GeoReport v2 prescribes.

A list is a bare array in JSON; an element that holds others of one kind is always an array; an empty element is null;
booleans and coordinates are real ones. XML carries no namespace.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

SINGULAR = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What the children of an array are called in XML."""

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 can't hold, not even escaped."""


@dataclass(frozen=True, slots=True)
class Document:
    """An answer: the name of its root, and its rows (a list) or its fields (one object)."""

    root: str
    content: Any


def listing(root: str, rows: Sequence[Mapping[str, Any]]) -> Document:
    """An answer that is a list, empty or not."""
    return Document(root, [_tidied(row) for row in rows])


def single(root: str, fields: Mapping[str, Any]) -> Document:
    """An answer that is one object."""
    return Document(root, _tidied(fields))


def to_json(document: Document) -> bytes:
    """The answer as JSON in UTF-8."""
    return json.dumps(document.content, ensure_ascii=False, separators=(",", ":")).encode()


def to_xml(document: Document) -> bytes:
    """The answer as XML in UTF-8, with the declaration of its encoding."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(document.root, document.content)}'.encode()


def moment_text(moment: datetime) -> str:
    """A point in time as W3C writes it: with its zone, without fractions of a second."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _tidied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _tidied(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_tidied(each) for each in value]
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, str):
        return _ILLEGAL.sub("\ufffd", value) or None
    return value


def _element(name: str, value: Any) -> str:
    if value is None or value == []:
        return f"<{name}/>"
    if isinstance(value, list):
        inner = "".join(_element(SINGULAR[name], each) for each in value)
    elif isinstance(value, dict):
        inner = "".join(_element(each, content) for each, content in value.items())
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        # A bare carriage return would be read as a line feed.
        inner = escape(str(value), {"\r": "&#13;"})
    return f"<{name}>{inner}</{name}>"
