"""Translations: is every text of the interface there in Kazakh and Russian, and the same in every room?

``python tools/messages.py`` checks; ``--update`` adds new texts to the rooms' .po files first (empty: to be translated).
A room is a directory with an ``apps.py``; its texts are those of its Python files and templates.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ortaq"
LANGUAGES = ("kk", "ru")
PLURALS = {
    "kk": (2, "(n != 1)"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
}
KEYWORDS = [f"{name}{lazy}" for name in ("gettext", "ngettext", "pgettext", "npgettext") for lazy in ("", "_lazy")] + [
    "_",
    "gettext_noop",
]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}")
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)


@dataclass
class Message:
    """One text, its plural when it has one, and where it stands."""

    text: str
    plural: str | None = None
    context: str | None = None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        """What gettext looks a text up by."""
        return self.context, self.text


def rooms() -> list[Path]:
    """The directories that have translations of their own."""
    return sorted(apps.parent for apps in SOURCE.rglob("apps.py"))


def texts(room: Path) -> dict[tuple[str | None, str], Message]:
    """Every text that the room's Python files and templates mark for translation."""
    found: dict[tuple[str | None, str], Message] = {}
    for path in sorted(room.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".xml"} or "migrations" in path.parts or "static" in path.parts:
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for message in _extract(path):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.places.append(path.relative_to(ROOT).as_posix())
    return found


def _extract(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # What is left around the texts is no Python; without indentation it can be read as if it were.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, function, arguments, _comments in extract_python(
        BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"}
    ):
        values = [arguments] if isinstance(arguments, str) else [value for value in arguments if isinstance(value, str)]
        if not values or not values[0]:
            continue
        match function.removesuffix("_lazy"):
            case "pgettext":
                yield Message(values[1], context=values[0])
            case "npgettext":
                yield Message(values[1], plural=values[2], context=values[0])
            case "ngettext":
                yield Message(values[0], plural=values[1])
            case _:
                yield Message(values[0])


def po_path(room: Path, language: str) -> Path:
    """The room's translations into *language*."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def catalog(room: Path, language: str) -> Catalog:
    """The room's translations; an empty catalog when it has none."""
    path = po_path(room, language)
    if not path.exists():
        return Catalog(locale=language, project="Ortaq", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def troubles() -> Iterator[str]:
    """What is missing or wrong, one line each."""
    for room in rooms():
        found = texts(room)
        name = room.relative_to(SOURCE).as_posix()
        for message in found.values():
            if CYRILLIC.search(message.text):
                yield f"{name}: {message.text!r} in {message.places[0]}: texts in the source are English"
        for language in LANGUAGES:
            translations = catalog(room, language)
            for message in found.values():
                entry = translations.get(message.text, context=message.context)
                wrong = _wrong(message, entry.string if entry else None, bool(entry and entry.fuzzy))
                if wrong:
                    yield f"{name} [{language}]: {message.text!r} ({message.places[0]}): {wrong}"
            for entry in translations:  # texts of libraries, too, and what no page shows any more
                text = entry.id if isinstance(entry.id, str) else entry.id[0]
                if text and (entry.fuzzy or not (entry.string if isinstance(entry.string, str) else all(entry.string))):
                    yield f"{name} [{language}]: {text!r}: empty or fuzzy; translate it, or take it out if nothing shows it"
    yield from clashes({language: {room: catalog(room, language) for room in rooms()} for language in LANGUAGES})


def clashes(catalogs: Mapping[str, Mapping[Path, Catalog]]) -> Iterator[str]:
    """Texts that two rooms translate differently, one line each; *catalogs*: by language and room.

    Every room's texts end up in one catalog while the program runs: of two translations of one text all pages show
    whichever was read first.
    """
    for language, rooms_ in catalogs.items():
        known: dict[tuple[str | None, str], dict[str, str]] = {}
        for room, translations in rooms_.items():
            for entry in translations:
                text = entry.id if isinstance(entry.id, str) else entry.id[0]
                forms = entry.string if isinstance(entry.string, str) else " / ".join(entry.string)
                if text:
                    known.setdefault((entry.context, text), {}).setdefault(forms, room.name)
        for (_context, text), wordings in known.items():
            if len(wordings) > 1:
                told = ", ".join(f"{room}: {wording!r}" for wording, room in wordings.items())
                yield f"[{language}]: {text!r} has several translations; agree on one, or give one room a context: {told}"


def _wrong(message: Message, translation: str | tuple[str, ...] | list[str] | None, fuzzy: bool) -> str | None:
    if translation is None:
        return "no translation"
    forms = [translation] if isinstance(translation, str) else list(translation)
    if not all(forms):
        return "no translation"
    if fuzzy:
        return "fuzzy"
    if message.plural and isinstance(translation, str):
        return "has a plural, the translation has none"
    allowed = set(PLACEHOLDER.findall(message.text)) | set(PLACEHOLDER.findall(message.plural or ""))
    for form in forms:
        used = set(PLACEHOLDER.findall(form))
        # One form of a plural may leave the number out ("one day"); nothing may name what isn't there.
        if used - allowed or (not message.plural and allowed - used):
            return f"placeholders differ: {sorted(used ^ allowed)}"
    return None


def update() -> None:
    """Adds new texts to the .po files. What is there stays, also texts of other packages translated by a room."""
    for room in rooms():
        found = texts(room)
        for language in LANGUAGES if found else ():
            path = po_path(room, language)
            translations = catalog(room, language)
            fresh = [
                message for message in found.values() if translations.get(message.text, context=message.context) is None
            ]
            if not fresh:
                continue
            number, rule = PLURALS[language]
            translations._num_plurals, translations._plural_expr = number, rule  # Babel has no public way
            for message in fresh:
                text = (message.text, message.plural) if message.plural else message.text
                translations.add(text, context=message.context)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as target:
                write_po(target, translations, width=120, no_location=True, omit_header=False)
            print(f"{path.relative_to(ROOT)}: {len(fresh)} new")


def main() -> int:
    """Checks, after gathering when ``--update`` is given; 1 when anything is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    if "--update" in sys.argv:
        update()
    found = list(troubles())
    print("\n".join(found) if found else "Every text is there in Kazakh and Russian.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
