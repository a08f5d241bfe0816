"""The pure part of search: terms, likeness, fragments."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.search.rules import (
    TITLE_WEIGHT,
    Fragment,
    Hit,
    entry,
    grams,
    highlighted,
    likeness,
    parse_cursor,
    query_terms,
    term_id,
    word_terms,
)


def test_a_word_gives_its_stem_and_its_folded_prefix() -> None:
    assert set(word_terms("Кеңестерінің", "kk")) == {"s:кеңес", "p:кенес"}
    assert set(word_terms("дорогами", "ru")) == {"s:дорог", "p:дорог"}


def test_an_ambiguous_word_of_a_query_is_sought_as_kazakh_and_as_russian() -> None:
    assert set(word_terms("дорогами", None)) == {"s:дорог", "s:дорогами", "p:дорог"}


def test_a_term_id_fits_a_bigint_and_never_changes() -> None:
    assert term_id("s:жол") == 845086485038086408


def test_title_words_count_more() -> None:
    kept = entry("Жол", "жол су", "kk")
    assert kept.times[term_id("s:жол")] == TITLE_WEIGHT + 1
    assert kept.times[term_id("s:су")] == 1
    assert kept.length == 3


def test_a_huge_text_fits_the_columns() -> None:
    kept = entry("", "жол " * 40_000, "kk")
    assert kept.length == 32_767
    assert max(kept.times.values()) == 32_767


def test_a_query_has_at_most_twelve_words_of_two_hundred_signs() -> None:
    assert len(query_terms(" ".join(f"{n:03}" for n in range(50)))) <= 24
    assert query_terms("а" * 200 + " жол") == query_terms("а" * 200)


def test_texts_are_alike_to_themselves_and_not_to_others() -> None:
    one, other = grams("Көше шамдары жанбайды"), grams("Балабақша кезегі")
    assert likeness(one, one) == pytest.approx(1)
    assert likeness(one, other) < 0.1
    assert likeness(grams(""), one) == 0


def test_hits_are_marked_in_any_form() -> None:
    assert highlighted("Абай көшесінің жолы", "жол көше") == [
        Fragment("Абай ", False),
        Fragment("көшесінің", True),
        Fragment(" ", False),
        Fragment("жолы", True),
    ]


def test_markup_in_a_text_stays_text() -> None:
    fragments = highlighted("<script>жол</script>", "жол script")
    assert "".join(fragment.text for fragment in fragments) == "<script>жол</script>"
    assert [fragment.text for fragment in fragments if fragment.is_hit] == ["script", "жол", "script"]


def test_a_long_text_is_cut_around_its_first_hit() -> None:
    text = "бастапқы сөздер " * 40 + "қорытынды көпір " + "соңғы сөздер " * 40
    fragments = highlighted(text, "көпір", length=100)
    assert fragments[0] == fragments[-1] == Fragment("…", False)
    assert Fragment("көпір", True) in fragments
    assert len("".join(fragment.text for fragment in fragments)) <= 102


@given(st.text(max_size=400), st.text(max_size=60), st.integers(20, 300))
def test_fragments_are_pieces_of_the_text_in_order(text: str, query: str, length: int) -> None:
    whole = "".join(fragment.text for fragment in highlighted(text, query, length=length))
    text = unicodedata.normalize("NFC", text)
    assert whole.removeprefix("…").removesuffix("…") in text or whole in text


@pytest.mark.parametrize("typed", ["а" * 100_000, "-" * 100_000, "а-" * 50_000, "ның" * 30_000, " \u0301" * 50_000])
def test_hostile_texts_take_no_time(typed: str) -> None:
    start = time.thread_time()
    query_terms(typed)
    entry(typed[:20_000], "", "kk")
    assert time.thread_time() - start < 1


@given(st.integers(0, 99_999), st.integers(1, 10**12))
def test_a_cursor_comes_back_as_it_went(steps: int, record: int) -> None:
    assert parse_cursor(Hit(record, steps / 10_000).cursor) == (steps, record)
