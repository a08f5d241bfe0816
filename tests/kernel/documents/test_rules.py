"""Files of strangers: items 1 to 10 of the list of nasty inputs, as far as they are rules."""

import io
import os
import resource
import struct
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from types import ModuleType
from urllib.parse import unquote

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from ortaq.kernel.documents import pdf as pdfs
from ortaq.kernel.documents.rules import FILE_BYTES, check_file, check_sizes, clean_name, disposition, limits_text
from ortaq.kernel.documents.rules.letters import COVERED, drawable
from ortaq.kernel.documents.rules.names import named_type
from ortaq.kernel.documents.rules.refusals import WORDS, Unfit
from ortaq.kernel.documents.rules.table import TYPES

Code = Callable[[str, bytes], str]


def test_every_type_of_the_table_is_taken_when_it_is_what_it_says(make: ModuleType) -> None:
    webp, gif = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (9, 9)).save(webp, "WEBP")
    Image.new("P", (9, 9)).save(gif, "GIF")
    sent = {
        "jpeg": make.jpeg(), "png": make.png(), "webp": webp.getvalue(), "gif": gif.getvalue(), "pdf": make.pdf(),
        "docx": make.docx(), "xlsx": make.xlsx(), "odt": make.odt(), "txt": "Сәлем, әлем!\n".encode(),
    }  # fmt: skip
    assert set(sent) == {kind.code for kind in TYPES}
    for kind in TYPES:
        checked = check_file(f"құжат{kind.suffixes[0].upper()}", sent[kind.code])
        assert checked.content, kind
        assert checked.kind.code == ("png" if kind.code == "gif" else kind.code)


def test_help_text_names_every_type_and_limit() -> None:
    for language in ("kk", "ru", "en"):
        text = limits_text().in_language(language)
        assert all(kind.label in text for kind in TYPES)
        assert "10" in text and "5" in text


# 1. Archives that grow


def test_item_1_a_zip_bomb_is_refused_by_what_it_declares(make: ModuleType, code: Code) -> None:
    bomb = make.docx(word__media__a="\0" * 90_000_000)
    assert len(bomb) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    assert code("есеп.docx", bomb) == "bomb"
    assert time.perf_counter() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "odt"])
def test_item_1_a_million_entries_are_refused_before_they_are_listed(make: ModuleType, code: Code, suffix: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"{number}", b"")
    assert code(f"a.{suffix}", out.getvalue()) == "bomb"


def test_item_1_a_pdf_whose_packed_objects_grow_is_refused(code: Code) -> None:
    assert code("a.pdf", _packed_pdf(b"<</S/GoTo>>" + b" " * 60_000_000)) == "bomb"


