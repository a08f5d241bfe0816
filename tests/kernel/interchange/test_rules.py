"""What a cell may say: read strictly, never guessed."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.interchange import rules
from ortaq.kernel.parties.rules import check_digit


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("814 800 000,50", "814800000.50"),
        ("814\u00a0800\u00a0000,50", "814800000.50"),
        ("814\u202f800\u202f000", "814800000"),
        ("814800000.5", "814800000.5"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567", "1234567"),
        ("\u2212 5".replace(" ", ""), "-5"),
        ("12 ₸", "12"),
        ("0012", "12"),
    ],
)
def test_numbers_are_read_as_people_here_write_them(text: str, number: str) -> None:
    assert rules.number_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1,234", "814.800", "1.2E+10", "1,23457E+10", "NaN", "Infinity", "-", "12 34", "1 млн", "１２", "1,2,3"]
)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_refused_with_advice(text: str) -> None:
    with pytest.raises(rules.CellError) as caught:
        rules.number_of(text)
    assert caught.value.advice.kk and caught.value.message.ru


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False, allow_infinity=False))
def test_every_written_number_is_read_again(number: Decimal) -> None:
    assert rules.number_of(rules.written(number)) == number


@pytest.mark.parametrize("cell", ["-1", "1.5", Decimal("2.5"), "10000000000"])
def test_a_count_is_a_whole_number(cell: rules.Cell) -> None:
    with pytest.raises(rules.CellError):
        rules.count_of(cell)
    assert rules.count_of("232") == 232
    assert rules.count_of(" ") is None


@pytest.mark.parametrize("cell", ["01.02.2026", "2026-02-01", datetime(2026, 2, 1), date(2026, 2, 1)])  # noqa: DTZ001
def test_days_are_read_from_the_forms_used_here(cell: rules.Cell) -> None:
    assert rules.date_of(cell) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "cell", ["2/1/2026", Decimal(45000), Decimal(60), "31.02.2026", "01.01.0026", "45000", "1.2.26", True]
)
def test_days_that_could_be_swapped_or_are_not_days_are_refused(cell: rules.Cell) -> None:
    with pytest.raises(rules.CellError):
        rules.date_of(cell)


def test_a_bin_is_text_with_a_right_check_digit() -> None:
    number = "02084000012"
    whole = f"{number}{check_digit(number)}"
    assert rules.bin_of(whole) == whole
    assert rules.bin_of("") == ""


@pytest.mark.parametrize(
    "cell", ["1.23457E+10", "1,2E+10", Decimal("20840000128"), "20840000128", "020840000129", "abc"]
)
def test_a_bin_that_a_spreadsheet_ate_is_refused_with_advice(cell: rules.Cell) -> None:
    with pytest.raises(rules.CellError):
        rules.bin_of(cell)


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ufffe", "x" * 5_001])
def test_control_characters_and_endless_texts_are_refused(text: str) -> None:
    with pytest.raises(rules.CellError):
        rules.text_of(text)


def test_text_is_kept_in_nfc_with_its_line_breaks() -> None:
    assert rules.text_of(" и\u0306\r\nб ") == "й\nб"
    assert rules.text_of(Decimal("2018.0")) == "2018"


@pytest.mark.parametrize(
    ("text", "lost"), [("?леуметтік", False), ("м?лік", True), ("Не так? Да", False), ("a\ufffd", True)]
)
def test_lost_letters_are_noticed(text: str, lost: bool) -> None:
    assert rules.lost_letters(text) is lost
