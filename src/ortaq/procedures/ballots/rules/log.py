"""The public log of commitments: an RFC 6962 tree that only grows, with a signed head every hour.

What came in during one hour is sorted before it is appended: places in the log tell nothing of the order of votes. Who
keeps one head can see later that nothing before it was taken out or changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortaq.kernel.events.rules import inclusion_proof, merkle_root, node_hash
from ortaq.procedures.ballots.rules.choices import compact

TILE = 256
"""Leaves under one kept node: a proof needs the leaves of one tile and the roots of all, not the whole log."""
LABEL = b"ortaq log head 1\x00"


def batch(commitments: Iterable[bytes]) -> list[bytes]:
    """What is appended to the log together, in the order in which it is appended: sorted, so that it says nothing."""
    return sorted(commitments)


@dataclass(frozen=True, slots=True)
class Head:
    """What is signed: the log of *election* had *size* entries with this *root* at the hour *made_at* (ISO 8601).

    *number* counts the heads of an election from 1.
    """

    election: str
    number: int
    size: int
    root: bytes
    made_at: str

    def content(self) -> Mapping[str, Any]:
        """The head as JSON values."""
        return {
            "election": self.election,
            "number": self.number,
            "size": self.size,
            "root": self.root.hex(),
            "made_at": self.made_at,
        }

    def signed(self) -> bytes:
        """The bytes that the signature is over."""
        return LABEL + compact(self.content())


def tile_roots(leaves: Sequence[bytes], first: int = 0) -> list[bytes]:
    """The roots of all full tiles from number *first* on. They never change again."""
    return [merkle_root(leaves[at : at + TILE]) for at in range(first * TILE, len(leaves) // TILE * TILE, TILE)]


def proof(index: int, size: int, tile: Sequence[bytes], roots: Sequence[bytes]) -> list[bytes]:
    """The audit path (RFC 6962 section 2.1.1) of leaf *index* in the log of *size* entries, as ``inclusion_proof``'s.

    *tile*: the leaves of that leaf's tile, up to *size*; *roots*: those of the full tiles. When the last tile isn't
    full, and the leaf isn't in it, it stands as a further root at the end of *roots*.
    """
    at = index // TILE
    own = list(inclusion_proof(index % TILE, tile))
    nodes = list(roots[: -(-size // TILE)])
    if at == len(nodes):
        nodes.append(merkle_root(tile))
    return own + _path(at, nodes)


def _path(index: int, nodes: Sequence[bytes]) -> list[bytes]:
    """The audit path among *nodes*, which are hashes already."""
    if len(nodes) == 1:
        return []
    split = _split(len(nodes))
    if index < split:
        return [*_path(index, nodes[:split]), _over(nodes[split:])]
    return [*_path(index - split, nodes[split:]), _over(nodes[:split])]


def _over(nodes: Sequence[bytes]) -> bytes:
    if len(nodes) == 1:
        return nodes[0]
    split = _split(len(nodes))
    return node_hash(_over(nodes[:split]), _over(nodes[split:]))


def _split(size: int) -> int:
    """The largest power of two below *size*."""
    return 1 << ((size - 1).bit_length() - 1)


def consistency_proof(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.2: that the log of the *first* entries is the beginning of the whole.

    Raises IndexError when there is no such beginning.
    """
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(first, leaves, whole=True)


def _subproof(first: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [merkle_root(leaves)]
    split = _split(len(leaves))
    if first <= split:
        return [*_subproof(first, leaves[:split], whole=whole), merkle_root(leaves[split:])]
    return [*_subproof(first - split, leaves[split:], whole=False), merkle_root(leaves[:split])]


def is_consistent(first: int, old: bytes, size: int, new: bytes, proof: Sequence[bytes]) -> bool:
    """Does *proof* show that the log with the root *old* at *first* entries grew into that with *new* at *size*?

    RFC 9162 section 2.1.4.2.
    """
    if not 0 < first <= size:
        return False
    if first == size:
        return not proof and old == new
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, old)
    if not path:
        return False
    node, last = first - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, step)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old and after == new
