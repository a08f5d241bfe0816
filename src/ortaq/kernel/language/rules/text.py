"""Text in Kazakh, Russian and English as a value: for labels that are declared in code, not stored."""

from dataclasses import dataclass

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
