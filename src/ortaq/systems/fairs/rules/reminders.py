"""When both sides are reminded of a promised gift. Pure."""

from __future__ import annotations

from datetime import date

FIRST, LAST, OVERDUE = 14, 3, -1
"""Days that are left at the latest when a reminder goes out; ``OVERDUE``: its day has passed."""
STEPS = {FIRST: "remind_first", LAST: "remind_last", OVERDUE: "remind_overdue"}
"""The transition of a pledge that each reminder is."""


def step_of(due_on: date, today: date) -> int | None:
    """Which reminder is due *today* for a gift of *due_on*; None while its day is far.

    A day on which nothing ran (the server was down), or a memorandum signed shortly before the day, leaves out the
    earlier reminder, never the nearest.
    """
    left = (due_on - today).days
    if left < 0:
        return OVERDUE
    return next((step for step in (LAST, FIRST) if left <= step), None)
