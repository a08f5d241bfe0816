"""The proof of the log: RFC 6962 hashing and canonical bytes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.events.rules import canonical, inclusion_proof, leaf_hash, merkle_root, node_hash, root_from_proof

RFC_LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    bytes(range(0x60, 0x70)),
]
RFC_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "root"), RFC_ROOTS.items())
def test_the_tree_head_is_the_known_one(size: int, root: str) -> None:
    assert merkle_root(RFC_LEAVES[:size]).hex() == root


def test_an_empty_tree_hashes_nothing() -> None:
    assert merkle_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _recursive(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(_recursive(leaves[:split]), _recursive(leaves[split:]))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_every_leaf_has_a_proof_that_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    root = merkle_root(leaves)
    assert root == _recursive(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(index, leaves)
    assert root_from_proof(index, len(leaves), leaves[index], proof) == root
    assert root_from_proof(index, len(leaves), leaves[index] + b"x", proof) != root


def test_canonical_bytes_know_one_form_of_a_moment() -> None:
    moment = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
    almaty = moment.astimezone(timezone(timedelta(hours=5)))
    assert canonical({"b": 1, "a": moment}) == canonical({"a": almaty, "b": 1})
    assert canonical({"а": "ә"}).decode() == '{"а":"ә"}'
    with pytest.raises(TypeError):
        canonical({"a": object()})
