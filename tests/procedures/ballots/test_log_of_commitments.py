"""The public log: proofs as RFC 6962 has them, whatever was taken out, changed or put elsewhere is noticed."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.kernel.events.rules import inclusion_proof, merkle_root, root_from_proof
from ortaq.procedures.ballots.rules import log


def entries(count: int) -> list[bytes]:
    return [sha256(str(number).encode()).digest() for number in range(count)]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=20), st.randoms())
def test_a_batch_says_nothing_of_the_order_of_votes(found: list[bytes], chance: "object") -> None:
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert log.batch(mixed) == log.batch(found) == sorted(found)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 1500), st.data())
def test_a_proof_out_of_tiles_is_the_whole_logs_proof(size: int, data: st.DataObject) -> None:
    """Of a page that looks a receipt up: the leaves of its tile, those after the last full tile, and tiles' roots."""
    leaves = entries(size)
    index = data.draw(st.integers(0, size - 1))
    tiles = log.tile_roots(leaves)
    base = index // log.TILE * log.TILE
    if base < len(tiles) * log.TILE:
        tail = leaves[len(tiles) * log.TILE :]
        rest = log.Tree(size, tiles, tail, len(tiles) * log.TILE)
        found = [
            *inclusion_proof(index - base, leaves[base : base + log.TILE]),
            *rest.proof_of_tile(base // log.TILE),
        ]
    else:
        found = log.Tree(size, tiles, leaves[base:], base).proof(index)
    assert found == inclusion_proof(index, leaves) == log.whole(leaves).proof(index)
    assert root_from_proof(index, size, leaves[index], found) == merkle_root(leaves)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 900), st.integers(0, 900))
def test_a_head_needs_the_unfinished_tile_and_what_is_new(before: int, more: int) -> None:
    leaves = entries(before + more)
    tiles = log.tile_roots(leaves)
    base = before // log.TILE * log.TILE
    tree = log.Tree(len(leaves), tiles, leaves[base:], base)
    assert tree.root() == merkle_root(leaves)
    found = tree.consistency_proof(before)
    assert found == log.whole(leaves).consistency_proof(before)
    assert log.is_consistent(before, merkle_root(leaves[:before]), len(leaves), tree.root(), found)


def test_a_tree_says_what_it_lacks() -> None:
    leaves = entries(600)
    tree = log.Tree(600, log.tile_roots(leaves), leaves[512:], 512)
    assert tree.root() == merkle_root(leaves)
    with pytest.raises(LookupError):
        tree.proof(3)
    for wrong in (lambda: log.Tree(600, [], leaves[10:], 10), lambda: log.Tree(5, [], leaves, 0)):
        with pytest.raises(ValueError, match="leaves begin"):
            wrong()
    for outside in (-1, 600):
        with pytest.raises(IndexError):
            tree.proof(outside)


@given(st.integers(0, 5), st.integers(0, 700))
def test_the_roots_of_full_tiles_never_change(first: int, size: int) -> None:
    assert log.tile_roots(entries(size + 300))[: size // log.TILE] == log.tile_roots(entries(size))
    assert log.tile_roots(entries(size), first) == log.tile_roots(entries(size))[first:]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 70), st.integers(0, 70))
def test_a_log_that_grew_proves_it(first: int, more: int) -> None:
    leaves = entries(first + more)
    old, new = merkle_root(leaves[:first]), merkle_root(leaves)
    found = log.whole(leaves).consistency_proof(first)
    assert log.is_consistent(first, old, len(leaves), new, found)
    wrong = sha256(b"another").digest()
    assert not log.is_consistent(first, wrong, len(leaves), new, found)
    if more:
        assert not log.is_consistent(first, old, len(leaves), wrong, found)
        assert not log.is_consistent(first, old, len(leaves), new, [*found, wrong])
        assert not log.is_consistent(first, old, len(leaves), new, found[:-1])


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 60), st.integers(1, 30), st.data())
def test_a_log_that_was_rewritten_has_no_proof(first: int, more: int, data: st.DataObject) -> None:
    leaves = entries(first + more)
    old = merkle_root(leaves[:first])
    changed = list(leaves)
    changed[data.draw(st.integers(0, first - 1))] = sha256(b"put in later").digest()
    found = log.whole(changed).consistency_proof(first)
    assert not log.is_consistent(first, old, len(changed), merkle_root(changed), found)


def test_the_proofs_of_the_standards_own_example() -> None:
    """RFC 6962 section 2.1.3: the tree of seven leaves; proofs of 3, 4 and 6 of them are [c, d, g, l], [l], [i, j, k]."""
    leaves = [bytes([number]) for number in range(7)]

    def h(*places: int) -> bytes:
        return merkle_root([leaves[place] for place in places])

    assert log.whole(leaves).consistency_proof(3) == [h(2), h(3), h(0, 1), h(4, 5, 6)]
    assert log.whole(leaves).consistency_proof(4) == [h(4, 5, 6)]
    assert log.whole(leaves).consistency_proof(6) == [h(4, 5), h(6), h(0, 1, 2, 3)]
    for wrong in (0, 8):
        with pytest.raises(IndexError):
            log.whole(leaves).consistency_proof(wrong)


def test_a_head_is_signed_with_everything_that_it_says() -> None:
    head = log.Head("EL-2026-000001", 3, 10, bytes(32), "2026-11-26T10:00:00+00:00")
    others = [
        log.Head("EL-2026-000002", 3, 10, bytes(32), head.made_at),
        log.Head(head.election, 4, 10, bytes(32), head.made_at),
        log.Head(head.election, 3, 11, bytes(32), head.made_at),
        log.Head(head.election, 3, 10, bytes([1] * 32), head.made_at),
        log.Head(head.election, 3, 10, bytes(32), "2026-11-26T11:00:00+00:00"),
    ]
    assert len({each.signed() for each in (head, *others)}) == 6
