"""Which letters the font of the PDFs (Golos Text, ``fonts/``) can draw. PDF/UA forbids a letter without a shape."""

import unicodedata

_RANGES = """
    20-7E A0-107 10A-113 116-11B 11E-123 126-127 12A-12B 12E-133 136-137 139-13E 141-148 14A-14D 150-15B
    15E-161 164-165 16A-17E 192 218-21B 237 2BC 2C6-2C7 2D8-2DD 300-304 306-308 30A-30C 312 326-328 401-40C
    40E-44F 451-45C 45E-45F 490-49D 4A0-4A5 4AA-4AB 4AE-4B3 4B6-4BB 4C0 4C3-4C4 4C7-4C8 4CB-4CC 4CF-4DF
    4E2-4EB 4EE-4F5 4F8-4F9 512-513 1E80-1E85 1E9E 1EF2-1EF3 2009 2010-2014 2018-201A 201C-201E 2020-2022
    2026 202F-2030 2039-203A 2044 2074 2081-2084 20AC 20B4 20B8 20BD 2116 2122 2190-2193 2196-2199 2206 2212
    2215 221A 2248 2264-2265
"""
"""Code points of the font's character map, in hexadecimal; controls and private ones left out. A test compares."""


def _covered() -> frozenset[int]:
    found: set[int] = set()
    for part in _RANGES.split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


COVERED = _covered()


def drawable(text: str) -> str:
    """*text* in NFC with line ends kept; a letter that the font lacks becomes "?", what is invisible is left out."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        letter if letter == "\n" or ord(letter) in COVERED else "?"
        for letter in lines
        if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )
