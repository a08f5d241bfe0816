"""Pure rules of pages."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.web.rules import (
    View,
    bar_widths,
    day,
    in_language,
    moment,
    period,
    share_places,
    view_from_cookie,
    whole,
    with_query,
)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/kk/appeals/?q=су&page=2", "/ru/appeals/?q=су&page=2"),
        ("/en/", "/ru/"),
        ("/kk/r/AP-2018-000123", "/ru/r/AP-2018-000123"),
        ("/r/AP-2018-000123", "/ru/"),
        ("/", "/ru/"),
        ("//evil.test/kk/", "/ru/"),
    ],
)
def test_the_same_page_in_another_language_keeps_path_and_query(address: str, expected: str) -> None:
    assert in_language(address, "ru") == expected


@given(st.text(max_size=80))
def test_no_address_leads_off_the_site(rest: str) -> None:
    assert in_language(f"/kk/{rest}", "ru").startswith("/ru/")


def test_query_parameters_are_replaced_and_removed() -> None:
    assert with_query("/kk/x/?a=1&b=2&after=9", {"after": None, "b": 3}) == "/kk/x/?a=1&b=3"
    assert with_query("/kk/x/", {"q": "су & жол"}) == "/kk/x/?q=%D1%81%D1%83+%26+%D0%B6%D0%BE%D0%BB"
    assert with_query("/kk/x/?a=1", {"a": ""}) == "/kk/x/"


@given(st.sampled_from([100, 125, 150]), st.booleans())
def test_display_settings_survive_their_cookie(size: int, contrast: bool) -> None:
    view = View(size, contrast)
    assert view_from_cookie(view.cookie) == view


@given(st.text(max_size=30))
def test_a_forged_cookie_never_reaches_the_page(value: str) -> None:
    assert set(view_from_cookie(value).classes.split()) <= {"text-125", "text-150", "contrast"}


def test_bars_are_parts_of_the_longest() -> None:
    assert bar_widths([540, 181, 0, -5]) == ["100.0", "33.5", "0.0", "0.0"]
    assert bar_widths([0, 0]) == ["0", "0"]
    assert bar_widths([]) == []


def test_parts_of_a_whole_stand_side_by_side() -> None:
    assert share_places([540, 181, 0, -5]) == [("0.0", "74.9"), ("74.9", "25.1"), ("100.0", "0.0"), ("100.0", "0.0")]
    assert share_places([0, 0]) == [("0", "0"), ("0", "0")]
    assert share_places([]) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [("kk", "2018\xa0ж. 22 тамыз"), ("ru", "22 августа 2018\xa0г."), ("en", "22 August 2018")],
)
def test_days_are_written_as_each_language_writes_them(language: str, expected: str) -> None:
    assert day(date(2018, 8, 22), language) == expected
    assert moment(datetime(2018, 8, 22, 9, 5), language) == f"{expected}, 09:05"  # noqa: DTZ001 (local time is given)
    assert moment(date(2018, 8, 22), language) == expected


def test_periods_say_before_and_after() -> None:
    assert period(timedelta(days=-3), "kk") == "3 күн бұрын"
    assert period(timedelta(days=3), "ru") == "через 3 дня"


def test_numbers_in_a_text_stay_whole_and_what_stands_in_a_tag_is_left_alone() -> None:
    assert whole("Өтініш AP-2026-000123, 20-30 күн") == (
        'Өтініш <span class="ortaq-whole">AP-2026-000123</span>, 20-30 күн'
    )
    link = '<a href="/r/EL-2026-000002" title="EL-2026-000002">'
    assert whole(f"{link}EL-2026-0000021</a>") == f'{link}<span class="ortaq-whole">EL-2026-0000021</span></a>'
    for other in ("XAP-2026-000123", "AP-2026-00012", "ap-2026-000123", "AP-2026-000123x", "2026-11-27", ""):
        assert whole(other) == other
