"""The language that a page is read in."""

from django.utils.translation import get_language

from ortaq.kernel.language.rules import LANGUAGES, Text, Words, guess_language


def current_language() -> str:
    """The active interface language: "kk", "ru" or "en"; Kazakh when none is active."""
    language = (get_language() or "kk")[:2]
    return language if language in LANGUAGES else "kk"


def shown(text: Text) -> str:
    """*text* in the active language."""
    return text.in_language(current_language())


def closest(*, kk: str, ru: str, en: str = "") -> Words:
    """What is kept in Kazakh and Russian, now and then in English: in the active language, else in Russian, else in Kazakh."""
    texts = {"kk": kk, "ru": ru, "en": en}
    language = next((code for code in (current_language(), "ru", "kk") if texts[code]), "kk")
    return Words(texts[language], language)


def language_of(text: str) -> str:
    """The language that *text*, which says none, seems to be in, by its letters; the page's when none is Cyrillic."""
    current = current_language()
    if not any("\u0400" <= letter <= "\u04ff" for letter in text):
        return current
    return guess_language(text[:500], default="ru" if current == "en" else current)
