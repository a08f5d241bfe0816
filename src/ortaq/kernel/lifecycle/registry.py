"""Which kinds of record exist. Each system declares its own in ``apps.py`` (``ready``); the kernel knows none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortaq.kernel.events.models import Event
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import Decision, Lifecycle
from ortaq.kernel.notices.rules import Recipient
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What the kernel must know of a kind of record to number, change, show and find it.

    ``capacities``: in which capacities ("appellant", "registrar", …) an actor stands towards one record.
    ``audience``: who is told, when a transition tells a capacity.
    ``address``: the path of the record's page, without the language ("appeals/AP-2026-000123/").
    ``guards``: by transition code, a further condition on the record itself.
    ``office``: for which organisation somebody acts who stands in a capacity towards the record: a representative of
    two NGOs acts for one of them. None: the record's body, else an office of the actor's.
    """

    code: str
    prefix: str
    name: Text
    model: type[Record]
    lifecycle: Lifecycle
    capacities: Callable[[Actor, Record], frozenset[str]]
    audience: Callable[[Record, str], Iterable[Recipient]]
    address: Callable[[Record], str]
    guards: dict[str, Callable[[Record], Decision]]
    office: Callable[[Record, str], int | None] | None = None


_kinds: dict[str, RecordKind] = {}


def declare(kind: RecordKind) -> None:
    """Makes *kind* known. Raises ValueError when its prefix is taken by another kind."""
    for other in _kinds.values():
        if other.code != kind.code and other.prefix == kind.prefix:
            raise ValueError(f"record prefix {kind.prefix} is taken by {other.code}")
    _kinds[kind.code] = kind


def kind_of(record: Record) -> RecordKind:
    """The declared kind of *record*."""
    return _kinds[record.kind]


def kinds() -> tuple[RecordKind, ...]:
    """Every declared kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


@dataclass(frozen=True, slots=True)
class Follow:
    """What can follow from a record of the kind ``source``: "propose a topic" from an appeal. Systems don't know each
    other, so the page of an appeal asks here which buttons to draw.

    ``address``: the path of the page where it begins, without the language. ``offered``: is it offered to this actor
    for this record? Offering permits nothing: the page that it leads to checks for itself.
    """

    code: str
    source: str
    label: Text
    hint: Text
    address: Callable[[Record], str]
    offered: Callable[[Actor, Record], bool]


_follows: dict[str, Follow] = {}


def declare_follow(*follows: Follow) -> None:
    """Makes known what can follow from records of a kind; the same code replaces the earlier one."""
    for follow in follows:
        _follows[follow.code] = follow


def follows_of(record: Record, actor: Actor) -> tuple[Follow, ...]:
    """What may be offered to *actor* on the page of *record*, by code."""
    return tuple(
        follow
        for _, follow in sorted(_follows.items())
        if follow.source == record.kind and follow.offered(actor, record)
    )


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a transition of another room's record brings about: a call that is announced moves the plan line that pays for it.

    ``act`` is called in the transaction of the transition, after its event; what it refuses refuses the transition too.
    It changes records of other kinds alone.
    """

    code: str
    source: str
    transitions: frozenset[str]
    act: Callable[[Record, Event], None]


_consequences: dict[str, Consequence] = {}


def declare_consequence(*consequences: Consequence) -> None:
    """Makes known what transitions of a kind bring about elsewhere; the same code replaces the earlier one."""
    for consequence in consequences:
        _consequences[consequence.code] = consequence


def consequences_of(kind: str, transition: str) -> tuple[Consequence, ...]:
    """What follows from a transition of a kind of record, by code."""
    return tuple(
        found for _, found in sorted(_consequences.items()) if found.source == kind and transition in found.transitions
    )
