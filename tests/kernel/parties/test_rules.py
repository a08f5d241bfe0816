"""Identification numbers (Government Resolution No 565 of 11.06.2003); every number here is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.parties.rules import check_digit, is_bin, is_iin, masked_iin


@pytest.mark.parametrize("number", ["900101500010", "851231300124", "010704600028", "900101500009"])
def test_a_right_iin_is_taken(number: str) -> None:
    assert is_iin(number)


@pytest.mark.parametrize(
    "number",
    ["900101500011", "90010150001", "9001015000100", "90010150001０", "900101500010\n", "", "a" * 12, "0" * 12],
)
def test_a_wrong_iin_is_not(number: str) -> None:
    assert not is_iin(number)


def test_a_number_that_can_not_be_issued_has_no_check_digit() -> None:
    assert check_digit("90010150006") is None


@given(st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_a_number_is_an_iin_or_a_bin_never_both(eleven: str) -> None:
    digit = check_digit(eleven)
    if digit is not None and eleven.strip("0"):
        number = f"{eleven}{digit}"
        assert is_iin(number) != is_bin(number)
        assert not is_iin(f"{eleven}{(digit + 1) % 10}") and not is_bin(f"{eleven}{(digit + 1) % 10}")


def test_a_shown_iin_ends_in_stars() -> None:
    assert masked_iin("900101500010") == "900101******" and masked_iin("") == ""
