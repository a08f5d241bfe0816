"""What a new field key reaches beyond encrypted columns. Rooms register; the rotation asks."""

from collections.abc import Callable, Mapping

Plain = Mapping[str, str]
Hashed = Callable[[Plain], tuple[str, str] | None]
"""From the decrypted columns of a row: the purpose and the text that a hash column was made of; None: of nothing."""

Reseal = Callable[[], int]

_hashes: dict[str, dict[str, Hashed]] = {}
_others: dict[str, Reseal] = {}


def register_hashes(model: str, columns: Mapping[str, Hashed]) -> None:
    """Keyed hashes beside the encrypted columns of *model* ("parties.Person"), each made anew with its row."""
    _hashes[model] = dict(columns)


def register_reseal(name: str, reseal: Reseal) -> None:
    """What a room keeps sealed or hashed elsewhere. *reseal* may be called at any time and again; gives how many changed."""
    _others[name] = reseal


def hashes_of(model: str) -> Mapping[str, Hashed]:
    """The registered hash columns of *model*."""
    return _hashes.get(model, {})


def others() -> Mapping[str, Reseal]:
    """Everything registered by :func:`register_reseal`."""
    return dict(_others)
