"""Kazakh words: the stem without the endings of case, possession and number; ordinal numbers.

Written from the grammar: a Kazakh noun is stem + plural + possessive + case. Endings are taken off from the outside in,
each only if vowel harmony with what remains and the assimilation of the ending's first consonant allow it there.
Derivation (-лық, -шы, -сыз) and verb forms are left alone: they change the meaning, or need a dictionary.
The result is for comparing, not for showing: a final б, г, ғ always stands as п, к, қ.
"""

import re
from functools import lru_cache

_BACK, _FRONT = frozenset("аоұыя"), frozenset("әөүіеэ")
_VOWELS = _BACK | _FRONT | frozenset("уиюё")
_VOICELESS = frozenset("пкқтсшщчцфхһбвгғд")
"""Consonants before which an ending starts with т, қ/к, п; б в г ғ д stand there at the end of borrowed words."""
_NASAL = frozenset("мнң")
_HISSING = frozenset("зж")
_GLIDES = frozenset("уию")
"""Vowels that can close a syllable like й and the Kazakh w: both kinds of ending come after them."""

# What may stand before an ending: the letters of each class.
_AFTER_VOWEL = _VOWELS
_AFTER_VOICED = frozenset("рлйь") | _HISSING | _GLIDES
_ANY_VOICED = _VOWELS | _AFTER_VOICED | _NASAL

_CASES: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    # the long ones first: -дағы "which is in", then genitive, ablative, instrumental, locative, dative, accusative
    (("дағы", "дегі"), _ANY_VOICED),
    (("тағы", "тегі"), _VOICELESS),
    (("ның", "нің"), _AFTER_VOWEL | _NASAL),
    (("дың", "дің"), _AFTER_VOICED),
    (("тың", "тің"), _VOICELESS),
    (("дан", "ден"), _AFTER_VOWEL | _AFTER_VOICED),
    (("нан", "нен"), _NASAL),
    (("тан", "тен"), _VOICELESS),
    (("мен",), _AFTER_VOWEL | frozenset("рлй") | _NASAL),
    (("бен",), _HISSING),
    (("пен",), _VOICELESS),
    (("да", "де"), _ANY_VOICED),
    (("та", "те"), _VOICELESS),
    (("ға", "ге"), _ANY_VOICED),
    (("қа", "ке"), _VOICELESS),
    (("ны", "ні"), _AFTER_VOWEL),
    (("ды", "ді"), _AFTER_VOICED | _NASAL),
    (("ты", "ті"), _VOICELESS),
)
_CASES_AFTER_HIS = ("ндағы", "ндегі", "нан", "нен", "нда", "нде", "на", "не", "н")
"""Case endings that come only after the third person's possessive: жоба-сы-нда."""
_NO_HARMONY = frozenset({"мен", "бен", "пен"})
_PLURALS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("лар", "лер"), _VOWELS | frozenset("рй")),
    (("дар", "дер"), frozenset("ль") | _NASAL | _HISSING),
    (("тар", "тер"), _VOICELESS),
)
_OURS = ("мыз", "міз", "ңыз", "ңіз")
"""Possessives of "our" and of the polite "your"; those of one letter (-м, -ң) would cut қоғам."""
_VOWEL_STEMS = ("шы", "ші", "ғы", "гі", "қы", "кі")
_RESTORED = {"б": "п", "г": "к", "ғ": "қ"}

# Words that the rules would cut wrongly, short words that they would not cut, and stems that lose a vowel.
_WHOLE = (
    "су үй іс ел ер ай ой от ас ат ту ем өз ән ет жер шығын алтын жиын қиын жақын тұрғын бұрын келін мұрын орын жарты "
    "сауда пайда майдан аудан мемлекет баға апта орта екі жеті алты бірі ауыл бөлім білім ұйым жасы ақша бөлме "
    "шекара сана жаңа жаңалық жылу қала дала бала нысан қорған маман зейнет бюджет министр мемлекеттік жаға қоғам "
    "мәтін үкімет қызмет мектеп тарихи күтім жөндеу жарық кітапхана ақпарат пәтер тұрмыс әкімдік кеңес күрес талас "
    "қатынас медицина вакцина қоқыс өтініш ағаш қаржы теңге жәрдемақы зейнетақы еңбекақы үлес кешен қазақстан оқиға өзге кісі "
    "соғыс бизнес үлгі серпін саммит кәсіпорын мойын жұмыс төлем тыныс дауыс табыс"
)
_LOST_VOWEL = (
    "халқ-халық орн-орын ауз-ауыз мұрн-мұрын мойн-мойын ерн-ерін ерк-ерік әрп-әріп қауп-қауіп даус-дауыс құлқ-құлық "
    "көрк-көрік қалп-қалып нарқ-нарық ғұрп-ғұрып кәсіпорн-кәсіпорын"
)
_KNOWN = {word: word for word in _WHOLE.split()} | dict(pair.split("-") for pair in _LOST_VOWEL.split())
_LONGEST_KNOWN = max(map(len, _KNOWN))
_CHAIN = re.compile(
    r"(?:[лдт][ае]р)?(?:[сңм]?[ыі]|[ыі]?[мң][ыі]з|[ыі][мң])?"
    r"(?:н?[дт][ае](?:ғы|гі)?|[ндт][ыі]ң?|[ндт][ае]н|[мбп]ен|[ғқгкн]?[ае]|н)?"
)
"""Any plural + possessive + case, harmony unchecked: good enough after a stem that is known."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of *word* (lower case, NFC): "кеңестерінің" is "кеңес". Never empty; a word it doesn't know stays whole."""
    for length in range(min(len(word), _LONGEST_KNOWN), 1, -1):
        known = _KNOWN.get(word[:length])
        if known and _CHAIN.fullmatch(word, length):
            return _closed(known)
    rest = _without_plural(_without_possessive(*_without_case(word)))
    return _closed(_KNOWN.get(rest, rest))


