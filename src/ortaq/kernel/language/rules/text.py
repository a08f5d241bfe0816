"""Text as a value: labels in three languages that are declared in code, and words that know their language."""

from dataclasses import dataclass
from typing import Self

LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in the three languages of the interface. Templates show it with the ``text`` filter."""

    kk: str
    ru: str
    en: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            if not getattr(self, language).strip():
                raise ValueError(f"Text without {language}: {self!r}")

    def in_language(self, language: str) -> str:
        """The words in *language* ("kk", "ru", "en"); any other language reads Kazakh."""
        return str(getattr(self, language if language in LANGUAGES else "kk"))


class Words(str):
    """What stands in one language and says which. A page in another marks it, so that it is read aloud right (WCAG 3.1.2)."""

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        words = super().__new__(cls, text)
        words.language = language
        return words
