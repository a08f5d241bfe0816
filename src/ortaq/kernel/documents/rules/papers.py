"""PDF files of strangers: looked into for what could act on the reader's machine."""

import io
import zlib
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from ortaq.kernel.documents.rules.refusals import Unfit
from ortaq.kernel.documents.rules.table import PDF_OBJECTS, PDF_PACKED_BYTES

_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AA", "/XFA", "/RichMediaContent"})
_ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/RichMediaExecute",
    }
)
_ACTIVE_TYPES = frozenset({"/EmbeddedFile"})
_UNREADABLE = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError,
    OSError, EOFError, zlib.error, AssertionError, NotImplementedError,
)  # fmt: skip


def check_pdf(content: bytes) -> None:
    """Raises Unfit unless *content* is a readable PDF that does nothing by itself.

    "encrypted"; "active_pdf" for scripts, launch, submit and import actions, embedded files, forms in XFA and rich
    media; "bomb" for more than 50,000 objects; "damaged" when it can't be read or when something follows its end.
    """
    if not content.startswith(b"%PDF-"):
        raise Unfit("mismatch")
    if content[content.rfind(b"%%EOF") :].removeprefix(b"%%EOF").strip(b"\0\r\n\t ") or b"%%EOF" not in content:
        raise Unfit("damaged")
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Unfit("encrypted")
        for found in _dictionaries(reader):
            if not _ACTIVE_KEYS.isdisjoint(found.keys()):
                raise Unfit("active_pdf")
            if found.get("/S") in _ACTIVE_ACTIONS or found.get("/Type") in _ACTIVE_TYPES:
                raise Unfit("active_pdf")
        if not reader.pages:
            raise Unfit("damaged")
    except _UNREADABLE as error:
        raise Unfit("damaged") from error


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file: of each object that the cross-reference table names, and inside it."""
    numbers = {(number, 0) for number in reader.xref_objStm}
    numbers |= {(number, generation) for generation, table in reader.xref.items() for number in table}
    if len(numbers) > PDF_OBJECTS:
        raise Unfit("bomb")
    _check_packed(reader)
    yield reader.trailer
    for number, generation in sorted(numbers):
        if number == 0:
            continue
        waiting: list[object] = [IndirectObject(number, generation, reader).get_object()]
        seen = 0
        while waiting:
            found = waiting.pop()
            seen += 1
            if seen > 20 * PDF_OBJECTS:
                raise Unfit("bomb")
            if isinstance(found, DictionaryObject):
                yield found
                waiting.extend(dict.values(found))
            elif isinstance(found, ArrayObject):
                waiting.extend(list.__iter__(found))


def _check_packed(reader: PdfReader) -> None:
    """Raises Unfit("bomb") when the packed objects are too large together; pypdf limits each stream alone."""
    unpacked = 0
    for number in {stream for stream, _ in reader.xref_objStm.values()}:
        stream = IndirectObject(number, 0, reader).get_object()
        unpacked += len(stream.get_data()) if isinstance(stream, StreamObject) else 0
        if unpacked > PDF_PACKED_BYTES:
            raise Unfit("bomb")