def _closed(rest: str) -> str:
    return rest[:-1] + _RESTORED.get(rest[-1], rest[-1]) if rest else rest


def _in_harmony(rest: str, ending: str) -> bool:
    """Does the first vowel of *ending* agree with the last decisive vowel of *rest*?"""
    of_ending = next((letter for letter in ending if letter in _BACK or letter in _FRONT), None)
    if of_ending is None or rest.endswith("ь"):
        return True
    for letter in reversed(rest):
        if letter in _BACK or letter in _FRONT:
            return (letter in _BACK) == (of_ending in _BACK)
    return any(letter in _VOWELS for letter in rest)


def _can_lose(word: str, ending: str, before: frozenset[str]) -> bool:
    rest = word.removesuffix(ending)
    return (
        len(rest) < len(word)
        and len(rest) >= 3
        and rest[-1] in before
        and (ending in _NO_HARMONY or _in_harmony(rest, ending))
    )


def _his(word: str) -> str | None:
    """*word* without the third person's possessive -сы/-сі, -ы/-і; None if it has none."""
    # After а, е: көше-сі. After ы, і, у the с belongs to the stem (облыс-ы), but for the doer's -шы and other suffixes that end so.
    if word.endswith(("сы", "сі")) and _can_lose(word, word[-2:], _VOWELS):
        rest = word[:-2]
        return rest if rest[-1] not in "ыіу" or rest.endswith(_VOWEL_STEMS) else word[:-1]
    doer = word.endswith(("шы", "ші")) and len(word) > 4  # оқу-шы: no possessive
    if word[-1:] in {"ы", "і"} and len(word) > 3 and not doer and _in_harmony(word[:-1], word[-1]):
        last = word[-2]
        if last not in _VOWELS or last in _GLIDES:
            return word[:-1]
    return None


def _without_case(word: str) -> tuple[str, bool]:
    """*word* without its case ending, and whether that ending tells that a third person's possessive stands before it."""
    for ending in _CASES_AFTER_HIS:
        rest = word.removesuffix(ending)
        if rest != word and _in_harmony(rest, ending) and _his(rest) is not None:
            return rest, True
    for endings, before in _CASES:
        for ending in endings:
            if _can_lose(word, ending, before):
                return word.removesuffix(ending), False
    return word, False


def _without_possessive(word: str, _surely_his: bool = False) -> str:
    for ending in _OURS:
        if _can_lose(word, ending, _VOWELS):
            rest = word.removesuffix(ending)
            # After a consonant the ending has a vowel of its own: кеңес-іміз.
            if rest[-1] in {"ы", "і"} and len(rest) > 3 and _in_harmony(rest[:-1], rest[-1]):
                return rest[:-1]
            return rest
    for ending in ("ым", "ім", "ың", "ің"):
        rest = word.removesuffix(ending)
        if rest != word and _without_plural(rest) != rest:
            return rest
    return _his(word) or word


def _without_plural(word: str) -> str:
    for endings, before in _PLURALS:
        for ending in endings:
            if _can_lose(word, ending, before):
                return word.removesuffix(ending)
    return word


_SOFT_DIGITS = frozenset({1, 2, 3, 4, 5, 7, 8})
_SOFT_TENS = frozenset({5, 7, 8})


def ordinal(number: int) -> str:
    """The ordinal of *number* (not negative) in figures: "5-ші", "6-шы"; the ending follows the last spoken word."""
    return f"{number}-{'ші' if _ends_soft(number) else 'шы'}"


def _ends_soft(number: int) -> bool:
    if number % 10:
        return number % 10 in _SOFT_DIGITS
    if number % 100:
        return number % 100 // 10 in _SOFT_TENS
    return number == 0 or number % 1000 != 0  # нөл and жүз are soft; мың, миллион, миллиард are not
