"""Sentences with numbers in three languages: the numbers are written as each language writes them.

The kernel writes money in tenge with Babel; here are counts and exact fractions of any currency, in a command that
has to start fast, so the few lines are our own.
"""

from fractions import Fraction

from ortaq.kernel.language.rules import LANGUAGES, Text
from ortaq.procedures.ballots.rules.election import Number

NBSP = "\N{NO-BREAK SPACE}"
_GROUP = {"kk": NBSP, "ru": NBSP, "en": ","}
_POINT = {"kk": ",", "ru": ",", "en": "."}


def number(value: Number, language: str, places: int = 2) -> str:
    """*value* rounded half up to *places* decimals, without zeros at their end: ``1 234,5`` or ``1,234.5``."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, decimals = divmod(units, 10**places)
    text = f"{whole:,}".replace(",", _GROUP[language])
    if decimals:
        text += _POINT[language] + f"{decimals:0{places}}".rstrip("0")
    return f"-{text}" if exact < 0 and units else text


def sentence(kk: str, ru: str, en: str, /, **values: Number | str | Text) -> Text:
    """The words with *values* at their ``{names}``; numbers in each language's own way."""

    def filled(words: str, language: str) -> str:
        return words.format_map({name: _shown(value, language) for name, value in values.items()})

    return Text(**{language: filled(words, language) for language, words in zip(LANGUAGES, (kk, ru, en), strict=True)})


def joined(texts: list[Text]) -> Text:
    """One sentence after the other."""
    return Text(**{language: " ".join(text.in_language(language) for text in texts) for language in LANGUAGES})


def _shown(value: Number | str | Text, language: str) -> str:
    if isinstance(value, str):
        return value
    return value.in_language(language) if isinstance(value, Text) else number(value, language)
