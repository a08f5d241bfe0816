"""The rules of language: cleaning, comparing, sorting and taking apart Kazakh, Russian and English text. Pure."""

from ortaq.kernel.language.rules.alphabet import folded, latin, skeleton, slug, sort_key
from ortaq.kernel.language.rules.cleaning import UnusableText, clean_identifier, clean_line, clean_text
from ortaq.kernel.language.rules.kazakh import ordinal
from ortaq.kernel.language.rules.kazakh import stem as kazakh_stem
from ortaq.kernel.language.rules.text import LANGUAGES, Text, Words
from ortaq.kernel.language.rules.words import Word, guess_language, stems, words

__all__ = [
    "LANGUAGES",
    "Text",
    "UnusableText",
    "Word",
    "Words",
    "clean_identifier",
    "clean_line",
    "clean_text",
    "folded",
    "guess_language",
    "kazakh_stem",
    "latin",
    "ordinal",
    "skeleton",
    "slug",
    "sort_key",
    "stems",
    "words",
]
