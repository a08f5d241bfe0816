"""Cuts Golos Text (SIL Open Font License 1.1) into files that a Kazakh page needs few of.

Fontsource splits the family so that a Kazakh page loads all four files (94 KB). The cuts below hold the same glyphs, arranged by
what our pages use together. Run by ``npm run build`` with the project's Python (fontTools and brotli).
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules/@fontsource-variable/golos-text/files"

KAZAKH = "ӘәҒғҚқҢңӨөҮүҺһ"
PUNCTUATION = "\N{NO-BREAK SPACE}§«»°±·×÷–—‘’‚“”„…−•"
CUTS = {
    # name of the cut: (file it is taken from, its characters; None: what no cut before it holds)
    "kazakh": ("cyrillic-ext", KAZAKH),
    "tenge": ("latin-ext", "₸"),
    "latin": ("latin", "".join(map(chr, range(0x20, 0x7F))) + PUNCTUATION),
    "latin-rest": ("latin", None),
    "latin-ext": ("latin-ext", None),
    "cyrillic": ("cyrillic", None),
    "cyrillic-rest": ("cyrillic-ext", None),
}
WEIGHTS = (400, 700)
KEPT_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "calt"]


def _ranges(points: set[int]) -> str:
    """Code points as a CSS unicode-range."""
    parts: list[str] = []
    for point in sorted(points):
        if parts and int(parts[-1].split("-")[-1], 16) == point - 1:
            parts[-1] = f"{parts[-1].split('-')[0]}-{point:X}"
        else:
            parts.append(f"{point:X}")
    return ",".join(f"U+{part}" for part in parts)


def main(target: Path, stylesheet: Path) -> None:
    """Writes the cuts into *target* and their @font-face rules into *stylesheet*."""
    target.mkdir(parents=True, exist_ok=True)
    rules = []
    held: set[int] = set()
    for name, (source, characters) in CUTS.items():
        font = TTFont(SOURCE / f"golos-text-{source}-wght-normal.woff2", recalcTimestamp=False)
        here = set(font.getBestCmap())
        wanted = set(map(ord, characters)) & here if characters else here - held
        held |= wanted
        instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
        buffer = BytesIO()  # the subsetter expects the tables as they are after a save
        font.flavor = None
        font.save(buffer)
        font = TTFont(buffer, recalcTimestamp=False)
        options = Options(layout_features=KEPT_FEATURES, hinting=False, name_IDs=[0, 1, 2, 5, 13, 14, 16])
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        font.flavor = "woff2"
        path = target / f"golos-{name}.woff2"
        font.save(path)
        rules.append(
            '@font-face{font-family:"Golos Text";font-style:normal;font-weight:400 700;font-display:swap;'
            f'src:url("fonts/golos-{name}.woff2") format("woff2");unicode-range:{_ranges(wanted)}}}\n'
        )
        print(f"{path.name}: {path.stat().st_size:,} bytes, {len(wanted)} characters")
    stylesheet.write_text("".join(rules), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
