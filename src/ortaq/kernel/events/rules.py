"""The proof of the log: canonical bytes and hash of an event, and RFC 6962 Merkle trees.

RFC 6962 section 2.1: MTH({}) = SHA-256(); MTH({d0}) = SHA-256(0x00 ‖ d0);
MTH(D[n]) = SHA-256(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])), k the largest power of two below n.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

DOORS = ("page", "document", "export")
"""By which ways an officer comes to personal data. The API and feeds show the public rendition alone."""

READING_SLOT = 600
"""Seconds within which one reader's opening of one record by one door is one reading."""

READINGS_KEPT = timedelta(days=3 * 366)
"""How long readings are kept: the general limitation period, three years (Civil Code, article 178)."""

GENESIS = bytes(32)
"""What the first event of a record follows."""


def canonical(content: dict[str, Any]) -> bytes:
    """The one byte form of an event's content: UTF-8 JSON, sorted keys, no spaces, times in UTC to the microsecond."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        if hasattr(value, "isoformat"):
            return value.isoformat()
        raise TypeError(f"an event can't hold a {type(value).__name__}")

    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain).encode()


def event_hash(previous: bytes, content: dict[str, Any]) -> bytes:
    """SHA-256 over the previous event's hash (32 bytes) and the canonical content."""
    return sha256(previous + canonical(content)).digest()


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """RFC 6962 tree head over *leaves* (their data), in one pass and O(log n) memory."""
    stack: list[tuple[int, bytes]] = []
    for data in leaves:
        height, digest = 0, leaf_hash(data)
        while stack and stack[-1][0] == height:
            digest = node_hash(stack.pop()[1], digest)
            height += 1
        stack.append((height, digest))
    if not stack:
        return sha256(b"").digest()
    digest = stack.pop()[1]
    while stack:
        digest = node_hash(stack.pop()[1], digest)
    return digest


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1: the audit path of leaf *index*, from the leaf up. Raises IndexError outside the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return [*inclusion_proof(index, leaves[:split]), merkle_root(leaves[split:])]
    return [*inclusion_proof(index - split, leaves[split:]), merkle_root(leaves[:split])]


def root_from_proof(index: int, size: int, data: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The tree head that *proof* leads to for leaf *index* of *size*; None when the proof has the wrong length."""
    node, last, digest = index, size - 1, leaf_hash(data)
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            digest = node_hash(sibling, digest)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            digest = node_hash(digest, sibling)
        node >>= 1
        last >>= 1
    return digest if last == 0 else None
