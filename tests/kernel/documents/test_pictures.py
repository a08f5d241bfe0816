"""Pictures of strangers: items 4 and 5 of the list of nasty inputs."""

import io
import struct
import time
import zlib
from collections.abc import Callable
from types import ModuleType

import pytest
from PIL import Image

from ortaq.kernel.documents.rules import check_file

Code = Callable[[str, bytes], str]


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
    start = time.thread_time()
    assert code("a.png", _png_header(*size)) == "pixels"
    assert time.thread_time() - start < 0.2


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
