"""Cleaning, folding, sorting, stems, addresses, look-alikes, ordinals."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.kernel.language.rules import (
    Text,
    UnusableText,
    clean_identifier,
    clean_line,
    clean_text,
    folded,
    guess_language,
    kazakh_stem,
    ordinal,
    skeleton,
    slug,
    sort_key,
    stems,
    words,
)
from ortaq.kernel.language.rules.alphabet import ALPHABET

kazakh_words = st.text(alphabet=ALPHABET, min_size=1, max_size=25)


def test_a_text_without_one_of_its_languages_is_refused() -> None:
    with pytest.raises(ValueError, match="without en"):
        Text("иә", "да", " ")


# Cleaning


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "жол\udfff"])
def test_nul_and_lone_surrogates_are_refused(typed: str) -> None:
    for clean in (clean_text, clean_line, clean_identifier):
        with pytest.raises(UnusableText):
            clean(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("и\u0306", "й"),
        ("  жол  \r\n су\r\n", "жол\n су"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("жол\u202eыт", "жолыт"),
        ("\u2066ab\u2069", "ab"),
        ("жо\u00adл \ufeffсу\u200b", "жол су"),
        ("\x1b[31mқызыл", "[31mқызыл"),
        ("a\ufffeb", "ab"),
        ("a\tb", "a\tb"),
        ("👩\u200d👩\u200d👧 🇰🇿 👍🏽", "👩\u200d👩\u200d👧 🇰🇿 👍🏽"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("жо\u200dл", "жол"),
        ("", ""),
    ],
)
def test_text_is_kept_visible_and_in_one_form(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_no_letter_carries_a_tower_of_marks() -> None:
    assert len(clean_text("е" + "\u0335" * 100 + "л")) == 6


@pytest.mark.parametrize(
    "sign",
    [
        "👨\u200d👩\u200d👧\u200d👦",
        "👩🏽\u200d🚀",
        "🏳\ufe0f\u200d🌈",
        "🇰🇿",
        "👍🏿",
        "1\ufe0f\u20e3",
        "🤷🏻\u200d♀\ufe0f",
        "🧑\u200d🤝\u200d🧑",
    ],
)
def test_item_20_what_looks_like_one_sign_stays_whole(sign: str) -> None:
    for clean in (clean_text, clean_line):
        assert clean(sign) == sign
        assert clean(f"Рақмет {sign * 3} бәріне") == f"Рақмет {sign * 3} бәріне"


def test_one_line_has_no_line_ends() -> None:
    assert clean_line(" Абай \u2028 көшесі,\n\t5\xa0үй ") == "Абай көшесі, 5 үй"


def test_an_identifier_has_one_form() -> None:
    assert clean_identifier("Ａidar＠Example.KZ") == clean_identifier("aidar@example.kz") == "aidar@example.kz"
    assert clean_identifier("ﬁle") == "file"


@given(st.text(max_size=200))
def test_cleaning_again_changes_nothing(typed: str) -> None:
    for clean in (clean_text, clean_line, clean_identifier):
        try:
            once = clean(typed)
        except UnusableText:
            continue
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert not {unicodedata.category(character) for character in once} & {"Cs", "Cn", "Co"}


# Folding, sorting, addresses


@pytest.mark.parametrize(
    ("word", "as_typed"),
    [
        ("Қоғам", "когам"),
        ("ҮКІМЕТ", "укимет"),
        ("әңгіме", "ангиме"),
        ("ҰЙЫМ", "уиым"),
        ("жаһан", "жахан"),
        ("Ещё", "еще"),
    ],
)
def test_folding_gives_what_a_russian_keyboard_types(word: str, as_typed: str) -> None:
    assert folded(word) == folded(as_typed)
    assert not set(folded(word)) & set("әғқңөұүһіё")


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert folded(folded(word)) == folded(word)


def test_districts_stand_in_the_order_of_the_kazakh_alphabet() -> None:
    wanted = ["Байзақ", "Жамбыл", "Жуалы", "Қордай", "Меркі", "Мойынқұм", "Сарысу", "Талас", "Тараз", "Шу"]
    assert sorted(set(wanted), key=sort_key) == wanted


def test_every_letter_stands_in_its_place() -> None:
    assert len(ALPHABET) == 42
    assert sorted(ALPHABET, key=sort_key) == list(ALPHABET)
    assert sorted(ALPHABET.upper(), key=sort_key) == list(ALPHABET.upper())


def test_numbers_are_sorted_as_numbers_and_punctuation_does_not_count() -> None:
    wanted = ["№ 5 мектеп", "«№ 12» мектеп", "School", "Арман", "«Әлем» қоры", "Балдырған"]
    assert sorted(set(wanted), key=sort_key) == wanted


_LATIN = [
    "а",
    "a",
    "ә",
    "a",
    "б",
    "b",
    "в",
    "v",
    "г",
    "g",
    "ғ",
    "g",
    "д",
    "d",
    "е",
    "e",
    "ё",
    "yo",
    "ж",
    "zh",
    "з",
    "z",
    "и",
    "i",
    "й",
    "i",
    "к",
    "k",
    "қ",
    "q",
    "л",
    "l",
    "м",
    "m",
    "н",
    "n",
    "ң",
    "ng",
    "о",
    "o",
    "ө",
    "o",
    "п",
    "p",
    "р",
    "r",
    "с",
    "s",
    "т",
    "t",
    "у",
    "u",
    "ұ",
    "u",
    "ү",
    "u",
    "ф",
    "f",
    "х",
    "kh",
    "һ",
    "h",
    "ц",
    "ts",
    "ч",
    "ch",
    "ш",
    "sh",
    "щ",
    "shch",
    "ы",
    "y",
    "і",
    "i",
    "э",
    "e",
    "ю",
    "yu",
    "я",
    "ya",
]


@pytest.mark.parametrize(("letter", "in_latin"), list(zip(_LATIN[::2], _LATIN[1::2], strict=True)))
def test_each_letter_has_its_place_in_an_address(letter: str, in_latin: str) -> None:
    assert slug(letter) == slug(letter.upper()) == in_latin


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Қоғамдық кеңес: Жамбыл облысы", "qogamdyq-kenges-zhambyl-oblysy"),
        ("Объявление № 5", "obyavlenie-no-5"),
        ("Café — ½", "cafe-1-2"),
        ("中文 🙂", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_addresses_are_made_of_latin_letters_digits_and_hyphens(text: str, address: str) -> None:
    assert slug(text) == address


@given(st.text(max_size=200), st.integers(5, 80))
def test_an_address_is_always_plain_and_short(text: str, length: int) -> None:
    address = slug(text, length=length)
    assert len(address) <= length
    assert set(address) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not address.startswith("-")
    assert not address.endswith("-")


# Look-alikes


@pytest.mark.parametrize(
    ("name", "imitation"),
    [
        ("admin", "аdmin"), ("admin", "Adm1n"), ("admin", "ADMIN"), ("admin", "аdmіn"), ("admin", "ad\u200bmin"),
        ("Әкімдік", "Akimdik"), ("Әкімдік", "ӘKIMДIK"), ("ortaq", "оrtаԛ"), ("modern", "rnodern"), ("office", "0ffice"),
        ("ortaq", "ｏｒｔａｑ"), ("support", "suррort"), ("admin", "a.d-m_i n"), ("moderator", "mοderatοr"),
    ],
)  # fmt: skip
def test_an_imitation_has_the_skeleton_of_the_name(name: str, imitation: str) -> None:
    assert skeleton(imitation) == skeleton(name)


@pytest.mark.parametrize(("one", "other"), [("admin", "aidar"), ("әкімдік", "мәслихат"), ("Айгүл", "Айнұр")])
def test_different_names_have_different_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


# Words and stems


def test_a_hyphen_separates_and_an_ending_after_it_is_no_word() -> None:
    assert [word.text for word in words("ҮЕҰ-ның әлеуметтік-экономикалық жобасы, 2018-2019")] == [
        "ҮЕҰ", "әлеуметтік", "экономикалық", "жобасы", "2018", "2019",
    ]  # fmt: skip
    assert [word.text for word in words("да")] == ["да"]


@given(st.text(max_size=100))
def test_words_stand_where_they_say(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    for word in words(text):
        assert text[word.start : word.end] == word.text


_SAME_STEM = [
    "қоғам қоғамның қоғамға",
    "кеңес кеңестерінің кеңестері кеңесі кеңесінің",
    "жоба жобалар жобалардың жобаларын жобасында жобамыз",
    "форум форумға форумның форумда форумы",
    "мәселе мәселесін мәселелер мәселелері мәселелерді",
    "ұйым ұйымдар ұйымдарды ұйымдары ұйымдарына",
    "басқарма басқармасы басқармасына басқармалардың",
    "ауыл ауылдағы ауылының ауылда",
    "көше көшесі көшесіндегі көшелерді көшеде",
    "жол жолы жолдар жолдары жолын жолдардың",
    "мектеп мектебі мектебінде мектепте мектептер",
    "көлік көлігі көлігінің көліктер",
    "халық халқы халқының халыққа",
    "орын орны орнына орындар",
    "қауіп қаупі қаупінен",
    "су суы судың суды",
    "үй үйі үйіміз үйде үйдегі үйлер",
    "облыс облысы облысының облысында",
    "жұмыс жұмысы жұмыстары",
    "ұсыныс ұсынысы ұсыныстар",
    "автобус автобусы автобустардың",
    "аудан ауданы ауданында аудандар",
    "шығын шығыны шығындар",
    "оқушы оқушысы оқушылар",
    "бюджет бюджеті бюджеттен бюджетінен",
    "спектакль спектакльдің спектакльдер",
    "бала балалар балалары балаларымыз",
    "көмек көмегі көмегін көмекке",
]


@pytest.mark.parametrize("row", _SAME_STEM)
def test_the_forms_of_a_word_have_one_stem(row: str) -> None:
    forms = row.split()
    assert {kazakh_stem(form) for form in forms} == {kazakh_stem(forms[0])}
    assert forms[0].startswith(kazakh_stem(forms[0]))


def test_different_words_keep_different_stems() -> None:
    apart = [
        "қоғам", "қоғамдық", "орта", "орталық", "бірлестік", "бір", "сауда", "аудан", "ауыл", "баға", "апта", "бақша",
        "бақ", "жақсы", "жақ", "мұғалім", "қызмет", "қызметкер", "жұмыс", "жұмыссыз", "өлке", "хабар", "заман", "оқушы",
    ]  # fmt: skip
    assert len({kazakh_stem(word) for word in apart}) == len(apart)


@given(kazakh_words)
def test_a_stem_is_never_empty_and_never_longer_than_its_word_by_more_than_a_lost_vowel(word: str) -> None:
    stem = kazakh_stem(word)
    assert stem
    assert len(stem) <= len(word) + 1


@given(st.text(max_size=60))
def test_any_text_can_be_stemmed(word: str) -> None:
    for language in ("kk", "ru", "en", None):
        assert 1 <= len(stems(word, language)) <= 2


def test_words_are_stemmed_in_the_language_they_show() -> None:
    assert stems("дорогами", "ru") == ("дорог",)
    assert stems("services", "kk") == ("servic",)
    assert stems("кеңестер", "ru") == ("кеңес",)
    assert stems("жолдарды", "kk") == ("жол",)
    assert set(stems("жолдарды", None)) > {"жол"}


def test_stemming_hostile_words_takes_no_time() -> None:
    start = time.thread_time()
    for length in (1_000, 20_000):
        for syllable in ("лар", "ы", "ның", "сы", "да"):
            kazakh_stem(syllable * length)
    assert time.thread_time() - start < 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Жолды жөндеу керек", "kk"),
        ("Отремонтируйте дорогу", "ru"),
        ("Repair the road", "en"),
        ("123", "ru"),
        ("", "ru"),
    ],
)
def test_the_language_is_told_by_its_letters_and_commonest_words(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_what_nothing_tells_is_in_the_language_of_the_page() -> None:
    assert guess_language("12:30", default="kk") == "kk"
    assert guess_language("Тараз", default="kk") == "kk"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0-ші"), (1, "1-ші"), (6, "6-шы"), (9, "9-шы"), (10, "10-шы"), (20, "20-шы"), (25, "25-ші"), (30, "30-шы"),
     (40, "40-шы"), (50, "50-ші"), (60, "60-шы"), (70, "70-ші"), (80, "80-ші"), (90, "90-шы"), (100, "100-ші"),
     (1000, "1000-шы"), (2018, "2018-ші")],
)  # fmt: skip
def test_ordinals_follow_the_last_spoken_word(number: int, shown: str) -> None:
    assert ordinal(number) == shown
