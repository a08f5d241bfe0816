"""What people type, made safe to store and to show: one Unicode form, nothing invisible, nothing that reorders a page."""

import re
import unicodedata

_MARKS_IN_A_ROW = 4
"""More combining marks than any writing of Kazakhstan's languages (or an emoji) puts on one letter."""

_REFUSED = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ZERO_WIDTH_JOINER = "\u200d"
_BLANKS = re.compile(r"\s+")
_BLANKS_IN_LINE = re.compile(r"[^\S\n]+\n")
_MANY_LINES = re.compile(r"\n{3,}")


class UnusableText(ValueError):
    """The text holds what no keyboard types and no database stores: NUL or half of a surrogate pair."""


def clean_text(text: str) -> str:
    """*text* of several lines as it is stored.

    NFC; line ends become ``\\n``; control and format characters are dropped (bidirectional overrides, zero-width
    spaces, soft hyphens, tags; the joiner inside emoji stays); no letter keeps more than four combining marks; blanks
    at line ends and more than one empty line in a row go.

    Raises UnusableText.
    """
    if _REFUSED.search(text):
        raise UnusableText("NUL or a lone surrogate")
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    kept: list[str] = []
    marks = 0
    for character in lines:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MARKS_IN_A_ROW:
            continue
        if category in {"Cc", "Cf", "Cn", "Co"} and character not in {"\n", "\t"} and not _joins(kept, character):
            continue
        kept.append(character)
    # Dropping a character can bring a letter and its mark together: compose once more.
    whole = unicodedata.normalize("NFC", "".join(kept).rstrip(_ZERO_WIDTH_JOINER))
    return _MANY_LINES.sub("\n\n", _BLANKS_IN_LINE.sub("\n", whole)).strip()


def _joins(before: list[str], character: str) -> bool:
    """Is *character* the joiner after an emoji (or after its skin tone or variation selector)?"""
    return (
        character == _ZERO_WIDTH_JOINER
        and bool(before)
        and (unicodedata.category(before[-1]) in {"So", "Sk"} or before[-1] == "\ufe0f")
    )


def clean_line(text: str) -> str:
    """*text* as one line: ``clean_text``, with every run of blanks as one space. Raises UnusableText."""
    return _BLANKS.sub(" ", clean_text(text)).strip()


def clean_identifier(text: str) -> str:
    """*text* in the form in which identifiers (sign-in names, e-mail addresses, codes) are compared.

    NFKC and case-folded, so that full-width digits, ligatures and capitals make no second identity.
    Raises UnusableText.
    """
    return clean_line(unicodedata.normalize("NFKC", clean_line(text)).casefold())
