"""The public log of commitments: an RFC 6962 tree that only grows, with a signed head every hour.

What came in during one hour is sorted before it is appended: places in the log tell nothing of the order of votes. Who
keeps one head can see later that nothing before it was taken out or changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortaq.kernel.events.rules import merkle_root, node_hash
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


class Tree:
    """A log of *size* entries, of which the roots of the full *tiles* are known and the *leaves* from place *base* on.

    *base* is a multiple of ``TILE``. What is asked for needs the leaves of one tile and those after the last full one;
    with all leaves (*base* 0) anything can be asked.
    """

    def __init__(self, size: int, tiles: Sequence[bytes], leaves: Sequence[bytes], base: int = 0) -> None:
        if base % TILE or base + len(leaves) > size:
            raise ValueError("leaves begin with a tile, and end with the log")
        self.size = size
        self.tiles = tiles
        self.leaves = leaves
        self.base = base

    def root(self, first: int = 0, last: int | None = None) -> bytes:
        """The RFC 6962 head over the entries from *first* to before *last* (all), as a part of the whole tree."""
        last = self.size if last is None else last
        if first % TILE == 0 and last - first == TILE and first // TILE < len(self.tiles):
            return self.tiles[first // TILE]
        if last - first <= TILE:
            part = self.leaves[first - self.base : last - self.base]
            if first < self.base or len(part) != last - first:
                raise LookupError(f"entries {first} to {last} aren't here")
            return merkle_root(part)
        split = first + _split(last - first)
        return node_hash(self.root(first, split), self.root(split, last))

    def proof(self, index: int) -> list[bytes]:
        """RFC 6962 section 2.1.1: the audit path of entry *index*. Raises IndexError outside the log."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        path: list[bytes] = []
        first, last = 0, self.size
        while last - first > 1:
            split = first + _split(last - first)
            if index < split:
                path.append(self.root(split, last))
                last = split
            else:
                path.append(self.root(first, split))
                first = split
        return path[::-1]

    def proof_of_tile(self, tile: int) -> list[bytes]:
        """The end of the audit path of every entry in the full *tile*: what follows the path within the tile."""
        path: list[bytes] = []
        first, last = 0, self.size
        while last - first > TILE:
            split = first + _split(last - first)
            if tile * TILE < split:
                path.append(self.root(split, last))
                last = split
            else:
                path.append(self.root(first, split))
                first = split
        return path[::-1]

    def consistency_proof(self, before: int) -> list[bytes]:
        """RFC 6962 section 2.1.2: that the log of *before* entries is the beginning of this one.

        Raises IndexError when there is no such beginning.
        """
        if not 0 < before <= self.size:
            raise IndexError(before)
        path: list[bytes] = []
        first, last, whole = 0, self.size, True
        while before < last:
            split = first + _split(last - first)
            if before <= split:
                path.append(self.root(split, last))
                last = split
            else:
                path.append(self.root(first, split))
                first, whole = split, False
        return path[::-1] if whole else [self.root(first, last), *path[::-1]]


def whole(leaves: Sequence[bytes]) -> Tree:
    """The tree over all *leaves*."""
    return Tree(len(leaves), tile_roots(leaves), leaves)


def _split(size: int) -> int:
    """The largest power of two below *size*."""
    return 1 << ((size - 1).bit_length() - 1)


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
