"""What the law says of a term: how much, of what, from when, and what silence means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from ortaq.kernel.language.rules import Text


class ClockError(ValueError):
    """What was asked of a clock can't be done by the law or by its state; ``reason`` says why to the reader."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class UnknownTerm(LookupError):
    """No regime has this term, or there is no such regime: a mistake in a declaration, not of a person."""


class NotExtendable(ClockError):
    """The law doesn't let this term be extended, or not that far, or no longer."""


class Unit(StrEnum):
    """What a term is counted in."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"


class Starts(StrEnum):
    """Which day is the first of a term: the day of the event, or the one after it."""

    SAME = "same"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Extension:
    """How far the law lets a term be extended in all: ``amount`` of ``unit``, counted from ``counted_from``.

    ``counted_from``: "due", the last day of the term as it first stood, or "decision", the day on which it was first
    extended.
    """

    amount: int
    unit: Unit
    counted_from: str
    norm: str


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the law.

    ``on_expiry``: what follows by itself when the term runs out: by law ("deemed_refused": silence is a refusal) or by
    the platform's procedure ("forwarded", "closed"); empty when nothing does.
    ``duty``: True when a body must act in the term (overdue is a breach); False when a person loses a chance.
    ``closes``: what comes at this hour of the local day or later counts as having come the next day.
    """

    code: str
    amount: int
    unit: Unit
    label: Text
    norm: str
    starts: Starts = Starts.NEXT
    rolls_over: bool = True
    on_expiry: str = ""
    duty: bool = True
    closes: time | None = None
    extension: Extension | None = None

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"{self.code}: a term has at least one day, not {self.amount}")


@dataclass(frozen=True)
class Regime:
    """The law that was in force for a family of records from ``valid_from`` to ``valid_to``, both days included."""

    code: str
    family: str
    name: Text
    basis: str
    valid_from: date
    valid_to: date | None
    terms: Mapping[str, Term]

    def covers(self, day: date) -> bool:
        """Was this law in force on *day*?"""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
