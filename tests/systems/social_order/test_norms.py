"""Norms under the buttons are read in the reader's language."""

import re

import pytest

from ortaq.systems.social_order.lifecycle import AGREEMENT, TOPIC
from ortaq.systems.social_order.rules import norm_words

NORMS = sorted({each.norm for table in (AGREEMENT, TOPIC) for each in table.transitions.values() if each.norm})


@pytest.mark.parametrize("norm", NORMS)
def test_no_english_word_is_left_in_a_norm(norm: str) -> None:
    words = norm_words(norm)
    for text in (words.kk, words.ru):
        assert not re.search(r"[A-Za-z]{3,}", text.replace("Ortaq", "")), text
        assert re.findall(r"\d+", text) == re.findall(r"\d+", norm)
    assert words.en == norm


def test_an_article_is_named_as_each_language_names_it() -> None:
    words = norm_words("Law No 36, art. 4-2(2), 5(3)")
    assert (words.kk, words.ru) == ("№ 36 Заң, 4-2(2), 5(3)-бап", "Закон № 36, ст. 4-2(2), 5(3)")
    assert norm_words("Unheard of").ru == "Unheard of"
