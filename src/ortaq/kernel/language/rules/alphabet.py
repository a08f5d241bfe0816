"""The Kazakh alphabet: its order, its letters on a Russian keyboard, in Latin, and the look-alikes of its letters."""

import re
import unicodedata

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The 42 letters in their order (Russian ones included)."""

_SORT = str.maketrans({letter: chr(0x0430 + place) for place, letter in enumerate(ALPHABET)})
_DIGITS = re.compile(r"[0-9]+")
_NO_WORD = re.compile(r"[\W_]+")

_FOLD = str.maketrans("әғқңөұүһіёй", "агкноуухиеи")

# Kazakh first (ж, і, ы as Kazakh names are written abroad); letters that only Russian words have, as in passports.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ng", "о": "o", "ө": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_LATIN_TABLE = str.maketrans(_LATIN)

# Letters and digits that look alike on a screen, in lower case (or did as capitals: В, Н, Р): one Latin letter for all.
_LOOK_ALIKES = str.maketrans("авекмнорстухіїјѕԁԛԝαβεικνορτυχ", "abekmhopctyxiijsdqwabeikvoptyx")
_SAME_STROKES = str.maketrans("01357!|ıi", "olestllll")
_PAIRS = (("rn", "m"), ("vv", "w"))


def folded(word: str) -> str:
    """*word* in lower case with the Kazakh letters as a Russian keyboard types them: "Қоғам" is "когам".

    Both what is stored and what is sought are folded, so Kazakh typed without Kazakh letters finds it. Idempotent.
    """
    return unicodedata.normalize("NFC", word.casefold()).translate(_FOLD)


def sort_key(text: str) -> str:
    """A string whose code-point order is the order of *text* in the Kazakh alphabet: Қордай stands before Шу.

    Case and punctuation don't count; numbers are compared as numbers up to eight digits ("№ 5" before "№ 12");
    digits stand before Latin, Latin before Cyrillic. For a column under PostgreSQL's "C" collation.
    """
    plain = _NO_WORD.sub(" ", unicodedata.normalize("NFC", text.casefold())).strip()
    return _DIGITS.sub(lambda number: number[0].zfill(8), plain).translate(_SORT)


def latin(text: str) -> str:
    """*text* in lower case with each Cyrillic letter in Latin, by our own table of 42 rows (no state standard)."""
    return unicodedata.normalize("NFC", text.casefold()).translate(_LATIN_TABLE)


def slug(text: str, *, length: int = 60) -> str:
    """*text* as a part of an address: Latin letters, digits and hyphens, at most *length*; "" if nothing is left."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", latin(text)).lower() if not unicodedata.combining(sign)
    )
    whole = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if len(whole) <= length:
        return whole
    cut = whole[:length]
    return (cut.rpartition("-")[0] if whole[length] != "-" and "-" in cut else cut).strip("-")


def skeleton(name: str) -> str:
    """What *name* looks like: names with one skeleton can be taken for each other ("аdmin" with a Cyrillic а, "Admin").

    For refusing names that imitate a reserved one; never shown, never stored as a name.
    """
    looks = unicodedata.normalize("NFKC", name).casefold().translate(_LOOK_ALIKES).translate(_LATIN_TABLE)
    bare = unicodedata.normalize("NFKD", looks).translate(_SAME_STROKES)
    alike = "".join(character for character in bare if character.isalnum())
    for pair, letter in _PAIRS:
        alike = alike.replace(pair, letter)
    return alike
