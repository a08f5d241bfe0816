"""Every string of this room is in Kazakh and Russian."""

import io
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOM = Path(__file__).resolve().parents[3] / "src/ortaq/kernel/clocks"
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "pgettext_lazy": ((1, "c"), 2)}


def _msgids() -> set[str]:
    found: set[str] = set()
    for path in [*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]:
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = templatize(source)
        for _line, message, _comments, _context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_string_is_translated_and_nothing_is_left_over(language: str) -> None:
    with (ROOM / f"locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    translated = {str(message.id) for message in catalog if message.id and message.string and not message.fuzzy}
    assert _msgids() == translated
