"""Pictures of strangers are drawn anew: what is kept is pixels, turned upright, and nothing else of the file."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from PIL import Image

from ortaq.kernel.documents.rules.refusals import Unfit
from ortaq.kernel.documents.rules.table import (
    GIF,
    JPEG,
    KEPT_SIDE,
    PIXELS,
    PNG,
    SIDE_PIXELS,
    THUMBNAIL_SIDE,
    WEBP,
    FileType,
)

_UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, struct.error, zlib.error,
)  # fmt: skip
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.3, tag Orientation: what turns each into an upright picture."""
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept, with a small WebP of it."""

    kind: FileType
    content: bytes
    thumbnail: bytes
    width: int
    height: int


def redraw(content: bytes, kind: FileType) -> Picture:
    """*content* drawn anew: no EXIF, XMP, comments or colour profile, orientation applied, the first frame only.

    CMYK and 16-bit pictures become 8-bit RGB; a GIF becomes a PNG. Raises Unfit: "pixels" before anything is decoded,
    "damaged" when it can't be read to its end.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=[_FORMATS[kind.code]]) as opened:
                width, height = opened.size
                if width * height > PIXELS or max(width, height) > SIDE_PIXELS or not width * height:
                    raise Unfit("pixels")
                if kind is JPEG:
                    opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
                opened.load()
                pixels = _plain(opened)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Unfit("pixels") from error
        except _UNREADABLE as error:
            raise Unfit("damaged") from error
    small = pixels.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    kept = PNG if kind is GIF else kind
    return Picture(kept, _encoded(pixels, kept), _encoded(small, WEBP), *pixels.size)


def _plain(opened: Image.Image) -> Image.Image:
    """The pixels alone, upright, as 8-bit grey, RGB or RGBA, no larger than they are kept.

    A fresh image has no metadata that an encoder could copy. Made smaller first: a large one is in memory once.
    """
    image = opened
    if image.mode.startswith(("I", "F")):
        brightest = float(image.convert("F").getextrema()[1])  # type: ignore[arg-type]
        scale = 255 / brightest if brightest > 255 else 1.0
        image = image.convert("F").point(lambda value: value * scale).convert("L")
    transparent = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if transparent else ("L" if image.mode in ("1", "L") else "RGB")
    if image.mode != mode:
        image = image.convert(mode)
    orientation = opened.getexif().get(_ORIENTATION)
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), reducing_gap=2.0)
    if orientation in _TURNS:
        image = image.transpose(_TURNS[orientation])
    fresh = Image.new(mode, image.size)
    fresh.paste(image)
    return fresh


def _encoded(image: Image.Image, kind: FileType) -> bytes:
    out = io.BytesIO()
    if kind is JPEG:
        image.convert("L" if image.mode == "L" else "RGB").save(out, "JPEG", quality=88, optimize=True)
    elif kind is WEBP:
        image.save(out, "WEBP", quality=82, method=4)
    else:
        image.save(out, "PNG")
    return out.getvalue()
