"""The language that a page is read in."""

from django.utils.translation import get_language

from ortaq.kernel.language.rules import LANGUAGES, Text


def current_language() -> str:
    """The active interface language: "kk", "ru" or "en"; Kazakh when none is active."""
    language = (get_language() or "kk")[:2]
    return language if language in LANGUAGES else "kk"


def shown(text: Text) -> str:
    """*text* in the active language."""
    return text.in_language(current_language())
