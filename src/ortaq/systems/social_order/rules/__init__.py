"""Pure rules of the state social order."""

from ortaq.systems.social_order.rules.topics import (
    LONGEST_MONTHS,
    PARTS,
    TEXT_LENGTH,
    public_text,
)

__all__ = ["LONGEST_MONTHS", "PARTS", "TEXT_LENGTH", "public_text"]
