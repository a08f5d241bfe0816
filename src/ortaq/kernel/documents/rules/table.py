"""Which files are taken, how large and how many: one table that the checks, the form and its help text read."""

from dataclasses import dataclass

from ortaq.kernel.language.rules import Text

MEGABYTE = 1_000_000
FILE_BYTES = 10 * MEGABYTE
UPLOAD_FILES = 5
REQUEST_BYTES = UPLOAD_FILES * FILE_BYTES + 2 * MEGABYTE
"""All files of one form, and its text."""

NAME_LETTERS = 150
NAME_BYTES = 240
"""File systems keep 255 bytes: a name can be saved as it was shown."""

PIXELS = 40_000_000
SIDE_PIXELS = 20_000
KEPT_SIDE = 4_096
"""A larger picture is kept at this many pixels along its longer side."""
THUMBNAIL_SIDE = 320

ARCHIVE_ENTRIES = 2_000
ARCHIVE_DIRECTORY_BYTES = MEGABYTE
ARCHIVE_BYTES = 100 * MEGABYTE
"""Unpacked, all entries of an office file together."""
ARCHIVE_RATIO = 100

PDF_OBJECTS = 50_000
PDF_PACKED_BYTES = 50 * MEGABYTE
"""Unpacked, all object streams of a PDF together."""


@dataclass(frozen=True, slots=True)
class FileType:
    """One type that is taken. ``family``: picture (re-encoded), pdf, office (a zip), text."""

    code: str
    family: str
    media_type: str
    suffixes: tuple[str, ...]
    label: str


JPEG = FileType("jpeg", "picture", "image/jpeg", (".jpg", ".jpeg", ".jfif"), "JPEG")
PNG = FileType("png", "picture", "image/png", (".png",), "PNG")
WEBP = FileType("webp", "picture", "image/webp", (".webp",), "WebP")
GIF = FileType("gif", "picture", "image/gif", (".gif",), "GIF")
PDF = FileType("pdf", "pdf", "application/pdf", (".pdf",), "PDF")
_OOXML = "application/vnd.openxmlformats-officedocument"
DOCX = FileType("docx", "office", f"{_OOXML}.wordprocessingml.document", (".docx",), "DOCX")
XLSX = FileType("xlsx", "office", f"{_OOXML}.spreadsheetml.sheet", (".xlsx",), "XLSX")
ODT = FileType("odt", "office", "application/vnd.oasis.opendocument.text", (".odt",), "ODT")
TXT = FileType("txt", "text", "text/plain", (".txt",), "TXT")

TYPES = (JPEG, PNG, WEBP, GIF, PDF, DOCX, XLSX, ODT, TXT)
BY_SUFFIX = {suffix: kind for kind in TYPES for suffix in kind.suffixes}
ACCEPT = ",".join(BY_SUFFIX)
"""For the ``accept`` attribute of a file field."""


def megabytes(size: int) -> str:
    """*size* in whole megabytes, rounded up."""
    return str(-(-size // MEGABYTE))


def limits_text(files: int = UPLOAD_FILES) -> Text:
    """What may be attached, in words for people, made from the table."""
    labels = ", ".join(kind.label for kind in TYPES)
    size = megabytes(FILE_BYTES)
    many = (
        Text(
            f"Бір файл, {size} МБ-тан аспайды", f"Один файл, не больше {size} МБ", f"One file, no larger than {size} MB"
        )
        if files == 1
        else Text(
            f"{files} файлға дейін, әрқайсысы {size} МБ-тан аспайды",
            f"До {files} файлов, каждый не больше {size} МБ",
            f"Up to {files} files, each no larger than {size} MB",
        )
    )
    return Text(
        f"{many.kk}: {labels}. Суреттерден түсірілген орны мен құрылғысы туралы деректер өшіріледі.",
        f"{many.ru}: {labels}. Из снимков удаляются сведения о месте съёмки и устройстве.",
        f"{many.en}: {labels}. The place and the device are removed from pictures.",
    )
