"""Files of strangers: items 1 to 10 of the list of nasty inputs, as far as they are rules."""

import io
import os
import resource
import struct
import time
import unicodedata
import zipfile
from collections.abc import Callable
from types import ModuleType
from urllib.parse import unquote

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

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
    start = time.thread_time()
    assert code("есеп.docx", bomb) == "bomb"
    assert time.thread_time() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "odt"])
def test_item_1_a_million_entries_are_refused_before_they_are_listed(make: ModuleType, code: Code, suffix: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"{number}", b"")
    assert code(f"a.{suffix}", out.getvalue()) == "bomb"


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
