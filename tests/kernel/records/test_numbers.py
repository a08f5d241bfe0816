"""Public numbers: never doubled, read from what people type."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from ortaq.kernel.records.actions import take_number
from ortaq.kernel.records.rules import parse_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("AP-2026-000123", "AP-2026-000123"),
        (" ap-2026-000123 ", "AP-2026-000123"),
        ("АР-2026-000123", "AP-2026-000123"),
        ("AP–2026–000123", "AP-2026-000123"),
        ("AP-2026-1234567", "AP-2026-1234567"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert str(parse_number(typed)) == number


@pytest.mark.parametrize(
    "typed", ["", "AP-2026-12", "AP-٢٠٢٦-000123", "AP-2026-000123x", "../AP-2026-000123", "AP-2026-000123\n1"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert parse_number(typed) is None


@pytest.mark.django_db(transaction=True)
def test_two_takers_at_once_get_different_numbers_even_the_first_of_a_year() -> None:
    years = range(2031, 2091)  # the first moment of a year is short: it is tried often
    together = Barrier(8, timeout=10)

    def take(_: int) -> list[str]:
        taken = []
        try:
            for year in years:
                together.wait()
                with transaction.atomic():
                    taken.append(take_number("TQ", year))
        finally:
            connection.close()
        return taken

    try:
        with ThreadPoolExecutor(8) as pool:
            taken = [number for numbers in pool.map(take, range(8)) for number in numbers]
        assert len(set(taken)) == 8 * len(years)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SEQUENCE IF EXISTS {', '.join(f'record_number_tq_{year}' for year in years)}")


@pytest.mark.django_db
def test_a_prefix_is_letters_alone() -> None:
    with pytest.raises(ValueError):
        take_number("A'; --", 2026)
