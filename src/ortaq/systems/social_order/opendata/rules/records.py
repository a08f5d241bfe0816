"""Records of OCDS: what the releases of one process say together."""

from collections.abc import Iterable
from typing import Any


def record_of(told: list[dict[str, Any]], address: str) -> dict[str, Any]:
    """A record: its releases by address, and what they say together. *address* is that of the process's releases."""
    return {
        "ocid": told[0]["ocid"],
        "releases": [{"url": f"{address}#{each['id']}", "date": each["date"], "tag": each["tag"]} for each in told],
        "compiledRelease": compiled(told),
    }


def compiled(told: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the releases of one process say together, the later one first heard (reference: merging)."""
    found: dict[str, Any] = {}
    for release in told:
        _merge(found, {key: part for key, part in release.items() if key not in {"id", "tag", "date"}})
        found["date"] = release["date"]
    return {"id": f"{found['ocid']}-{found['date']}", "tag": ["compiled"], **found}


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, part in more.items():
        if isinstance(part, dict):
            _merge(into.setdefault(key, {}), part)
        elif isinstance(part, list) and part and isinstance(part[0], dict):
            held = into.setdefault(key, [])
            by_id = {each["id"]: each for each in held}
            for each in part:
                if each["id"] not in by_id:
                    by_id[each["id"]] = {}
                    held.append(by_id[each["id"]])
                _merge(by_id[each["id"]], each)
        else:
            into[key] = part
