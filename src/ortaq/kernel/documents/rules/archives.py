"""Office files are zip archives of strangers: checked by what they declare before anything is unpacked."""

import io
import struct
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ortaq.kernel.documents.rules.refusals import Unfit
from ortaq.kernel.documents.rules.table import (
    ARCHIVE_BYTES,
    ARCHIVE_DIRECTORY_BYTES,
    ARCHIVE_ENTRIES,
    ARCHIVE_RATIO,
    DOCX,
    MEGABYTE,
    ODT,
    XLSX,
    FileType,
)

_END = struct.Struct("<4sHHHHLLH")
_MAIN_PARTS = {
    f"{DOCX.media_type}.main+xml": DOCX,
    f"{XLSX.media_type}.main+xml": XLSX,
}
_ACTIVE_PARTS = ("vbaproject", "vbadata", "/activex/", "/macrosheets/", "/customui/")
_ACTIVE_FOLDERS = ("basic/", "scripts/", "object ")
_NESTED = (".zip", ".jar", ".7z", ".rar", ".gz", ".exe", ".dll", ".js", ".vbs", ".ps1", ".bat", ".cmd", ".lnk", ".hta")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError)


def office_type(content: bytes) -> FileType:
    """Which office file *content* is.

    Raises Unfit: "bomb" (too many entries, too large, packed too tight), "damaged", "encrypted", "active" (macros,
    embedded programs, a template from elsewhere), "mismatch" (a zip, but no office file of the table).
    """
    _check_end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_declared(archive, len(content))
            _check_parts(archive)
            kind = _main_type(archive)
            _read_through(archive)
            return kind
    except _UNREADABLE as error:
        raise Unfit("damaged") from error


def _check_end(content: bytes) -> None:
    # Read before zipfile builds an object for every entry: a million entries would fit into ten megabytes.
    if len(content) < _END.size or not content.startswith(b"PK\x03\x04"):
        raise Unfit("damaged")
    mark, disk, _, here, entries, size, offset, comment = _END.unpack(content[-_END.size :])
    if mark != b"PK\x05\x06" or comment:
        raise Unfit("damaged")
    if entries == 0xFFFF or offset == 0xFFFFFFFF or entries > ARCHIVE_ENTRIES or size > ARCHIVE_DIRECTORY_BYTES:
        raise Unfit("bomb")
    if disk or here != entries or offset + size + _END.size != len(content):
        raise Unfit("damaged")


def _check_declared(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ARCHIVE_ENTRIES or unpacked > ARCHIVE_BYTES:
        raise Unfit("bomb")
    if unpacked > MEGABYTE and unpacked > ARCHIVE_RATIO * size:
        raise Unfit("bomb")
    if sum(entry.compress_size for entry in entries) > size:
        raise Unfit("bomb")  # entries that overlap: the same bytes are unpacked many times
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit("encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unfit("damaged")


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unfit("damaged")
    for name in names:
        embedded = "/embeddings/" in f"/{name}" and name.endswith((".bin", ".ole"))
        active = any(part in f"/{name}" for part in _ACTIVE_PARTS) or name.startswith(_ACTIVE_FOLDERS)
        if embedded or active or name.endswith(_NESTED):
            raise Unfit("active")


def _main_type(archive: zipfile.ZipFile) -> FileType:
    names = archive.namelist()
    if names[:1] == ["mimetype"]:
        if archive.read("mimetype").strip() == ODT.media_type.encode():
            return ODT
        raise Unfit("mismatch")
    if "[Content_Types].xml" not in names:
        raise Unfit("mismatch")
    declared = _attributes(archive, "[Content_Types].xml", "ContentType")
    if any("macroenabled" in value.lower() for value in declared):
        raise Unfit("active")
    for name in names:
        if name.endswith("settings.xml.rels") and any(
            target.lower().startswith(("http:", "https:", "file:", "\\\\", "ftp:"))
            for target in _attributes(archive, name, "Target")
        ):
            raise Unfit("active")
    kinds = {_MAIN_PARTS[value] for value in declared if value in _MAIN_PARTS}
    if len(kinds) != 1:
        raise Unfit("mismatch")
    return kinds.pop()


def _attributes(archive: zipfile.ZipFile, name: str, attribute: str) -> list[str]:
    if archive.getinfo(name).file_size > MEGABYTE:
        raise Unfit("bomb")
    try:
        tree = ElementTree.fromstring(archive.read(name), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise Unfit("damaged") from error
    return [element.get(attribute, "") for element in tree.iter()]


def _read_through(archive: zipfile.ZipFile) -> None:
    # zipfile stops at the declared size and compares the checksum: an entry that lies about its size fails here.
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while part.read(65_536):
                pass