def test_item_1_entries_that_overlap_are_refused(make: ModuleType, code: Code) -> None:
    content = make.docx(word__a=os.urandom(500_000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("word/a")
        raw = archive.start_dir
    directory = content[raw:-22]
    position = directory.index(b"word/a") - 46
    record = directory[position : position + 46 + len(entry.filename)]
    copies = b"".join(record[:46] + b"word/%d" % number for number in range(5))
    size = len(directory) + len(copies)
    count = 3 + 5
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, size, raw, 0)
    assert code("a.docx", content[:raw] + directory + copies + end) == "bomb"


def test_item_1_an_entry_that_lies_about_its_size_is_refused(make: ModuleType, code: Code) -> None:
    content = bytearray(make.docx(word__a="\0" * 900_000))
    declared = struct.pack("<L", 900_000)
    assert content.count(declared) >= 1
    lying = bytes(content).replace(declared, struct.pack("<L", 100))
    assert code("a.docx", lying) == "damaged"


def test_item_1_an_archive_in_an_office_file_is_refused(make: ModuleType, code: Code) -> None:
    parts = {"[Content_Types].xml": make.content_types(make.WORD), "word/more.zip": make.docx()}
    assert code("a.docx", make.packed(parts)) == "active"


def test_item_1_xml_that_expands_entities_is_refused(make: ModuleType, code: Code) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Types>&b;</Types>'
    assert code("a.docx", make.packed({"[Content_Types].xml": laughs})) == "damaged"


# 2. Files that are two things, names that lie


@pytest.mark.parametrize(
    "name",
    ["a.pdf.exe", "a.exe", "a.pdf.exe. ", "a.pdf.exe...", "cod\u202efdp.exe", "page.html", "a.svg", "a", ".pdf", "a.docm",
     "a.pdf\0.exe", "a.zip", "a.heic"],
)  # fmt: skip
def test_item_2_a_suffix_that_is_not_in_the_table_is_refused(make: ModuleType, code: Code, name: str) -> None:
    assert code(name, make.pdf()) == "type"


def test_item_2_a_program_hidden_before_a_good_suffix_is_refused(make: ModuleType, code: Code) -> None:
    assert code("шот.exe.pdf", make.pdf()) == "double_suffix"
    assert check_file("Есеп 1.2.final.pdf", make.pdf()).name == "Есеп 1.2.final.pdf"


def test_item_2_override_characters_are_taken_out_of_the_shown_name(make: ModuleType) -> None:
    assert check_file("report\u202efdp\u2066.pdf", make.pdf()).name == "reportfdp.pdf"


def test_item_2_a_gif_with_script_behind_it_loses_the_script() -> None:
    out = io.BytesIO()
    Image.new("P", (9, 9)).save(out, "GIF")
    checked = check_file("a.gif", out.getvalue() + b"=1;alert(1)//<script>alert(1)</script>")
    assert checked.kind.code == "png" and checked.name == "a.png"
    assert b"alert" not in checked.content + checked.thumbnail


def test_item_2_a_jpeg_with_php_in_its_comment_loses_it(make: ModuleType) -> None:
    checked = check_file("a.jpg", make.jpeg(comment=b"<?php system($_GET[1]); ?>") + b"<?php evil ?>")
    assert b"php" not in checked.content + checked.thumbnail


def test_item_2_a_pdf_with_another_file_behind_or_before_it_is_refused(make: ModuleType, code: Code) -> None:
    assert code("a.pdf", make.pdf() + make.packed({"a": b"b"})) == "damaged"
    assert code("a.pdf", make.pdf() + b"<html><script>alert(1)</script>") == "damaged"
    assert code("a.pdf", b"<html>" + make.pdf()) == "type"
    assert code("a.docx", b"GIF89a" + make.docx()) == "mismatch"
    assert code("a.docx", make.docx() + b"tail") == "damaged"


def test_item_2_content_that_is_not_what_the_name_says_is_refused(make: ModuleType, code: Code) -> None:
    assert code("a.pdf", make.jpeg()) == "mismatch"
    assert code("a.jpg", make.pdf()) == "mismatch"
    assert code("a.txt", make.pdf()) == "mismatch"
    assert code("a.pdf", b"plain words") == "mismatch"
    assert code("a.xlsx", make.docx()) == "mismatch"
    assert code("a.docx", make.odt()) == "mismatch"
    assert code("a.docx", make.packed({"a": "b"})) == "mismatch"
    assert code("a.txt", b"MZ\x90\0\x03\0\0\0\x04\0\0\0") == "type"


def test_item_2_a_picture_named_as_another_kind_of_picture_gets_its_right_suffix(make: ModuleType) -> None:
    assert check_file("фото.jpg", make.png()).name == "фото.png"


# 3. SVG


@pytest.mark.parametrize("name", ["a.svg", "a.txt", "a.png", "a.pdf"])
def test_item_3_svg_is_refused_under_any_name(code: Code, name: str) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><foreignObject/></svg>'
    assert code(name, svg) == "type"
    assert code(name, b'\xef\xbb\xbf<?xml version="1.0"?>' + svg) == "type"


@pytest.mark.parametrize("start", ["<!DOCTYPE html>", "<html>", " \n<script>", "<?php ", "#!/bin/sh", "{\\rtf1"])
def test_item_3_markup_and_scripts_are_not_plain_text(code: Code, start: str) -> None:
    assert code("a.txt", start.encode()) == "type"
    assert code("a.txt", start.encode("utf-16")) == "type"


# 4. What a photograph tells of its maker


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_item_4_place_author_and_thumbnail_are_stripped_and_the_picture_stands_upright(form: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90 degrees
    exif[0x013B] = "Автор Авторов"
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 54.0, 0.0), 3: "E", 4: (71.0, 22.0, 0.0)})
    options = {"exif": exif, "xmp": b"<x:xmpmeta>secret-place</x:xmpmeta>"}
    if form == "PNG":
        options.pop("xmp")
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, form, icc_profile=b"made-by-a-phone", **options)
    assert Image.open(io.BytesIO(out.getvalue())).getexif()[0x0112] == 6
    suffix = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[form]
    checked = check_file(f"сурет.{suffix}", out.getvalue())
    for content in (checked.content, checked.thumbnail):
        kept = Image.open(io.BytesIO(content))
        assert kept.size == (40, 60)
        assert not kept.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & kept.info.keys()
        assert b"secret-place" not in content and "Автор".encode() not in content and b"Exif" not in content


