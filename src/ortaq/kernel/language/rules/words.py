"""Words of a text, the language of a text, the stems of its words."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from ortaq.kernel.language.rules import kazakh
from ortaq.kernel.language.rules.alphabet import folded


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_WORD = re.compile(r"[^\W_]+")
_KAZAKH_ONLY = frozenset("әғқңөұүһі")
_BARE_ENDINGS = frozenset(
    _listed(
        "ның нің дың дің тың тің ға ге қа ке на не а е ны ні ды ді ты ті да де та те нда нде дан ден тан тен нан нен "
        "мен бен пен лар лер дар дер тар тер ы і сы сі шы ші сыз сіз лық лік дық дік тық тік дағы дегі тағы тегі"
    )
)
# As typed on a Russian keyboard: what tells Kazakh and Russian apart when there are no Kazakh letters.
_KAZAKH_WORDS = frozenset(
    _listed(
        "жане мен ушин бойынша бар жок керек неге кашан кайда биз биздин сиз менин оте сураимыз сураимын болады бола "
        "емес еди тур бери деиин кеиин туралы осы бул сол алмаи деп еки бир"
    )
)
_KAZAKH_ENDINGS = _listed(
    "лар лер дар дер тар тер нын дын тын нин дин тин сы сын ган кан кен дагы деги инде ында мыз миз сыз сиз уге ады еди"
)
_RUSSIAN_WORDS = frozenset(
    _listed(
        "и в на не что по для с у от до из за к о как когда нет если или мы нас наш наша нашей наши вас прошу просим "
        "это мне я где уже есть нужно очень после при со"
    )
)
_RUSSIAN_ENDINGS = _listed("ый ий ая ое ые ого его ние ния ют ть ся ами ями ость ется")
_STEMMERS = {"ru": Stemmer("russian"), "en": Stemmer("english")}


class Word(NamedTuple):
    """A word in a text: as written, and where it starts and ends in the text's NFC form."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words (letters and digits) of *text*, which should be NFC already, as ``clean_text`` leaves it.

    A hyphen separates ("әлеуметтік-экономикалық" is two words), and an ending that Kazakh writes after a hyphen is no
    word: "ҮЕҰ-ның" is "ҮЕҰ".
    """
    found: list[Word] = []
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        after_hyphen = found and found[-1].end == match.start() - 1 and match.string[match.start() - 1] in "-‑–"
        if after_hyphen and match[0].casefold() in _BARE_ENDINGS:
            continue
        found.append(Word(match[0], match.start(), match.end()))
    return found


def guess_language(text: str, *, default: str = "ru") -> str:
    """The language of *text*: "kk", "ru" or "en"; *default* when nothing tells (give the page's language).

    Letters that only Kazakh has decide (99.3 % right on Kazakh questions, 100 % on Russian appeals). Without them it is
    Russian or Kazakh typed on a Russian keyboard: the commonest words and endings of both are counted. Text that is
    mostly Latin is English.
    """
    plain = unicodedata.normalize("NFC", text.casefold())
    if not _KAZAKH_ONLY.isdisjoint(plain):
        return "kk"
    letters = [letter for letter in plain if letter.isalpha()]
    if letters and sum(letter.isascii() for letter in letters) * 2 > len(letters):
        return "en"
    kazakh_signs = russian_signs = 0
    for word in _WORD.findall(plain):
        kazakh_signs += 2 * (folded(word) in _KAZAKH_WORDS) + folded(word).endswith(_KAZAKH_ENDINGS)
        russian_signs += 2 * (word in _RUSSIAN_WORDS) + word.endswith(_RUSSIAN_ENDINGS)
    if kazakh_signs == russian_signs:
        return default
    return "kk" if kazakh_signs > russian_signs else "ru"


@lru_cache(maxsize=50_000)
def stems(word: str, language: str | None) -> tuple[str, ...]:
    """The stems under which *word* (of a text in *language*) is kept and sought: one, or two when nothing tells more.

    Latin words are English, words with Kazakh letters Kazakh, whatever the text is in. Other Cyrillic words go by
    *language*; with None both the Kazakh and the Russian stem are given.
    """
    plain = unicodedata.normalize("NFC", word.casefold())
    if plain.isascii():
        return (_STEMMERS["en"].stemWord(plain),)
    if any(letter in _KAZAKH_ONLY for letter in plain) or language == "kk":
        return (kazakh.stem(plain),)
    if language is not None:
        return (_STEMMERS["ru"].stemWord(plain),)
    return tuple(dict.fromkeys((_STEMMERS["ru"].stemWord(plain), kazakh.stem(plain))))
