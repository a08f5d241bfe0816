"""Encryption and look-up hashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.keys.rules import Unreadable, decrypt, encrypt, keyed_hash, purpose_key

KEY = purpose_key(b"k" * 32, "field")


@given(st.text())
def test_what_was_sealed_is_read_again_and_never_looks_the_same(plain: str) -> None:
    first, second = encrypt(KEY, plain), encrypt(KEY, plain)
    assert decrypt(KEY, first) == decrypt(KEY, second) == plain and first != second


@given(st.binary(max_size=60), st.integers(0, 200))
def test_a_changed_ciphertext_is_refused(noise: bytes, place: int) -> None:
    sealed = bytearray(encrypt(KEY, "900101500010"))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(Unreadable):
        decrypt(KEY, bytes(sealed))
    with pytest.raises(Unreadable):
        decrypt(KEY, noise + bytes(40))


def test_one_purpose_does_not_read_another() -> None:
    with pytest.raises(Unreadable):
        decrypt(purpose_key(b"k" * 32, "other"), encrypt(KEY, "x"))
    assert keyed_hash(KEY, "a") != keyed_hash(purpose_key(b"k" * 32, "other"), "a")
