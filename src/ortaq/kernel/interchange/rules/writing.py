"""JSON that is written piece by piece, with exact amounts: a decimal stays the decimal that it was."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

_WORDS = {None: "null", True: "true", False: "false"}


def encoded(value: Any) -> str:
    """*value* as JSON. Decimals are written with all their digits, whole ones without a point. Raises TypeError."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode_basestring(key)}:{encoded(part)}" for key, part in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([encoded(part) for part in value]) + "]"
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
    raise TypeError(f"{type(value).__name__} has no exact form in JSON.")


def package(around: dict[str, Any], key: str, items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A package as pieces of text: *around*, then *items* as the array *key*, one held at a time."""
    head = encoded(around)
    yield f'{head[:-1]},"{key}":[' if around else f'{{"{key}":['
    before = "\n"
    for item in items:
        yield before + encoded(item)
        before = ",\n"
    yield "\n]}\n"
