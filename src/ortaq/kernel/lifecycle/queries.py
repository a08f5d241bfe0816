"""What happened to a record, as each kind of reader may know it. Pages read timelines here, never the log itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ortaq.kernel.events.queries import timeline
from ortaq.kernel.lifecycle.registry import kind_of
from ortaq.kernel.parties.models import Organisation
from ortaq.kernel.records.models import Record


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline. ``office`` is None when no office acted.

    ``reason``: the words that were given with it, when they are meant for the reader; else empty.
    """

    code: str
    at: datetime
    office: Organisation | None
    reason: str = ""
    state: str = ""
    hash: str = ""


def told_in_office(record: Record) -> list[Happening]:
    """All that happened to *record*, oldest first, for those who work with it. One SQL query."""
    return _told(record, lambda code: True)


def told_to(record: Record, capacities: Iterable[str]) -> list[Happening]:
    """All that happened, for somebody outside the office who stands in *capacities*: of the words that were given with it
    those that are addressed to them or to everybody. One SQL query.
    """
    held, lifecycle = frozenset(capacities), kind_of(record).lifecycle
    return _told(record, lambda code: lifecycle.reason_reaches(code, held))


def told_publicly(record: Record) -> list[Happening]:
    """What the public may know: public events, and of the words those that are declared public. One SQL query."""
    lifecycle = kind_of(record).lifecycle
    return _told(record, lambda code: lifecycle.reason_reaches(code, frozenset()), public_only=True)


def _told(record: Record, reaches: Callable[[str], bool], *, public_only: bool = False) -> list[Happening]:
    return [
        Happening(
            event.code,
            event.at,
            event.office,
            event.reason if reaches(event.code) else "",
            event.state,
            bytes(event.hash).hex(),
        )
        for event in timeline(record.pk, public_only=public_only)
    ]
