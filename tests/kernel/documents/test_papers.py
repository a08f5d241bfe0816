"""PDF and office files of strangers: item 9 of the list of nasty inputs."""

import struct
import zlib
from collections.abc import Callable
from types import ModuleType

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from ortaq.kernel.documents.rules import check_file
from ortaq.kernel.documents.rules.refusals import WORDS

Code = Callable[[str, bytes], str]


# 9. Programs inside


@pytest.mark.parametrize(
    "part",
    ["word/vbaProject.bin", "word/activeX/activeX1.xml", "word/embeddings/oleObject1.bin", "customUI/customUI.xml"],
)
def test_item_9_macros_and_embedded_programs_are_refused(make: ModuleType, code: Code, part: str) -> None:
    parts = {"[Content_Types].xml": make.content_types(make.WORD), part: b"x"}
    assert code("a.docx", make.packed(parts)) == "active"


def test_item_9_a_macro_file_under_an_innocent_name_is_refused(make: ModuleType, code: Code) -> None:
    macro = make.packed(
        {"[Content_Types].xml": make.content_types("application/vnd.ms-word.document.macroEnabled.main+xml")}
    )
    assert code("a.docx", macro) == "active"
    assert code("a.odt", make.odt({"Basic/Standard/Module1.xml": "<m/>"})) == "active"


def test_item_9_a_template_from_elsewhere_is_refused(make: ModuleType, code: Code) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    parts = {"[Content_Types].xml": make.content_types(make.WORD), "word/_rels/settings.xml.rels": rels}
    assert code("a.docx", make.packed(parts)) == "active"


def test_item_9_old_and_locked_office_files_are_refused_with_the_reason(code: Code) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert code("a.docx", ole) == "type"
    assert code("a.docx", ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


def test_item_9_an_encrypted_pdf_is_refused_with_the_reason(make: ModuleType, code: Code) -> None:
    assert code("a.pdf", make.pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))) == "encrypted"
    assert "парол" in WORDS["encrypted"][0].ru


def _script(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), writer._add_object(action)])})
    names = DictionaryObject({NameObject("/JavaScript"): tree})
    writer.root_object[NameObject("/Names")] = writer._add_object(names)


def _launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def _hidden_script(writer: PdfWriter) -> None:
    page = writer.pages[0]
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    page[NameObject("/Annots")] = writer._add_object(DictionaryObject({NameObject("/A"): action}))


@pytest.mark.parametrize(
    "change",
    [
        _script,
        lambda writer: writer.add_attachment("a.exe", b"MZ"),
        _launch,
        _hidden_script,
    ],
    ids=["script", "embedded file", "launch", "script in an annotation"],
)
def test_item_9_a_pdf_that_acts_is_refused(make: ModuleType, code: Code, change: Callable[[PdfWriter], object]) -> None:
    assert code("a.pdf", make.pdf(change)) == "active_pdf"


def _packed_pdf(action: bytes) -> bytes:
    """A PDF 1.5 whose objects all lie in one compressed stream: their words don't stand in the file."""
    inside = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 3 0 R>>", b"<</Type/Pages/Kids[4 0 R]/Count 1>>", action,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]  # fmt: skip
    starts = [sum(len(part) + 1 for part in inside[:number]) for number in range(4)]
    index = b" ".join(b"%d %d" % (number + 1, start) for number, start in enumerate(starts)) + b" "
    stream = zlib.compress(index + b" ".join(inside))
    out = b"%PDF-1.5\n"
    fifth = len(out)
    out += b"5 0 obj<</Type/ObjStm/N 4/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(index), len(stream))
    out += stream + b"\nendstream endobj\n"
    sixth = len(out)
    rows = [(0, 0, 255), *((2, 5, number) for number in range(4)), (1, fifth, 0), (1, sixth, 0)]
    table = b"".join(struct.pack("!BHB", *row) for row in rows)
    out += b"6 0 obj<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length %d>>stream\n" % len(table) + table
    return out + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % sixth


def test_item_9_a_script_in_a_packed_object_stream_is_found_too(code: Code) -> None:
    assert check_file("a.pdf", _packed_pdf(b"<</S/GoTo/D[4 0 R/Fit]>>")).content
    packed = _packed_pdf(b"<</S/Launch/F(cmd.exe)>>")
    assert b"Launch" not in packed
    assert code("a.pdf", packed) == "active_pdf"


def test_item_1_a_pdf_whose_packed_objects_grow_is_refused(code: Code) -> None:
    assert code("a.pdf", _packed_pdf(b"<</S/GoTo>>" + b" " * 60_000_000)) == "bomb"
