"""What a receipt proves: the digest of everything that was submitted. Pure."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} can't be in a receipt")


def digest(submitted: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of *submitted* (sorted keys, no spaces, UTF-8): the same content, the same digest."""
    canonical = json.dumps(submitted, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return sha256(canonical.encode()).hexdigest()
