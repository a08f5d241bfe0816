"""File names that came from strangers: cleaned for showing, and never used as names in the storage."""

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from ortaq.kernel.documents.rules.refusals import Unfit
from ortaq.kernel.documents.rules.table import BY_SUFFIX, NAME_BYTES, NAME_LETTERS, FileType

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*%;', "_"))
# fmt: off
_RUNNABLE = frozenset({
    "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "htm", "html", "jar", "js", "jse", "lnk", "mjs", "msi", "php",
    "phtml", "pif", "ps1", "py", "scr", "sh", "svg", "vbe", "vbs", "wsf", "xhtml",
})
# fmt: on


def clean_name(raw: str) -> str:
    """*raw* as it may be shown and saved: NFC, its last part only, without control, bidi and invisible characters.

    At most 150 characters and 240 bytes, the suffix kept. Never empty: a name of nothing becomes "file".
    """
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if letter.isspace() else letter for letter in name)
    name = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    name = " ".join(name.translate(_UNSAFE).split()).strip(". ")
    stem, suffix = _split(name)
    if stem.split(".")[0].lower() in _RESERVED:
        stem = f"_{stem}"
    suffix = suffix[:20]
    stem = stem[: NAME_LETTERS - len(suffix)]
    while len(f"{stem}{suffix}".encode()) > NAME_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip('. ') or 'file'}{suffix}"


def _split(name: str) -> tuple[str, str]:
    path = PurePosixPath(name or "file")
    return path.stem, path.suffix


def named_type(name: str) -> FileType:
    """The type that a cleaned name promises by its suffix.

    Raises Unfit("type") for a suffix that is not in the table, Unfit("double_suffix") for a hidden runnable one.
    """
    *inner, last = [part.strip().lower() for part in name.split(".")]
    kind = BY_SUFFIX.get(f".{last}") if inner else None
    if kind is None:
        raise Unfit("type")
    if not _RUNNABLE.isdisjoint(inner[1:]):
        raise Unfit("double_suffix")
    return kind


def with_suffix(name: str, kind: FileType) -> str:
    """*name* with a suffix of *kind*: a PNG that was called ``photo.jpg`` becomes ``photo.png``."""
    stem, suffix = _split(name)
    return name if suffix.lower() in kind.suffixes else f"{stem}{kind.suffixes[0]}"


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition header of a file called *name* (RFC 6266): an ASCII fallback, and UTF-8 by RFC 8187."""
    cleaned = clean_name(name)
    ascii_name = "".join(letter if letter.isascii() and letter.isprintable() else "_" for letter in cleaned)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(cleaned, safe='')}"
