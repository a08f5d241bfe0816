"""What rooms on upper floors hold about a person, for "download my data", and how they forget what was never sent.

They register; accounts asks.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ortaq.kernel.parties.rules import Actor

Export = Callable[[Actor], Any]
Forget = Callable[[int], object]
_holdings: dict[str, Export] = {}
_unsent: dict[str, Forget] = {}


def register_holdings(name: str, export: Export) -> None:
    """*export* gives what one room holds about the actor, in values that JSON can carry, under the key *name*.

    Raises ValueError when another function has the name.
    """
    if _holdings.setdefault(name, export) is not export:
        raise ValueError(f"holdings {name!r} are registered twice")


def holdings() -> Mapping[str, Export]:
    """Every registered export by its name."""
    return dict(_holdings)


def register_unsent(name: str, forget: Forget) -> None:
    """*forget* deletes what the account of that id has begun and not sent: called when the account is erased."""
    _unsent[name] = forget


def unsent() -> tuple[Forget, ...]:
    """Every registered way to forget."""
    return tuple(_unsent.values())
