"""The picture of a count: the budget as one bar, and on it the projects one after the other as they were chosen.

Numbers for an SVG that a page draws; the same stands in words and in a table beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

WIDTH, ROW, BAR = 640, 30, 18
ROOM = 80
"""What a label takes, in letters that are still read where a phone draws the picture at half its size."""


@dataclass(frozen=True, slots=True)
class Block:
    """One chosen project: where its bar begins and how long it is, on its own row; numbers as SVG writes them."""

    project: str
    x: str
    width: str
    y: int
    label_x: str
    before: bool
    """Does the label end where it stands, before the bar or within it?"""
    inside: bool = False
    """Does it stand within the bar, since there is no room beside it?"""


@dataclass(frozen=True, slots=True)
class Picture:
    """All blocks, and where the budget ends."""

    width: int
    height: int
    bar: int
    blocks: tuple[Block, ...]


def picture(result: Mapping[str, Any]) -> Picture:
    """The picture of a trace (``trace.trace``): a staircase of costs up to the budget, a row for each project chosen."""
    scale = Fraction(WIDTH) / Fraction(str(result["budget"]))
    blocks = []
    for row, step in enumerate(result["steps"]):
        width = Fraction(str(step["cost"])) * scale
        end = Fraction(str(step["spent"])) * scale
        start = end - width
        before = start > WIDTH - end
        inside = max(start, WIDTH - end) < ROOM
        blocks.append(
            Block(
                step["project"],
                f"{float(start):.1f}",
                f"{max(float(width), 1.5):.1f}",
                row * ROW + (ROW - BAR) // 2,
                f"{float(end - 6 if inside else start - 6 if before else end + 6):.1f}",
                before or inside,
                inside,
            )
        )
    return Picture(WIDTH, max(len(blocks), 1) * ROW, BAR, tuple(blocks))
