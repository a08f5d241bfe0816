"""Who of the register is asked: drawn by the platform, never chosen by who is judged, and to be drawn again by anybody."""

import hashlib


def drawn(register: int, size: int, seed: str) -> list[int]:
    """*size* different places of a register of 1 … *register*, in their order: those whose lots are smallest.

    The lot of a place is SHA-256 of the recorded seed and the place. A larger sample of the same seed holds the
    smaller one, so that a sample can be widened later. Raises ValueError for a sample larger than the register.
    """
    if not 0 <= size <= register:
        raise ValueError(f"{size} of {register}")
    lots = sorted(range(1, register + 1), key=lambda place: hashlib.sha256(f"{seed}:{place}".encode()).digest())
    return sorted(lots[:size])


def checked_twice(sheets: int, seed: str) -> list[int]:
    """The sheets of a paper batch that somebody else types in again: one in ten, at least one."""
    return drawn(sheets, max(1, -(-sheets // 10)), seed) if sheets else []
