"""What a publication duty is, and how it stands on a day. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ortaq.kernel.language.rules import Text

SOON = 14
"""Days before the last one from which a duty shows as coming up."""


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty: what has to be published, on which legal basis.

    ``yearly``: the days (month, day) of each year by which a body must have done it; empty for a duty that follows
    from a record (a protocol, an evaluation) and gets its day from a clock. ``offset``: years between the year that
    is told of and the year of the last day (a report on 2025 is due in 2026: 1). ``bodies``: kinds of state body that
    have it ("akimat", "department"…), empty for all.
    """

    code: str
    name: Text
    basis: Text
    yearly: tuple[tuple[int, int], ...] = ()
    offset: int = 0
    bodies: frozenset[str] = frozenset()


class Standing(StrEnum):
    """How a duty stands: done in time or late; not done and late, near its day, or with time left."""

    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    SOON = "soon"
    AHEAD = "ahead"


STANDINGS = {
    Standing.MET: Text("мерзімінде жарияланды", "опубликовано в срок", "published in time"),
    Standing.LATE: Text("кешіктіріліп жарияланды", "опубликовано с опозданием", "published late"),
    Standing.OVERDUE: Text("мерзімі өтті", "срок прошёл", "overdue"),
    Standing.SOON: Text("мерзімі жақын", "срок близко", "due soon"),
    Standing.AHEAD: Text("мерзімі алда", "срок впереди", "due later"),
}
TONES = {
    Standing.MET: "green",
    Standing.LATE: "gold",
    Standing.OVERDUE: "red",
    Standing.SOON: "gold",
    Standing.AHEAD: "grey",
}


def standing(due_on: date, done_on: date | None, today: date) -> Standing:
    """How a duty with the last day *due_on* stands *today*; the last day itself is still in time."""
    if done_on is not None:
        return Standing.MET if done_on <= due_on else Standing.LATE
    if today > due_on:
        return Standing.OVERDUE
    return Standing.SOON if (due_on - today).days <= SOON else Standing.AHEAD


def yearly_days(kind: DutyKind, about: int) -> list[date]:
    """The last days on which *kind* must be met for the year *about*, in their order."""
    return sorted(date(about + kind.offset, month, day) for month, day in kind.yearly)
