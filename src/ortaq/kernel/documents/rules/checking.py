"""The one way in: a file that a stranger sent becomes checked content, or is refused (ASVS 5.0, V5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ortaq.kernel.documents.rules.archives import office_type
from ortaq.kernel.documents.rules.names import clean_name, named_type, with_suffix
from ortaq.kernel.documents.rules.pictures import redraw
from ortaq.kernel.documents.rules.refusals import FileRefused, Refusal, Unfit, refusal
from ortaq.kernel.documents.rules.table import (
    FILE_BYTES,
    GIF,
    JPEG,
    PDF,
    PNG,
    TXT,
    UPLOAD_FILES,
    WEBP,
    FileType,
)

_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"#!", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that passed every check that needs no other program. Only :func:`check_file` makes one of an upload.

    ``content`` is what is kept (a picture drawn anew), not what was sent.
    """

    name: str
    kind: FileType
    content: bytes
    thumbnail: bytes = b""

    @property
    def sha256(self) -> str:
        """The hash of what is kept, in hexadecimal."""
        return sha256(self.content).hexdigest()

    @property
    def harmless(self) -> bool:
        """Drawn anew by us: no antivirus has to look at it."""
        return self.kind.family == "picture"


def sniff(content: bytes) -> FileType | None:
    """The type of *content* by its first bytes; ``None`` for a zip (the caller looks into it).

    Raises Unfit("type") for everything else.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return None
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # An OLE container: old office formats (macros can't be told from text) and encrypted new ones.
        raise Unfit("encrypted" if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content else "type")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower().startswith(_MARKUP) or b"\0\0" in content[:64]:
        raise Unfit("type")
    return TXT


def plain_text(content: bytes) -> bytes:
    """*content* as UTF-8: from UTF-8, or from UTF-16 with its mark. Raises Unfit("encoding")."""
    codec = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise Unfit("encoding") from error
    if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text):
        raise Unfit("encoding")
    return text.encode()


def check_file(raw_name: str, content: bytes) -> CheckedFile:
    """Name, size, first bytes, parser and suffix must agree. Raises FileRefused with the one reason."""
    name = clean_name(raw_name)
    try:
        return _checked(name, content)
    except Unfit as error:
        raise FileRefused((refusal(error.code, name),)) from error


def _checked(name: str, content: bytes) -> CheckedFile:
    promised = named_type(name)
    if not content:
        raise Unfit("empty")
    if len(content) > FILE_BYTES:
        raise Unfit("too_large")
    kind = sniff(content)
    if kind is None:
        if promised.family != "office" or office_type(content) is not promised:
            raise Unfit("mismatch")
        return CheckedFile(name, promised, content)
    # Phones often name a WebP or PNG ".jpg": pictures are drawn anew anyway, so only the suffix is put right.
    if kind.family != promised.family:
        raise Unfit("mismatch")
    if kind.family == "picture":
        picture = redraw(content, kind)
        return CheckedFile(with_suffix(name, picture.kind), picture.kind, picture.content, picture.thumbnail)
    if promised is PDF:
        # Imported where it is used: each start of a program would wait for what reads PDFs.
        from ortaq.kernel.documents.rules.papers import check_pdf

        check_pdf(content)
    else:
        content = plain_text(content)
        if sniff(content) is not TXT:
            raise Unfit("mismatch")
    return CheckedFile(name, promised, content)


def check_sizes(files: Sequence[tuple[str, int]]) -> tuple[Refusal, ...]:
    """What can be refused before a byte is read: *files* as (name, declared size)."""
    if len(files) > UPLOAD_FILES:
        return (refusal("too_many"),)
    found = []
    for raw_name, size in files:
        if size == 0:
            found.append(refusal("empty", clean_name(raw_name)))
        elif size > FILE_BYTES:
            found.append(refusal("too_large", clean_name(raw_name)))
    return tuple(found)
