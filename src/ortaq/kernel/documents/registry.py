"""Who may read the documents of a kind of record. Each system declares it in ``apps.py``; unknown kinds are closed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.models import Record

if TYPE_CHECKING:
    from ortaq.kernel.documents.models import Document


class Answer(Protocol):
    """What a declared function answers: ``lifecycle.rules.Decision``, which stands in a higher room, fits."""

    @property
    def allowed(self) -> bool: ...


Access = Callable[[Actor, "Document", Record], Answer]

_declared: dict[str, Access] = {}


def declare_access(kind_code: str, access: Access) -> None:
    """Says who may read the official copies of the documents of records of kind *kind_code*."""
    _declared[kind_code] = access


def access_of(kind_code: str) -> Access | None:
    """The declared function, or None: then nobody may."""
    return _declared.get(kind_code)
