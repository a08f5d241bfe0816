"""What can be taken out as a file. Each system declares its exports in ``apps.py``; this room makes pages and jobs of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ortaq.kernel.interchange.rules import Cell, Column
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.rules import Decision
from ortaq.kernel.parties.rules import Actor

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Export:
    """A table that can be exported.

    ``clean`` keeps what it knows of a query string; ``may`` is asked when the export is asked for, when it is made,
    while it is made and when it is fetched; ``personal``: will there be personal data in it for this actor;
    ``columns`` and ``rows`` see what the actor may see and are called in the language of who asked; ``count`` counts
    the rows up to a limit, cheaply. ``rows`` has to hold little at a time.
    """

    code: str
    title: Text
    filename: str
    clean: Callable[[Parameters], dict[str, str]]
    may: Callable[[Actor], Decision]
    personal: Callable[[Actor], bool]
    columns: Callable[[Actor, Parameters], Sequence[Column]]
    rows: Callable[[Actor, Parameters, datetime], Iterator[Sequence[Cell]]]
    count: Callable[[Actor, Parameters, int], int]
    back: str = ""
    """Name of the address that the export belongs to: the way back from its page."""


_declared: dict[str, Export] = {}


def declare_export(export: Export) -> None:
    """Makes *export* known under its code. Raises ValueError when another one has the code."""
    if _declared.setdefault(export.code, export) != export:
        raise ValueError(f"the export {export.code!r} is declared twice")


def export_of(code: str) -> Export | None:
    """The export with this code; None for one that isn't declared (any more)."""
    return _declared.get(code)