def test_item_4_png_text_chunks_are_stripped() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Somebody")
    notes.add_itxt("XML:com.adobe.xmp", "secret-place")
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=notes)
    kept = check_file("a.png", out.getvalue()).content
    assert b"Somebody" not in kept and b"secret-place" not in kept


# 5. Pictures that are hard to open


def _png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rest = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = [
        struct.pack("!L", len(part) - 4) + part + struct.pack("!L", zlib.crc32(part)) for part in (body, rest, b"IEND")
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("size", [(50_000, 50_000), (1, 65_535), (65_535, 1), (8_000, 8_000)])
def test_item_5_pictures_are_refused_by_their_pixels_before_they_are_decoded(code: Code, size: tuple[int, int]) -> None:
    start = time.perf_counter()
    assert code("a.png", _png_header(*size)) == "pixels"
    assert time.perf_counter() - start < 0.2


def test_item_5_a_truncated_picture_is_refused(make: ModuleType, code: Code) -> None:
    whole = make.jpeg((600, 400))
    assert code("a.jpg", whole[: len(whole) // 2]) == "damaged"
    assert code("a.jpg", whole[:30]) == "damaged"
    assert code("a.png", make.png((600, 400))[:80]) == "damaged"


def test_item_5_of_ten_thousand_frames_only_the_first_is_read() -> None:
    frames = [Image.new("P", (2, 2), number % 200) for number in range(1_000)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    kept = Image.open(io.BytesIO(check_file("a.gif", out.getvalue()).content))
    assert getattr(kept, "n_frames", 1) == 1


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_item_5_a_jpeg_of_any_colour_space_becomes_one_that_browsers_show(make: ModuleType, mode: str) -> None:
    kept = Image.open(io.BytesIO(check_file("a.jpg", make.jpeg(mode=mode)).content))
    assert kept.mode == ("L" if mode == "L" else "RGB")


@pytest.mark.parametrize("mode", ["I;16", "1", "P", "LA", "RGBA"])
def test_item_5_png_of_any_depth_becomes_8_bits(make: ModuleType, mode: str) -> None:
    kept = Image.open(io.BytesIO(check_file("a.png", make.png(mode=mode)).content))
    assert kept.mode in {"L", "RGB", "RGBA"}


def test_item_5_a_16_bit_picture_keeps_its_light_and_shade() -> None:
    deep = Image.new("I;16", (2, 1))
    deep.putpixel((0, 0), 65_535)
    out = io.BytesIO()
    deep.save(out, "PNG")
    kept = Image.open(io.BytesIO(check_file("a.png", out.getvalue()).content))
    assert kept.getpixel((0, 0)) == 255 and kept.getpixel((1, 0)) == 0


def test_item_5_a_large_photograph_is_kept_smaller(make: ModuleType) -> None:
    checked = check_file("a.jpg", make.jpeg((6_000, 4_000)))
    assert max(Image.open(io.BytesIO(checked.content)).size) <= 4_096
    assert max(Image.open(io.BytesIO(checked.thumbnail)).size) == 320


# 7. File names


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Айгүл\\хат.pdf", "хат.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("a\0b\r\nSet-Cookie: x=1.pdf", "ab Set-Cookie_ x=1.pdf"),
        ("сәлем 😀.pdf", "сәлем 😀.pdf"),
        (unicodedata.normalize("NFD", "йогурт ё.pdf"), "йогурт ё.pdf"),
        ("  .. .pdf", "pdf"),
        ("", "file"),
        ("\ud800хат.pdf", "хат.pdf"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
    ],
)
def test_item_7_names_are_cleaned(raw: str, shown: str) -> None:
    assert clean_name(raw) == shown


def test_item_7_300_bytes_of_kazakh_are_cut_and_the_suffix_is_kept() -> None:
    name = clean_name("ғ" * 300 + ".docx")
    assert len(name) <= 150 and len(name.encode()) <= 240 and name.endswith(".docx")


@given(st.text(max_size=400))
def test_item_7_any_name_becomes_one_that_is_safe_to_show_and_save(raw: str) -> None:
    name = clean_name(raw)
    assert name and len(name) <= 150 and len(name.encode()) <= 240
    assert not set(name) & set('/\\\0\r\n<>:"|?*')
    assert all(unicodedata.category(letter)[0] != "C" for letter in name)
    assert name not in {".", ".."}
    assert clean_name(name) == name


@given(st.text(max_size=200))
def test_item_7_the_download_header_is_one_line_of_ascii_that_gives_the_name_back(raw: str) -> None:
    header = disposition(raw)
    assert header.isascii() and header.isprintable()
    assert unquote(header.split("filename*=UTF-8''")[1]) == clean_name(raw)
    assert header.split(";")[0] == "attachment"


def test_item_7_the_download_header_carries_kazakh_letters() -> None:
    assert disposition("Әңгіме.pdf") == (
        "attachment; filename=\"______.pdf\"; filename*=UTF-8''%D3%98%D2%A3%D0%B3%D1%96%D0%BC%D0%B5.pdf"
    )


# 8. Sizes


def test_item_8_empty_and_oversized_files_are_refused_before_they_are_read() -> None:
    refusals = check_sizes([("a.pdf", 0), ("b.pdf", 2_000_000_000), ("c.pdf", FILE_BYTES)])
    assert [(one.name, one.code) for one in refusals] == [("a.pdf", "empty"), ("b.pdf", "too_large")]
    assert [one.code for one in check_sizes([("a.pdf", 1)] * 6)] == ["too_many"]


def test_item_8_the_size_is_checked_again_when_the_file_is_there(make: ModuleType, code: Code) -> None:
    assert code("a.pdf", make.pdf() + b"\0" * FILE_BYTES) == "too_large"
    assert code("a.pdf", b"") == "empty"


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


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused_and_never_crash(content: bytes) -> None:
    from ortaq.kernel.documents.rules import FileRefused

    for name, start in (
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.docx", b"PK\x03\x04"),
        ("a.txt", b""),
    ):
        try:
            check_file(name, start + content)
        except FileRefused as refused:
            assert refused.refusals[0].code in WORDS


def test_our_own_pdfs_pass_our_own_check() -> None:
    made = pdfs.render("notice", {"sender": "Б", "number": "1", "heading": "Х", "text": "М"}, language="kk")
    assert check_file("хат.pdf", made).content == made


def test_text_comes_in_as_utf_8_only(code: Code) -> None:
    assert check_file("a.txt", "Қазақ".encode("utf-16")).content == "Қазақ".encode()
    assert check_file("a.txt", "Қазақ".encode("utf-8-sig")).content == "Қазақ".encode()
    assert code("a.txt", "Русский".encode("cp1251")) == "encoding"
    assert code("a.txt", b"a\x1b[31mred") == "encoding"


def test_every_refusal_says_what_is_wrong_and_what_to_do() -> None:
    for what, todo in WORDS.values():
        for language in ("kk", "ru", "en"):
            assert what.in_language(language).endswith(".") and todo.in_language(language).endswith(".")


def test_named_type_needs_a_stem() -> None:
    with pytest.raises(Unfit):
        named_type("pdf")


# Letters of the PDFs


def test_the_list_of_letters_is_what_the_fonts_hold() -> None:
    for name in ("Regular", "Bold"):
        font = TTFont(pdfs._ROOM / "fonts" / f"GolosText-{name}.ttf")
        held = {
            point
            for point in font.getBestCmap()
            if point >= 0x20 and not 0xE000 <= point <= 0xFEFF and point != 0x2329 and point != 0x232A
        }
        assert held == COVERED
    assert all(ord(letter) in COVERED for letter in "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё₸№«»—")


@given(st.text(max_size=200))
def test_drawable_text_holds_nothing_that_the_font_lacks(text: str) -> None:
    assert all(letter == "\n" or ord(letter) in COVERED for letter in drawable(text))
